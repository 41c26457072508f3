"""What a clock that a file describes itself (VTIMEZONE, RFC 5545 §3.6.5) shows, and when it changes."""

import re
from bisect import bisect_right
from contextlib import suppress
from datetime import date, datetime, timedelta, tzinfo

from core.ical.reading.components import Properties, ZoneComponent
from core.ical.reading.refused import RefusedEvent
from core.ical.reading.rule import Work, days, parse_rule
from core.ical.reading.times import Unreadable, parse_moment

_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)(?::?(\d\d))?", re.ASCII)
# A clock changes twice a year; what changes all the time is none.
_MOST = 400


class DescribedZone(tzinfo):
    """The clock that a file describes, about the time between two moments; what cannot be read of it is left out."""

    def __init__(self, component: ZoneComponent, first: datetime, last: datetime) -> None:
        found: list[tuple[datetime, timedelta, timedelta]] = []
        for observance in component.observances[:_MOST]:
            before, after = (_offset(observance.value(name)) for name in ("TZOFFSETFROM", "TZOFFSETTO"))
            if before is not None and after is not None:
                found += [(start - before, before, after) for start in _when(observance, first, last)]
        found.sort()
        self._starts = [start for start, _, _ in found]
        self._offsets = [found[0][1], *(after for _, _, after in found)] if found else [timedelta(0)]

    @property
    def says_something(self) -> bool:
        """Whether anything of it could be read."""
        return bool(self._starts)

    def utcoffset(self, moment: datetime | None, /) -> timedelta:
        """What it is ahead of UTC when it shows this: before a change rather than after it, where both could be."""
        if moment is None:
            return self._offsets[-1]
        naive = moment.replace(tzinfo=None)
        at = bisect_right(self._starts, naive - max(self._offsets))
        if bisect_right(self._starts, naive - self._offsets[at]) != at:
            at = min(at + 1, len(self._starts))
        return self._offsets[at]

    def fromutc(self, moment: datetime, /) -> datetime:
        """What it shows at this moment, given in UTC as `datetime.tzinfo` wants it."""
        return moment + self._offsets[bisect_right(self._starts, moment.replace(tzinfo=None))]

    def dst(self, _moment: datetime | None, /) -> timedelta | None:
        """Unknown, and of no use to anybody."""
        return None

    def tzname(self, _moment: datetime | None, /) -> str | None:
        """None: its name is that of the file."""
        return None


def _offset(text: str) -> timedelta | None:
    match = _OFFSET.fullmatch(text)
    if match is None:
        return None
    size = timedelta(hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4] or 0))
    if size >= timedelta(hours=24):
        return None
    return -size if match[1] == "-" else size


def _when(observance: Properties, first: datetime, last: datetime) -> list[datetime]:
    """Its onsets, naive, on the clock of before: the first, and those from a year before to a year after."""
    try:
        start = parse_moment(observance.value("DTSTART"))
    except Unreadable:
        return []
    if not isinstance(start, datetime):
        start = datetime(start.year, start.month, start.day)  # noqa: DTZ001 - the clock on the wall
    start = start.replace(tzinfo=None)
    found = [start]
    for line in observance.all("RRULE")[:2]:
        with suppress(RefusedEvent, OverflowError):
            rule = parse_rule(line.value)
            until = date.max if rule.until is None else date(rule.until.year, rule.until.month, rule.until.day)
            bounds = (first - timedelta(days=500)).date(), min((last + timedelta(days=366)).date(), until)
            found += [datetime.combine(day, start.time()) for day in days(rule, start.date(), *bounds, Work(20_000))]
    for line in observance.all("RDATE")[:_MOST]:
        for part in line.value.split(",")[:_MOST]:
            with suppress(Unreadable):
                when = parse_moment(part)
                found.append(when.replace(tzinfo=None) if isinstance(when, datetime) else start)
    return found[:_MOST]
