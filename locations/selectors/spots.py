"""Places before anybody loads them: where they stand and what is said of them, read from one index."""

import math
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Case, ExpressionWrapper, F, FloatField, QuerySet, When

from core.geo import FURTHEST_M, Point, distance_from
from locations.choices import Network
from locations.facets import Wanted, mask
from locations.models import Location
from locations.selectors.openings import Where, inside_circle

WIDE_M = 100_000.0
BOUND_M = 50_000.0
OWN = mask("reseau", [Network.ACCESS_POINT])


class Spot(NamedTuple):
    """A place, in order: the nearest first, two of one distance by their keys."""

    distance_m: float
    pk: int
    facets: int
    departement: str


def spots_around(places: QuerySet[Location], point: Point, radius_m: float) -> list[Spot]:
    """Those of these places that stand within the radius (metres, inclusive), nearest first: one query, or two."""
    distance = distance_from(point)
    found = []
    for there in inside_circle(point, radius_m):
        rows = places.filter(**there).order_by().values_list("pk", "latitude", "longitude", "facets", "departement")
        for pk, lat, lon, facets, departement in rows:
            metres = distance(lat, lon)
            if metres <= radius_m:
                found.append(Spot(metres, pk, facets, departement))
    found.sort()
    return found


def nearest_spots(places: QuerySet[Location], point: Point, k: int, within_m: float = math.inf) -> list[Spot]:
    """
    The k nearest of these places, nearest first, and those that stand as near as the last; fewer where no more exist.

    Exactly what measuring every place would give: whichever k places the database puts first on a flat map, the k
    nearest of all are no further than the furthest of those. Three queries at most (more beside the antimeridian).
    """
    return spots_around(places, point, min(_bound(places, point, k), within_m))


def _bound(places: QuerySet[Location], point: Point, k: int) -> float:
    """A distance (metres) within which at least k of these places are; the furthest there is where they are fewer."""
    distance = distance_from(point)
    lon_weight = math.cos(math.radians(point.lat)) ** 2
    lat_off, lon_off = F("latitude") - point.lat, F("longitude") - point.lon
    flat_square = ExpressionWrapper(lat_off * lat_off + lon_weight * lon_off * lon_off, FloatField())
    boxes: list[Where] = [*inside_circle(point, BOUND_M)[:1], {"latitude__isnull": False}]
    for there in boxes:
        nearly = places.filter(**there).alias(flat=flat_square).order_by("flat")
        rows = list(nearly.values_list("latitude", "longitude")[:k])
        if len(rows) == k:
            return max(distance(lat, lon) for lat, lon in rows)
    return FURTHEST_M


def spots_of(places: QuerySet[Location]) -> list[Spot]:
    """These places, the network's own first, then its partners', then by town and name; no distance is meant."""
    rank = Case(When(network=Network.ACCESS_POINT, then=0), When(network=Network.PARTNER, then=1), default=2)
    rows = places.order_by(rank, "town", "name", "pk").values_list("pk", "facets", "departement")
    return [Spot(float(order), *row) for order, row in enumerate(rows)]


def own_spot(places: QuerySet[Location], point: Point) -> Spot | None:
    """The network's nearest own point among these places, however far."""
    own = places.alias(own=F("facets").bitand(OWN)).filter(own__gt=0, latitude__isnull=False)
    return min(spots_around(own, point, FURTHEST_M), default=None)


def matching(spots: Iterable[Spot], wanted: Wanted, open_then: set[int] | None) -> list[Spot]:
    """Those that are wanted, and open at that moment."""
    masks = list(wanted.masks().values())
    departement = wanted.departement
    return [
        spot
        for spot in spots
        if all(spot.facets & bits for bits in masks)
        and (not departement or spot.departement == departement)
        and (open_then is None or spot.pk in open_then)
    ]
