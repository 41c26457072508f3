"""
Points on the Earth, boxes around them, and the k nearest of many.

Coordinates are WGS 84 decimal degrees, distances are metres. Pure: no database, no Django.
The rows come from a ``fetch`` that the caller gives, so the same search runs on any store that can
filter a (latitude, longitude) index and sort by a sum of squares.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)

# IUGG mean radius, in metres.
EARTH_RADIUS_M = 6_371_008.8

# No two points are further apart than half the way round.
FURTHEST_M = math.pi * EARTH_RADIUS_M

# The first box to look in: in France it most often holds an answer (see `nearest`).
FIRST_RADIUS_M = 4_000.0

# About 0.1 mm: a box is this much too large rather than a rounding error too small.
_SLACK_DEGREES = 1e-9

# A lower bound is this much too low rather than a rounding error too high.
_SAFETY = 1 - 1e-9


class InvalidPoint(ValueError):
    """These are not the coordinates of a point on the Earth."""

    def __init__(self, lat: object, lon: object) -> None:
        super().__init__(f"Ces coordonnées ne désignent aucun point sur la Terre : {lat!r}, {lon!r}.")


@dataclass(frozen=True, slots=True)
class Point:
    """
    A place on the Earth: latitude −90 to 90, longitude −180 to 180, in degrees (WGS 84).

    :raises InvalidPoint: out of those bounds, or not a finite number.
    """

    lat: float
    lon: float

    def __post_init__(self) -> None:
        # Written so that NaN, for which every comparison is false, is refused too.
        if not (-90 <= self.lat <= 90 and -180 <= self.lon <= 180):
            raise InvalidPoint(self.lat, self.lon)


def parse_point(lat: str, lon: str) -> Point:
    """
    The point that two texts give ("48.85", "2,35").

    :raises InvalidPoint: not numbers, or not on the Earth.
    """
    try:
        return Point(float(lat.replace(",", ".")), float(lon.replace(",", ".")))
    except ValueError:
        raise InvalidPoint(lat, lon) from None


def haversine_m(a: Point, b: Point) -> float:
    """Metres between two points, along the surface of a sphere (haversine, R = 6,371,008.8 m)."""
    return distance_from(a)(b.lat, b.lon)


def distance_from(point: Point) -> Callable[[float, float], float]:
    """`haversine_m` from one point to many, each given as latitude and longitude: the same numbers, sooner."""
    lat_here, lon_here = math.radians(point.lat), point.lon
    cos_here = math.cos(lat_here)
    radians, sin, cos, asin, sqrt = math.radians, math.sin, math.cos, math.asin, math.sqrt

    def distance(lat: float, lon: float) -> float:
        lat_there = radians(lat)
        half_chord_squared = (
            sin((lat_there - lat_here) / 2) ** 2 + cos_here * cos(lat_there) * sin(radians(lon - lon_here) / 2) ** 2
        )
        # Rounding can carry two antipodes a hair above 1, where asin is undefined.
        return 2 * EARTH_RADIUS_M * asin(sqrt(min(1.0, half_chord_squared)))

    return distance


@dataclass(frozen=True, slots=True)
class Box:
    """
    A range of latitudes and one of longitudes, both inclusive, in degrees.

    ``west`` is greater than ``east`` where the box lies across the antimeridian.
    """

    south: float
    north: float
    west: float
    east: float

    def parts(self) -> tuple["Box", ...]:
        """The same surface as one or two boxes in which west ≤ east: what ``BETWEEN`` understands."""
        if self.west <= self.east:
            return (self,)
        return (
            Box(self.south, self.north, self.west, 180.0),
            Box(self.south, self.north, -180.0, self.east),
        )

    def holds(self, point: Point) -> bool:
        """Whether the point is inside the box or on its border."""
        return any(
            part.south <= point.lat <= part.north and part.west <= point.lon <= part.east for part in self.parts()
        )


def box_around(point: Point, radius_m: float) -> Box:
    """The smallest box that holds every point within this many metres (a hair larger, never smaller)."""
    angle = radius_m / EARTH_RADIUS_M
    degrees = math.degrees(angle) + _SLACK_DEGREES
    south, north = max(-90.0, point.lat - degrees), min(90.0, point.lat + degrees)
    cos_lat = math.cos(math.radians(point.lat))
    if south == -90 or north == 90 or angle >= math.pi / 2 or math.sin(angle) >= cos_lat:
        # A pole is inside: every meridian comes near.
        return Box(south, north, -180.0, 180.0)
    # The meridians that touch the circle do so nearer to the pole than its centre is.
    width = math.degrees(math.asin(math.sin(angle) / cos_lat)) + _SLACK_DEGREES
    if width >= 180:
        return Box(south, north, -180.0, 180.0)
    west, east = point.lon - width, point.lon + width
    # −180 and 180 are one meridian: a box that touches it must look on both sides.
    return Box(
        south,
        north,
        west + 360 if west <= -180 else west,
        east - 360 if east >= 180 else east,
    )


@dataclass(frozen=True, slots=True)
class Centre:
    """
    Where a fetch sorts from: by ``(lat − c.lat)² + c.lon_weight · (lon − c.lon)²``, smallest first.

    ``lon`` goes beyond ±180 for the part of a box that lies across the antimeridian, so that the
    difference of longitudes is always the short way. No SQL function is needed.
    """

    lat: float
    lon: float
    lon_weight: float

    def flat_square(self, point: Point) -> float:
        """What the fetch sorts by, in degrees squared."""
        return (point.lat - self.lat) ** 2 + self.lon_weight * (point.lon - self.lon) ** 2


class Fetch(Protocol[Row_co]):
    """
    Where the rows are read.

    Gives the rows whose coordinates lie inside this box, border included (always west ≤ east), at most
    ``limit`` of them, those with the smallest `Centre.flat_square` first. Fewer than ``limit`` means
    that the box holds no more.
    """

    def __call__(self, box: Box, limit: int, centre: Centre, /) -> Iterable[Row_co]: ...


@dataclass(frozen=True, slots=True)
class Near(Generic[Row]):
    """A row and how far it is, in metres."""

    row: Row
    distance_m: float


def nearest(
    point: Point,
    k: int,
    fetch: Fetch[Row],
    *,
    position: Callable[[Row], Point],
    tie_break: Callable[[Row], Any],
    within_m: float = math.inf,
) -> list[Near[Row]]:
    """
    The k nearest rows, nearest first, those at the same distance in the order of ``tie_break``.

    Exactly what measuring every row would give, also across the antimeridian and at the poles; fewer
    than k where there are no more within ``within_m`` (inclusive). ``tie_break`` gives a stable value
    that no two rows share (an id), so that the same question always has the same answer.

    A box of 4 km is doubled, and the rows taken from it too (2k at first), until the k-th row is nearer
    than anything that may not have been seen.
    """
    if k < 1 or within_m < 0:
        return []
    radius_m, limit = min(FIRST_RADIUS_M, within_m), 2 * k
    while True:
        look = _look(point, radius_m, limit, fetch, position)
        near = sorted(
            (near for near in look.rows if near.distance_m <= within_m),
            key=lambda near: (near.distance_m, tie_break(near.row)),
        )[:k]
        if len(near) == k and near[-1].distance_m < look.all_seen_below_m:
            return near
        if not look.complete:
            limit *= 2
        elif radius_m >= min(within_m, FURTHEST_M):
            return near
        else:
            radius_m = min(2 * radius_m, within_m, FURTHEST_M)


@dataclass(frozen=True, slots=True)
class _Look(Generic[Row]):
    """What one look into a box has shown: rows, and below which distance no other can exist."""

    rows: list[Near[Row]]
    complete: bool
    all_seen_below_m: float


def _look(point: Point, radius_m: float, limit: int, fetch: Fetch[Row], position: Callable[[Row], Point]) -> _Look[Row]:
    box = box_around(point, radius_m)
    rows: list[Near[Row]] = []
    complete = True
    all_seen_below_m = radius_m
    for part in box.parts():
        # The part that touches the other end of the map is sorted from where the point would be there.
        lon = point.lon
        if box.west > box.east and not part.west <= lon <= part.east:
            lon += -360 if lon > 0 else 360
        cos_lat = math.cos(math.radians(point.lat))
        centre = Centre(point.lat, lon, cos_lat * cos_lat)
        found = list(fetch(part, limit, centre))
        rows.extend(Near(row, haversine_m(point, position(row))) for row in found)
        if len(found) >= limit:
            complete = False
            furthest = max(centre.flat_square(position(row)) for row in found)
            all_seen_below_m = min(all_seen_below_m, at_least_m(furthest, centre, part))
    return _Look(rows, complete, all_seen_below_m)


def at_least_m(flat_square: float, centre: Centre, box: Box) -> float:
    """
    Lower bound, in metres, of the distance of anything in the box whose flat square is this or more.

    With x and y the differences of latitude and longitude, and sinc(h) = sin(h)/h, which falls as h
    grows: sin²(d/2R) = sin²(x/2) + cos φ₀ cos φ sin²(y/2) ≥ ¼ (x² + cos²φ₀ y²) · m, where m is the
    smaller of sinc²(h/2) and (cos φ / cos φ₀) · sinc²(w/2) at the far edges of the box; and d ≥ 2R sin(d/2R).
    """
    cos_here = math.cos(math.radians(centre.lat))
    cos_least = math.cos(math.radians(max(abs(box.south), abs(box.north))))
    if cos_here <= 0 or cos_least <= 0:
        return 0.0
    height = math.radians(max(box.north - centre.lat, centre.lat - box.south))
    width = math.radians(max(abs(box.east - centre.lon), abs(centre.lon - box.west)))
    if width >= 2 * math.pi:
        return 0.0
    least = min(_sinc(height / 2) ** 2, min(1.0, cos_least / cos_here) * _sinc(width / 2) ** 2)
    return EARTH_RADIUS_M * math.radians(math.sqrt(flat_square)) * math.sqrt(least) * _SAFETY


def _sinc(angle: float) -> float:
    return math.sin(angle) / angle if angle else 1.0
