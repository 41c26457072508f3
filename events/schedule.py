"""What an event's row says about when it happens, in the terms of `core.recurrence`. Reads the row, writes nothing."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid5

from core.choices import ExceptionKind
from core.recurrence.expand import Change, ChangeKind, Window, expand, occurrences
from core.recurrence.fields import rule_from_recurrence
from core.recurrence.rule import Rule
from events import choices
from events.models.occurrence import Occurrence

if TYPE_CHECKING:  # the page imports its own context from below
    from events.models import EventException, EventPage

LONG_BEFORE = timedelta(days=3660)
"""How far before its first day an event's moved and added dates are looked for."""


def rule(event: "EventPage") -> Rule | None:
    """
    Return the stored rule, `None` where the event happens once.

    :raises core.recurrence.rule.InvalidRule: what is stored is no rule of ours.
    """
    return rule_from_recurrence(event.recurrence, event.tz)


def first_start(event: "EventPage") -> datetime:
    """Return the first start, naive and local; whole days start at midnight."""
    return datetime.combine(event.first_day, event.begins_at)


def duration(event: "EventPage") -> timedelta:
    """Return what the clock on the wall shows to have passed; whole days are multiples of 24 hours."""
    if event.all_day or event.end_time is None:
        return event.end_day - event.first_day + timedelta(days=1)
    return datetime.combine(event.end_day, event.end_time) - first_start(event)


def changes(event: "EventPage", exceptions: Iterable["EventException"]) -> list[Change]:
    """
    Return the exceptions as changes of the rule's dates, by date.

    An event that happens once has only added dates: to cancel or move it, one changes the event itself. A date
    added where there is one already is left out.
    """
    its_rule, usual = rule(event), event.begins_at
    found: list[Change] = []
    for exception in sorted(exceptions, key=lambda one: one.original_day):
        added = exception.kind == ExceptionKind.ADDED
        if its_rule is None and not added:
            continue
        hour = usual if event.all_day else exception.new_start_time or usual
        new_start = None
        if exception.kind == ExceptionKind.MOVED:
            new_start = datetime.combine(exception.new_day or exception.original_day, hour)
        found.append(
            Change(
                kind=ChangeKind(exception.kind),
                original_start=datetime.combine(exception.original_day, hour if added else usual),
                new_start=new_start,
                note=exception.note,
                uid=str(uuid5(event.uid, exception.uid.hex)),
            )
        )
    additions = [change.original_start for change in found if change.kind is ChangeKind.ADDED]
    if not additions:
        return found
    given = set(occurrences(its_rule, first=first_start(event), until=max(additions)))
    return [change for change in found if change.kind is not ChangeKind.ADDED or change.original_start not in given]


def dates(event: "EventPage", changes: list[Change], *, until: datetime) -> list[Occurrence]:
    """Return the event's dates from the first one to `until` (aware), in order, not saved."""
    first = first_start(event)
    window = Window(start=first.replace(tzinfo=event.tz) - LONG_BEFORE, end=until)
    found = expand(rule(event), first, event.tz, changes, window, duration=duration(event))
    return [
        Occurrence(
            event=event,
            original_start=one.original_start,
            start=one.start,
            end=one.end,
            first_day=one.start.date(),
            # What ends at midnight does not touch the next day.
            last_day=(one.end - timedelta(microseconds=1)).date(),
            cancelled=one.cancelled or event.status == choices.EventStatus.CANCELLED,
            moved=one.moved,
            note=one.note,
        )
        for one in found
    ]
