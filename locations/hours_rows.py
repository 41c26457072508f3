"""
Opening hours as rows that a person fills in, and back to the ``opening_hours`` string. Pure.

A row says "le mardi, de 14 h à 17 h 30, les 1er et 3e du mois"; rows add up. What rows cannot say (dates, seasons,
other comments…) stays apart, as it was written, in the rest: ``hours_of(*rows_of(text))`` means what ``text`` means.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import time
from itertools import groupby

from locations.hours_rules import ALL_DAY, DAY_CODES, MIDNIGHT, DaySelector, Rule, Stretch, Untold, groups_of

HOLIDAYS_OFF = "PH off"
ON_APPOINTMENT = "sur rendez-vous"

_APPOINTMENT_WORDS = {"sur rendez-vous", "sur rendez vous", "sur rdv", "rendez-vous", "rdv"}
_WEEKS = {"01-53/2": "odd", "02-52/2": "even", "02-53/2": "even"}
_WEEKS_WRITTEN = {"odd": "week 1-53/2 ", "even": "week 2-52/2 ", "all": ""}
_OTHER_WEEKS = {"odd": "even", "even": "odd"}
_EVERY_RANK = (1, 2, 3, 4, 5)
_HOLIDAY = -1  # Stands for "public holidays" where a weekday's number stands.


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


@dataclass(frozen=True, slots=True)
class _Atom:
    """One opening of one weekday."""

    day: int
    stretch: Stretch
    weeks: str
    nth: tuple[int, ...]
    by_appointment: bool
    group: int = field(default=0, compare=False)  # Which rule of the string says it


def rows_of(hours: str) -> tuple[list[HoursRow], str]:
    """
    The rows, and the rest of the string that rows cannot say ("" when they say all).

    :raises InvalidHours: when the syntax is not understood (nor is an empty string).
    """
    groups = groups_of(hours)
    atoms: list[_Atom] = []
    for said in range(len(groups), 0, -1):
        try:
            atoms = _atoms([group.rules for group in groups[:said]])
        except Untold:
            continue
        return _rows(atoms), "; ".join(group.text for group in groups[said:])
    return [], hours.strip()


def hours_of(rows: Iterable[HoursRow], rest: str = "", *, closed_on_holidays: bool = False) -> str:
    """
    The string that says these rows, then the rest; always the same for rows that mean the same.

    ``closed_on_holidays`` says so, unless rows or the rest speak of public holidays themselves.
    """
    parts = _written([atom for row in rows for atom in _atoms_of(row)])
    if closed_on_holidays and "PH" not in "".join((*parts, rest)):
        parts.append(HOLIDAYS_OFF)
    return "; ".join(part for part in (*parts, rest.strip(" ;")) if part)


def canonical(rows: Iterable[HoursRow]) -> list[HoursRow]:
    """The rows in order, days that share all their hours together: what ``rows_of(hours_of(rows))`` gives."""
    return _rows([atom for row in rows for atom in _atoms_of(row)])


def take_holidays_off(rest: str) -> tuple[bool, str]:
    """Whether the rest begins by closing on public holidays, and what follows: for a box to tick."""
    first, _semicolon, others = rest.partition(";")
    if first.strip() in {HOLIDAYS_OFF, "PH closed"}:
        return True, others.strip()
    return False, rest


def _atoms(groups: list[tuple[Rule, ...] | None]) -> list[_Atom]:
    """
    What these rules open, each replacing what stood before it on its days, unless it is additional.

    :raises Untold: rows cannot say it.
    """
    atoms: list[_Atom] = []
    replaced: list[set[int]] = []
    for index, rules in enumerate(groups):
        if rules is None:
            raise Untold
        for rule in rules:
            found = [replace(atom, group=index) for atom in _opened(rule)]
            if rule.additional:
                _check_adds(rule, found, atoms)
            else:
                replaced.append({selector.day for selector in _days_of(rule)})
                atoms = [left for atom in atoms for left in _left_of(atom, rule)]
            atoms += found
    _check_nights(atoms, replaced)
    return atoms


def _opened(rule: Rule) -> list[_Atom]:
    """What one rule opens. :raises Untold: rows cannot say it."""
    if rule.dates or "SH" in rule.holidays or rule.state == "unknown" or any(part.open_end for part in rule.times):
        raise Untold
    if rule.weeks and (rule.weeks not in _WEEKS or rule.holidays):
        raise Untold
    if rule.comment and rule.comment.lower() not in _APPOINTMENT_WORDS:
        raise Untold
    if rule.state == "closed":
        # "PH off" has no row, nor have hours at which a place that is else open shuts.
        if rule.holidays or rule.times or rule.additional or rule.comment:
            raise Untold
        return []
    if any(rank not in (*_EVERY_RANK, -1) for selector in rule.days for rank in selector.nth):
        raise Untold
    weeks = _WEEKS.get(rule.weeks, "all")
    return [
        _Atom(selector.day, stretch, weeks, selector.nth, bool(rule.comment))
        for selector in _days_of(rule)
        for stretch in rule.stretches
    ]


def _days_of(rule: Rule) -> tuple[DaySelector, ...]:
    holiday = (DaySelector(_HOLIDAY),) if "PH" in rule.holidays else ()
    return (*rule.days, *holiday) or tuple(DaySelector(day) for day in range(7))


def _check_adds(rule: Rule, found: list[_Atom], before: list[_Atom]) -> None:
    """:raises Untold: adding this is not what rows mean by adding up."""
    holidays = any(atom.day == _HOLIDAY for atom in before)
    if holidays != bool(rule.holidays) or (rule.holidays and rule.days):
        raise Untold  # For rows, a holiday's hours stand in the place of the weekday's.
    on_appointment = {atom.day for atom in before if atom.by_appointment}
    if any(atom.day in on_appointment and not atom.by_appointment for atom in found):
        raise Untold  # Where both are said of one hour the later counts; rows say appointments last.


def _left_of(atom: _Atom, rule: Rule) -> list[_Atom]:
    """What a later rule leaves of an opening."""
    left = [atom]
    for selector in _days_of(rule):
        left = [part for whole in left for part in _subtract(whole, selector, _WEEKS.get(rule.weeks, "all"))]
    return left


def _subtract(atom: _Atom, selector: DaySelector, weeks: str) -> list[_Atom]:
    if selector.day != atom.day:
        if atom.day == _HOLIDAY:
            raise Untold  # A weekday's rule after the holidays' replaces some of them.
        return [atom]
    if weeks != "all" and atom.weeks not in {"all", weeks}:
        return [atom]
    parts = []
    if weeks != "all" and atom.weeks == "all":
        parts.append(replace(atom, weeks=_OTHER_WEEKS[weeks]))
        atom = replace(atom, weeks=weeks)
    if not selector.nth or (atom.nth and set(atom.nth) <= set(selector.nth)):
        return parts
    if -1 in selector.nth or -1 in atom.nth:
        raise Untold  # The last may be the 4th or the 5th.
    kept = tuple(rank for rank in atom.nth or _EVERY_RANK if rank not in selector.nth)
    return [*parts, replace(atom, nth=kept)]


def _check_nights(atoms: list[_Atom], replaced: list[set[int]]) -> None:
    """:raises Untold: a rule cuts at midnight the night before its days, where rows add up."""
    for atom in atoms:
        if not atom.stretch.crosses_midnight:
            continue
        next_day = (atom.day + 1) % 7
        others = [days for group, days in enumerate(replaced) if group != atom.group]
        if any(atom.day == _HOLIDAY or next_day in days for days in others):
            raise Untold


def _atoms_of(row: HoursRow) -> list[_Atom]:
    stretch = Stretch(row.start, row.end)
    if not row.days:
        return [_Atom(_HOLIDAY, stretch, "all", (), row.by_appointment)]
    nth = tuple(sorted(set(row.nth), key=lambda rank: (rank < 0, rank)))
    return [_Atom(day, stretch, row.weeks, nth, row.by_appointment) for day in set(row.days)]


_Kind = tuple[bool, bool, str, tuple[int, ...]]


def _grouped(atoms: list[_Atom]) -> list[tuple[_Kind, list[int], list[Stretch]]]:
    """Openings of one kind and the same hours, day by day: ordinary weeks first, holidays last."""
    by_day: dict[tuple[_Kind, int], set[tuple[time, time]]] = {}
    for atom in atoms:
        kind = (atom.day == _HOLIDAY, atom.by_appointment, atom.weeks, atom.nth)
        by_day.setdefault((kind, atom.day), set()).add((atom.stretch.start, atom.stretch.end))
    alike: dict[tuple[_Kind, tuple[tuple[time, time], ...]], list[int]] = {}
    for (kind, day), hours in sorted(by_day.items(), key=lambda item: item[0][1]):
        alike.setdefault((kind, tuple(sorted(hours))), []).append(day)
    return sorted(
        ((kind, days, [Stretch(*hours) for hours in stretches]) for (kind, stretches), days in alike.items()),
        key=lambda group: (group[0], group[1]),
    )


def _rows(atoms: list[_Atom]) -> list[HoursRow]:
    return [
        HoursRow(() if days == [_HOLIDAY] else tuple(days), stretch.start, stretch.end, weeks, nth, by_appointment)
        for (_holiday, by_appointment, weeks, nth), days, stretches in _grouped(atoms)
        for stretch in stretches
    ]


def _written(atoms: list[_Atom]) -> list[str]:
    """The rules, to be joined by semicolons; those that must add to each other are joined by commas already."""
    groups = _grouped(atoms)
    if groups == [((False, False, "all", ()), list(range(7)), [ALL_DAY])]:
        return ["24/7"]
    # A semicolon would cut at midnight a night that a rule of the next day follows.
    nightly = any(atom.stretch.crosses_midnight for atom in atoms)
    parts: list[str] = []
    said: set[int] = set()
    for kind, days, stretches in groups:
        text = _rule_text(kind, days, stretches)
        if said & set(days) or (nightly and parts and _HOLIDAY not in days):
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
    if days == [_HOLIDAY]:
        return "PH"
    if nth:
        return ",".join(f"{DAY_CODES[day]}[{','.join(map(str, nth))}]" for day in days)
    parts = []
    for _offset, run in groupby(enumerate(days), key=lambda item: item[1] - item[0]):
        run_days = [DAY_CODES[day] for _index, day in run]
        parts.append(f"{run_days[0]}-{run_days[-1]}" if len(run_days) > 2 else ",".join(run_days))
    return ",".join(parts)
