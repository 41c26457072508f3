"""The dates of events, as a list asks for them."""

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from events import choices
from events.models.dates import DatesQuerySet


class OccurrenceQuerySet(DatesQuerySet["Occurrence"]):
    """Questions about the dates of events."""


class Occurrence(models.Model):
    """
    One date of a published event: a projection, rebuilt by one service, never edited.

    `start` and `end` are aware; for whole days they are the local midnights around them, and the days themselves
    stand in `first_day` and `last_day` (both included).
    """

    event = models.ForeignKey("events.EventPage", on_delete=models.CASCADE, related_name="occurrences")
    original_start = models.DateTimeField("date prévue par la règle")
    start = models.DateTimeField("début", db_index=True)
    end = models.DateTimeField("fin", db_index=True)
    first_day = models.DateField("premier jour", db_index=True)
    last_day = models.DateField("dernier jour")
    cancelled = models.BooleanField("annulée", default=False)
    moved = models.BooleanField("déplacée", default=False)
    note = models.CharField("note", max_length=200, blank=True)

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        """One row a date of the rule; a date ends after it begins."""

        verbose_name = "date"
        verbose_name_plural = "dates"
        ordering: ClassVar = ["start", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "original_start"], name="one_occurrence_a_date"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="occurrence_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="occurrence_days_in_order"),
        ]

    def __str__(self) -> str:
        """Return the event and the day."""
        return f"{self.event_id} {self.first_day}"

    @property
    def local_start(self) -> datetime:
        """The start on the wall of the place."""
        return self.start.astimezone(self.event.tz)

    @property
    def local_end(self) -> datetime:
        """The end on the wall of the place."""
        return self.end.astimezone(self.event.tz)

    @property
    def original_day(self) -> date:
        """The day (local) that it was first planned for: its name, which stays when it moves or takes another hour."""
        return self.original_start.astimezone(self.event.tz).date()

    @property
    def state(self) -> str:
        """One of `scheduled cancelled postponed moved`."""
        if self.cancelled:
            return "cancelled"
        if self.event.status == choices.EventStatus.POSTPONED:
            return "postponed"
        return "moved" if self.moved else "scheduled"
