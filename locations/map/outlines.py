"""
The light outlines under the map: land, and the limits of départements, each drawn once. Pure.

Points are pairs of whole thousandths of a degree (longitude, latitude): about a hundred metres, a line's width.
A limit that two areas share is found by its segments being the same in both, so it is kept, and simplified, only once.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

Spot = tuple[int, int]
Line = list[Spot]
Edge = tuple[Spot, Spot]

FIRST_ZOOM, LAST_ZOOM = 5, 12
LETTER, LABEL_HEIGHT, AROUND = 8, 22, 14  # pixels


@dataclass(frozen=True, slots=True)
class Town:
    """A town that may be named on the map; its place in thousandths of a degree."""

    name: str
    population: int
    lon: int
    lat: int


def rounded(points: Iterable[Iterable[float]]) -> Line:
    """Degrees (longitude, latitude) as thousandths, without repeats in a row."""
    line: Line = []
    for longitude, latitude, *_height in points:
        spot = (round(longitude * 1000), round(latitude * 1000))
        if not line or line[-1] != spot:
            line.append(spot)
    return line


def land_and_limits(rings: Iterable[Line], tolerance: float) -> tuple[list[Line], list[Line]]:
    """
    The rings around all areas together, and the lines between them, simplified to ``tolerance`` thousandths.

    ``rings`` are closed (first point = last), one or more an area; neighbours have the same points along their limit.
    """
    count: Counter[Edge] = Counter()
    for ring in rings:
        count.update(_edge(a, b) for a, b in pairwise(ring) if a != b)
    nodes = _nodes(count)
    coast = [simplified(line, tolerance) for line in _chains({edge for edge in count if count[edge] == 1}, nodes)]
    limits = [simplified(line, tolerance) for line in _chains({edge for edge in count if count[edge] > 1}, nodes)]
    return [ring for ring in _sewn(coast) if len(ring) > 3], limits


def simplified(line: Line, tolerance: float) -> Line:
    """The line with fewer points, none of those left out further from it than ``tolerance`` (Douglas-Peucker)."""
    if len(line) < 3:
        return line
    if line[0] == line[-1]:
        # A ring has no ends to hold on to: its furthest point from the first is the second.
        far = max(range(len(line)), key=lambda rank: _square(line[0], line[rank]))
        return simplified(line[: far + 1], tolerance)[:-1] + simplified(line[far:], tolerance) if far else line[:1]
    kept = {0, len(line) - 1}
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        worst = max(range(first + 1, last), key=lambda rank: _away(line[rank], line[first], line[last]), default=first)
        if worst > first and _away(line[worst], line[first], line[last]) > tolerance**2:
            kept.add(worst)
            spans += [(first, worst), (worst, last)]
    return [line[rank] for rank in sorted(kept)]


def steps(line: Line) -> list[int]:
    """The line as one list: the first point, then how far each is from the one before (small numbers travel light)."""
    flat = [*line[0]]
    for (x0, y0), (x, y) in pairwise(line):
        flat += [x - x0, y - y0]
    return flat


def ranked(towns: Iterable[Town]) -> list[tuple[Town, int]]:
    """Each town and the zoom from which its name finds room beside those of larger towns; the lowest zoom first."""
    waiting = sorted(towns, key=lambda town: (-town.population, town.name, town.lon))
    named: list[tuple[Town, int]] = []
    for zoom in range(FIRST_ZOOM, LAST_ZOOM + 1):
        taken: defaultdict[tuple[int, int], list[tuple[float, float, float, float]]] = defaultdict(list)
        for town, _rank in named:
            _fits(town, zoom, taken)
        late = []
        for town in waiting:
            if zoom == LAST_ZOOM or _fits(town, zoom, taken):
                named.append((town, zoom))
            else:
                late.append(town)
        waiting = late
    return named


def _fits(town: Town, zoom: int, taken: defaultdict[tuple[int, int], list[tuple[float, float, float, float]]]) -> bool:
    """Whether a label has room at that zoom; if so, it takes it."""
    world = 256 * 2**zoom
    x = (town.lon / 1000 + 180) / 360 * world
    y = (0.5 - math.asinh(math.tan(math.radians(town.lat / 1000))) / (2 * math.pi)) * world
    box = (
        x - AROUND,
        y - AROUND - LABEL_HEIGHT / 2,
        x + AROUND + LETTER * len(town.name),
        y + AROUND + LABEL_HEIGHT / 2,
    )
    cells = [
        (column, row)
        for column in range(int(box[0] // 256), int(box[2] // 256) + 1)
        for row in range(int(box[1] // 256), int(box[3] // 256) + 1)
    ]
    for cell in cells:
        for other in taken[cell]:
            if box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]:
                return False
    for cell in cells:
        taken[cell].append(box)
    return True


def _edge(a: Spot, b: Spot) -> Edge:
    return (a, b) if a < b else (b, a)


def _nodes(count: Counter[Edge]) -> set[Spot]:
    """Where lines meet, or where a coast becomes a limit."""
    around: defaultdict[Spot, list[bool]] = defaultdict(list)
    for (a, b), times in count.items():
        around[a].append(times > 1)
        around[b].append(times > 1)
    return {spot for spot, kinds in around.items() if len(kinds) != 2 or kinds[0] != kinds[1]}


def _chains(edges: set[Edge], nodes: set[Spot]) -> list[Line]:
    """The edges as lines that run from node to node, and as rings where there is no node; in a fixed order."""
    ways: defaultdict[Spot, set[Spot]] = defaultdict(set)
    for a, b in edges:
        ways[a].add(b)
        ways[b].add(a)
    lines = []
    for start in [*sorted(nodes & ways.keys()), *sorted(ways.keys() - nodes)]:
        while ways[start]:
            line = [start]
            while True:
                step = min(ways[line[-1]])
                ways[line[-1]].discard(step)
                ways[step].discard(line[-1])
                line.append(step)
                if step in nodes or step == start or not ways[step]:
                    break
            lines.append(line)
    return lines


def _sewn(lines: list[Line]) -> list[Line]:
    """The lines joined end to end into rings."""
    ends: defaultdict[Spot, list[Line]] = defaultdict(list)
    rings = [line for line in lines if line[0] == line[-1]]
    for line in lines:
        if line[0] != line[-1]:
            ends[line[0]].append(line)
            ends[line[-1]].append(line)
    for first in lines:
        if first[0] == first[-1] or first not in ends[first[0]]:
            continue
        ring = first
        _take(ends, first)
        while ring[0] != ring[-1] and ends[ring[-1]]:
            following = ends[ring[-1]][0]
            _take(ends, following)
            ring = ring + (following if following[0] == ring[-1] else following[::-1])[1:]
        rings.append(ring)
    return rings


def _take(ends: defaultdict[Spot, list[Line]], line: Line) -> None:
    ends[line[0]].remove(line)
    ends[line[-1]].remove(line)


def _square(a: Spot, b: Spot) -> int:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def _away(spot: Spot, a: Spot, b: Spot) -> float:
    """How far a point is from the segment between two others, squared."""
    length = _square(a, b)
    if not length:
        return _square(spot, a)
    along = ((spot[0] - a[0]) * (b[0] - a[0]) + (spot[1] - a[1]) * (b[1] - a[1])) / length
    along = min(1.0, max(0.0, along))
    x, y = a[0] + along * (b[0] - a[0]), a[1] + along * (b[1] - a[1])
    return (spot[0] - x) ** 2 + (spot[1] - y) ** 2
