"""What differs between a calendar as we keep it and as it was just read. Compares rows, writes nothing."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from events.models import ExternalDate

TOLD = (
    "title",
    "description",
    "where",
    "url",
    "start",
    "end",
    "first_day",
    "last_day",
    "all_day",
    "zone",
    "latitude",
    "longitude",
    "cancelled",
)
"""What is told of a date: it has changed when one of these has."""

ANNOUNCED = frozenset({"start", "end", "all_day", "where", "cancelled"})
"""What makes `sequence` rise (RFC 5545 §3.8.7.4)."""

A_HANDFUL = 3
"""So few dates may go without anybody being asked."""


@dataclass(slots=True)
class Difference:
    """Rows to make, to change (they hold the new values already) and to delete; `lost`: those that staff would miss."""

    new: list[ExternalDate] = field(default_factory=list)
    changed: list[ExternalDate] = field(default_factory=list)
    renamed: list[ExternalDate] = field(default_factory=list)
    gone: list[ExternalDate] = field(default_factory=list)
    lost: list[ExternalDate] = field(default_factory=list)
    to_come: int = 0

    def __bool__(self) -> bool:
        """Whether anything is to be written."""
        return bool(self.new or self.changed or self.renamed or self.gone)

    @property
    def is_told(self) -> bool:
        """Whether the public would see a difference."""
        return bool(self.new or self.changed or self.gone)

    @property
    def loses_too_much(self) -> bool:
        """Whether half of the dates to come would go, or more, and more than a handful."""
        return len(self.lost) > A_HANDFUL and 2 * len(self.lost) >= self.to_come


def compare(
    stored: Iterable[ExternalDate], read: dict[str, ExternalDate], *, now: datetime, until: datetime | None = None
) -> Difference:
    """
    Return what would make the stored dates those that were read.

    Only what has not ended goes: a calendar that forgets its past does not rewrite ours. Where the reading stopped at
    ``until``, what comes later goes too, but nobody misses it. What staff keep stays until the partner gives it again.
    """
    known = list(stored)
    wanted = dict(read)
    pairs = [(row, wanted.pop(row.key)) for row in known if row.key in wanted]
    left = {row.pk: row for row in known}
    for row, _one in pairs:
        del left[row.pk]
    for likeness in (_same_day_of_series, _same_title_and_start):
        for row, one in _alike(left.values(), wanted.values(), likeness):
            pairs.append((row, one))
            del left[row.pk], wanted[one.key]
    difference = Difference(
        new=sorted(wanted.values(), key=lambda one: (one.start, one.key)),
        gone=[row for row in left.values() if row.end > now and not row.kept],
        to_come=sum(row.end > now and not row.cancelled and not row.kept for row in known),
    )
    difference.lost = [row for row in difference.gone if not row.cancelled and (until is None or row.start <= until)]
    for row, one in pairs:
        _bring(row, one, difference, now=now)
    for row in difference.new:
        row.changed_at = now
    return difference


def _bring(row: ExternalDate, one: ExternalDate, difference: Difference, *, now: datetime) -> None:
    """Give a row what was read of it, and note what that changes."""
    differing = {name for name in TOLD if getattr(row, name) != getattr(one, name)}
    renamed = row.key != one.key or row.kept
    row.key, row.kept = one.key, False
    if differing:
        for name in differing:
            setattr(row, name, getattr(one, name))
        row.sequence += bool(differing & ANNOUNCED)
        row.changed_at = now
        difference.changed.append(row)
    elif renamed:
        difference.renamed.append(row)


Likeness = Callable[[ExternalDate], Hashable]


def _same_day_of_series(one: ExternalDate) -> Hashable:
    """A series whose hour has changed gives each of its dates another identity, on the same day."""
    return one.key[:32], one.first_day


def _same_title_and_start(one: ExternalDate) -> Hashable:
    """Some calendars give everything a new identity at each demand."""
    return one.title, one.start


def _alike(
    rows: Iterable[ExternalDate], read: Iterable[ExternalDate], likeness: Likeness
) -> list[tuple[ExternalDate, ExternalDate]]:
    """Pair those that are alike, where there is no doubt: one on each side."""
    ours, theirs = _only(rows, likeness), _only(read, likeness)
    return [(row, theirs[like]) for like, row in ours.items() if like in theirs]


def _only(rows: Iterable[ExternalDate], likeness: Likeness) -> dict[Hashable, ExternalDate]:
    found: dict[Hashable, list[ExternalDate]] = {}
    for row in rows:
        found.setdefault(likeness(row), []).append(row)
    return {like: same[0] for like, same in found.items() if len(same) == 1}
