"""The dates of an event as its row and its exceptions give them, published or not: what staff see and change."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from core.choices import ExceptionKind
from core.recurrence.expand import ChangeKind, occurrences
from core.repetition import Line, excluded
from events import schedule
from events.agenda.entries import day_and_time_words, state_words

if TYPE_CHECKING:  # the page shows these
    from events.models import EventException, EventPage
    from events.models.occurrence import Occurrence

STEPS = (timedelta(days=370), timedelta(days=5 * 366), timedelta(days=12 * 366))
"""How far one looks for the next dates: a year, then far enough for "every year"."""


def next_lines(event: "EventPage", exceptions: Iterable["EventException"], *, now: datetime, limit: int) -> list[Line]:
    """
    Return the next dates, those left out among them, from now or from the first date on.

    :raises core.recurrence.rule.InvalidRule: the rule is none of ours, or gives more dates than an agenda holds.
    """
    found: list[Line] = []
    rows = list(exceptions)
    begins = max(now, schedule.first_start(event).replace(tzinfo=event.tz))
    for step in STEPS:
        found = lines(event, rows, since=now, until=begins + step)
        if len(found) >= limit:
            break
    return found[:limit]


def lines(
    event: "EventPage", exceptions: Iterable["EventException"], *, since: datetime, until: datetime
) -> list[Line]:
    """
    Return the dates that end after `since` and begin by `until` (both aware), those left out among them, in order.

    :raises core.recurrence.rule.InvalidRule: see `next_lines`.
    """
    rows = list(exceptions)
    changes = schedule.changes(event, rows, until=until)
    by_day = {one.original_day: one for one in rows}
    found = [
        line_of(one, by_day.get(one.original_start.astimezone(event.tz).date()))
        for one in schedule.dates(event, changes, until=until)
        if one.end > since
    ]
    left_out = {change.original_start: change.note for change in changes if change.kind is ChangeKind.EXCLUDED}
    local = since.astimezone(event.tz).replace(tzinfo=None)
    if left_out:
        last = until.astimezone(event.tz).replace(tzinfo=None)
        spoken_of = {one.original_day for one in rows}
        found += [
            excluded(start, left_out[start], all_day=event.all_day)
            for start in occurrences(schedule.rule(event), first=schedule.first_start(event), until=last)
            if start in left_out and start >= local and start.date() not in spoken_of
        ]
    return sorted(found, key=lambda line: (line.starts, line.day))


def line_of(one: "Occurrence", exception: "EventException | None") -> Line:
    """Return the line of a date."""
    original = one.original_start.astimezone(one.event.tz)
    kind = exception.kind if exception else ""
    words = state_words(one)
    if kind == ExceptionKind.ADDED and not words:
        words = "Date ajoutée"
    day, hours = day_and_time_words(one)
    return Line(
        starts=one.local_start.replace(tzinfo=None),
        day=original.date().isoformat(),
        day_words=day,
        time_words=hours,
        kind=kind,
        state_words=words,
        note=one.note,
    )
