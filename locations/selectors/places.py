"""Places that are shown: the nearest of a point, one by its name in the address, and whether they are open."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, ExpressionWrapper, F, FloatField, OuterRef, Q, QuerySet, prefetch_related_objects

from core.geo import Box, Centre, Point, nearest
from locations.facets import Wanted as Wanted
from locations.hours import Kind, OpenState, state_at, zone_of
from locations.models import Closure, Location
from locations.models.location import LocationQuerySet
from locations.selectors.openings import in_table

WIDER = 16.0  # Where a first box is not enough, one nine times as wide is read at once, then the world.
WORLD = Box(-90.0, 90.0, -180.0, 180.0)
CANDIDATES = 400

LISTED = (
    "name", "slug", "network", "status", "opened_on", "address", "postcode", "town", "departement", "latitude",
    "longitude", "phone", "opening_hours", "services", "fees", "facts_date", "source", "standard_id", "facets",
)  # fmt: skip
"""The columns that a line of a list needs."""


@dataclass(frozen=True, slots=True)
class NearPlace:
    """A place and how far it is, in metres."""

    location: Location
    distance_m: float


_Row = tuple[int, float, float]


def nearest_places(
    point: Point, k: int, *, now: datetime, wanted: Wanted | None = None, within_m: float = math.inf
) -> list[NearPlace]:
    """The k nearest shown places, nearest first, in a stable order; fewer where no more stand ``within_m``."""
    wanted = wanted or Wanted()
    by_hand = wanted.open_at is not None and not in_table(wanted.open_at, now=now)
    rows = nearest(
        point,
        max(k, CANDIDATES) if by_hand else k,
        _Fetch(shown_places(wanted, now=now).located()),
        position=lambda row: Point(row[1], row[2]),
        tie_break=lambda row: row[0],
        within_m=within_m,
    )
    locations = load(Q(pk__in=[row.row[0] for row in rows]))
    near = [NearPlace(locations[row.row[0]], row.distance_m) for row in rows if row.row[0] in locations]
    if by_hand and wanted.open_at:
        near = [place for place in near if open_state(place.location, wanted.open_at).kind is Kind.OPEN]
    return near[:k]


def shown_place(slug: str) -> Location | None:
    """A published place with what its page says; None for a draft, or where there is none."""
    places = Location.objects.filter(live=True).select_related("operator", "moved_to", "photo", "duplicate_of")
    return places.prefetch_related("closures").filter(slug=slug).first()


def open_state(location: Location, moment: datetime) -> OpenState:
    """Whether the place is open at that moment, its closures counted."""
    has_closures = getattr(location, "has_closures", True)
    closures = [(closure.first_day, closure.last_day) for closure in location.closures.all()] if has_closures else []
    return state_at(location.opening_hours, moment, zone_of(location.departement), closures)


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
    """Places by key, in the order of their names, with their closures: one query, and another where one has any."""
    closures = Closure.objects.filter(location=OuterRef("pk"))
    places = Location.objects.filter(condition).only(*LISTED)
    found = list(places.annotate(has_closures=Exists(closures)).order_by("name", "pk"))
    prefetch_related_objects([location for location in found if location.has_closures], "closures")
    return {location.pk: location for location in found}


class _Fetch:
    """
    Rows (id, latitude, longitude) of a box, for `core.geo.nearest`.

    A second look is made wide, and what it shows answers the following ones: there are few queries wherever the
    point is, and however few places there are.
    """

    def __init__(self, places: QuerySet[Location]) -> None:
        self.places = places
        self.looks = 0
        self.whole: list[tuple[Box, list[_Row]]] = []

    def __call__(self, box: Box, limit: int, centre: Centre, /) -> Iterable[_Row]:
        for seen, rows in self.whole:
            if _contains(seen, box):
                return _nearest_rows(rows, box, centre)[:limit]
        if self.looks:
            wider = _widened(box) if self.looks == 1 else WORLD
            return _nearest_rows(self.read_whole(wider), box, centre)[:limit]
        self.looks += 1
        rows = self._rows(box, limit, centre)
        if len(rows) < limit:
            self.whole.append((box, rows))
        return rows

    def read_whole(self, box: Box) -> list[_Row]:
        """Every row of a box (or two, across the antimeridian), kept to answer the looks that fall inside."""
        self.looks += 1
        rows: list[_Row] = []
        for part in box.parts():
            inside = list(self._inside(part).values_list("pk", "latitude", "longitude"))
            self.whole.append((part, inside))
            rows += inside
        return rows

    def _rows(self, box: Box, limit: int, centre: Centre) -> list[_Row]:
        flat_square = (F("latitude") - centre.lat) * (F("latitude") - centre.lat) + centre.lon_weight * (
            F("longitude") - centre.lon
        ) * (F("longitude") - centre.lon)
        measured = self._inside(box).annotate(flat=ExpressionWrapper(flat_square, FloatField()))
        return list(measured.order_by("flat", "pk").values_list("pk", "latitude", "longitude")[:limit])

    def _inside(self, box: Box) -> QuerySet[Location]:
        return self.places.filter(
            latitude__range=(box.south, box.north), longitude__range=(box.west, box.east)
        ).order_by()


def _contains(outer: Box, inner: Box) -> bool:
    return (
        outer.south <= inner.south
        and outer.north >= inner.north
        and outer.west <= inner.west
        and outer.east >= inner.east
    )


def _nearest_rows(rows: list[_Row], box: Box, centre: Centre) -> list[_Row]:
    inside = [row for row in rows if box.south <= row[1] <= box.north and box.west <= row[2] <= box.east]
    return sorted(inside, key=lambda row: (centre.flat_square(Point(row[1], row[2])), row[0]))


def _widened(box: Box) -> Box:
    height, width = (box.north - box.south) * WIDER / 4, (box.east - box.west) * WIDER / 4
    return Box(
        max(-90.0, box.south - height), min(90.0, box.north + height),
        max(-180.0, box.west - width), min(180.0, box.east + width),
    )  # fmt: skip
