"""What an event's row says about when it happens, in the terms of `core.recurrence`. Reads the row, writes nothing."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from core.choices import ExceptionKind
from core.holidays import days_off
from core.recurrence.expand import Change, Window, expand
from core.recurrence.fields import rule_from_recurrence
from core.recurrence.left_out import beside
from core.recurrence.left_out import left_out as dates_left_out
from core.recurrence.rule import Rule
from events import choices
from events.models.exception import added_uid
from events.models.occurrence import Occurrence

if TYPE_CHECKING:  # the page imports its own context from below
    from events.models import EventException, EventPage

LONG_BEFORE = timedelta(days=3660)
"""How far before its first day an event's moved and added dates are looked for."""

LEFT_OUT_YEARS = 3
"""How many whole years after the last change the dates left out are told: twice what people are shown, at least."""


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


def changes(
    event: "EventPage", exceptions: Iterable["EventException"], *, until: datetime | None = None
) -> list[Change]:
    """
    Return the exceptions as changes of the rule's dates, by date, and the dates left out for a holiday.

    An event that happens once has only added dates: to cancel or move it, one changes the event itself. A date
    added where there is one already is left out, unless a holiday had taken it away: then it takes place, and is
    told with its note. `until` (aware): see `left_out`.
    """
    its_rule = rule(event)
    found = [
        change(event, exception)
        for exception in sorted(exceptions, key=lambda one: one.original_day)
        if its_rule is not None or exception.kind == ExceptionKind.ADDED
    ]
    return beside(found, left_out(event, until=until), its_rule, first=first_start(event))


def change(event: "EventPage", exception: "EventException") -> Change:
    """Return one exception as a change of the rule's date; an added date has a uid of its own."""
    uid = str(added_uid(event.uid, exception.uid))
    return exception.change(usual=event.begins_at, lasting=duration(event), all_day=event.all_day, uid=uid)


# Holidays


def left_out(event: "EventPage", *, until: datetime | None = None) -> list[Change]:
    """
    Return the rule's dates that do not take place because they begin on a holiday; `note` names it.

    They are looked for until `left_out_until`, or `until` (aware) where that is later. School holidays that are not
    decreed yet take nothing away (`core.holidays.school_calendar_end`). An event that happens once leaves nothing out.
    """
    its_rule = rule(event)
    if its_rule is None or not leaves_out(event):
        return []
    last = left_out_until(event)
    if until is not None:
        last = max(last, until.astimezone(event.tz).date())
    names = holidays(event, event.first_day, last)
    return dates_left_out(its_rule, names, first=first_start(event), until=datetime.combine(last, time.max))


def leaves_out(event: "EventPage") -> bool:
    """Return whether the event keeps away from some holidays."""
    return event.without_public_holidays or bool(event.school_zone)


def left_out_until(event: "EventPage") -> date:
    """
    Return until when the dates left out are told, whatever the clock says: three years after the last change at least.

    So the same row gives the same dates; the night in which one further away comes within the horizon is a change.
    """
    known = event.changed_at.astimezone(event.tz).date() if event.changed_at else event.first_day
    return date(max(known, event.first_day).year + LEFT_OUT_YEARS, 12, 31)


def holidays(event: "EventPage", first: date, last: date) -> dict[date, str]:
    """Return the days on which the event does not begin, with their names; a public holiday's before the school's."""
    return days_off(
        first,
        last,
        public=event.without_public_holidays,
        school_zone=event.school_zone,
        departement=departement(event) if event.without_public_holidays else "",
    )


def departement(event: "EventPage") -> str:
    """Return the département where the event is, "" where nothing says: some have holidays of their own."""
    where = event.location or event.commune
    found: str = where.departement if where is not None else ""
    return found


# Dates


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
