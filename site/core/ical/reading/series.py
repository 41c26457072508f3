"""
All that is said of one UID, put together: the dates of a series, less those left out, with those that differ.

RFC 5545 §3.8.4.4 (RECURRENCE-ID, RANGE=THISANDFUTURE), §3.8.5 (EXDATE, RDATE, RRULE).
"""

import heapq
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, islice

from core.dates import make_aware_local
from core.ical.reading.event import Event
from core.ical.reading.rule import DayRule, Work, days
from core.ical.reading.times import Moment, settled, wall

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Dated:
    """One date: aware, and who tells of it."""

    start: datetime
    end: datetime
    recurrence_id: str
    said_by: Event

    @property
    def order(self) -> tuple[datetime, str, str]:
        """As dates are given back."""
        return (self.start.astimezone(UTC), self.said_by.uid, self.recurrence_id)


@dataclass(frozen=True, slots=True)
class Window:
    """What is asked for: from ``first`` on, before ``last``, at most ``limit`` dates, within so much work."""

    first: datetime
    last: datetime
    limit: int
    work: Work

    def touches(self, date: Dated) -> bool:
        """Whether any of it, or the moment that it is, lies within."""
        return date.start < self.last and (date.end > self.first or date.start == date.end >= self.first)


@dataclass(slots=True)
class Series:
    """The events of one UID. ``left_out`` are the dates of which something was said that had to be refused."""

    uid: str
    master: Event | None = None
    overrides: list[Event] = field(default_factory=list)
    left_out: list[Moment] = field(default_factory=list)

    def dates(self, window: Window) -> Iterator[Dated]:
        """
        Those that touch the window, in order.

        :raises RefusedEvent: there is more to compute than allowed.
        """
        # Lotus Notes gives no series, but an exception to it that is a series itself.
        master = self.master or next((event for event in self.overrides if event.rdates), None)
        if master is None:
            alone = {event.identity(_original(event)): event for event in self._by_version()}
            yield from _in_order(map(_as_said, alone.values()), window)
            return
        if not (master.rules or master.rdates or self.overrides or self.left_out):
            yield from _in_order([_dated(master, master.start, master.end, "")], window)
            return
        gone = {master.identity(when) for when in (*master.exdates, *self.left_out)}
        told = {master.identity(_original(event)): event for event in self._by_version()}
        told = {original: event for original, event in told.items() if not _among(original, gone, master)}
        onward = sorted((event for event in told.values() if event.and_future), key=lambda e: master.at(_original(e)))
        regular: Iterable[Dated] = _regular(master, {*gone, *told}, onward, window)
        if onward:
            # What is moved from some date on may overtake what is not.
            regular = _in_order(islice(regular, window.limit + 1), window)
        apart = _in_order(map(_as_said, told.values()), window)
        dates = filter(window.touches, regular)
        yield from heapq.merge(dates, apart, key=_order) if apart else dates

    def days_before(self, window: Window) -> int:
        """How many days have to be counted before the window, where there is a number of times."""
        if self.master is None or all(rule.count is None for rule in self.master.rules):
            return 0
        return max(0, (window.first.date() - _day(self.master.start)).days)

    def _by_version(self) -> list[Event]:
        """The exceptions, so that a later version of one comes after an earlier one."""
        return sorted(self.overrides, key=lambda event: event.version)


def _order(dated: Dated) -> tuple[datetime, str, str]:
    return dated.order


def _in_order(dates: Iterable[Dated], window: Window) -> list[Dated]:
    return sorted(filter(window.touches, dates), key=_order)


def _original(override: Event) -> Moment:
    return override.start if override.recurrence_id is None else override.recurrence_id


def _as_said(override: Event) -> Dated:
    return _dated(override, override.start, override.end, _identifier(override.identity(_original(override))))


def _dated(event: Event, start: Moment, end: Moment, recurrence_id: str) -> Dated:
    return Dated(event.at(start).astimezone(event.zone), event.at(end).astimezone(event.zone), recurrence_id, event)


def _identifier(original: Moment) -> str:
    if isinstance(original, datetime):
        return original.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
    return original.isoformat()


def _among(original: Moment, dates: set[Moment], master: Event) -> bool:
    """Whether this date of the series is one of these, some of which may name only its day."""
    if original in dates:
        return True
    return isinstance(original, datetime) and wall(original, master.clock).date() in dates


# The dates of the rule, as they would be if nothing were said of any of them


def _regular(master: Event, without: set[Moment], onward: list[Event], window: Window) -> Iterator[Dated]:
    """Those of the rule and the added ones, without some; from the date of each of ``onward`` on, as that one says."""
    shifts = [_shift(master, event) for event in onward]
    lengths = [_length(event) for event in (master, *onward)]
    first = window.first - max(lengths) - max([timedelta(0), *shifts]) - 2 * _DAY
    last = window.last - min([timedelta(0), *shifts]) + 2 * _DAY
    periods = {master.identity(when): lasting for when, lasting in master.rdates if lasting is not None}
    starts = [master.at(_original(event)) for event in onward]
    for original in _originals(master, first, last, window.work):
        if _among(original, without, master):
            continue
        at = master.at(original)
        following = bisect_right(starts, at)
        event = onward[following - 1] if following else master
        shift = shifts[following - 1] if following else timedelta(0)
        yield _repeated(master, event, original, shift, periods.get(original))


def _originals(master: Event, first: datetime, last: datetime, work: Work) -> Iterator[Moment]:
    """Each date of the series once, in order: days, or times in UTC."""
    listed = {master.identity(when) for when, _ in master.rdates}
    own = master.identity(master.start)
    if not master.rules or not all(_over(master, rule, own) for rule in master.rules):
        listed.add(own)
    ruled = [_given(master, rule, first, last, work) for rule in master.rules]
    # No rule gives anything before the first date, so that most series need no merging.
    simple = len(ruled) <= 1 and listed <= {own}
    stream = chain(listed, *ruled) if simple else heapq.merge(sorted(listed, key=master.at), *ruled, key=master.at)
    before: Moment | None = None
    for original in stream:
        if original != before:
            yield original
        before = original


def _given(master: Event, rule: DayRule, first: datetime, last: datetime, work: Work) -> Iterator[Moment]:
    start = master.start
    if not isinstance(start, datetime):
        end = last.date() if rule.until is None else min(last.date(), _day(rule.until))
        yield from days(rule, start, first.date(), end, work)
        return
    clock = rule.at(wall(start, master.clock).time())
    until = None if rule.until is None else _until(rule.until, master)
    end = wall(last if until is None else min(last, until), master.clock).date()
    for day in days(rule, wall(start, master.clock).date(), wall(first, master.clock).date(), end, work):
        at = make_aware_local(datetime.combine(day, clock), master.clock).astimezone(UTC)
        if until is not None and at > until:
            return
        if at >= start:
            yield at


def _over(master: Event, rule: DayRule, own: Moment) -> bool:
    """Whether a rule ends before the first date itself: that date is then none."""
    if rule.until is None:
        return False
    return _until(rule.until, master) < own if isinstance(own, datetime) else _day(rule.until) < own


def _until(until: Moment, master: Event) -> datetime:
    """The last moment for a start: a day is meant to its end, a time without zone on the clock of the series."""
    if not isinstance(until, datetime):
        return make_aware_local(datetime.combine(until, time(23, 59, 59)), master.clock).astimezone(UTC)
    return settled(until, master.clock).astimezone(UTC)


def _day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _repeated(
    master: Event, event: Event, original: Moment, shift: timedelta, lasting: Moment | timedelta | None
) -> Dated:
    """The date of the rule at ``original``, as ``event`` (the master, or what holds from some date on) tells it."""
    start: Moment
    if isinstance(original, datetime):
        start = make_aware_local(wall(original, master.clock) + shift, master.clock)
        if event.all_day:
            start = start.date()
    elif event.all_day:
        start = original + timedelta(days=round(shift / _DAY))
    else:
        start = make_aware_local(datetime.combine(original, time()) + shift, event.clock)
    if isinstance(lasting, datetime) and isinstance(start, datetime):
        end: Moment = max(start, settled(lasting, master.clock))
    else:
        end = _after(event, start, lasting if isinstance(lasting, timedelta) else _length(event))
    return _dated(event, start, end, _identifier(original))


def _after(event: Event, start: Moment, lasting: timedelta) -> Moment:
    """When it ends: what the clock on the wall shows to have passed is the same each time."""
    if not isinstance(start, datetime):
        return start + max(_DAY, lasting)
    return max(start, make_aware_local(wall(start, event.clock) + lasting, event.clock))


def _length(event: Event) -> timedelta:
    if isinstance(event.start, datetime) and isinstance(event.end, datetime):
        return max(timedelta(0), wall(event.end, event.clock) - wall(event.start, event.clock))
    return _day(event.end) - _day(event.start)


def _shift(master: Event, override: Event) -> timedelta:
    """By how much this and all following dates are moved, on the clock of the series."""
    return _naive(override.start, master) - _naive(_original(override), master)


def _naive(when: Moment, master: Event) -> datetime:
    if isinstance(when, datetime):
        return wall(settled(when, master.clock), master.clock)
    return datetime.combine(when, time())
