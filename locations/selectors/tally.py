"""How many places there would be with each choice of a filter, and without each filter in force."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from locations.finder.facets import BITS, Wanted
from locations.selectors.openings import Openings
from locations.selectors.spots import Spot

OPEN, DEPARTEMENT = "ouvert", "departement"


@dataclass(frozen=True, slots=True)
class Tally:
    """
    Counts of the places within the radius that is shown.

    ``total``: those asked for; ``everything``: without any filter. ``choices``: filter → value → how many there would
    be with that one value instead, the other filters as they are. ``without``: for each filter in force, how many
    there would be without it. ``distances``: of those asked for, in order, as far as ``reach_m``.
    """

    total: int
    everything: int
    choices: dict[str, Counter[str]]
    without: dict[str, int]
    distances: Sequence[float] = ()
    reach_m: float = 0.0

    def within(self, metres: float) -> int | None:
        """How many of those asked for stand within so many metres; None further than anybody looked."""
        return bisect_right(self.distances, metres) if metres <= self.reach_m else None


def tally(
    spots: Iterable[Spot], wanted: Wanted, openings: Openings, known: Sequence[Spot] = (), reach_m: float = 0.0
) -> Tally:
    """Count these places; ``known`` are those asked for, nearest first, as far as ``reach_m``."""
    masks = wanted.masks()
    kinds = Counter(
        (
            spot.facets,
            spot.departement,
            spot.pk in openings.now,
            openings.then is None or spot.pk in openings.then,
        )
        for spot in spots
    )
    without: Counter[str] = Counter()
    # By filter: what the other filters leave, as the kinds of places there are and how many of each.
    left: dict[str, Counter[tuple[int, str, bool]]] = {name: Counter() for name in (*BITS, OPEN, DEPARTEMENT)}
    total = 0
    for (facets, departement, is_open_now, is_open_then), count in kinds.items():
        failing = [name for name, bits in masks.items() if not facets & bits]
        if not is_open_then:
            failing.append(OPEN)
        if wanted.departement and departement != wanted.departement:
            failing.append(DEPARTEMENT)
        if not failing:
            total += count
        for name in left if not failing else failing if len(failing) == 1 else ():
            left[name][facets, departement, is_open_now] += count
        if len(failing) == 1:
            without[failing[0]] += count
    in_force = [*masks, *([OPEN] if wanted.open_at else []), *([DEPARTEMENT] if wanted.departement else [])]
    return Tally(
        total,
        kinds.total(),
        {name: _by_value(name, kinds_left) for name, kinds_left in left.items()},
        {name: total + without[name] for name in in_force},
        [spot.distance_m for spot in known],
        reach_m,
    )


def _by_value(name: str, kinds: Counter[tuple[int, str, bool]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for (facets, departement, is_open_now), count in kinds.items():
        if name == DEPARTEMENT:
            found[departement] += count
        elif name == OPEN:
            found[OPEN] += count if is_open_now else 0
        else:
            for code, bit in BITS[name].items():
                if facets & bit:
                    found[code] += count
    return found
