"""One date of an event, for whoever wants this date only: entries that stand by themselves, without their series."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from core.ical import Entry, Status
from core.recurrence.published import uid_of_date
from events.models.occurrence import Occurrence

if TYPE_CHECKING:
    from events.models import EventPage


def entry_of_date(common: Entry, event: "EventPage", shown: Occurrence, *, repeats: bool) -> Entry:
    """
    Return this date as an entry of its own; `common` is what every date of the event has alike.

    Without its series an exception would mean nothing (RFC 5545 §3.8.4.4): no RECURRENCE-ID, and a uid of its own, made
    of the event's and of the moment first planned, which stay when the date moves. The only date of an event (`repeats`
    is false) is the event.
    """
    start: datetime | date = shown.local_start
    end: datetime | date = shown.local_end
    if event.all_day:
        start, end = shown.first_day, shown.last_day + timedelta(days=1)
    return replace(
        common,
        uid=uid_of_date(str(event.uid), shown.original_start) if repeats else str(event.uid),
        starts_at=start,
        ends_at=end,
        status=Status.CANCELLED if shown.cancelled else common.status,
        description="\n\n".join(part for part in (shown.note, common.description) if part),
        rrule="",
        exdates=(),
        recurrence_id=None,
    )
