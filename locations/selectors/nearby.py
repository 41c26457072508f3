"""The nearest places as other programmes ask for them: nine facts each, and nothing loaded besides."""

import math
from collections import defaultdict
from datetime import date, datetime
from typing import Any, NamedTuple

from core.geo import Point
from locations.finder.facets import Wanted
from locations.hours.states import Kind, state_at, zone_of
from locations.models import Location
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
    """Return the k nearest shown places, nearest first, those of one distance by their keys; two queries, or three."""
    spots = nearest_spots(shown_places(wanted or Wanted(), now=now).located(), point, k, within_m)[:k]
    keys = [spot.pk for spot in spots]
    rows: dict[int, tuple[Any, ...]] = {}
    closures: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for first_day, last_day, pk, *facts in Location.objects.filter(pk__in=keys).order_by().values_list(
        "closures__first_day", "closures__last_day", "pk", "opening_hours", "departement",
        "standard_id", "slug", "name", "latitude", "longitude", "town", "network",
    ):  # fmt: skip
        rows[pk] = tuple(facts)
        if first_day and last_day:
            closures[pk].append((first_day, last_day))
    found = []
    for spot in spots:
        hours, departement, standard_id, slug, name, latitude, longitude, town, network = rows[spot.pk]
        state = state_at(hours, now, zone_of(departement), closures[spot.pk])
        is_open = {Kind.OPEN: True, Kind.CLOSED: False}.get(state.kind)
        found.append(
            NearFacts(
                spot.distance_m, standard_id, slug, name, latitude or 0.0, longitude or 0.0, town, network, is_open
            )
        )
    return found
