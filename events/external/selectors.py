"""What staff read of partners' calendars."""

from datetime import datetime

from django.db.models import Case, Count, Q, QuerySet, When

from events.choices import CalendarState
from events.models import ExternalCalendar, ExternalDate, HeldReading

UNWELL = Q(state__in=(CalendarState.DRAFT, CalendarState.HELD)) | ~Q(last_error="")
"""What is true of a calendar that a person should look at."""


def calendars(*, now: datetime) -> QuerySet[ExternalCalendar]:
    """Return the calendars with how many dates each has still to come (`to_come`), those that want somebody first."""
    return (
        ExternalCalendar.objects.select_related("organisation")
        .defer("report")
        .annotate(to_come=Count("dates", filter=Q(dates__end__gt=now)))
        .order_by(Case(When(UNWELL, then=0), default=1), "name", "pk")
    )


def counts(calendars: QuerySet[ExternalCalendar]) -> dict[str, int]:
    """Return how many of these there are: `all`, and as they fare (one that fails is not counted as live)."""
    kinds = {state.value: Q(state=state) for state in CalendarState}
    kinds["live"] &= Q(last_error="")
    kinds["failing"] = Q(state=CalendarState.LIVE) & ~Q(last_error="")
    return calendars.aggregate(
        all=Count("pk"), **{name: Count("pk", filter=condition) for name, condition in kinds.items()}
    )


def next_dates(calendar: ExternalCalendar, *, now: datetime, limit: int) -> list[ExternalDate]:
    """Return the calendar's next dates."""
    return list(ExternalDate.objects.filter(calendar=calendar).upcoming(now=now)[:limit])


def held_reading(calendar: ExternalCalendar) -> HeldReading | None:
    """Return what is held of it, without its content."""
    return HeldReading.objects.filter(calendar=calendar).defer("content").first()


def would_go(held: HeldReading, *, now: datetime) -> QuerySet[ExternalDate]:
    """Return the dates that would go."""
    return ExternalDate.objects.filter(pk__in=held.gone).upcoming(now=now)


def kept_dates(calendar: ExternalCalendar, *, now: datetime) -> int:
    """Return how many dates to come staff keep though the partner no longer gives them."""
    return ExternalDate.objects.filter(calendar=calendar, kept=True, end__gt=now).count()
