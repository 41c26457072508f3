"""How often what partners show on their own sites is seen."""

from typing import ClassVar

from django.db import models

from locations.choices import FrameKind
from locations.models.organisation import Organisation


class FrameViews(models.Model):
    """How often what an organisation shows elsewhere was asked for on one day. Nothing is known of who did."""

    organisation = models.ForeignKey(
        Organisation, verbose_name="organisation", on_delete=models.CASCADE, related_name="frame_views"
    )
    day = models.DateField("jour")
    kind = models.CharField("affichage", max_length=10, choices=FrameKind.choices)
    views = models.PositiveIntegerField("affichages", default=0)

    class Meta:
        """One count a day and kind."""

        verbose_name = "affichages d'un jour"
        verbose_name_plural = "affichages par jour"
        ordering: ClassVar = ["-day", "kind"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "day", "kind"], name="views_once_a_day")
        ]

    def __str__(self) -> str:
        """Return the day and the count."""
        return f"{self.day} : {self.views}"
