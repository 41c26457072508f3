"""The nearest places as other programmes ask for them: nine facts each, and nothing loaded besides."""

import math
from collections import defaultdict
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from core.geo import Point
from locations.finder.facets import Wanted
from locations.hours.states import Kind, state_at, zone_of
from locations.models import Closure, Location
from locations.selectors.places import shown_places
from locations.selectors.spots import nearest_spots


class NearFacts(NamedTuple):
    """A place near a point; `is_open` is None where nobody knows, and by appointment."""

    distance_m: float
    standard_id: str
    slug: str
    name: str
    latitude: float
    longitude: float
    town: str
    network: str
    is_open: bool | None


def nearest_facts(
    point: Point, k: int, *, now: datetime, wanted: Wanted | None = None, within_m: float = math.inf
) -> list[NearFacts]:
    """Return the k nearest shown places, nearest first, those of one distance by their keys; three queries, or four."""
    spots = nearest_spots(shown_places(wanted or Wanted(), now=now).located(), point, k, within_m)[:k]
    keys = [spot.pk for spot in spots]
    has_closures = Exists(Closure.objects.filter(location=OuterRef("pk")))
    places = Location.objects.filter(pk__in=keys).annotate(closed=has_closures).order_by()
    rows = {
        row[0]: row
        for row in places.values_list(
            "pk", "closed", "opening_hours", "departement",
            "standard_id", "slug", "name", "latitude", "longitude", "town", "network",
        )
    }  # fmt: skip
    closures = _closures([pk for pk, row in rows.items() if row[1]])
    found = []
    for spot in spots:
        _pk, _closed, hours, departement, standard_id, slug, name, latitude, longitude, town, network = rows[spot.pk]
        state = state_at(hours, now, zone_of(departement), closures[spot.pk])
        is_open = {Kind.OPEN: True, Kind.CLOSED: False}.get(state.kind)
        found.append(
            NearFacts(
                spot.distance_m, standard_id, slug, name, latitude or 0.0, longitude or 0.0, town, network, is_open
            )
        )
    return found


def _closures(keys: list[int]) -> dict[int, list[tuple[date, date]]]:
    found: dict[int, list[tuple[date, date]]] = defaultdict(list)
    if keys:
        rows = Closure.objects.filter(location__in=keys).order_by()
        for pk, first_day, last_day in rows.values_list("location_id", "first_day", "last_day"):
            found[pk].append((first_day, last_day))
    return found
