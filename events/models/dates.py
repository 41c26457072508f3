"""What may be asked of dates, whoever's they are."""

from datetime import date, datetime
from typing import Self, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


class DatesQuerySet(models.QuerySet[Row]):
    """Rows with `start` and `end` (moments), `first_day` and `last_day` (local, both included)."""

    def upcoming(self, *, now: datetime) -> Self:
        """Those that have not ended, soonest first (what ends later today is still upcoming)."""
        return self.filter(end__gt=now).order_by("start", "pk")

    def past(self, *, now: datetime) -> Self:
        """Those that have ended, latest first."""
        return self.filter(end__lte=now).order_by("-start", "-pk")

    def between(self, first: date, last: date) -> Self:
        """Those that touch these days (local, both included)."""
        return self.filter(first_day__lte=last, last_day__gte=first)
