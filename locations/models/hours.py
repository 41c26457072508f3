"""When a place is open: dated closures that staff enter, and the intervals computed from its hours."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from modelcluster.fields import ParentalKey


class Closure(models.Model):
    """Days on which the place is closed whatever its usual hours say."""

    location = ParentalKey("locations.Location", on_delete=models.CASCADE, related_name="closures")
    first_day = models.DateField("du")
    last_day = models.DateField("au", help_text="Inclus.")
    reason = models.CharField("raison", max_length=200, blank=True, help_text="Dite au public : « congés d'été ».")

    class Meta:
        """A closure ends on or after its first day."""

        verbose_name = "fermeture"
        verbose_name_plural = "fermetures"
        ordering: ClassVar = ["first_day"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="closure_ends_after_it_begins",
                violation_error_message="Le dernier jour de fermeture est avant le premier.",
            )
        ]

    def __str__(self) -> str:
        """Return the days."""
        return f"{self.first_day:%d/%m/%Y} – {self.last_day:%d/%m/%Y}"


class OpenInterval(models.Model):
    """A stretch of the next 8 days in which the place is open (aware, UTC): recomputed nightly and at each change."""

    location = models.ForeignKey("locations.Location", on_delete=models.CASCADE, related_name="open_intervals")
    start = models.DateTimeField("de")
    end = models.DateTimeField("à")
    by_appointment = models.BooleanField("sur rendez-vous", default=False)

    class Meta:
        """An interval ends after it begins."""

        verbose_name = "ouverture"
        verbose_name_plural = "ouvertures"
        ordering: ClassVar = ["start"]
        indexes: ClassVar = [models.Index(fields=["location", "start", "end"], name="open_interval_of")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="open_interval_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        """Return start and end."""
        return f"{self.start} – {self.end}"
