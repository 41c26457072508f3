"""
Dates and hours said in French, and a place's own clock.

Independent of the machine's locale and of Django. Date-times given to the "words" functions are already
in the zone of the place: what they show is what its clock on the wall shows.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()

_MONTH = re.compile(r"((?:19|20|21)\d\d)-(0[1-9]|1[0-2])", re.ASCII)


class NaiveMoment(ValueError):
    """A date-time without its zone was given where a moment is meant."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(f"{moment.isoformat()} has no time zone.")


# The place's own clock


def local_day(now: datetime, zone: tzinfo) -> date:
    """
    Which day it is there.

    :raises NaiveMoment: ``now`` has no zone.
    """
    if now.tzinfo is None:
        raise NaiveMoment(now)
    return now.astimezone(zone).date()


def make_aware_local(naive: datetime, zone: tzinfo) -> datetime:
    """
    The moment when the clock there shows this.

    On the night when the clock goes forward, an hour that does not exist moves forward with it (02:30
    becomes 03:30, as in RFC 5545 §3.3.5); when it goes back, the hour that comes twice is the first.
    """
    # fold=0 reads a missing hour with the offset of before the change (PEP 495): by way of UTC, that is forward.
    return naive.replace(tzinfo=zone, fold=0).astimezone(UTC).astimezone(zone)


def in_clock_change(naive: datetime, zone: tzinfo) -> bool:
    """Whether the clock there shows this hour twice or never, that day (02:00 to 03:00 in Paris)."""
    first, second = naive.replace(tzinfo=zone, fold=0), naive.replace(tzinfo=zone, fold=1)
    return first.utcoffset() != second.utcoffset()


@lru_cache(maxsize=256)
def clock_change_days(zone: tzinfo, year: int) -> tuple[date, ...]:
    """The days of that year on which the clock there changes, in order: two in Paris, none overseas."""
    midnights = [datetime(year, 1, 1) + timedelta(days=day) for day in range(367)]  # noqa: DTZ001 - on the wall
    offsets = [midnight.replace(tzinfo=zone).utcoffset() for midnight in midnights]
    return tuple(
        midnight.date()
        for midnight, before, after in zip(midnights, offsets, offsets[1:], strict=False)
        if before != after and midnight.year == year
    )


# Months, each named by its first day


def read_month(text: str) -> date | None:
    """The month written 2026-11, if it is one, of these three centuries."""
    found = _MONTH.fullmatch(text)
    return date(int(found[1]), int(found[2]), 1) if found else None


def following_month(first: date) -> date:
    """The month after."""
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def preceding_month(first: date) -> date:
    """The month before."""
    return (first - timedelta(days=1)).replace(day=1)


# Words


def time_words(at: time | datetime) -> str:
    """What the clock shows: "14 h", "14 h 30", "9 h 05"."""
    return f"{at.hour} h {at.minute:02}" if at.minute else f"{at.hour} h"


def day_words(day: date, *, weekday: bool = True, year: bool = True, month: bool = True) -> str:
    """A day: "mardi 3 mars 2026", "1er mars", or as much of it as is asked for."""
    words = [WEEKDAYS[day.weekday()]] if weekday else []
    words.append("1er" if day.day == 1 else str(day.day))
    if month:
        words.append(MONTHS[day.month - 1])
        if year:
            words.append(str(day.year))
    return " ".join(words)


def month_words(day: date) -> str:
    """A month: "mars 2026"."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def near_day_words(day: date, *, today: date) -> str:
    """A day as said on ``today``: "aujourd'hui", "demain", else "mardi 3 mars 2026"."""
    if day == today:
        return "aujourd'hui"
    if day == today + timedelta(days=1):
        return "demain"
    return day_words(day)


def moment_words(at: datetime, *, today: date | None = None) -> str:
    """A day and an hour: "mardi 3 mars 2026 à 14 h", or "demain à 14 h" where ``today`` is given."""
    return f"{_day(_day_of(at), today)} à {time_words(at)}"


def range_words(start: datetime, end: datetime, *, today: date | None = None) -> str:
    """
    From one hour to another, both as the clock of the place shows them.

    "mardi 3 mars 2026 de 14 h à 16 h"; over midnight "du mardi 3 mars à 22 h au mercredi 4 mars 2026 à 2 h".
    """
    first, last = _day_of(start), _day_of(end)
    if first == last:
        if (start.hour, start.minute) == (end.hour, end.minute):
            return moment_words(start, today=today)
        return f"{_day(first, today)} de {time_words(start)} à {time_words(end)}"
    if last == first + timedelta(days=1) and end.time() == time():
        return f"{_day(first, today)} de {time_words(start)} à minuit"
    from_day = day_words(first, year=first.year != last.year)
    return f"du {from_day} à {time_words(start)} au {day_words(last)} à {time_words(end)}"


def days_words(first: date, last: date, *, today: date | None = None) -> str:
    """
    Whole days, the last one included.

    "mardi 3 mars 2026", "du mardi 3 au jeudi 5 mars 2026", "du samedi 28 février au dimanche 1er mars 2026".
    """
    if last <= first:
        return _day(first, today)
    same_year = first.year == last.year
    same_month = same_year and first.month == last.month
    return f"du {day_words(first, month=not same_month, year=not same_year)} au {day_words(last)}"


def _day(day: date, today: date | None) -> str:
    return day_words(day) if today is None else near_day_words(day, today=today)


def _day_of(moment: datetime) -> date:
    return moment.date()
