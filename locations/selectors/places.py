"""The nearest places, through the index on (latitude, longitude)."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, ExpressionWrapper, F, FloatField, OuterRef, Q, QuerySet, prefetch_related_objects

from core.geo import Box, Centre, Near, Point, box_around, haversine_m, nearest
from locations.hours import Kind, OpenState, state_at, zone_of
from locations.models import Closure, Location
from locations.models.location import LocationQuerySet
from locations.names import fold
from locations.selectors.towns import Town

WIDER = 16.0  # Where a first box is not enough, one nine times as wide is read at once, then the world.
WORLD = Box(-90.0, 90.0, -180.0, 180.0)
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


@dataclass(frozen=True, slots=True)
class Around:
    """What is around a point: the nearest places, those of its town that nobody has put on the map, and a count."""

    near: list[NearPlace]
    unlocated: list[Location]
    count: int


def nearest_places(
    point: Point, k: int, *, now: datetime, wanted: Wanted | None = None, within_m: float = math.inf
) -> list[NearPlace]:
    """The k nearest shown places, nearest first, in a stable order; fewer where no more stand ``within_m``."""
    wanted = wanted or Wanted()
    rows = _nearest(point, k, _Fetch(_matching(wanted, now)), now, wanted, within_m)
    return _near(rows, _load(Q(pk__in=[row.row[0] for row in rows])), k, now, wanted)


def places_around(
    point: Point | None,
    k: int,
    *,
    now: datetime,
    town: Town | None = None,
    wanted: Wanted | None = None,
    within_m: float = math.inf,
    count_m: float,
) -> Around:
    """
    The k nearest places, those of the town without coordinates, and how many stand within ``count_m``.

    In two queries where the box of ``count_m`` holds k places already; five at most, wherever one is.
    """
    wanted = wanted or Wanted()
    rows: list[Near[_Row]] = []
    count = 0
    if point:
        fetch = _Fetch(_matching(wanted, now))
        inside = fetch.read_whole(box_around(point, count_m))
        count = sum(haversine_m(point, Point(row[1], row[2])) <= count_m for row in inside)
        rows = _nearest(point, k, fetch, now, wanted, within_m)
    there = Q(pk__in=[row.row[0] for row in rows])
    if town:
        there |= Q(pk__in=_unlocated(town, wanted, now).values("pk"))
    locations = _load(there)
    near = _near(rows, locations, k, now, wanted)
    unlocated = [location for location in locations.values() if location.latitude is None]
    if _is_by_hand(wanted, now):
        count = sum(place.distance_m <= count_m for place in near)
        unlocated = [location for location in unlocated if _is_open(location, wanted)]
    return Around(near, unlocated, count)


def shown_place(slug: str) -> Location | None:
    """A published place with what its page says; None for a draft, or where there is none."""
    places = Location.objects.filter(live=True).select_related("operator", "moved_to", "photo", "duplicate_of")
    return places.prefetch_related("closures").filter(slug=slug).first()


def open_state(location: Location, moment: datetime) -> OpenState:
    """Whether the place is open at that moment, its closures counted."""
    has_closures = getattr(location, "has_closures", True)
    closures = [(closure.first_day, closure.last_day) for closure in location.closures.all()] if has_closures else []
    return state_at(location.opening_hours, moment, zone_of(location.departement), closures)


def _nearest(
    point: Point, k: int, fetch: "_Fetch", now: datetime, wanted: Wanted, within_m: float
) -> "list[Near[_Row]]":
    return nearest(
        point,
        max(k, CANDIDATES) if _is_by_hand(wanted, now) else k,
        fetch,
        position=lambda row: Point(row[1], row[2]),
        tie_break=lambda row: row[0],
        within_m=within_m,
    )


def _near(
    rows: "list[Near[_Row]]", locations: dict[int, Location], k: int, now: datetime, wanted: Wanted
) -> list[NearPlace]:
    near = [NearPlace(locations[row.row[0]], row.distance_m) for row in rows if row.row[0] in locations]
    if _is_by_hand(wanted, now):
        near = [place for place in near if _is_open(place.location, wanted)]
    return near[:k]


def _load(condition: Q) -> dict[int, Location]:
    """Places by key, in the order of their names, with their closures: one query, and another where one has any."""
    closures = Closure.objects.filter(location=OuterRef("pk"))
    places = Location.objects.filter(condition).defer("body", "description", "search_text")
    found = list(places.annotate(has_closures=Exists(closures)).order_by("name", "pk"))
    prefetch_related_objects([location for location in found if location.has_closures], "closures")
    return {location.pk: location for location in found}


def _unlocated(town: Town, wanted: Wanted, now: datetime) -> QuerySet[Location]:
    # Some rows name a former commune beside the code of today's: so the town as written counts.
    written = Q(departement=town.departement, search_text__regex=rf"\d{{5}} {fold(town.name)}( |$)")
    there = Q(insee_code__in=town.insee_codes) | Q(insee_code="", postcode__in=town.postcodes) | written
    return _filtered(wanted, now).filter(there, latitude=None)


def _is_by_hand(wanted: Wanted, now: datetime) -> bool:
    """Whether the moment asked for is beyond the table of intervals: hours are then read place by place."""
    return wanted.open_at is not None and not _in_intervals(wanted.open_at, now)


def _is_open(location: Location, wanted: Wanted) -> bool:
    return wanted.open_at is not None and open_state(location, wanted.open_at).kind is Kind.OPEN


def _matching(wanted: Wanted, now: datetime) -> QuerySet[Location]:
    return _filtered(wanted, now).located()


def _filtered(wanted: Wanted, now: datetime) -> LocationQuerySet:
    places: LocationQuerySet = (
        Location.objects.shown().offering(list(wanted.services)).addressing(list(wanted.audiences))
    )
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
