"""How often what a partner shows elsewhere was seen, and what was booked by it: by month, and by day."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import TruncDate, TruncMonth

from booking.models import Booking
from core.dates import following_month, make_aware_local
from locations.models import FrameViews, Organisation

MONTHS = 13
"""Shown: this one, and the twelve before, so that it is compared with itself a year ago."""


@dataclass(frozen=True, slots=True)
class Line:
    """A month (its first day) or a day: views by kind, and bookings of people who came by there."""

    first: date
    views: Counter[str] = field(default_factory=Counter)
    bookings: int = 0

    @property
    def total(self) -> int:
        """How many views of all kinds."""
        return self.views.total()


def first_month(today: date) -> date:
    """Return the first day of the first month that is shown."""
    months = today.year * 12 + today.month - MONTHS
    return date(months // 12, months % 12 + 1, 1)


def by_month(organisation: Organisation, *, today: date) -> list[Line]:
    """Return the months shown, the latest first: two queries."""
    first, month = first_month(today), TruncMonth("day")
    views = FrameViews.objects.filter(organisation=organisation, day__gte=first).annotate(period=month)
    made = Booking.objects.filter(via=organisation, created_at__gte=_midnight(first))
    made = made.annotate(period=TruncMonth("created_at", tzinfo=_zone()))
    months = [first]
    while months[-1] < today.replace(day=1):
        months.append(following_month(months[-1]))
    booked = [(moment.date(), count) for moment, count in _counted(made)]
    return _lines(months, views.values_list("period", "kind").annotate(Sum("views")).order_by(), booked)


def by_day(organisation: Organisation, *, first: date, until: date) -> list[Line]:
    """Return each day from the first until before the other, the latest first: two queries."""
    views = FrameViews.objects.filter(organisation=organisation, day__gte=first, day__lt=until)
    made = Booking.objects.filter(
        via=organisation, created_at__gte=_midnight(first), created_at__lt=_midnight(until)
    ).annotate(period=TruncDate("created_at", tzinfo=_zone()))
    days = [date.fromordinal(day) for day in range(first.toordinal(), until.toordinal())]
    return _lines(days, views.annotate(period=F("day")).values_list("period", "kind", "views"), _counted(made))


def _counted(made: QuerySet[Any, Any]) -> Iterable[tuple[Any, int]]:
    counted: Iterable[tuple[Any, int]] = made.order_by().values_list("period").annotate(Count("pk"))
    return counted


def _lines(
    periods: Iterable[date], views: Iterable[tuple[date, str, int]], booked: Iterable[tuple[date, int]]
) -> list[Line]:
    seen: dict[date, Counter[str]] = {period: Counter() for period in periods}
    for period, kind, count in views:
        if period in seen:  # not a view of the next day, where the day has just ended
            seen[period][kind] = count
    bookings = dict(booked)
    return [Line(period, seen[period], bookings.get(period, 0)) for period in reversed(seen)]


def _midnight(day: date) -> datetime:
    return make_aware_local(datetime.combine(day, time()), _zone())


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)
