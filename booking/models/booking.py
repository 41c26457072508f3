"""A person's booking, and the places it holds."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from booking import choices
from booking.models.offer import Series
from booking.models.session import Session
from core.fields import CodesField


class Booking(models.Model):
    """
    A person and a way to reach them. `code` is shown and spoken; links that open it are `BookingLink`s.

    `course`: the booking is for the whole of that series, whose sessions it follows. `contact_is_helper`: the phone or
    the address is that of somebody who helps the person, and messages are worded for them.

    No account, no revisions: after the retention period the person's data go and the counts stay.
    """

    code = models.CharField("code", max_length=8, unique=True)
    first_name = models.CharField("prénom", max_length=60, blank=True)
    last_name = models.CharField("nom", max_length=80, blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True, db_index=True)
    email = models.EmailField("adresse électronique", blank=True, db_index=True)
    contact_is_helper = models.BooleanField("contact d'une personne qui aide", default=False)
    needs = CodesField("besoins", codes=choices.Need.choices)
    companions = models.TextField("qui vient aussi", max_length=500, blank=True)
    course = models.ForeignKey(
        Series, verbose_name="parcours", null=True, blank=True, on_delete=models.PROTECT, related_name="bookings"
    )
    enrolled_by = models.CharField(
        "inscrite par", max_length=12, choices=choices.EnrolledBy.choices, default=choices.EnrolledBy.SELF
    )
    via = models.ForeignKey(
        "locations.Organisation",
        verbose_name="venue par le site de",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    idempotency_key = models.CharField("clé d'unicité", max_length=64, unique=True)
    created_at = models.DateTimeField("faite le")
    notes_erased_at = models.DateTimeField("textes libres effacés le", null=True, blank=True)
    anonymised_at = models.DateTimeField("rendue anonyme le", null=True, blank=True)

    class Meta:
        """A person can be named and reached until the booking is made anonymous, and then neither."""

        verbose_name = "réservation"
        verbose_name_plural = "réservations"
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(anonymised_at__isnull=False) | ~Q(first_name=""),
                name="booking_has_a_name",
                violation_error_message="Il manque un prénom.",
            ),
            models.CheckConstraint(
                condition=Q(anonymised_at__isnull=False) | ~Q(phone="", email=""),
                name="booking_has_a_contact",
                violation_error_message="Il manque un téléphone ou une adresse électronique.",
            ),
            models.CheckConstraint(
                condition=Q(anonymised_at__isnull=True)
                | Q(first_name="", last_name="", phone="", email="", companions="", needs=""),
                name="anonymous_booking_is_nobody",
            ),
        ]

    def __str__(self) -> str:
        """Return the code only: logs keep it for ever."""
        return self.code

    @property
    def sessions_words(self) -> str:
        """What it is for, in one line."""
        return ", ".join(str(attendance.session) for attendance in self.attendances.all())


class BookingLink(models.Model):
    """A link that opens a booking, one a message: only the SHA-256 (hex) of its token is kept."""

    booking = models.ForeignKey(Booking, verbose_name="réservation", on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField("empreinte du lien", max_length=64, unique=True)
    created_at = models.DateTimeField("fait le")

    class Meta:
        """Latest first."""

        verbose_name = "lien d'une réservation"
        verbose_name_plural = "liens des réservations"
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        """Return what it opens."""
        return str(self.booking)


class Attendance(models.Model):
    """
    A booking's places in one session. `uid` names the entry in the person's own calendar, whatever moves.

    `referred`: its places count among those kept for referred people. A group waits from `queued_at` on, in the order
    of `queue_rank` (what staff put first has low numbers), then of `queued_at`; an offer lasts until `offer_ends_at`.
    """

    uid = models.UUIDField("UID", default=uuid.uuid4, unique=True, editable=False)
    booking = models.ForeignKey(
        Booking, verbose_name="réservation", on_delete=models.CASCADE, related_name="attendances"
    )
    session = models.ForeignKey(Session, verbose_name="séance", on_delete=models.PROTECT, related_name="attendances")
    party_size = models.PositiveSmallIntegerField("personnes", default=1)
    status = models.CharField("état", max_length=10, choices=choices.AttendanceStatus.choices)
    created_at = models.DateTimeField("faite le")
    changed_at = models.DateTimeField("changée le")
    sequence = models.PositiveIntegerField(
        "révision", default=0, help_text="De l'entrée d'agenda envoyée par courriel."
    )
    referred = models.BooleanField("par orientation", default=False)
    queued_at = models.DateTimeField("en attente depuis", null=True, blank=True)
    queue_rank = models.SmallIntegerField("rang donné par l'équipe", default=0)
    offered_at = models.DateTimeField("place proposée le", null=True, blank=True)
    offer_ends_at = models.DateTimeField("proposition valable jusqu'au", null=True, blank=True)
    reminded_at = models.DateTimeField("rappelé le", null=True, blank=True)
    reminded_soon_at = models.DateTimeField("rappelé de nouveau le", null=True, blank=True)
    followed_up_at = models.DateTimeField("suivi le", null=True, blank=True)

    class Meta:
        """A booking takes part in a session once, for one person at least."""

        verbose_name = "participation"
        verbose_name_plural = "participations"
        ordering: ClassVar = ["session__start", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["session", "status"], name="attendance_of_session"),
            models.Index(fields=["offer_ends_at"], condition=Q(status="offered"), name="offers_by_end"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["booking", "session"], name="one_attendance_a_session"),
            models.CheckConstraint(
                condition=Q(party_size__gte=1),
                name="attendance_of_somebody",
                violation_error_message="Il faut au moins une personne.",
            ),
            models.CheckConstraint(
                condition=~Q(status="waiting") | Q(queued_at__isnull=False), name="waiting_since_a_moment"
            ),
            models.CheckConstraint(
                condition=~Q(status="offered") | Q(offer_ends_at__isnull=False), name="offer_ends_at_a_moment"
            ),
        ]

    def __str__(self) -> str:
        """Return the booking's code and the state."""
        return f"{self.booking} {self.get_status_display()}"

    @property
    def holds_a_place(self) -> bool:
        """Whether its places are counted in the session."""
        return self.status in choices.HOLDING_A_PLACE
