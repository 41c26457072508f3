"""
The row of a partner's calendar while it is being read: one process at a time, and what it then says.

Who reads it says so in `busy_until`, by a conditional UPDATE; whatever is written after that is for the row as it was.
"""

import zlib
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from events.choices import CalendarState
from events.external.asking import Given, NotGiven
from events.external.taking import Taken, digest_of
from events.models import ExternalCalendar

READ_BY_ITSELF = (CalendarState.LIVE, CalendarState.HELD)
EVERY = timedelta(hours=1)
LONGEST_DELAY = timedelta(hours=24)
SPREAD = timedelta(minutes=10)
"""By how much demands are spread, so that a hundred calendars are not asked for in the same minute."""

BUSY = timedelta(minutes=2)
"""Longer than any reading: after that, the process that had begun is held dead."""


def due(now: datetime) -> Q:
    """Return what is true of a calendar whose time has come."""
    return Q(next_try_at=None) | Q(next_try_at__lte=now)


def claim(calendar: ExternalCalendar, condition: Q, *, now: datetime) -> bool:
    """Make this process the one that reads the calendar; whether it could."""
    free = ExternalCalendar.objects.filter(condition, Q(busy_until=None) | Q(busy_until__lte=now), pk=calendar.pk)
    if not free.filter(state=calendar.state, address=calendar.address).update(busy_until=now + BUSY, tried_at=now):
        return False
    calendar.busy_until, calendar.tried_at = now + BUSY, now
    return True


def ours(calendar: ExternalCalendar) -> QuerySet[ExternalCalendar]:
    """Return its row, as long as nobody has paused, changed or deleted it, or taken it from a process held dead."""
    return ExternalCalendar.objects.filter(
        pk=calendar.pk, busy_until=calendar.busy_until, state=calendar.state, address=calendar.address
    )


def is_ours(calendar: ExternalCalendar) -> bool:
    """Hold the row for the rest of the transaction; whether it is still ours."""
    return bool(ours(calendar).update(busy_until=calendar.busy_until))


def note(calendar: ExternalCalendar, **facts: object) -> None:
    """Write these facts of a calendar, and no others."""
    ExternalCalendar.objects.filter(pk=calendar.pk).update(**facts)


def success(given: Given, taken: Taken, *, now: datetime) -> dict[str, Any]:
    """Return what the row says of a calendar that was read."""
    return {
        "etag": given.etag,
        "last_modified": given.last_modified,
        "digest": digest_of(given.body),
        "succeeded_at": now,
        "read_at": now,
        "failures": 0,
        "last_error": "",
        "report": taken.report,
        "busy_until": None,
    }


def heard(calendar: ExternalCalendar, given: Given | None, *, now: datetime) -> None:
    """Take note that the calendar has not changed."""
    facts: dict[str, Any] = {} if given is None else {"etag": given.etag, "last_modified": given.last_modified}
    ours(calendar).update(
        busy_until=None,
        succeeded_at=now,
        next_try_at=next_time(calendar, now),
        failures=0,
        last_error="",
        **facts,
    )


def failed(calendar: ExternalCalendar, refusal: NotGiven, *, now: datetime) -> None:
    """Take note that nothing came: wait longer each time, or as long as the server asks; what is gone is paused."""
    facts: dict[str, Any] = {"last_error": str(refusal)[:300], "busy_until": None, "failures": F("failures") + 1}
    delay = min(EVERY * 2 ** min(calendar.failures, 10), LONGEST_DELAY)
    facts["next_try_at"] = next_time(calendar, now, after=max(delay, refusal.wait or delay))
    if refusal.gone and calendar.state in READ_BY_ITSELF:
        facts |= {"state": CalendarState.PAUSED, "changed_at": now, "next_try_at": None}
    ours(calendar).update(**facts)


def next_time(calendar: ExternalCalendar, now: datetime, *, after: timedelta = EVERY) -> datetime:
    """Return when to ask again: some minutes later than that, different for each calendar and each time."""
    return now + after + SPREAD * (zlib.crc32(f"{calendar.pk} {now.isoformat()}".encode()) / 2**32)
