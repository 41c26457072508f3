"""What a clock that a file describes itself (VTIMEZONE, RFC 5545 §3.6.5) shows, and when it changes."""

import re
from bisect import bisect_right
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

from core.ical.reading.components import Properties, ZoneComponent
from core.ical.reading.refused import RefusedEvent
from core.ical.reading.rule import Work, days, parse_rule
from core.ical.reading.times import Unreadable, parse_moment

_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)(?::?(\d\d))?", re.ASCII)
# A clock changes twice a year; what changes all the time is none.
_MOST = 400


class Onsets:
    """The changes of a described clock between two moments (aware); what cannot be read of it is left out."""

    def __init__(self, component: ZoneComponent, first: datetime, last: datetime) -> None:
        found: list[tuple[datetime, timedelta, timedelta]] = []
        for observance in component.observances[:_MOST]:
            before, after = (_offset(observance.value(name)) for name in ("TZOFFSETFROM", "TZOFFSETTO"))
            if before is not None and after is not None:
                starts = ((when - before).replace(tzinfo=UTC) for when in _when(observance, first, last))
                found += [(start, before, after) for start in starts]
        found.sort()
        self._starts = [start for start, _, _ in found]
        self._after = [after for _, _, after in found]
        self._earliest = found[0][1] if found else None
        self.offsets = frozenset(self._after)

    def offset(self, moment: datetime) -> timedelta | None:
        """What that clock is ahead of UTC then; None if it says nothing."""
        at = bisect_right(self._starts, moment)
        return self._after[at - 1] if at else self._earliest


def _offset(text: str) -> timedelta | None:
    match = _OFFSET.fullmatch(text)
    if match is None:
        return None
    size = timedelta(hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4] or 0))
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
