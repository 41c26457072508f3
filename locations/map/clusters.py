"""
The grid by which places too close to each other on a map become one number. Pure.

Cells belong to the world, not to what a screen shows of it: a group stays where it is, and keeps its count, while
the map moves.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from core.geo import Box

MOST_CELLS = 300
TILE = 256  # pixels: the world is one tile wide at zoom 0
CELL = 40  # pixels, at the zoom asked for
TOO_NEAR = 44  # pixels: two signs that a finger can tell apart
# In France a degree of latitude is about so much taller, on the map, than one of longitude.
FLATTER = 0.7
NEXT = (0, -1, 1, -2, 2)  # cells where a group that moved may still touch


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of ``width`` × ``height`` degrees, counted from the south-west corner of the world."""

    zoom: int

    @property
    def width(self) -> float:
        return 360 * CELL / (TILE << self.zoom)

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
    """Places that stand together: how many, around where, in which box; the least of their keys; how many are ours."""

    column: int
    row: int
    count: int
    lat: float
    lon: float
    box: Box
    first: int
    own: int = 0

    @property
    def key(self) -> str:
        """The name of its cell."""
        return f"{self.column}-{self.row}"


def merged(groups: Iterable[Group], grid: Grid) -> list[Group]:
    """The groups, those that would touch on the map made one: the larger takes the smaller, and stands between."""
    found = sorted(groups, key=lambda group: (-group.count, group.column, group.row))
    while True:
        # What was made one has moved, and may now touch another.
        again = _merged_once(found, grid)
        if len(again) == len(found):
            return again
        found = again


def _merged_once(groups: list[Group], grid: Grid) -> list[Group]:
    near_lon = grid.width * TOO_NEAR / CELL
    kept: dict[tuple[int, int], Group] = {}
    for group in groups:
        near_lat = near_lon * math.cos(math.radians(group.lat))
        beside = (kept.get((group.column + x, group.row + y)) for x in NEXT for y in NEXT)
        touched = next(
            (
                other
                for other in beside
                if other and abs(other.lon - group.lon) < near_lon and abs(other.lat - group.lat) < near_lat
            ),
            None,
        )
        if touched:
            kept[touched.column, touched.row] = _together(touched, group)
        else:
            kept[group.column, group.row] = group
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
    return Group(a.column, a.row, count, lat, lon, box, min(a.first, b.first), a.own + b.own)


def _whole(low: float, high: float, step: float) -> tuple[float, float]:
    first = low // step
    return first * step, (high // step + 1) * step
