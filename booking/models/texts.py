"""The words of messages, as staff change them."""

from typing import ClassVar

from django.db import models
from wagtail.models import PreviewableMixin

from booking import choices


class MessageText(PreviewableMixin, models.Model):
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

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """In which forms staff see the message before they save it (`booking.staff.texts`)."""
        return [("courriel", "Courriel"), ("aide", "Courriel à une personne qui aide"), ("texte", "Texte et SMS")]

    @property
    def is_ours(self) -> bool:
        """Whether staff left all of our own words."""
        return not (self.subject or self.opening or self.after or self.sms)

    @property
    def whose(self) -> str:
        """Whose words go out, for staff."""
        return "Nos mots" if self.is_ours else "Écrits par l'équipe"

    def __str__(self) -> str:
        """Return what the message is about."""
        return str(self.get_kind_display())
