"""
Dates, times and durations as they are written (RFC 5545 §3.3.4 to §3.3.6), and as some write them.

A day is a `date`; a time without zone is a naive `datetime`, "floating", for its reader to settle; any other is aware.
"""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo

from core.dates import make_aware_local

Moment = date | datetime

# "20261123T140000Z"; and "2026-11-23T14:00:00Z", which is no iCalendar, but clear.
_WHEN = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[Tt ](\d\d):?(\d\d)(?::?(\d\d))?(?:\.\d{1,9})?([Zz])?)?", re.ASCII)
_DURATION = re.compile(
    r"([+-])?P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,8})M)?(?:(\d{1,10})S)?)?",
    re.IGNORECASE | re.ASCII,
)


class Unreadable(ValueError):
    """No date, no time and no duration."""


def parse_moment(value: str) -> Moment:
    """
    A day, a naive time, or a time in UTC.

    :raises Unreadable: none of these, or one that does not exist.
    """
    match = _WHEN.fullmatch(value.strip())
    if match is None:
        raise Unreadable(value)
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    try:
        if match[4] is None:
            return date(year, month, day)
        # A leap second is the last but one here.
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC if match[7] else None)
    except ValueError:
        raise Unreadable(value) from None


def parse_duration(value: str) -> timedelta:
    """
    A duration, zero or more.

    :raises Unreadable: it is none, or is negative.
    """
    match = _DURATION.fullmatch(value.strip())
    if match is None or not any(match.groups()[1:]) or match[1] == "-":
        raise Unreadable(value)
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def is_duration(value: str) -> bool:
    """Whether this is written as a duration, and not as a moment."""
    return value.lstrip("+-")[:1] in {"P", "p"}


def settled(when: datetime, zone: tzinfo) -> datetime:
    """An aware time as it is; a floating one on the clock of this zone."""
    return make_aware_local(when, zone) if when.tzinfo is None else when


def wall(when: datetime, zone: tzinfo) -> datetime:
    """What the clock of this zone shows then, naive."""
    return when.astimezone(zone).replace(tzinfo=None)
