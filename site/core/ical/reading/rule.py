"""
Which days a foreign rule gives (RFC 5545 §3.3.10): any rule that is not more often than once a day.

Written for bounds that a library for honest rules lacks: it begins near the days that are asked for, stops after them
whether the rule gives any day or none, and counts its work. The tests hold it to python-dateutil.
"""

import re
from calendar import isleap, monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from core.ical.reading.refused import RefusedEvent
from core.ical.reading.texts import quoted
from core.ical.reading.times import Moment, Unreadable, parse_moment

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_TOO_OFTEN = {"SECONDLY": "chaque seconde", "MINUTELY": "chaque minute", "HOURLY": "chaque heure"}
_NUMBERS = {
    "BYMONTH": (1, 12),
    "BYMONTHDAY": (-31, 31),
    "BYYEARDAY": (-366, 366),
    "BYWEEKNO": (-53, 53),
    "BYSETPOS": (-366, 366),
    "BYHOUR": (0, 23),
    "BYMINUTE": (0, 59),
    "BYSECOND": (0, 60),
}
_KNOWN = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", *_NUMBERS})
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,9}", re.ASCII)
_LONGEST = 3_000  # characters: more than all the days of a year take


class Work:
    """
    How much may still be computed, in days looked at: a count, so that it ends at the same place each time.

    A rule with a number of times has to be counted from its start: what lies before the window has a pot of its own,
    so that those that start long ago take nothing from the others.
    """

    def __init__(self, days: int) -> None:
        self.before = self.within = days

    def spend(self, days: int, *, before: bool) -> None:
        """
        Count these.

        :raises RefusedEvent: there is no more to spend.
        """
        if before:
            self.before -= days
        else:
            self.within -= days
        if min(self.before, self.within) < 0:
            self.before, self.within = max(0, self.before), max(0, self.within)
            raise RefusedEvent("Les répétitions de ce calendrier demandent trop de calcul.")


@dataclass(frozen=True, slots=True)
class DayRule:
    """A rule, read. ``byday`` has (0, weekday) for every such day, (2, weekday) for the second; Monday is 0."""

    frequency: str
    interval: int = 1
    count: int | None = None
    until: Moment | None = None
    wkst: int = 0
    bymonth: frozenset[int] = frozenset()
    bymonthday: frozenset[int] = frozenset()
    byyearday: frozenset[int] = frozenset()
    byweekno: frozenset[int] = frozenset()
    byday: frozenset[tuple[int, int]] = frozenset()
    bysetpos: frozenset[int] = frozenset()
    hour: int | None = None
    minute: int | None = None
    second: int | None = None

    def at(self, clock: time) -> time:
        """The time of day of its dates, where that of the first is this."""
        return time(
            clock.hour if self.hour is None else self.hour,
            clock.minute if self.minute is None else self.minute,
            clock.second if self.second is None else min(self.second, 59),
        )


def parse_rule(text: str) -> DayRule:
    """
    The rule of this RRULE.

    :raises RefusedEvent: it cannot be read, is more often than daily, or is of a sort that nobody writes.
    """
    parts = _parts(text)
    frequency = parts.get("FREQ", "")
    if frequency in _TOO_OFTEN:
        raise RefusedEvent(f"Il se répète {_TOO_OFTEN[frequency]} : plus d'une fois par jour, ce n'est pas un agenda.")
    if frequency not in _FREQUENCIES:
        raise _unreadable(text)
    numbers = {name: _numbers(parts.get(name, ""), *bounds, text) for name, bounds in _NUMBERS.items()}
    clock = [numbers[name] for name in ("BYHOUR", "BYMINUTE", "BYSECOND")]
    if any(len(values) > 1 for values in clock):
        raise RefusedEvent("Il se répète plusieurs fois par jour : ce n'est pas pris en charge.")
    hour, minute, second = (next(iter(values), None) for values in clock)
    try:
        until = parse_moment(parts["UNTIL"]) if "UNTIL" in parts else None
    except Unreadable:
        raise _unreadable(text) from None
    return DayRule(
        frequency,
        interval=max(1, _number(parts.get("INTERVAL", "1"), text)),
        # Some write COUNT=-1 for a series without end.
        count=count if (count := _number(parts.get("COUNT", "-1"), text)) >= 0 else None,
        until=until,
        wkst=_WEEKDAYS.index(parts["WKST"]) if parts.get("WKST") in _WEEKDAYS else 0,
        bymonth=numbers["BYMONTH"],
        bymonthday=numbers["BYMONTHDAY"] - {0},
        byyearday=numbers["BYYEARDAY"] - {0},
        byweekno=numbers["BYWEEKNO"] - {0},
        byday=_days(parts.get("BYDAY", ""), text),
        bysetpos=numbers["BYSETPOS"] - {0},
        hour=hour,
        minute=minute,
        second=second,
    )


def days(rule: DayRule, start: date, first: date, last: date, work: Work) -> Iterator[date]:
    """
    The days that it gives from ``first`` to ``last`` (both included), in order, for a series that starts on ``start``.

    UNTIL is the caller's to hold: it is a moment, and these are days.

    :raises RefusedEvent: there is more to compute than ``work`` allows.
    """
    rule = _completed(rule, start)
    if rule == DayRule("DAILY", rule.interval, rule.count, rule.until, rule.wkst):
        yield from _every(rule.interval, rule.count, start, first, last)
        return
    given = 0
    for period in _periods(rule, start, start if rule.count is not None else max(start, first), last):
        work.spend(len(period) + 1, before=period[-1] < first)
        for day in _picked(rule, [day for day in period if _matches(rule, day)]):
            if day < start:
                continue
            given += 1
            if day > last or (rule.count is not None and given > rule.count):
                return
            if day >= first:
                yield day


# Reading


def _parts(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in text.upper().removeprefix("RRULE:").split(";") if len(text) <= _LONGEST else ():
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if equals and value:
            parts.setdefault(name, value)
    if parts.pop("RSCALE", "GREGORIAN") != "GREGORIAN" or parts.pop("SKIP", "OMIT") != "OMIT":
        raise RefusedEvent("Sa répétition suit un autre calendrier que le nôtre (RFC 7529).")
    unknown = sorted(name for name in parts.keys() - _KNOWN if not name.startswith("X-"))
    if unknown:
        raise RefusedEvent(f"Sa répétition dit quelque chose d'inconnu : {quoted(unknown[0])}.")
    if not parts:
        raise _unreadable(text)
    return parts


def _unreadable(text: str) -> RefusedEvent:
    return RefusedEvent(f"Sa répétition est mal écrite : {quoted(text)}.")


def _number(text: str, rule: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise _unreadable(rule)
    return int(text)


def _numbers(text: str, lowest: int, highest: int, rule: str) -> frozenset[int]:
    numbers = frozenset(_number(part.strip(), rule) for part in text.split(",")) if text else frozenset()
    if any(not lowest <= number <= highest for number in numbers):
        raise _unreadable(rule)
    return numbers


def _days(text: str, rule: str) -> frozenset[tuple[int, int]]:
    found = set()
    for part in text.split(",") if text else ():
        match = _DAY.fullmatch(part.strip())
        if match is None:
            raise _unreadable(rule)
        found.add((int(match[1] or 0), _WEEKDAYS.index(match[2])))
    return frozenset(found)


# Expanding: periods of the frequency, their days that match, those of them that BYSETPOS picks


def _completed(rule: DayRule, start: date) -> DayRule:
    """The rule with what it takes from its first date (the day of the month, of the week…) written in it."""
    if rule.frequency in {"DAILY", "WEEKLY"} and any(rank for rank, _ in rule.byday):
        # A rank in a week or in a day means nothing: it is the weekday that is meant.
        rule = replace(rule, byday=frozenset((0, weekday) for _, weekday in rule.byday))
    if rule.frequency == "DAILY" or rule.byday or rule.bymonthday or rule.byyearday or rule.byweekno:
        return rule
    if rule.frequency == "WEEKLY":
        return replace(rule, byday=frozenset({(0, start.weekday())}))
    if rule.frequency == "YEARLY" and not rule.bymonth:
        rule = replace(rule, bymonth=frozenset({start.month}))
    return replace(rule, bymonthday=frozenset({start.day}))


def _every(interval: int, count: int | None, start: date, first: date, last: date) -> Iterator[date]:
    """Every so many days: the commonest of the costly ones, and no work at all."""
    skipped = max(0, -(-(first - start).days // interval))
    end = last.toordinal() + 1
    if count is not None:
        end = min(end, start.toordinal() + count * interval)
    for ordinal in range(start.toordinal() + skipped * interval, end, interval):
        yield date.fromordinal(ordinal)


def _periods(rule: DayRule, start: date, first: date, last: date) -> Iterator[list[date]]:
    """The days of each period, from the one that holds ``first`` (or the one before) to the one that holds ``last``."""
    step = rule.interval
    match rule.frequency:
        case "DAILY":
            skipped = max(0, (first - start).days // step)
            for ordinal in range(start.toordinal() + skipped * step, last.toordinal() + 1, step):
                yield [date.fromordinal(ordinal)]
        case "WEEKLY":
            monday = start.toordinal() - (start.weekday() - rule.wkst) % 7
            skipped = max(0, (first.toordinal() - monday) // (7 * step))
            # Only the days of the week that it may give, if it says which.
            week = sorted({(weekday - rule.wkst) % 7 for _, weekday in rule.byday}) or range(7)
            for ordinal in range(monday + skipped * 7 * step, last.toordinal() + 1, 7 * step):
                yield [date.fromordinal(ordinal + day) for day in week]
        case "MONTHLY":
            begin_at, end_at = start.year * 12 + start.month - 1, last.year * 12 + last.month - 1
            skipped = (first.year * 12 + first.month - 1 - begin_at) // step
            for index in range(begin_at + skipped * step, end_at + 1, step):
                yield _month(index // 12, index % 12 + 1)
        case _:
            skipped = (first.year - start.year) // step
            for year in range(start.year + skipped * step, last.year + 1, step):
                months = sorted(rule.bymonth) or range(1, 13)
                yield [day for month in months for day in _month(year, month)]


def _month(year: int, month: int) -> list[date]:
    return [date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]


def _matches(rule: DayRule, day: date) -> bool:
    return (
        (not rule.bymonth or day.month in rule.bymonth)
        and (not rule.bymonthday or _either(rule.bymonthday, day.day, monthrange(day.year, day.month)[1]))
        and (not rule.byyearday or _either(rule.byyearday, day.timetuple().tm_yday, 365 + isleap(day.year)))
        and (not rule.byweekno or _in_weeks(rule, day))
        and (not rule.byday or _on_weekday(rule, day))
    )


def _either(wanted: frozenset[int], number: int, of: int) -> bool:
    """Whether it is wanted, counted from the start or (negative) from the end."""
    return number in wanted or number - of - 1 in wanted


def _in_weeks(rule: DayRule, day: date) -> bool:
    # A week is of the year that has four of its days (RFC 5545 §3.3.10).
    middle = day + timedelta(days=3 - (day.weekday() - rule.wkst) % 7)
    number = (middle.timetuple().tm_yday - 1) // 7 + 1
    eve = date(middle.year, 12, 28)
    of = ((eve + timedelta(days=3 - (eve.weekday() - rule.wkst) % 7)).timetuple().tm_yday - 1) // 7 + 1
    return _either(rule.byweekno, number, of)


def _on_weekday(rule: DayRule, day: date) -> bool:
    weekday = day.weekday()
    if (0, weekday) in rule.byday:
        return True
    if rule.frequency == "MONTHLY" or rule.bymonth:
        number, of = day.day, monthrange(day.year, day.month)[1]
    else:
        number, of = day.timetuple().tm_yday, 365 + isleap(day.year)
    from_start, from_end = (number - 1) // 7 + 1, -((of - number) // 7 + 1)
    return (from_start, weekday) in rule.byday or (from_end, weekday) in rule.byday


def _picked(rule: DayRule, matching: list[date]) -> list[date]:
    if not rule.bysetpos:
        return matching
    return [day for at, day in enumerate(matching, 1) if _either(rule.bysetpos, at, len(matching))]
