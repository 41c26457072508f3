"""
The rules of an ``opening_hours`` string, as far as people's own words go. Pure: no database, no clock.

``opening-hours-py`` knows the whole syntax but gives no tree. It does write each string back in one regular form, with
the same rules in the same order: that form is read here.
"""

import re
from dataclasses import dataclass, field
from datetime import time

from locations.hours.states import parse

DAY_CODES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTH_CODES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MIDNIGHT = time.min
MINUTES_OF_DAY = 24 * 60

_A_DAY = "|".join(DAY_CODES)
_A_MONTH = "|".join(MONTH_CODES)
_DATE = rf"(?:\d{{4}} ?)?(?:{_A_MONTH})(?: \d{{1,2}})?(?:-(?:\d{{4}} ?)?(?:{_A_MONTH})(?: \d{{1,2}})?)?"
_DAYS = rf"(?:{_A_DAY})(?:-(?:{_A_DAY})|\[-?\d(?:,-?\d)*\])?|PH|SH"
_STRETCH = r"\d{2}:\d{2}(?:-\d{2}:\d{2})?\+?"
_RULE = re.compile(
    rf"(?:(?P<always>24/7) ?)?(?:(?P<dates>{_DATE}(?:,{_DATE})*) ?)?"
    r"(?:week(?P<weeks>[\d,/-]+) ?)?"
    rf"(?:(?P<days>(?:{_DAYS})(?:,(?:{_DAYS}))*) ?)?"
    rf"(?:(?P<times>{_STRETCH}(?:,{_STRETCH})*) ?)?"
    r'(?:(?P<state>closed|unknown) ?)?(?:"(?P<comment>[^"]*)")?'
)
_ONE_DATE = re.compile(rf"(?:(\d{{4}}) ?)?({_A_MONTH})(?: (\d{{1,2}}))?")
_GROUPS = re.compile(r'(?:[^;"]|"[^"]*")+')


class Untold(ValueError):
    """A rule that says more than rows or words can."""


@dataclass(frozen=True, slots=True)
class DatePoint:
    """A month, or a day of it, of one year or of each (None)."""

    month: int
    day: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class DateRange:
    """From one month or day to another, both included; ``last`` is ``first`` where only one is written."""

    first: DatePoint
    last: DatePoint


@dataclass(frozen=True, slots=True)
class DaySelector:
    """A weekday (0 is Monday), each one or some of each month (``nth``: 1 to 5 from its start, -1 its last)."""

    day: int
    nth: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """From one hour to another; an end of 00:00 is midnight, one before the start is of the next day."""

    start: time
    end: time
    open_end: bool = False

    @property
    def crosses_midnight(self) -> bool:
        return self.end != MIDNIGHT and self.end <= self.start

    @property
    def minutes(self) -> tuple[int, int]:
        """Start and end, counted from the midnight before."""
        start, end = (at.hour * 60 + at.minute for at in (self.start, self.end))
        return start, end if end > start else end + MINUTES_OF_DAY


ALL_DAY = Stretch(MIDNIGHT, MIDNIGHT)


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One rule. Selectors that are not written are empty, and stand for all days; no times are the whole day.

    ``additional``: it adds to what was said before it, where another rule would replace it on its days.
    """

    additional: bool = False
    dates: tuple[DateRange, ...] = ()
    weeks: str = ""
    days: tuple[DaySelector, ...] = ()
    holidays: frozenset[str] = field(default_factory=frozenset)
    times: tuple[Stretch, ...] = ()
    state: str = "open"  # "open" | "closed" | "unknown"
    comment: str = ""

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        return self.times or (ALL_DAY,)


@dataclass(frozen=True, slots=True)
class Group:
    """What stands between two semicolons: its text as written, and its rules (None: not said in these terms)."""

    text: str
    rules: tuple[Rule, ...] | None


def groups_of(hours: str) -> list[Group]:
    """
    The rules of a string, in order.

    :raises InvalidHours: when the syntax is not understood.
    """
    written, regular = _split(hours), _split(str(parse(hours)))
    if len(written) != len(regular):
        return [Group(hours.strip(), None)]
    return [Group(text, _rules(form)) for text, form in zip(written, regular, strict=True)]


def _split(hours: str) -> list[str]:
    """What stands between semicolons that are outside of quoted comments."""
    return [group.strip() for group in _GROUPS.findall(hours) if group.strip()]


def _rules(text: str) -> tuple[Rule, ...] | None:
    rules: list[Rule] = []
    position = 0
    while position < len(text):
        match = _RULE.match(text, position)
        if not match or match.end() == position:
            return None
        try:
            rules.append(_rule(match, additional=bool(rules)))
        except Untold:
            return None
        position = match.end()
        if text.startswith(", ", position):
            position += 2
        elif position < len(text):
            return None  # A fallback ("||"), a sunrise, a repetition
    return tuple(rules)


def _rule(match: re.Match[str], *, additional: bool) -> Rule:
    days = (match["days"] or "").split(",") if match["days"] and "[" not in match["days"] else _bracketed(match["days"])
    return Rule(
        additional=additional,
        dates=tuple(_date_range(text) for text in (match["dates"] or "").split(",") if text),
        weeks=match["weeks"] or "",
        days=tuple(selector for text in days if text not in {"PH", "SH"} for selector in _selectors(text)),
        holidays=frozenset(days) & {"PH", "SH"},
        times=tuple(_stretch(text) for text in (match["times"] or "").split(",") if text),
        state=match["state"] or "open",
        comment=(match["comment"] or "").strip(),
    )


def _bracketed(days: str | None) -> list[str]:
    """Split on the commas that stand outside of brackets."""
    return re.findall(r"[^,\[]+(?:\[[^\]]*\])?", days or "")


def _selectors(text: str) -> list[DaySelector]:
    code, _bracket, ranks = text.rstrip("]").partition("[")
    first, _dash, last = code.partition("-")
    start = DAY_CODES.index(first)
    length = (DAY_CODES.index(last) - start) % 7 + 1 if last else 1
    nth = tuple(int(rank) for rank in ranks.split(",")) if ranks else ()
    return [DaySelector((start + step) % 7, nth) for step in range(length)]


def _date_range(text: str) -> DateRange:
    first, _dash, last = text.partition("-")
    start = _date_point(first)
    return DateRange(start, _date_point(last) if last else start)


def _date_point(text: str) -> DatePoint:
    match = _ONE_DATE.fullmatch(text)
    if not match:
        raise Untold
    year, month, day = match.groups()
    return DatePoint(MONTH_CODES.index(month) + 1, int(day) if day else None, int(year) if year else None)


def _stretch(text: str) -> Stretch:
    start, _dash, end = text.rstrip("+").partition("-")
    return Stretch(_time(start), _time(end) if end else MIDNIGHT, text.endswith("+"))


def _time(text: str) -> time:
    hour, minute = int(text[:2]), int(text[3:])
    return time(hour % 24, minute)
