"""The nearest places, through the index on (latitude, longitude)."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import ExpressionWrapper, F, FloatField, Prefetch, Q, QuerySet

from core.geo import Box, Centre, Point, box_around, haversine_m, nearest
from locations.hours import Kind, OpenState, state_at, zone_of
from locations.models import Closure, Location
from locations.selectors.towns import Town

WIDER = 16.0  # After a first box of 4 km that is not enough, 64 km are read at once, then 1,024 km, then the world.
INTERVALS_HOLD = timedelta(days=7)
CANDIDATES = 400


@dataclass(frozen=True, slots=True)
class NearPlace:
    """A place and how far it is, in metres."""

    location: Location
    distance_m: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which places: codes of the choices; several of one kind mean "or", kinds together mean "and"."""

    services: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    open_at: datetime | None = None

    def __bool__(self) -> bool:
        return bool(self.services or self.audiences or self.networks or self.open_at)


_Row = tuple[int, float, float]


def nearest_places(
    point: Point, k: int, *, now: datetime, wanted: Wanted | None = None, within_m: float = math.inf
) -> list[NearPlace]:
    """The k nearest shown places, nearest first, in a stable order; fewer where there are no more within ``within_m``."""
    wanted = wanted or Wanted()
    by_hand = wanted.open_at is not None and not _in_intervals(wanted.open_at, now)
    found = nearest(
        point,
        CANDIDATES if by_hand else k,
        _Fetch(_matching(wanted, now)),
        position=lambda row: Point(row[1], row[2]),
        tie_break=lambda row: row[0],
        within_m=within_m,
    )
    locations = with_facts(Location.objects.filter(pk__in=[near.row[0] for near in found])).in_bulk()
    near = [NearPlace(locations[near.row[0]], near.distance_m) for near in found if near.row[0] in locations]
    if by_hand and wanted.open_at:
        moment = wanted.open_at
        near = [place for place in near if open_state(place.location, moment).kind is Kind.OPEN][:k]
    return near


def count_within(point: Point, within_m: float, *, now: datetime, wanted: Wanted | None = None) -> int:
    """How many shown places stand within so many metres."""
    inside = Q()
    for box in box_around(point, within_m).parts():
        inside |= Q(latitude__range=(box.south, box.north), longitude__range=(box.west, box.east))
    rows = _matching(wanted or Wanted(), now).filter(inside).values_list("latitude", "longitude")
    return sum(haversine_m(point, Point(latitude, longitude)) <= within_m for latitude, longitude in rows)


def without_coordinates(town: Town, *, now: datetime, wanted: Wanted | None = None) -> list[Location]:
    """The shown places of a town that nobody has put on the map, by name."""
    there = Q(insee_code__in=town.insee_codes) | Q(insee_code="", postcode__in=town.postcodes)
    places = _filtered(wanted or Wanted(), now).filter(there, latitude=None)
    return list(with_facts(places).order_by("name", "pk")[:50])


def shown_place(slug: str) -> Location | None:
    """A published place with what its page says; None for a draft, or where there is none."""
    places = Location.objects.filter(live=True).select_related("operator", "moved_to", "photo", "duplicate_of")
    return places.prefetch_related("closures").filter(slug=slug).first()


def with_facts(places: QuerySet[Location]) -> QuerySet[Location]:
    """With what a list says of a place, and its closures, in two queries."""
    closures = Prefetch("closures", Closure.objects.order_by("first_day"))
    return places.defer("body", "description", "search_text").prefetch_related(closures)


def open_state(location: Location, moment: datetime) -> OpenState:
    """Whether the place is open at that moment, its closures counted."""
    closures = [(closure.first_day, closure.last_day) for closure in location.closures.all()]
    return state_at(location.opening_hours, moment, zone_of(location.departement), closures)


def _matching(wanted: Wanted, now: datetime) -> QuerySet[Location]:
    return _filtered(wanted, now).located()


def _filtered(wanted: Wanted, now: datetime) -> "QuerySet[Location]":
    places = Location.objects.shown().offering(list(wanted.services)).addressing(list(wanted.audiences))
    if wanted.networks:
        places = places.filter(network__in=wanted.networks)
    if wanted.open_at and _in_intervals(wanted.open_at, now):
        places = places.open_at(wanted.open_at)
    return places


def _in_intervals(moment: datetime, now: datetime) -> bool:
    """Whether the table of open intervals, recomputed each night, tells that moment."""
    return now <= moment < now + INTERVALS_HOLD


class _Fetch:
    """
    Rows (id, latitude, longitude) of a box, for `core.geo.nearest`.

    A second look is made wide, and what it shows answers the following ones: the number of queries is small wherever the
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
        self.looks += 1
        if self.looks > 1:
            wide = _widened(box)
            rows = list(self._inside(wide).values_list("pk", "latitude", "longitude"))
            self.whole.append((wide, rows))
            return _nearest_rows(rows, box, centre)[:limit]
        rows = self._rows(box, limit, centre)
        if len(rows) < limit:
            self.whole.append((box, rows))
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


