"""
Opening hours as rows that a person fills in, and back to the ``opening_hours`` string. Pure.

A row says "le mardi, de 14 h à 17 h 30, les 1er et 3e du mois"; rows add up. What rows cannot say (dates, seasons,
other comments…) stays apart, as it was written, in the rest: ``hours_of(*rows_of(text))`` means what ``text`` means.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from itertools import groupby

from locations.hours.rules import ALL_DAY, DAY_CODES, MIDNIGHT, Stretch, groups_of
from locations.hours.week import EVEN, EVERY_WEEK, HOLIDAY, ODD, Opening, usual_week

HOLIDAYS_OFF = "PH off"
ON_APPOINTMENT = "sur rendez-vous"

_APPOINTMENT_WORDS = {"sur rendez-vous", "sur rendez vous", "sur rdv", "rendez-vous", "rdv"}
_WEEKS_WRITTEN = {EVERY_WEEK: "", ODD: "week 1-53/2 ", EVEN: "week 2-52/2 "}


@dataclass(frozen=True, slots=True)
class HoursRow:
    """
    « Mardi, de 14:00 à 17:30, 1er et 3e du mois, sur rendez-vous ».

    ``days``: 0 is Monday, 6 Sunday; () stands for public holidays, and then ``weeks`` and ``nth`` say nothing.
    ``end``: 00:00 is midnight, an end before the start is of the next day. ``weeks``: "all", "odd" or "even" (ISO
    numbers). ``nth``: which of the month, 1 to 5, -1 for the last; () for each.
    """

    days: tuple[int, ...]
    start: time
    end: time
    weeks: str = "all"
    nth: tuple[int, ...] = ()
    by_appointment: bool = False


def rows_of(hours: str) -> tuple[list[HoursRow], str]:
    """
    The rows, and the rest of the string that rows cannot say ("" when they say all).

    :raises InvalidHours: when the syntax is not understood (nor is an empty string).
    """
    groups = groups_of(hours)
    openings, told = usual_week(groups)
    while not all(_is_row(opening) for opening in openings):
        told = min(opening.group for opening in openings if not _is_row(opening))
        openings, told = usual_week(groups[:told])
    if not openings:
        return [], hours.strip()
    return _rows(openings), "; ".join(group.text for group in groups[told:])


def hours_of(rows: Iterable[HoursRow], rest: str = "", *, closed_on_holidays: bool = False) -> str:
    """
    The string that says these rows, then the rest; always the same for rows that mean the same.

    ``closed_on_holidays`` says so, unless rows or the rest speak of public holidays themselves.
    """
    parts = _written([opening for row in rows for opening in _openings_of(row)])
    if closed_on_holidays and "PH" not in "".join((*parts, rest)):
        parts.append(HOLIDAYS_OFF)
    return "; ".join(part for part in (*parts, rest.strip(" ;")) if part)


def canonical(rows: Iterable[HoursRow]) -> list[HoursRow]:
    """The rows in order, days that share all their hours together: what ``rows_of(hours_of(rows))`` gives."""
    return _rows([opening for row in rows for opening in _openings_of(row)])


def take_holidays_off(rest: str) -> tuple[bool, str]:
    """Whether the rest begins by closing on public holidays, and what follows: for a box to tick."""
    first, _semicolon, others = rest.partition(";")
    if first.strip() in {HOLIDAYS_OFF, "PH closed"}:
        return True, others.strip()
    return False, rest


def _is_row(opening: Opening) -> bool:
    is_said = not opening.comment or opening.comment.lower() in _APPOINTMENT_WORDS
    return is_said and not opening.unknown and not opening.stretch.open_end


def _openings_of(row: HoursRow) -> list[Opening]:
    stretch = Stretch(row.start, row.end)
    comment = ON_APPOINTMENT if row.by_appointment else ""
    if not row.days:
        return [Opening(HOLIDAY, stretch, comment=comment)]
    nth = tuple(sorted(set(row.nth), key=lambda rank: (rank < 0, rank)))
    return [Opening(day, stretch, row.weeks, nth, comment) for day in set(row.days)]


_Kind = tuple[bool, bool, str, tuple[int, ...]]


def _grouped(openings: list[Opening]) -> list[tuple[_Kind, list[int], list[Stretch]]]:
    """Openings of one kind and the same hours, day by day: ordinary weeks first, holidays last."""
    by_day: dict[tuple[_Kind, int], set[tuple[time, time]]] = {}
    for opening in openings:
        kind = (opening.day == HOLIDAY, bool(opening.comment), opening.weeks, opening.nth)
        by_day.setdefault((kind, opening.day), set()).add((opening.stretch.start, opening.stretch.end))
    alike: dict[tuple[_Kind, tuple[tuple[time, time], ...]], list[int]] = {}
    for (kind, day), hours in sorted(by_day.items(), key=lambda item: item[0][1]):
        alike.setdefault((kind, tuple(sorted(hours))), []).append(day)
    return sorted(
        ((kind, days, [Stretch(*hours) for hours in stretches]) for (kind, stretches), days in alike.items()),
        key=lambda group: (group[0], group[1]),
    )


def _rows(openings: list[Opening]) -> list[HoursRow]:
    return [
        HoursRow(() if days == [HOLIDAY] else tuple(days), stretch.start, stretch.end, weeks, nth, by_appointment)
        for (_holiday, by_appointment, weeks, nth), days, stretches in _grouped(openings)
        for stretch in stretches
    ]


def _written(openings: list[Opening]) -> list[str]:
    """The rules, to be joined by semicolons; those that must add to each other are joined by commas already."""
    groups = _grouped(openings)
    if groups == [((False, False, "all", ()), list(range(7)), [ALL_DAY])]:
        return ["24/7"]
    # A semicolon would cut at midnight a night that a rule of the next day follows.
    nightly = any(opening.stretch.crosses_midnight for opening in openings)
    parts: list[str] = []
    said: set[int] = set()
    for kind, days, stretches in groups:
        text = _rule_text(kind, days, stretches)
        if said & set(days) or (nightly and parts and HOLIDAY not in days):
            parts[-1] += f", {text}"
        else:
            parts.append(text)
        said |= set(days)
    return parts


def _rule_text(kind: _Kind, days: list[int], stretches: list[Stretch]) -> str:
    _holiday, by_appointment, weeks, nth = kind
    hours = ",".join(
        f"{part.start:%H:%M}-{'24:00' if part.end == MIDNIGHT else f'{part.end:%H:%M}'}" for part in stretches
    )
    comment = f' "{ON_APPOINTMENT}"' if by_appointment else ""
    return f"{_WEEKS_WRITTEN[weeks]}{_days_text(days, nth)} {hours}{comment}"


def _days_text(days: list[int], nth: tuple[int, ...]) -> str:
    if days == [HOLIDAY]:
        return "PH"
    if nth:
        return ",".join(f"{DAY_CODES[day]}[{','.join(map(str, nth))}]" for day in days)
    parts = []
    for _offset, run in groupby(enumerate(days), key=lambda item: item[1] - item[0]):
        run_days = [DAY_CODES[day] for _index, day in run]
        parts.append(f"{run_days[0]}-{run_days[-1]}" if len(run_days) > 2 else ",".join(run_days))
    return ",".join(parts)
