"""Places that are shown: the nearest of a point, one by its name in the address, and whether they are open."""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from core.geo import Point
from locations.finder.facets import Wanted as Wanted
from locations.hours.states import OpenState, state_at, zone_of
from locations.models import Closure, Location
from locations.models.location import LocationQuerySet
from locations.selectors.openings import in_table, open_places
from locations.selectors.spots import nearest_spots

CANDIDATES = 400

LISTED = (
    "name", "slug", "network", "status", "opened_on", "address", "postcode", "town", "departement", "latitude",
    "longitude", "phone", "opening_hours", "services", "access_modes", "facts_date", "source", "standard_id",
)  # fmt: skip
"""The columns that a line of a list needs."""


@dataclass(frozen=True, slots=True)
class NearPlace:
    """A place and how far it is, in metres."""

    location: Location
    distance_m: float


def nearest_places(
    point: Point, k: int, *, now: datetime, wanted: Wanted | None = None, within_m: float = math.inf
) -> list[NearPlace]:
    """
    The k nearest shown places, nearest first, in a stable order; fewer where no more stand ``within_m``.

    Beyond the table of open intervals, the hours of the nearest `CANDIDATES` are read. Six queries at most.
    """
    wanted = wanted or Wanted()
    by_hand = wanted.open_at is not None and not in_table(wanted.open_at, now=now)
    places = shown_places(wanted, now=now)
    spots = nearest_spots(places, point, max(k, CANDIDATES) if by_hand else k, within_m)
    if by_hand and wanted.open_at:
        open_then = open_places([{"pk__in": [spot.pk for spot in spots]}], wanted.open_at, now=now)
        spots = [spot for spot in spots if spot.pk in open_then]
    locations = load(Q(pk__in=[spot.pk for spot in spots[:k]]))
    return [NearPlace(locations[spot.pk], spot.distance_m) for spot in spots[:k] if spot.pk in locations]


def shown_place(slug: str) -> Location | None:
    """A published place with what its page says; None for a draft, or where there is none."""
    places = Location.objects.filter(live=True).select_related("operator", "moved_to", "photo", "duplicate_of")
    return places.prefetch_related("closures").filter(slug=slug).first()


def open_state(location: Location, moment: datetime) -> OpenState:
    """Whether the place is open at that moment, its closures counted."""
    closures = [(closure.first_day, closure.last_day) for closure in closures_of(location)]
    return state_at(location.opening_hours, moment, zone_of(location.departement), closures)


def closures_of(location: Location) -> list[Closure]:
    """The place's closures; those that `load` found are not asked for again."""
    known: list[Closure] | None = getattr(location, "known_closures", None)
    return list(location.closures.all()) if known is None else known


def shown_places(wanted: Wanted, *, now: datetime) -> LocationQuerySet:
    """The places that are shown and wanted; a moment beyond the table of open intervals is left to be looked at."""
    places: LocationQuerySet = Location.objects.shown()
    for name, bits in wanted.masks().items():
        places = places.alias(**{f"asked_{name}": F("facets").bitand(bits)}).filter(**{f"asked_{name}__gt": 0})
    if wanted.departement:
        places = places.filter(departement=wanted.departement)
    if wanted.open_at and in_table(wanted.open_at, now=now):
        places = places.open_at(wanted.open_at)
    return places


def load(condition: Q) -> dict[int, Location]:
    """Places by key, in the order of their names, with the columns of a list and their closures: one query."""
    closure = {f"closure_{name}": F(f"closures__{name}") for name in ("first_day", "last_day", "reason")}
    rows = Location.objects.filter(condition).only(*LISTED).annotate(**closure)
    found: dict[int, Location] = {}
    for row in rows.order_by("name", "pk", "closures__first_day"):
        location: Any = found.setdefault(row.pk, row)
        if location is row:
            location.known_closures = []
        if row.closure_first_day:
            days = {"first_day": row.closure_first_day, "last_day": row.closure_last_day}
            location.known_closures.append(Closure(location_id=row.pk, reason=row.closure_reason, **days))
    return found
