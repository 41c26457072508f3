"""What partners take of the sessions to their own programs: private feeds, and calls when something changes."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.codes import new_token


class PrivateFeed(models.Model):
    """
    The planning of a facilitator, or of an organisation, at somebody's secret address: only its SHA-256 is kept.

    Each person has their own, even to an organisation's planning: it ends with what they may see, and for nobody else.
    One a person and planning: a new address ends the former.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="personne", on_delete=models.CASCADE, related_name="private_feeds"
    )
    organisation = models.ForeignKey(
        "locations.Organisation",
        verbose_name="organisation",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="private_feeds",
        help_text="Vide : les séances que cette personne anime.",
    )
    token_hash = models.CharField("empreinte du lien", max_length=64, unique=True)
    created_at = models.DateTimeField("créée le")
    last_read_at = models.DateTimeField("lue le", null=True, blank=True)

    class Meta:
        """One a person and planning."""

        verbose_name = "adresse d'agenda privée"
        verbose_name_plural = "adresses d'agenda privées"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "organisation"], name="private_feed_once"),
            models.UniqueConstraint(
                fields=["user"], condition=Q(organisation=None), name="private_feed_of_facilitator_once"
            ),
        ]

    def __str__(self) -> str:
        """Return whose it is."""
        return f"{self.user}, {self.organisation}" if self.organisation_id else str(self.user)


class Webhook(models.Model):
    """An address of a partner's program, called when one of its sessions is made, changed or cancelled."""

    organisation = models.ForeignKey(
        "locations.Organisation", verbose_name="organisation", on_delete=models.CASCADE, related_name="webhooks"
    )
    url = models.URLField("adresse", max_length=300)
    secret = models.CharField("clé de signature", max_length=64, default=new_token)
    active = models.BooleanField("en service", default=True)
    created_at = models.DateTimeField("créé le")
    failing_since = models.DateTimeField("en échec depuis", null=True, blank=True)
    delivered_at = models.DateTimeField("dernier appel réussi", null=True, blank=True)

    class Meta:
        """One row an address and organisation."""

        verbose_name = "appel automatique"
        verbose_name_plural = "appels automatiques"
        ordering: ClassVar = ["organisation__name", "url", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "url"],
                name="webhook_once",
                violation_error_message="Cette adresse est déjà appelée.",
            )
        ]

    def __str__(self) -> str:
        """Return the address."""
        return self.url
