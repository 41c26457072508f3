"""Duplicates among imported places: one of each group is shown, the best told, always the same."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, NamedTuple

from wagtail.models import ModelLogEntry

from locations.models import Location
from locations.names import duplicate_key
from locations.services.amending import REGROUPED

Row = dict[str, Any]


class Move(NamedTuple):
    """A place, and whose duplicate it was and becomes (primary keys; None: its own master)."""

    pk: int
    before: int | None
    after: int | None


def regrouping(touched: Collection[int]) -> tuple[list[Move], int]:
    """
    What to move now that these places have changed, and how many places stand behind another one.

    A group shares name, postcode and address. What staff grouped or parted by hand stays so.
    """
    by_hand = _decided()
    groups: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    current: dict[int, int | None] = {}
    for row in Location.objects.filter(imported_record__isnull=False).values(
        "pk", "name", "postcode", "address", "latitude", "opening_hours", "phone", "facts_date", "live", "network",
        "duplicate_of_id",
    ):  # fmt: skip
        current[row["pk"]] = row["duplicate_of_id"]
        groups[duplicate_key(row["name"]), row["postcode"], duplicate_key(row["address"])].append(row)
    # A group may have come apart on either side.
    touched = set(touched)
    loose = {pk for pk, leader in current.items() if {pk, leader} & touched}
    wanted: dict[int, int | None] = dict.fromkeys(loose - by_hand)
    for group in groups.values():
        leaders = {None, *(row["pk"] for row in group)}
        free = [
            row
            for row in group
            if row["pk"] not in by_hand and (row["pk"] in wanted or row["duplicate_of_id"] in leaders)
        ]
        leader = _chosen([row for row in group if row["pk"] in by_hand])
        if leader is None and len(free) > 1:
            leader = max(free, key=_merit)["pk"]
        if leader is not None:
            wanted |= {row["pk"]: None if row["pk"] == leader else leader for row in free}
    moves = [Move(pk, current[pk], after) for pk, after in wanted.items() if current[pk] != after]
    return moves, sum(leader is not None for leader in {**current, **wanted}.values())


def regroup(moves: Iterable[Move]) -> None:
    """Write them; a place that is no longer where it was before stays."""
    by_target: dict[tuple[int | None, int | None], list[int]] = defaultdict(list)
    for move in moves:
        by_target[move.before, move.after].append(move.pk)
    for (before, after), places in by_target.items():
        Location.objects.filter(pk__in=places, duplicate_of=before).update(duplicate_of=after)


def _decided() -> set[int]:
    """The places that staff have grouped or parted, as the history tells: it is kept for ever."""
    decisions = ModelLogEntry.objects.filter(action=REGROUPED).order_by()
    return {int(pk) for pk in decisions.values_list("object_id", flat=True).distinct()}


def _chosen(decided: list[Row]) -> int | None:
    """Under which place staff put all of these; None where they parted them, or put them under several."""
    leaders = {row["duplicate_of_id"] or row["pk"] for row in decided}
    return leaders.pop() if len(leaders) == 1 and any(row["duplicate_of_id"] for row in decided) else None


def _merit(row: Row) -> tuple[Any, ...]:
    return (
        row["live"],
        row["network"] != "annuaire",
        row["latitude"] is not None,
        bool(row["opening_hours"]),
        bool(row["phone"]),
        row["facts_date"] or date.min,
        -row["pk"],
    )
