"""A date of something that repeats and does not follow its rule, as staff enter it."""

from datetime import datetime, time, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from core.choices import ExceptionKind
from core.recurrence.expand import Change, ChangeKind


class DateException(models.Model):
    """
    What is different on one date. Days and times are local, in the zone of what repeats.

    `original_day` is a day that the rule gives; for an added date, the day itself. What is moved says where to; an
    added or a moved date may have hours of its own (the usual ones where it gives none).
    """

    kind = models.CharField("quoi", max_length=10, choices=ExceptionKind.choices, default=ExceptionKind.CANCELLED)
    original_day = models.DateField("date prévue", help_text="Pour une date ajoutée : la date elle-même.")
    new_day = models.DateField("nouvelle date", null=True, blank=True)
    new_start_time = models.TimeField("nouvelle heure", null=True, blank=True)
    new_end_time = models.TimeField("jusqu'à", null=True, blank=True)
    note = models.CharField("note pour le public", max_length=200, blank=True)

    panels: ClassVar = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("original_day")]),
        FieldPanel("new_day"),
        FieldRowPanel([FieldPanel("new_start_time"), FieldPanel("new_end_time")]),
        FieldPanel("note"),
    ]

    class Meta:
        """What is moved says where to; what repeats allows one exception a date."""

        abstract = True
        verbose_name = "exception"
        verbose_name_plural = "exceptions"
        ordering: ClassVar = ["original_day"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind="moved") | Q(new_day__isnull=False) | Q(new_start_time__isnull=False),
                name="%(class)s_moved_says_where",
                violation_error_message="Donnez la nouvelle date ou la nouvelle heure.",
            )
        ]

    def __str__(self) -> str:
        """Return kind and date."""
        return f"{self.get_kind_display()} {self.original_day:%d/%m/%Y}"

    def change(self, *, usual: time, lasting: timedelta, all_day: bool = False, uid: str = "") -> Change:
        """
        Return it as a change of a rule whose dates start at `usual` and last `lasting`; whole days have no hours.

        Hours that it does not give are the usual ones. A moved or an added date with an end of its own lasts as many
        whole days as usual, until that hour; one that is not after the start is of the next day (from 20:00 to 01:00).
        """
        kind, hour = ChangeKind(self.kind), usual if all_day else self.new_start_time or usual
        added, moved = kind is ChangeKind.ADDED, kind is ChangeKind.MOVED
        original_start = datetime.combine(self.original_day, hour if added else usual)
        new_start = datetime.combine(self.new_day or self.original_day, hour) if moved else None
        duration = None
        if (added or moved) and self.new_end_time and not all_day:
            start = new_start or original_start
            duration = datetime.combine(start + timedelta(days=lasting.days), self.new_end_time) - start
            if duration <= timedelta():
                duration += timedelta(days=1)
        return Change(kind, original_start, new_start=new_start, duration=duration, note=self.note, uid=uid)
