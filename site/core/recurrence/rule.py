"""
The rule by which something repeats, as a value, and as RFC 5545 writes it (§3.3.10, RECUR).

Only what our forms offer: every N days, weeks, months or years; on these weekdays; on this day of the
month; on the 2nd or the last Tuesday; on the first or the last working day; until a day (included) or a
number of times. Hours are the place's own, and stand with the first start, not in the rule.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, tzinfo
from enum import IntEnum, StrEnum


class InvalidRule(ValueError):
    """Nothing can repeat so; the message is for the person who asked for it."""


class UnsupportedRule(InvalidRule):
    """RFC 5545 allows this rule, we do not offer it."""


class Frequency(StrEnum):
    """How often, in RFC 5545's words."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


class Weekday(IntEnum):
    """A day of the week, numbered as `datetime.weekday` does."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6

    @property
    def code(self) -> str:
        """Its two letters in RFC 5545."""
        return _CODES[self]


_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

# Monday to Friday, whether or not one of them is a public holiday.
WORKING_DAYS = tuple(Weekday)[:5]

# Which of a month's Tuesdays (or working days) may be asked for: the first four, the fifth, the last.
NTH = (1, 2, 3, 4, 5, -1)

MAX_INTERVAL = 99
MAX_COUNT = 999


@dataclass(frozen=True, slots=True, order=True)
class NthWeekday:
    """The 2nd Tuesday of a month: ``NthWeekday(2, Weekday.TUESDAY)``; −1 is the last."""

    nth: int
    weekday: Weekday

    def __str__(self) -> str:
        return f"{self.nth}{self.weekday.code}"


@dataclass(frozen=True, slots=True)
class Rule:
    """
    How something repeats. Where nothing says on which day, it is that of the first start.

    ``weekdays`` belong to weeks; ``month_days`` (1 to 31, or −1 for the last day) and ``nth_weekdays``
    to months, and to years with their ``months``. With ``positions``, ``weekdays`` belong to months too:
    Monday to Friday and position −1 are the last working day (not to years: programs of the field give other dates).
    ``until`` is a day of the place, included to its end; ``count`` counts the first start, and cancelled
    dates too. Lists are sorted, without repeats.

    :raises InvalidRule: a combination that means nothing, or never happens.
    """

    frequency: Frequency
    interval: int = 1
    weekdays: tuple[Weekday, ...] = ()
    month_days: tuple[int, ...] = ()
    nth_weekdays: tuple[NthWeekday, ...] = ()
    months: tuple[int, ...] = ()
    until: date | None = None
    count: int | None = None
    positions: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        # The one way to normalise a frozen value; two rules that mean the same are then equal.
        for name in ("weekdays", "month_days", "nth_weekdays", "months", "positions"):
            object.__setattr__(self, name, tuple(sorted(set(getattr(self, name)))))
        if isinstance(self.until, datetime):
            object.__setattr__(self, "until", self.until.date())
        _check(self)
        if self.positions and len(self.weekdays) in (1, 7):
            self._without_positions()

    def _without_positions(self) -> None:
        """The 2nd of all Tuesdays is the 2nd Tuesday, the 3rd of all days is the 3rd."""
        if len(self.weekdays) == 7:
            object.__setattr__(self, "month_days", self.positions)
        else:
            ranked = tuple(NthWeekday(position, self.weekdays[0]) for position in self.positions)
            object.__setattr__(self, "nth_weekdays", ranked)
        object.__setattr__(self, "weekdays", ())
        object.__setattr__(self, "positions", ())

    def spelled_out(self, first: date) -> "Rule":
        """
        The same rule with the day that it takes from its first date written in it.

        Clients guess differently what "every month" from the 31st or "every year" from 29 February means.
        """
        if self.frequency is Frequency.DAILY or self.weekdays or self.month_days or self.nth_weekdays:
            return self
        if self.frequency is Frequency.WEEKLY:
            return replace(self, weekdays=(Weekday(first.weekday()),))
        if self.frequency is Frequency.MONTHLY:
            return replace(self, month_days=(first.day,))
        return replace(self, months=(first.month,), month_days=(first.day,))


def _check(rule: Rule) -> None:
    if not 1 <= rule.interval <= MAX_INTERVAL:
        raise InvalidRule(f"L'intervalle doit être compris entre 1 et {MAX_INTERVAL}.")
    if rule.count is not None and not 1 <= rule.count <= MAX_COUNT:
        raise InvalidRule(f"Le nombre de fois doit être compris entre 1 et {MAX_COUNT}.")
    if rule.count is not None and rule.until is not None:
        raise InvalidRule("Choisissez une date de fin ou un nombre de fois, pas les deux.")
    _check_days(rule)
    if any(not 1 <= month <= 12 for month in rule.months):
        raise InvalidRule("Un mois va de 1 à 12.")
    if bool(rule.months) != bool(rule.frequency is Frequency.YEARLY and (rule.month_days or rule.nth_weekdays)):
        raise InvalidRule("Le mois et le jour dans le mois vont ensemble, avec une répétition par année.")
    if rule.months and rule.month_days and not _can_happen(rule):
        raise InvalidRule("Ce jour n'existe dans aucun de ces mois.")


def _check_days(rule: Rule) -> None:
    if rule.weekdays and rule.frequency is not Frequency.WEEKLY and not rule.positions:
        raise InvalidRule("Les jours de la semaine vont avec une répétition par semaine.")
    if rule.positions and not (rule.weekdays and rule.frequency is Frequency.MONTHLY):
        raise InvalidRule("Un rang va avec des jours de la semaine et une répétition par mois.")
    in_month = [way for way in (rule.month_days, rule.nth_weekdays, rule.positions) if way]
    if in_month and rule.frequency in (Frequency.DAILY, Frequency.WEEKLY):
        raise InvalidRule("Les jours du mois vont avec une répétition par mois ou par année.")
    if len(in_month) > 1:
        raise InvalidRule("Choisissez un jour du mois (le 15) ou un rang (le 2e mardi), pas les deux.")
    if any(not (1 <= day <= 31 or day == -1) for day in rule.month_days):
        raise InvalidRule("Un jour du mois va de 1 à 31.")
    if any(nth not in NTH for nth in (*rule.positions, *(day.nth for day in rule.nth_weekdays))):
        raise InvalidRule("Le rang va de 1 à 5, ou bien c'est le dernier.")


def _can_happen(rule: Rule) -> bool:
    longest = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return any(day <= longest[month - 1] for day in rule.month_days for month in rule.months)


# RFC 5545


def to_rrule(rule: Rule, zone: tzinfo | None) -> str:
    """
    The value of RRULE.

    UNTIL is the last second of its day in ``zone``, in UTC: late enough for the day's last start, and of
    the type that RFC 5545 wants beside a start with a TZID. ``zone`` None is for what lasts whole days:
    its UNTIL is a date.
    """
    parts = [f"FREQ={rule.frequency}"]
    if rule.interval != 1:
        parts.append(f"INTERVAL={rule.interval}")
    if rule.months:
        parts.append(f"BYMONTH={_joined(rule.months)}")
    if rule.month_days:
        parts.append(f"BYMONTHDAY={_joined(rule.month_days)}")
    if rule.weekdays:
        parts.append(f"BYDAY={_joined(day.code for day in rule.weekdays)}")
    if rule.nth_weekdays:
        parts.append(f"BYDAY={_joined(rule.nth_weekdays)}")
    if rule.positions:
        parts.append(f"BYSETPOS={_joined(rule.positions)}")
    if rule.count is not None:
        parts.append(f"COUNT={rule.count}")
    if rule.until is not None:
        parts.append(f"UNTIL={_until(rule.until, zone)}")
    return ";".join(parts)


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """The last second of this day there, in UTC."""
    return datetime.combine(day, time(23, 59, 59), zone).astimezone(UTC)


def _until(day: date, zone: tzinfo | None) -> str:
    if zone is None:
        return f"{day:%Y%m%d}"
    return f"{end_of_day(day, zone):%Y%m%dT%H%M%SZ}"


def _joined(values: Iterable[object]) -> str:
    return ",".join(str(value) for value in values)
