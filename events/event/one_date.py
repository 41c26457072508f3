"""One date of an event, for whoever wants this date only: entries that stand by themselves, without their series."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from core.ical import Entry, Status
from core.recurrence.expand import ChangeKind
from core.recurrence.published import uid_of_date
from events import schedule
from events.models.occurrence import Occurrence

if TYPE_CHECKING:
    from events.models import EventPage


def entry_of_date(common: Entry, event: "EventPage", shown: Occurrence) -> Entry:
    """
    Return this date as an entry of its own; `common` is what every date of the event has alike.

    Without its series an exception would mean nothing (RFC 5545 §3.8.4.4): no RECURRENCE-ID, and a uid of its own
    (`uid_on`).
    """
    start: datetime | date = shown.local_start
    end: datetime | date = shown.local_end
    if event.all_day:
        start, end = shown.first_day, shown.last_day + timedelta(days=1)
    return replace(
        common,
        uid=uid_on(event, shown),
        starts_at=start,
        ends_at=end,
        status=Status.CANCELLED if shown.cancelled else common.status,
        description="\n\n".join(part for part in (shown.note, common.description) if part),
        rrule="",
        exdates=(),
        recurrence_id=None,
    )


def uid_on(event: "EventPage", shown: Occurrence) -> str:
    """
    Return the identity of this date by itself, the same as where feeds tell it so: it stays when the date moves.

    An added date has its own; what does not repeat is the event; any other is made of the event's and of its day.
    """
    local = shown.original_start.astimezone(event.tz).replace(tzinfo=None)
    additions = (one for one in schedule.changes(event, event.exceptions.all()) if one.kind is ChangeKind.ADDED)
    own = next((one.uid for one in additions if one.original_start == local), None)
    if own:
        return own
    return str(event.uid) if schedule.rule(event) is None else uid_of_date(str(event.uid), local.date())
