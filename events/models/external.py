"""A partner's own calendar, and the dates read from it."""

import uuid
from datetime import datetime
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q

from core.choices import Zone
from events import choices
from events.models.dates import DatesQuerySet


class ExternalCalendar(models.Model):
    """
    A calendar that a partner keeps elsewhere, at an iCal address, fetched from time to time.

    Its dates are shown once somebody has seen what is in it (`LIVE`); `HELD` keeps the last good copy until somebody
    decides about one that lost half of its dates or more.
    """

    name = models.CharField(
        "nom", max_length=150, help_text="Tel que le public le lit : « Agenda de la bibliothèque »."
    )
    address = models.URLField("adresse iCal", max_length=500, help_text="Elle finit souvent par .ics.")
    page = models.URLField("page du site du partenaire", max_length=500, blank=True)
    organisation = models.ForeignKey(
        "locations.Organisation",
        verbose_name="partenaire",
        on_delete=models.CASCADE,
        related_name="external_calendars",
    )
    location = models.ForeignKey(
        "locations.Location",
        verbose_name="lieu",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="external_calendars",
        help_text="Là où tout se passe, si c'est toujours au même endroit.",
    )
    kind = models.CharField(
        "type", max_length=20, choices=choices.EventKind.choices, default=choices.EventKind.WORKSHOP
    )
    zone = models.CharField("heure de", max_length=40, choices=Zone.choices, default=Zone.PARIS)
    state = models.CharField(
        "état", max_length=10, choices=choices.CalendarState.choices, default=choices.CalendarState.DRAFT
    )

    etag = models.CharField(max_length=300, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)
    digest = models.CharField("empreinte du contenu", max_length=64, blank=True, editable=False)
    tried_at = models.DateTimeField("dernier essai", null=True, editable=False)
    succeeded_at = models.DateTimeField("dernière lecture réussie", null=True, editable=False)
    changed_at = models.DateTimeField("changé le", null=True, editable=False, db_index=True)
    next_try_at = models.DateTimeField("prochain essai", null=True, editable=False, db_index=True)
    failures = models.PositiveSmallIntegerField("échecs de suite", default=0, editable=False)
    last_error = models.CharField("dernière erreur", max_length=300, blank=True, editable=False)
    busy_until = models.DateTimeField("en lecture jusqu'à", null=True, editable=False)
    read_at = models.DateTimeField("lu en entier le", null=True, editable=False)
    report = models.JSONField("ce qui a été lu", default=dict, blank=True, editable=False)

    class Meta:
        """An address is read once."""

        verbose_name = "agenda de partenaire"
        verbose_name_plural = "agendas de partenaires"
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["address"],
                name="one_external_calendar_an_address",
                violation_error_message="Cet agenda est déjà suivi.",
            )
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class HeldReading(models.Model):
    """
    What a calendar has become, kept as it came (zlib) until somebody decides: what is accepted is what was seen.

    `digest` is the content's, `gone` the primary keys of the dates to come that would go.
    """

    calendar = models.OneToOneField(ExternalCalendar, on_delete=models.CASCADE, related_name="held")
    content = models.BinaryField("contenu")
    digest = models.CharField("empreinte du contenu", max_length=64)
    held_at = models.DateTimeField("retenu le")
    to_come = models.PositiveIntegerField("dates à venir avant")
    gone = models.JSONField("dates qui partiraient", default=list)

    class Meta:
        """One a calendar."""

        verbose_name = "lecture retenue"
        verbose_name_plural = "lectures retenues"

    def __str__(self) -> str:
        """Return the calendar's name."""
        return f"{self.calendar_id}"


class ExternalDateQuerySet(DatesQuerySet["ExternalDate"]):
    """Questions about partners' dates."""

    def shown(self) -> Self:
        """Those of calendars that somebody has accepted."""
        return self.filter(calendar__state__in=(choices.CalendarState.LIVE, choices.CalendarState.HELD))

    def with_calendar(self) -> Self:
        """Bring what every line of a list says, in one query."""
        found = self.select_related("calendar", "calendar__organisation", "calendar__location")
        return found.defer("calendar__report", "calendar__location__body")


class ExternalDate(models.Model):
    """
    One date of a partner's calendar, with all that is told of it; rewritten by the service that reads the calendar.

    `key` is the date's identity there (32 characters for its UID, 32 for its original moment in a series), `uid` ours,
    which stays: for people's calendars it is the date. `sequence` and `changed_at` move when what is told of it does.
    `kept`: the partner no longer gives it, and staff would not let it go.
    Moments are aware; whole days are local midnights, and the days stand in `first_day` and `last_day`, both included.
    """

    calendar = models.ForeignKey(ExternalCalendar, on_delete=models.CASCADE, related_name="dates")
    key = models.CharField("identité d'origine", max_length=64)
    uid = models.UUIDField("UID", default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField("titre", max_length=200)
    description = models.TextField("description", blank=True, max_length=4000)
    where = models.CharField("où", max_length=255, blank=True)
    url = models.URLField("page", max_length=500, blank=True)
    start = models.DateTimeField("début", db_index=True)
    end = models.DateTimeField("fin", db_index=True)
    first_day = models.DateField("premier jour", db_index=True)
    last_day = models.DateField("dernier jour")
    all_day = models.BooleanField("toute la journée", default=False)
    zone = models.CharField("heure de", max_length=40, choices=Zone.choices, default=Zone.PARIS)
    latitude = models.FloatField("latitude", null=True, blank=True)
    longitude = models.FloatField("longitude", null=True, blank=True)
    cancelled = models.BooleanField("annulée", default=False)
    kept = models.BooleanField("gardée par l'équipe", default=False)
    sequence = models.PositiveIntegerField("révision", default=0)
    changed_at = models.DateTimeField("changé le", db_index=True)

    objects = ExternalDateQuerySet.as_manager()

    class Meta:
        """One row a date; many partners give no end: it is then the start."""

        verbose_name = "date d'un partenaire"
        verbose_name_plural = "dates de partenaires"
        ordering: ClassVar = ["start", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["calendar", "key"], name="one_external_date_a_key"),
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="external_date_in_order"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="external_date_days_in_order"),
        ]

    def __str__(self) -> str:
        """Return the title and the day."""
        return f"{self.title} {self.first_day}"

    @property
    def tz(self) -> ZoneInfo:
        """The clock by which it is told, one of France's: the partner's own where it is one, else the calendar's."""
        return ZoneInfo(self.zone)

    @property
    def local_start(self) -> datetime:
        """The start on the wall of the place."""
        return self.start.astimezone(self.tz)

    @property
    def local_end(self) -> datetime:
        """The end on the wall of the place."""
        return self.end.astimezone(self.tz)
