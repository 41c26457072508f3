"""One date of an activity. It keeps its identity whatever moves, because bookings hang on it."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from booking import choices
from booking.models.offer import Activity, Series
from core.choices import Zone
from core.dates import day_words, time_words
from locations.models import Location


def has_room(people: int, *, now: datetime, referred: bool = False) -> Q:
    """Return what holds for a session that has so many places: `Session.places_for`, as the database counts."""
    room = Q(booked__lte=F("capacity") + F("overbooked") - people)
    if referred:
        return room
    freed = Q(referred_until=None) | Q(referred_until__lte=now) | Q(referred_booked__gte=F("referred_places"))
    beside = Q(booked__lte=F("capacity") + F("overbooked") - people - F("referred_places") + F("referred_booked"))
    return room & (freed | beside)


WHERE = frozenset(
    "id name slug live network status moved_to address address_complement postcode town insee_code departement latitude"
    " longitude how_to_come step_free phone".split()
)
NOT_WHERE = [f"location__{field.name}" for field in Location._meta.concrete_fields if field.name not in WHERE]
"""A place has three times as many columns as its sessions ever say: reading them cost a third of each list."""


class SessionQuerySet(models.QuerySet["Session"]):
    """Questions about sessions."""

    def with_place(self) -> Self:
        """Bring what every line of a list says, in one query; of the place, what says where it is."""
        return self.select_related("activity", "location", "host", "series").defer(*NOT_WHERE)

    def upcoming(self, *, now: datetime) -> Self:
        """Those that have not started, soonest first."""
        return self.filter(start__gt=now).order_by("start", "pk")

    def shown(self) -> Self:
        """Those that the public sees, cancelled ones included: open to anyone, in places that are shown."""
        return self.filter(activity__access=choices.Access.PUBLIC, location__live=True)

    def bookable(self) -> Self:
        """Those that take place, in places that are shown, and that anyone may book."""
        return self.shown().filter(status=choices.SessionStatus.SCHEDULED)

    def listed(self, *, now: datetime) -> Self:
        """
        Those among which the public chooses, in places that are shown, cancelled ones included.

        Those on referral are listed too, with who may book them; a course once, at the next of its dates.
        """
        before = Session.objects.filter(
            series=OuterRef("series"),
            status=choices.SessionStatus.SCHEDULED,
            start__gt=now,
            start__lt=OuterRef("start"),
        )
        once = ~Q(series__scope=choices.Scope.COURSE) | ~Exists(before)
        return self.filter(once, location__live=True)

    def with_room(self, people: int, *, now: datetime) -> Self:
        """Those that so many people may book now, without referral (`Session.places_for` and the booking window)."""
        begun = Q(opens_at=None) | Q(opens_at__lte=now)
        not_over = Q(closes_at=None) | Q(closes_at__gt=now)
        return self.bookable().filter(has_room(people, now=now), begun, not_over)

    def without_appointment(self) -> Self:
        """Those to which one may come without a booking."""
        return self.bookable().filter(Q(drop_in_places__gt=0) | Q(activity__drop_in=True))


class Session(models.Model):
    """
    One date (`start` and `end` are aware). `booked` counts the places held, in people; `sequence` is RFC 5545's.

    `waiting` counts the people on the waiting list, `referred_booked` those of `booked` who came by referral; only
    `booking.services.places` writes these counters. `capacity + overbooked` is never passed: the database refuses it.
    `version` rises with every change, places taken included: what is shown of many sessions is unchanged as long as
    the sum of their versions is.
    """

    uid = models.UUIDField("UID", default=uuid.uuid4, unique=True, editable=False)
    series = models.ForeignKey(
        Series, verbose_name="série", null=True, blank=True, on_delete=models.PROTECT, related_name="sessions"
    )
    original_start = models.DateTimeField(
        "date prévue par la série", null=True, blank=True, help_text="Ce qui la relie à sa série, même déplacée."
    )
    activity = models.ForeignKey(Activity, verbose_name="activité", on_delete=models.PROTECT, related_name="sessions")
    location = models.ForeignKey(
        "locations.Location", verbose_name="lieu", on_delete=models.PROTECT, related_name="sessions"
    )
    host = models.ForeignKey(
        "locations.Organisation", verbose_name="organisation", on_delete=models.PROTECT, related_name="sessions"
    )
    start = models.DateTimeField("début", db_index=True)
    end = models.DateTimeField("fin")
    zone = models.CharField("heure de", max_length=40, choices=Zone.choices, default=Zone.PARIS)
    capacity = models.PositiveSmallIntegerField("places")
    overbooked = models.PositiveSmallIntegerField("places ajoutées par l'équipe", default=0)
    booked = models.PositiveSmallIntegerField("places prises", default=0, editable=False)
    waiting_capacity = models.PositiveSmallIntegerField("places en liste d'attente", default=0)
    waiting = models.PositiveSmallIntegerField("personnes en attente", default=0, editable=False)
    drop_in_places = models.PositiveSmallIntegerField("places sans rendez-vous", default=0)
    referred_places = models.PositiveSmallIntegerField("places gardées pour les personnes orientées", default=0)
    referred_until = models.DateTimeField("gardées jusqu'au", null=True, blank=True)
    referred_booked = models.PositiveSmallIntegerField("places prises par orientation", default=0, editable=False)
    facilitators = models.ManyToManyField(
        "core.User",
        verbose_name="médiateurs",
        blank=True,
        related_name="sessions_facilitated",
        help_text="Vide : ceux de la série.",
    )
    online_url = models.URLField("adresse de la séance en ligne", blank=True)
    opens_at = models.DateTimeField("réservations à partir du", null=True, blank=True)
    closes_at = models.DateTimeField("réservations jusqu'au", null=True, blank=True)
    status = models.CharField(
        "état", max_length=10, choices=choices.SessionStatus.choices, default=choices.SessionStatus.SCHEDULED
    )
    note = models.CharField("note pour le public", max_length=200, blank=True)
    by_hand = models.BooleanField("tenue à la main", default=False, help_text="La série ne change plus cette séance.")
    sequence = models.PositiveIntegerField("révision", default=0, editable=False)
    version = models.PositiveIntegerField("version", default=0, editable=False)
    created_at = models.DateTimeField("créée le", editable=False)
    changed_at = models.DateTimeField("changée le", editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        """What must never be true of a session."""

        verbose_name = "séance"
        verbose_name_plural = "séances"
        ordering: ClassVar = ["start", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["location", "start"], name="session_at_location"),
            models.Index(fields=["host", "start"], name="session_of_host"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(booked__lte=F("capacity") + F("overbooked")),
                name="session_not_oversold",
                violation_error_message="Il y a plus de réservations que de places.",
            ),
            models.CheckConstraint(
                condition=Q(waiting__lte=F("waiting_capacity")),
                name="session_waiting_list_not_passed",
                violation_error_message="Il y a plus de personnes en attente que de places en liste d'attente.",
            ),
            models.CheckConstraint(
                condition=Q(referred_booked__lte=F("booked")),
                name="session_referred_are_booked",
            ),
            models.CheckConstraint(
                condition=Q(end__gt=F("start")),
                name="session_ends_after_it_starts",
                violation_error_message="La séance finit avant de commencer.",
            ),
            models.UniqueConstraint(
                fields=["series", "original_start"],
                condition=Q(series__isnull=False),
                name="one_session_a_date_of_series",
            ),
        ]

    def __str__(self) -> str:
        """Return what and when, the hour on one line: "Permanence – mardi 3 mars 2026 à 14 h"."""
        hour = time_words(self.local_start).replace(" ", "\u00a0")
        return f"{self.activity} – {day_words(self.local_start)} à {hour}"

    @property
    def tz(self) -> ZoneInfo:
        """The session's own zone."""
        return ZoneInfo(self.zone)

    @property
    def local_start(self) -> datetime:
        """The start on the wall of the place."""
        return self.start.astimezone(self.tz)

    @property
    def local_end(self) -> datetime:
        """The end on the wall of the place."""
        return self.end.astimezone(self.tz)

    @property
    def duration(self) -> timedelta:
        """How long it lasts."""
        return self.end - self.start

    @property
    def places_left(self) -> int:
        """How many places nobody holds (never below zero), those kept for referred people included."""
        return max(0, self.capacity + self.overbooked - self.booked)

    def places_for(self, *, now: datetime, referred: bool = False) -> int:
        """Return how many people can still book: the public leaves those that are kept for referred people."""
        kept = self.referred_until is not None and self.referred_until > now and not referred
        return max(0, self.places_left - (max(0, self.referred_places - self.referred_booked) if kept else 0))

    @property
    def waiting_left(self) -> int:
        """How many people can still join the waiting list."""
        return max(0, self.waiting_capacity - self.waiting)

    @property
    def is_cancelled(self) -> bool:
        """Whether it no longer takes place."""
        return self.status == choices.SessionStatus.CANCELLED

    def get_absolute_url(self) -> str:
        """Return the path where it is shown and booked."""
        return f"/rendez-vous/{self.pk}/"
