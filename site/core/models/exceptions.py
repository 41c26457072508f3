"""A date of something that repeats and does not follow its rule, as staff enter it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from core.choices import ExceptionKind


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
        FieldRowPanel([FieldPanel("new_day"), FieldPanel("new_start_time"), FieldPanel("new_end_time")]),
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
