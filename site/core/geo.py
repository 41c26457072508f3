"""
Points on the Earth, how far they are, and boxes around them.

Coordinates are WGS 84 decimal degrees, distances are metres. Pure: no database, no Django.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

# IUGG mean radius, in metres.
EARTH_RADIUS_M = 6_371_008.8

# No two points are further apart than half the way round.
FURTHEST_M = math.pi * EARTH_RADIUS_M

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


def lon_weight(point: Point) -> float:
    """What makes ``(lat − p.lat)² + weight · (lon − p.lon)²`` the order of a flat map, with no SQL function."""
    return math.cos(math.radians(point.lat)) ** 2


def at_least_m(flat_square: float, point: Point, box: Box) -> float:
    """
    Lower bound, in metres, of the distance of anything in the box whose flat square (`lon_weight`) is this or more.

    The box must not lie across the antimeridian. With x and y the differences of latitude and longitude, and
    sinc(h) = sin(h)/h, which falls as h grows: sin²(d/2R) = sin²(x/2) + cos φ₀ cos φ sin²(y/2) ≥ ¼ (x² + cos²φ₀ y²) m,
    where m is the smaller of sinc²(h/2) and (cos φ / cos φ₀) · sinc²(w/2) at the far edges of the box; and
    d ≥ 2R sin(d/2R).
    """
    cos_here = math.cos(math.radians(point.lat))
    cos_least = math.cos(math.radians(max(abs(box.south), abs(box.north))))
    if cos_here <= 0 or cos_least <= 0:
        return 0.0
    height = math.radians(max(box.north - point.lat, point.lat - box.south))
    width = math.radians(max(abs(box.east - point.lon), abs(point.lon - box.west)))
    if width >= 2 * math.pi:
        return 0.0
    least = min(_sinc(height / 2) ** 2, min(1.0, cos_least / cos_here) * _sinc(width / 2) ** 2)
    return EARTH_RADIUS_M * math.radians(math.sqrt(flat_square)) * math.sqrt(least) * _SAFETY


def _sinc(angle: float) -> float:
    return math.sin(angle) / angle if angle else 1.0
