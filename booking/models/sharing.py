"""What partners take of the sessions to their own programs: private feeds, and calls when something changes."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.codes import new_token


class PrivateFeed(models.Model):
    """
    The planning of a facilitator, or of an organisation, at a secret address; only the SHA-256 of its token is kept.

    One each: a new address ends the former.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name="médiateur",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="private_feed",
    )
    organisation = models.OneToOneField(
        "locations.Organisation",
        verbose_name="organisation",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="private_feed",
    )
    token_hash = models.CharField("empreinte du lien", max_length=64, unique=True)
    created_at = models.DateTimeField("créée le")
    last_read_at = models.DateTimeField("lue le", null=True, blank=True)

    class Meta:
        """Of one or of the other."""

        verbose_name = "adresse d'agenda privée"
        verbose_name_plural = "adresses d'agenda privées"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(user=None, organisation__isnull=False) | Q(user__isnull=False, organisation=None),
                name="private_feed_of_one",
                violation_error_message="Une adresse est celle d'une personne ou d'une organisation.",
            )
        ]

    def __str__(self) -> str:
        """Return whose it is."""
        return str(self.user or self.organisation)


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
