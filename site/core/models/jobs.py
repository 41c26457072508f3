"""What ran by itself, when, and how it ended."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models


class JobRun(models.Model):
    """The last run of one job of `run_due`; the loop's own beat is the row named `HEARTBEAT`."""

    HEARTBEAT: ClassVar = "run_due"

    name = models.CharField("travail", max_length=60, unique=True)
    started_at = models.DateTimeField("commencé le", null=True)
    succeeded_at = models.DateTimeField("réussi le", null=True)
    failed_at = models.DateTimeField("échoué le", null=True)
    last_error = models.CharField("dernière erreur", max_length=300, blank=True)

    class Meta:
        """By name."""

        verbose_name = "travail automatique"
        verbose_name_plural = "travaux automatiques"
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def age(self, *, now: datetime) -> timedelta | None:
        """How long ago it last succeeded; nothing where it never did."""
        return now - self.succeeded_at if self.succeeded_at else None
