"""Places before anybody loads them: where they stand and what is said of them, read from one index."""

import math
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, FloatField, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from core.geo import FURTHEST_M, Point, at_least_m, box_around, distance_from, lon_weight
from locations.choices import Network
from locations.finder.facets import Wanted, mask
from locations.models import Location
from locations.selectors.openings import Where, inside_circle, is_open

WIDE_M = 50_000.0
OWN = mask("reseau", [Network.ACCESS_POINT])

_COLUMNS = ("pk", "latitude", "longitude", "facets", "departement")
_UNTOLD = Value(value=False, output_field=BooleanField())
_SQUARE = "CASE WHEN abs({0}) < 1e-100 THEN 0 ELSE ({0}) * ({0}) END"  # PostgreSQL refuses what is too small to keep
_FLAT = (
    f"{_SQUARE.format('locations_location.latitude - %s')} + %s * {_SQUARE.format('locations_location.longitude - %s')}"
)
_ANYWHERE: Where = {"latitude__isnull": False}


class Spot(NamedTuple):
    """A place, in order: the nearest first, two of one distance by their keys."""

    distance_m: float
    pk: int
    facets: int
    departement: str
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The places of a circle, nearest first, and the network's nearest own point, however far."""

    spots: list[Spot]
    own: Spot | None


def surroundings(point: Point, radius_m: float, *, now: datetime, open_within_m: float) -> Surroundings:
    """All that is shown around a point: one query. Whether a place is open is told as far as ``open_within_m``."""
    shown = Location.objects.shown()
    told = is_open(inside_circle(point, open_within_m), now)
    beyond, parts = shown.in_network().located(), []
    for there in inside_circle(point, radius_m):
        parts.append(shown.filter(**there).order_by().values_list(*_COLUMNS, told))
        beyond = beyond.exclude(**there)
    first, *others = [*parts, beyond.order_by().values_list(*_COLUMNS, _UNTOLD)]
    measured = _measured(point, first.union(*others, all=True))
    own = next((spot for spot in measured if spot.facets & OWN), None)
    return Surroundings(_within(measured, radius_m), own)


def nearest_spots(
    places: QuerySet[Location], point: Point, k: int, within_m: float = math.inf, *, first_m: float = 50_000.0
) -> list[Spot]:
    """
    The k nearest of these places, nearest first; fewer where no more exist. One looks as far as ``first_m`` at first.

    Exactly what measuring every place would give. The database puts twice as many in order on a flat map: the k-th
    nearest of those settles it where nothing that was left out can be nearer (`core.geo.at_least_m`). Where that is not
    sure, its circle is read whole, which holds the k nearest of all. Three queries at most, four at the antimeridian.
    """
    near = inside_circle(point, first_m)
    looks = [(near[0], first_m)] if first_m and len(near) == 1 else []
    taken: list[Spot] = []
    for there, edge_m in [*looks, (_ANYWHERE, FURTHEST_M)]:
        taken, furthest = _first_on_a_flat_map(places.filter(**there), point, 2 * k)
        if len(taken) < k:
            continue
        kth_m = taken[k - 1].distance_m
        if kth_m <= edge_m and (len(taken) < 2 * k or _nothing_is_nearer(point, kth_m, furthest)):
            return _within(taken[:k], within_m)
        return spots_around(places, point, min(kth_m, within_m))[:k]
    return _within(taken, within_m)


def spots_around(places: QuerySet[Location], point: Point, radius_m: float) -> list[Spot]:
    """Those of these places that stand within the radius (metres, inclusive), nearest first: one query, or two."""
    found: list[Spot] = []
    for there in inside_circle(point, radius_m):
        found += _measured(point, places.filter(**there).order_by().values_list(*_COLUMNS, _UNTOLD))
    return _within(sorted(found), radius_m)


def spots_of(places: QuerySet[Location]) -> list[Spot]:
    """These places, the network's own first, then its partners', then by town and name; no distance is meant."""
    rank = Case(When(network=Network.ACCESS_POINT, then=0), When(network=Network.PARTNER, then=1), default=2)
    rows = places.order_by(rank, "town", "name", "pk").values_list("pk", "facets", "departement")
    return [Spot(float(order), *row) for order, row in enumerate(rows)]


def matching(spots: Iterable[Spot], wanted: Wanted, open_then: set[int] | None) -> list[Spot]:
    """Those that are wanted, and open at that moment."""
    found = list(spots)
    for bits in wanted.masks().values():
        found = [spot for spot in found if spot.facets & bits]
    if wanted.departement:
        found = [spot for spot in found if spot.departement == wanted.departement]
    return found if open_then is None else [spot for spot in found if spot.pk in open_then]


def _first_on_a_flat_map(places: QuerySet[Location], point: Point, k: int) -> tuple[list[Spot], float]:
    """The k first in the order of a flat map, sorted by their true distance; and the flat square of the last one."""
    # Written in SQL: as expressions it takes longer to put together than to run.
    where = (*[point.lat] * 3, lon_weight(point), *[point.lon] * 3)
    flat = RawSQL(_FLAT, where, FloatField())  # noqa: S611 - ours
    rows = list(places.annotate(flat=flat).order_by("flat").values_list(*_COLUMNS, _UNTOLD, "flat")[:k])
    return _measured(point, [row[:-1] for row in rows]), rows[-1][-1] if rows else 0.0


def _nothing_is_nearer(point: Point, kth_m: float, furthest: float) -> bool:
    """Whether all that lies further than that on the flat map is further than ``kth_m`` in truth."""
    box = box_around(point, kth_m)
    return box.west <= box.east and at_least_m(furthest, point, box) > kth_m


def _measured(point: Point, rows: Iterable[tuple[Any, ...]]) -> list[Spot]:
    distance, make = distance_from(point), Spot._make
    return sorted([make((distance(lat, lon), pk, *rest)) for pk, lat, lon, *rest in rows])


def _within(spots: list[Spot], radius_m: float) -> list[Spot]:
    return spots[: bisect_right(spots, radius_m, key=lambda spot: spot.distance_m)]
