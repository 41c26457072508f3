"""Dates of a rule that do not take place because of the day they fall on, and what is said of them all the same."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from core.recurrence.expand import Change, ChangeKind, occurrences
from core.recurrence.rule import Rule


def left_out(rule: Rule | None, names: Mapping[date, str], *, first: datetime, until: datetime) -> list[Change]:
    """
    Return the rule's dates on these days (with their names) as changes; `note` names the day.

    What happens once leaves nothing out.

    :raises core.recurrence.expand.TooManyOccurrences: see `occurrences`.
    """
    if rule is None or not names:
        return []
    starts = occurrences(rule, first=first, until=until)
    return [Change(ChangeKind.EXCLUDED, start, note=names[start.date()]) for start in starts if start.date() in names]


def beside(found: Iterable[Change], without: list[Change], rule: Rule | None, *, first: datetime) -> list[Change]:
    """
    Return the changes with the dates left out.

    A date added where there is one already is dropped, unless a holiday had taken it away: then it takes place, and is
    told with its note.
    """
    known = list(found)
    additions = [one.original_start for one in known if one.kind is ChangeKind.ADDED]
    if additions:
        given = set(occurrences(rule, first=first, until=max(additions)))
        taken_away = {one.original_start for one in without}
        known = [
            replace(one, kind=ChangeKind.NOTE)
            if one.kind is ChangeKind.ADDED and one.original_start in taken_away
            else one
            for one in known
            if one.kind is not ChangeKind.ADDED or one.original_start not in given - taken_away
        ]
    return known + without
