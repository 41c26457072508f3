"""
A small map drawn once, for pages that load nothing: land, limits, towns, and places under numbers. Pure.

Outlines and towns come in thousandths of a degree, as `locations.map.outlines` keeps them; what is drawn is in pixels,
as wide for a degree of longitude as it is at the middle of the map (equirectangular: over France, a line's width off).
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.geo import Point
from locations.map.outlines import simplified

WIDTH, HEIGHT = 640, 400  # pixels
SMALLEST = 220  # thousandths of a degree of latitude, about 24 km: around a single place, some towns are seen
AROUND = 0.12  # of the map's size, on each side of the places
SHORE, LIMIT = 1.3, 2.2  # pixels that a line may lie beside where it was
MOST_TOWNS, FEW_TOWNS = 14, 5
LETTER, LINE, NEAR = 7, 18, 34  # pixels: a letter's width, a label's height, signs that would touch
LARGER = 1.6  # names on a narrow screen, where the map is half as wide (static/css/embed.css)
INSIDE = 6  # pixels that a town's label keeps from the edge

Spot = tuple[float, float]
Line = Sequence[Spot]


@dataclass(frozen=True, slots=True)
class Ground:
    """What lies under: closed rings of land, limits, and towns (name, longitude, latitude), the largest first."""

    land: Sequence[Line]
    limits: Sequence[Line]
    towns: Sequence[tuple[str, float, float]]


@dataclass(frozen=True, slots=True)
class Pin:
    """Places that stand together, by their numbers in the list; `width` of the sign."""

    x: int
    y: int
    words: str
    width: int

    @property
    def half(self) -> int:
        """Half of its width."""
        return self.width // 2


@dataclass(frozen=True, slots=True)
class Label:
    """A town; its name stands to the right of its point. `always`: it has room on a narrow screen too."""

    x: int
    y: int
    name: str
    always: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """The map: two paths, names and signs."""

    land: str
    limits: str
    towns: list[Label]
    pins: list[Pin]
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class View:
    """What is seen: its middle, and how many pixels a thousandth of a degree of latitude takes."""

    lon: float
    lat: float
    scale: float
    flatter: float

    def at(self, spot: Spot) -> Spot:
        """Return where a spot falls, in pixels."""
        return (
            WIDTH / 2 + (spot[0] - self.lon) * self.flatter * self.scale,
            HEIGHT / 2 - (spot[1] - self.lat) * self.scale,
        )


def view_of(points: Sequence[Point]) -> View:
    """Return what shows all of these points (one at least)."""
    lons, lats = [point.lon * 1000 for point in points], [point.lat * 1000 for point in points]
    lon, lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
    flatter = max(0.1, math.cos(math.radians(lat / 1000)))
    high = max(max(lats) - min(lats), SMALLEST)
    wide = max((max(lons) - min(lons)) * flatter, SMALLEST)
    return View(lon, lat, min(HEIGHT / high, WIDTH / wide) * (1 - 2 * AROUND), flatter)


def draw(numbered: Iterable[tuple[int, Point]], ground: Ground) -> Drawing:
    """Return the map of these places, each with its number in the list."""
    numbered = list(numbered)
    view = view_of([point for _number, point in numbered])
    pins = _pins([(number, view.at((point.lon * 1000, point.lat * 1000))) for number, point in numbered])
    return Drawing(
        land="".join(_path(_clipped(list(map(view.at, ring))), SHORE, closed=True) for ring in ground.land),
        limits="".join(
            _path(part, LIMIT) for line in ground.limits for part in _seen([view.at(spot) for spot in line])
        ),
        towns=_labels([(name, view.at((lon, lat))) for name, lon, lat in ground.towns], pins),
        pins=pins,
    )


def numbers_words(numbers: Sequence[int]) -> str:
    """Return "3", "3–5", "3, 7", "3, 7…": the numbers of places that one sign stands for."""
    first, last = numbers[0], numbers[-1]
    if len(numbers) == 1:
        return str(first)
    if last - first == len(numbers) - 1:
        return f"{first}–{last}"
    return ", ".join(map(str, numbers[:2])) + ("…" if len(numbers) > 2 else "")


def _pins(numbered: Sequence[tuple[int, Spot]]) -> list[Pin]:
    groups: list[tuple[Spot, list[int]]] = []
    for number, (x, y) in numbered:
        near = next((group for group in groups if abs(group[0][0] - x) < NEAR and abs(group[0][1] - y) < NEAR), None)
        if near:
            near[1].append(number)
        else:
            groups.append(((x, y), [number]))
    found = [(spot, numbers_words(sorted(numbers))) for spot, numbers in groups]
    return [Pin(round(x), round(y), words, 24 if len(words) < 3 else 12 + 8 * len(words)) for (x, y), words in found]


def _labels(towns: Sequence[tuple[str, Spot]], pins: Sequence[Pin]) -> list[Label]:
    """Return the largest towns whose names find room, those first that have room however narrow the screen."""
    few = _placed(towns, pins, FEW_TOWNS, larger=LARGER)
    many = _placed([*few, *towns], pins, MOST_TOWNS)
    return [Label(round(x), round(y), name, (name, (x, y)) in few) for name, (x, y) in many]


def _placed(
    towns: Sequence[tuple[str, Spot]], pins: Sequence[Pin], most: int, *, larger: float = 1
) -> list[tuple[str, Spot]]:
    taken = [
        (pin.x - pin.half * larger, pin.y - 12 * larger, pin.x + pin.half * larger, pin.y + 12 * larger) for pin in pins
    ]
    found: list[tuple[str, Spot]] = []
    for name, (x, y) in towns:
        box = (x - 4, y - LINE / 2 * larger, x + (8 + LETTER * len(name)) * larger, y + LINE / 2 * larger)
        inside = box[0] > INSIDE and box[1] > INSIDE and box[2] < WIDTH - INSIDE and box[3] < HEIGHT - INSIDE
        if inside and not any(
            box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in taken
        ):
            taken.append(box)
            found.append((name, (x, y)))
            if len(found) == most:
                break
    return found


def _path(line: Line, tolerance: float, *, closed: bool = False) -> str:
    """Return the line in whole pixels, each point from the one before; "" for what is too small to be seen."""
    spots = [(round(x), round(y)) for x, y in line]
    kept = simplified([spot for spot, before in zip(spots, [None, *spots], strict=False) if spot != before], tolerance)
    if len(kept) < (3 if closed else 2):
        return ""
    steps = " ".join(f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(kept))
    return f"M{kept[0][0]} {kept[0][1]}l{steps.replace(' -', '-')}{'z' if closed else ''}"


EDGES = ((0, -20.0, 1), (0, WIDTH + 20.0, -1), (1, -20.0, 1), (1, HEIGHT + 20.0, -1))
"""Just outside of what is seen: axis, where, and on which side one stays. A shore that is cut shows no line."""


def _clipped(ring: Line) -> Line:
    """Return what of the ring lies within (Sutherland-Hodgman)."""
    for axis, edge, side in EDGES:
        if not ring:
            return []
        kept: list[Spot] = []
        for a, b in zip([ring[-1], *ring], ring, strict=False):
            a_in, b_in = (a[axis] - edge) * side >= 0, (b[axis] - edge) * side >= 0
            if a_in != b_in:
                along = (edge - a[axis]) / (b[axis] - a[axis])
                kept.append((a[0] + (b[0] - a[0]) * along, a[1] + (b[1] - a[1]) * along))
            if b_in:
                kept.append(b)
        ring = kept
    return ring


def _seen(line: Line) -> list[Line]:
    """Return the parts of a line that come near what is seen."""
    parts: list[list[Spot]] = []
    last_drawn = False
    for a, b in pairwise(line):
        drawn = all((max if side > 0 else min)(a[axis], b[axis]) * side >= edge * side for axis, edge, side in EDGES)
        if drawn and last_drawn:
            parts[-1].append(b)
        elif drawn:
            parts.append([a, b])
        last_drawn = drawn
    return list(parts)
