"""Who works for which organisation, and who has been invited to."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from locations.models.organisation import Organisation


class Membership(models.Model):
    """
    Somebody manages what an organisation has: its places, sessions, bookings, calendars and sites.

    The row is the right: without it nothing of the organisation is seen any more, from the next request on.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="personne", on_delete=models.CASCADE, related_name="memberships"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name="organisation", on_delete=models.CASCADE, related_name="memberships"
    )
    since = models.DateTimeField("depuis")

    class Meta:
        """One row a person and organisation."""

        verbose_name = "membre"
        verbose_name_plural = "membres"
        ordering: ClassVar = ["organisation__name", "user__last_name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                name="member_once",
                violation_error_message="Cette personne est déjà membre.",
            )
        ]

    def __str__(self) -> str:
        """Return who, and of what."""
        return f"{self.user}, {self.organisation}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Questions about invitations."""

    def open(self, *, now: datetime) -> Self:
        """Those that can still be accepted."""
        return self.filter(accepted_at=None, expires_at__gt=now)


class Invitation(models.Model):
    """A mailed link that makes whoever holds it a member; only its SHA-256 is kept."""

    organisation = models.ForeignKey(
        Organisation, verbose_name="organisation", on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField("adresse électronique")
    token_hash = models.CharField("empreinte du lien", max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="invitation de",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField("envoyée le")
    expires_at = models.DateTimeField("valable jusqu'au")
    accepted_at = models.DateTimeField("acceptée le", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        """One that waits an address and organisation."""

        verbose_name = "invitation"
        verbose_name_plural = "invitations"
        ordering: ClassVar = ["-created_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=Q(accepted_at=None),
                name="one_invitation_waits",
                violation_error_message="Cette personne a déjà une invitation en attente.",
            )
        ]

    def __str__(self) -> str:
        """Return to whom, for what."""
        return f"{self.email}, {self.organisation}"
