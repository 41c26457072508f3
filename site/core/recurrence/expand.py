"""
Which days does this happen? A rule and its exceptions become occurrences.

Starts are computed on the clock of the place (naive local date-times: a session at 14:00 stays at 14:00
in winter), and only then become moments. No clock is read: the bounds are arguments.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import islice, takewhile

from dateutil import rrule as dateutil_rrule

from core.dates import in_clock_change, make_aware_local
from core.recurrence.rule import Frequency, InvalidRule, Rule

# Twenty-seven years of every day: more is a mistake, not an agenda.
MAX_OCCURRENCES = 10_000

_FREQUENCIES = {
    Frequency.DAILY: dateutil_rrule.DAILY,
    Frequency.WEEKLY: dateutil_rrule.WEEKLY,
    Frequency.MONTHLY: dateutil_rrule.MONTHLY,
    Frequency.YEARLY: dateutil_rrule.YEARLY,
}


class StartInClockChange(InvalidRule):
    """One of the starts falls in the hour that the clock skips or repeats."""

    def __init__(self, start: datetime) -> None:
        self.start = start
        super().__init__(
            f"Le {start:%d/%m/%Y}, l'heure change : aucune date ne peut commencer à cette heure de la nuit."
        )


class TooManyOccurrences(InvalidRule):
    """The rule gives more dates than any agenda holds."""

    def __init__(self) -> None:
        super().__init__(f"Cette répétition donne plus de {MAX_OCCURRENCES} dates : donnez-lui une fin.")


# The rule alone, on the clock of the place


def occurrences(rule: Rule | None, *, first: datetime, until: datetime) -> Iterator[datetime]:
    """
    Starts from ``first`` to ``until`` (included), in order, all naive and local.

    ``first`` sets the hour, the day where the rule names none, and the week or month from which intervals
    are counted. Without a rule it is the only start.

    :raises TooManyOccurrences: when the 10,001st is reached.
    """
    if rule is None:
        if first <= until:
            yield first
        return
    starts = _starts(rule, first, until)
    yield from islice(starts, MAX_OCCURRENCES)
    if next(starts, None) is not None:
        raise TooManyOccurrences


def first_occurrence(rule: Rule, first: datetime) -> datetime | None:
    """
    The first start that the rule gives from ``first`` on (naive, local), none if there is none.

    It is the first start to store: it may be later than the one asked for.
    """
    # The Gregorian calendar repeats after 400 years; 9999 is the last that Python knows.
    horizon = datetime(min(first.year + 400, 9999), 1, 1)  # noqa: DTZ001 - the clock on the wall
    return next(_starts(rule, first, horizon), None)


def check_clock_changes(rule: Rule | None, first: datetime, zone: tzinfo, until: datetime) -> None:
    """
    Make sure that no start falls in the hour that the clock there skips or repeats (02:00 to 03:00).

    :raises StartInClockChange: one does, up to ``until`` (naive, local); it carries the first such start.
    """
    for start in occurrences(rule, first=first, until=until):
        if in_clock_change(start, zone):
            raise StartInClockChange(start)


def _starts(rule: Rule, first: datetime, until: datetime) -> Iterator[datetime]:
    last = until
    if rule.until is not None:
        last = min(until, datetime.combine(rule.until, time(23, 59, 59)))
    weekdays: list[object] = [dateutil_rrule.weekdays[day] for day in rule.weekdays]
    weekdays += [dateutil_rrule.weekdays[day.weekday](day.nth) for day in rule.nth_weekdays]
    starts = dateutil_rrule.rrule(
        _FREQUENCIES[rule.frequency],
        dtstart=first,
        interval=rule.interval,
        wkst=dateutil_rrule.MO,
        # RFC 5545 knows one or the other, and dateutil warns about both: with COUNT, the bound is below.
        count=rule.count,
        until=last if rule.count is None else None,
        byweekday=weekdays or None,
        bymonthday=rule.month_days or None,
        bymonth=rule.months or None,
        bysetpos=rule.positions or None,
    )
    return takewhile(lambda start: start <= last, starts)


# With exceptions, as moments


class ChangeKind(StrEnum):
    """What is different on one date."""

    CANCELLED = "cancelled"
    MOVED = "moved"
    ADDED = "added"
    NOTE = "note"
    EXCLUDED = "excluded"
    """Left out with others of its sort (public holidays): it does not take place, and is never spoken of."""


@dataclass(frozen=True, slots=True)
class Change:
    """
    One date that does not follow the rule. Date-times are naive, on the clock of the place.

    ``original_start`` is a start that the rule gives (for an added date, the date itself); one that the
    rule does not give any more is ignored. ``new_start`` is for what is moved; ``duration`` where it is not
    the usual one. ``uid`` is a stored identifier of its own, which an added date needs to be published.
    Where a date is left out and also has a change of another kind, that one counts.
    """

    kind: ChangeKind
    original_start: datetime
    new_start: datetime | None = None
    duration: timedelta | None = None
    note: str = ""
    uid: str = ""

    @property
    def start(self) -> datetime:
        """When it takes place now."""
        return self.new_start if self.kind is ChangeKind.MOVED and self.new_start else self.original_start


@dataclass(frozen=True, slots=True)
class Window:
    """A span of time, aware: from ``start`` (included) to ``end`` (excluded)."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Occurrence:
    """
    One time that it takes place, or would have. Date-times are aware, in the zone of the place.

    ``original_start`` is when the rule wanted it (for an added date, when it is): its identity in the
    series. ``change`` is the exception behind it, if any.
    """

    start: datetime
    end: datetime
    original_start: datetime
    change: Change | None = None

    @property
    def cancelled(self) -> bool:
        """Whether it will not take place."""
        return self._is(ChangeKind.CANCELLED)

    @property
    def moved(self) -> bool:
        """Whether it takes place at another time than the rule's."""
        return self._is(ChangeKind.MOVED)

    @property
    def added(self) -> bool:
        """Whether it is not of the rule."""
        return self._is(ChangeKind.ADDED)

    @property
    def note(self) -> str:
        """What is to be said about this date, if anything."""
        return self.change.note if self.change else ""

    def _is(self, kind: ChangeKind) -> bool:
        return self.change is not None and self.change.kind is kind


def expand(
    rule: Rule | None,
    first: datetime,
    zone: tzinfo,
    changes: Sequence[Change],
    window: Window,
    *,
    duration: timedelta,
) -> list[Occurrence]:
    """
    Everything that touches the window, in order of time, cancelled dates included, those left out not.

    ``first`` is naive and local; ``duration`` is what the clock on the wall shows to have passed (14:00
    to 16:00 is two hours, 22:00 to 06:00 eight hours, whatever the clock does that night; whole days are
    multiples of 24 hours). A moved date counts in the window where it is now.

    :raises TooManyOccurrences: see `occurrences`.
    """
    by_start, since, before = by_original_start(changes), _utc(window.start), _utc(window.end)
    # A date moved into the window may come from after it.
    moved_from = [start for start, change in by_start.items() if change.start != start]
    last = max([window.end.astimezone(zone).replace(tzinfo=None), *moved_from])
    found = [
        _occurrence(start, change, zone, duration)
        for start in occurrences(rule, first=first, until=last)
        if (change := by_start.get(start)) is None or change.kind is not ChangeKind.EXCLUDED
    ]
    found += [
        _occurrence(change.original_start, change, zone, duration)
        for change in changes
        if change.kind is ChangeKind.ADDED
    ]
    return sorted(
        (occurrence for occurrence in found if _touches(occurrence, since, before)),
        key=lambda occurrence: (_utc(occurrence.start), _utc(occurrence.original_start)),
    )


def by_original_start(changes: Iterable[Change]) -> dict[datetime, Change]:
    """What becomes of each date of the rule: what is said of a date in particular wins over its being left out."""
    of_the_rule = [change for change in changes if change.kind is not ChangeKind.ADDED]
    of_the_rule.sort(key=lambda change: change.kind is not ChangeKind.EXCLUDED)
    return {change.original_start: change for change in of_the_rule}


def _occurrence(original: datetime, change: Change | None, zone: tzinfo, duration: timedelta) -> Occurrence:
    start = change.start if change else original
    lasting = change.duration if change and change.duration is not None else duration
    begins, ends = span(start, lasting, zone)
    wanted = begins if start == original else make_aware_local(original, zone)
    return Occurrence(start=begins, end=ends, original_start=wanted, change=change)


def span(start: datetime, duration: timedelta, zone: tzinfo) -> tuple[datetime, datetime]:
    """
    The moments of a start and an end that the clock there shows ``duration`` apart (from 22:00 to 06:00 on any night).

    Where the clock skips the start itself, and the end would not come after it, the end follows by ``duration``.
    """
    begins, ends = make_aware_local(start, zone), make_aware_local(start + duration, zone)
    if _utc(ends) <= _utc(begins):
        ends = (_utc(begins) + duration).astimezone(zone)
    return begins, ends


def is_uneven(start: datetime, duration: timedelta, zone: tzinfo) -> bool:
    """
    Whether the time that passes is not what the clock on the wall shows: it changes in between, or at the end.

    An end in the hour that comes twice is the first; many programs take the second.
    """
    begins, ends = span(start, duration, zone)
    shown = ends.replace(tzinfo=None) - begins.replace(tzinfo=None)
    uneven = _utc(ends) - _utc(begins) != duration or shown != duration
    return uneven or in_clock_change(ends.replace(tzinfo=None, fold=0), zone)


def _touches(occurrence: Occurrence, since: datetime, before: datetime) -> bool:
    # By way of UTC: two times of one zone are compared as the wall shows them, wrong on the nights of a change.
    start = _utc(occurrence.start)
    return start < before and (start >= since or _utc(occurrence.end) > since)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
