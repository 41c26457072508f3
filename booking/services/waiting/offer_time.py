"""
How long an offer lasts: pure, no database and no clock.

Only the day counts, by the clock of the place: at night nobody is written to, so that nobody's time runs out there.
Half a day of twelve hours is then a whole day of twenty-four.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta, tzinfo

from core.dates import make_aware_local

HOURS = (time(8), time(20))
"""Between them people are written to, and an offer's time runs."""

SHARE = 4
"""An offer lasts a quarter of the daytime that is left…"""

SHORTEST, LONGEST = timedelta(minutes=30), timedelta(hours=12)
"""…but no less and no more than this: from four days ahead on it lasts a day and a night."""

MARGIN = timedelta(minutes=15)
"""Before the start: what is not answered by then is free for who comes to the door."""

LEAST = timedelta(minutes=10)
"""Less than that is no time to answer: nothing is offered any more."""


def offer_lasts(start: datetime, now: datetime) -> timedelta:
    """
    Return how long an offer made now lasts; zero when it is too late to offer anything.

    `start` is in the zone of the place, whose nights do not count. An offer made later never ends earlier.
    """
    zone = start.tzinfo
    if zone is None:
        raise ValueError("The start has no zone.")
    begin, last = now.astimezone(UTC), start.astimezone(UTC) - MARGIN
    left = _daytime(begin, last, zone)
    if left < LEAST:
        return timedelta()
    return _after(begin, min(left, max(SHORTEST, min(LONGEST, left / SHARE))), zone) - begin


def _daytime(begin: datetime, end: datetime, zone: tzinfo) -> timedelta:
    """Return how much of the time between two moments is day, counted no further than it matters."""
    total = timedelta()
    for morning, evening in _days(begin, zone):
        if morning >= end or total >= SHARE * LONGEST:
            break
        total += min(evening, end) - morning
    return total


def _after(begin: datetime, lasting: timedelta, zone: tzinfo) -> datetime:
    """Return when so much daytime has passed."""
    for morning, evening in _days(begin, zone):
        if lasting <= evening - morning:
            return morning + lasting
        lasting -= evening - morning
    raise AssertionError("unreachable")


def _days(begin: datetime, zone: tzinfo) -> Iterator[tuple[datetime, datetime]]:
    """Yield the days from a moment on, the rest of that one first, in UTC: there, sums are of time that passes."""
    day = begin.astimezone(zone).date()
    while True:
        morning, evening = (make_aware_local(datetime.combine(day, at), zone).astimezone(UTC) for at in HOURS)
        if evening > begin:
            yield max(begin, morning), evening
        day += timedelta(days=1)
