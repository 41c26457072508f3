"""The dates of one event."""

from datetime import datetime
from typing import TYPE_CHECKING

from events.models.occurrence import Occurrence

if TYPE_CHECKING:  # the page imports its own context from below
    from events.models import EventPage


def next_dates(event: "EventPage", *, now: datetime, limit: int) -> list[Occurrence]:
    """Return the event's next dates, cancelled ones included."""
    found = list(Occurrence.objects.filter(event=event).upcoming(now=now)[:limit])
    for one in found:
        one.event = event
    return found


def last_date(event: "EventPage", *, now: datetime) -> Occurrence | None:
    """Return the event's latest date that is over."""
    one = Occurrence.objects.filter(event=event).past(now=now).first()
    if one is not None:
        one.event = event
    return one
