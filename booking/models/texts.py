"""The words of messages, as staff change them."""

from typing import ClassVar

from django.db import models

from booking import choices


class MessageText(models.Model):
    """
    What one kind of message says in place of our own words; a field left empty keeps ours.

    Variables stand in braces, `{prenom}`, out of a closed list that is checked when the text is saved.
    """

    kind = models.CharField("message", max_length=24, choices=choices.MessageKind.choices, unique=True)
    subject = models.CharField("objet", max_length=150, blank=True)
    opening = models.TextField("première phrase", max_length=600, blank=True)
    after = models.TextField("en bas du message", max_length=600, blank=True)
    sms = models.TextField("SMS", max_length=306, blank=True)

    class Meta:
        """One text a kind."""

        verbose_name = "texte de message"
        verbose_name_plural = "textes des messages"
        ordering: ClassVar = ["kind"]

    def __str__(self) -> str:
        """Return what the message is about."""
        return str(self.get_kind_display())
