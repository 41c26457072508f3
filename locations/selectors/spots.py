"""Places before anybody loads them: where they stand and what is said of them, read from one index."""

import math
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Case, F, QuerySet, When

from core.geo import FURTHEST_M, Point, distance_from
from locations.choices import Network
from locations.facets import Wanted, mask
from locations.models import Location
from locations.selectors.openings import inside_circle

WIDE_M = 100_000.0
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


def nearest_spots(places: QuerySet[Location], point: Point, k: int, known: int, within_m: float) -> list[Spot]:
    """
    The k nearest of these places at least, where `WIDE_M` holds only ``known`` of them; fewer where no more exist.

    The circle is widened by what the first one held: two queries most often, four at most.
    """
    radius_m = WIDE_M
    found: list[Spot] = []
    while len(found) < k and radius_m < min(within_m, FURTHEST_M):
        # A half more than an even spread would need.
        radius_m = min(within_m, FURTHEST_M, radius_m * max(2.0, 1.5 * math.sqrt(k / known)) if known else FURTHEST_M)
        found = spots_around(places, point, radius_m)
        known = len(found)
    return found


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
