"""
The grid by which places too close to each other on a map become one number. Pure.

Cells belong to the world, not to what a screen shows of it: a group stays where it is, and keeps its count, while
the map moves.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from core.geo import Box

MOST_CELLS = 300
TILE = 256  # pixels: the world is one tile wide at zoom 0
CELL = 64  # pixels, at the zoom asked for
TOO_NEAR = 50  # pixels: two signs of 44 px a finger can tell apart
# In France a degree of latitude is about so much taller, on the map, than one of longitude.
FLATTER = 0.7


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of ``width`` × ``height`` degrees, counted from the south-west corner of the world."""

    zoom: int

    @property
    def width(self) -> float:
        return 360 * CELL / (TILE * 2**self.zoom)

    @property
    def height(self) -> float:
        return self.width * FLATTER

    def around(self, box: Box) -> Box:
        """The box (west ≤ east) grown to whole cells, within the world."""
        west, east = _whole(box.west + 180, box.east + 180, self.width)
        south, north = _whole(box.south + 90, box.north + 90, self.height)
        return Box(max(-90.0, south - 90), min(90.0, north - 90), max(-180.0, west - 180), min(180.0, east - 180))

    def cells(self, box: Box) -> float:
        """How many cells the box touches."""
        around = self.around(box)
        return ((around.east - around.west) / self.width) * ((around.north - around.south) / self.height)


def grid_for(box: Box, zoom: int) -> Grid:
    """The finest grid, at this zoom or a lower one, of which the box touches `MOST_CELLS` cells at most."""
    parts = box.parts()
    while zoom > 0 and sum(Grid(zoom).cells(part) for part in parts) > MOST_CELLS:
        zoom -= 1
    return Grid(zoom)


@dataclass(frozen=True, slots=True)
class Group:
    """Places that stand together: how many, around where, the box that holds them, and the least of their keys."""

    column: int
    row: int
    count: int
    lat: float
    lon: float
    box: Box
    first: int

    @property
    def key(self) -> str:
        """The name of its cell."""
        return f"{self.column}-{self.row}"


def merged(groups: Iterable[Group], grid: Grid) -> list[Group]:
    """The groups, those that would touch on the map made one: the larger takes the smaller, and stands between."""
    near_lon = grid.width * TOO_NEAR / CELL
    near_lat = grid.height * TOO_NEAR / CELL
    kept: dict[tuple[int, int], Group] = {}
    for group in sorted(groups, key=lambda group: (-group.count, group.column, group.row)):
        beside = (
            kept[place]
            for place in ((group.column + x, group.row + y) for x in (-1, 0, 1) for y in (-1, 0, 1))
            if place in kept
        )
        other = next(
            (
                other
                for other in beside
                if abs(other.lon - group.lon) < near_lon and abs(other.lat - group.lat) < near_lat
            ),
            None,
        )
        if other is None:
            kept[group.column, group.row] = group
        else:
            kept[other.column, other.row] = _together(other, group)
    return list(kept.values())


def _together(a: Group, b: Group) -> Group:
    count = a.count + b.count
    box = Box(
        min(a.box.south, b.box.south),
        max(a.box.north, b.box.north),
        min(a.box.west, b.box.west),
        max(a.box.east, b.box.east),
    )
    lat, lon = (a.lat * a.count + b.lat * b.count) / count, (a.lon * a.count + b.lon * b.count) / count
    return Group(a.column, a.row, count, lat, lon, box, min(a.first, b.first))


def _whole(low: float, high: float, step: float) -> tuple[float, float]:
    first = low // step
    return first * step, (high // step + 1) * step
