"""Places in a part of the map, those that stand together counted as one: bounded, in a fixed number of queries."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Avg, BigIntegerField, Count, F, Func, Max, Min, Q, QuerySet, Sum

from core.geo import Box
from locations.choices import Network
from locations.finder.facets import BITS, Wanted
from locations.map.clusters import Grid, Group, grid_for, merged
from locations.models import Location
from locations.selectors.openings import in_table, inside, open_places
from locations.selectors.places import load, shown_places

SPOT = 0.0002  # degrees, about 20 m: places that no zoom tells apart are named together
MOST_AT_A_SPOT = 12
MOST_SPOTS = 40
MOST_HOURS_READ = 1_000
OWN = BITS["reseau"][Network.ACCESS_POINT]
MOST_ROWS = 2**26  # more than the finest grid has, from pole to pole


@dataclass(frozen=True, slots=True)
class OnMap:
    """
    Places that stand alone, groups, and groups of which every place is named because no zoom would part them.

    ``total`` counts all of them; ``too_many`` says that hours would have to be read for more places than a request may.
    """

    total: int = 0
    alone: list[Location] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    spots: list[tuple[Group, list[Location]]] = field(default_factory=list)
    too_many: bool = False


def places_on_map(box: Box, zoom: int, *, wanted: Wanted, now: datetime) -> OnMap:
    """The shown places inside the box, grown to whole cells of the grid; at most `MOST_CELLS` signs in all."""
    grid = grid_for(box, zoom)
    parts = [grid.around(part) for part in box.parts()]
    places = shown_places(wanted, now=now).filter(in_boxes(parts)).order_by()
    if wanted.open_at and not in_table(wanted.open_at, now=now):
        if places.count() > MOST_HOURS_READ:
            return OnMap(too_many=True)
        places = places.filter(pk__in=open_places(map(inside, parts), wanted.open_at, now=now))
    return grouped(places, grid)


def grouped(places: QuerySet[Location], grid: Grid) -> OnMap:
    """These places, unordered, those that stand together as one."""
    groups = merged(_groups(places, grid), grid)
    alone = [group.first for group in groups if group.count == 1]
    spots = [group for group in groups if 1 < group.count <= MOST_AT_A_SPOT and _is_spot(group)][:MOST_SPOTS]
    at_spots = places.filter(in_boxes([group.box for group in spots])).values_list("pk", flat=True)
    together = list(at_spots) if spots else []
    found = load(Q(pk__in=[*alone, *together]))
    return OnMap(
        total=sum(group.count for group in groups),
        alone=[found[key] for key in alone if key in found],
        groups=[group for group in groups if group.count > 1 and group not in spots],
        spots=[
            (group, [found[key] for key in together if key in found and _holds(group, found[key])]) for group in spots
        ],
    )


class _Whole(Func):
    """The whole part of a number that is not negative (SQLite's own FLOOR would be called back in Python)."""

    function = "FLOOR"
    output_field = BigIntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="CAST(%(expressions)s AS INTEGER)", **context)


def _groups(places: QuerySet[Location], grid: Grid) -> list[Group]:
    """One row a cell, of one number: grouping by two takes twice as long. The index holds all that is read."""
    column = _Whole((F("longitude") + 180.0) / grid.width)
    row = _Whole((F("latitude") + 90.0) / grid.height)
    told = places.values(cell=column * MOST_ROWS + row).annotate(
        count=Count("pk"), lat=Avg("latitude"), lon=Avg("longitude"),
        south=Min("latitude"), north=Max("latitude"), west=Min("longitude"), east=Max("longitude"),
        first=Min("pk"), own=Sum(F("facets").bitand(OWN)),
    )  # fmt: skip
    return [
        Group(
            *divmod(int(cell["cell"]), MOST_ROWS), cell["count"], cell["lat"], cell["lon"],
            Box(cell["south"], cell["north"], cell["west"], cell["east"]), cell["first"],
            int(cell["own"]) // OWN,
        )
        for cell in told
    ]  # fmt: skip


def in_boxes(boxes: list[Box]) -> Q:
    """Those inside one of the boxes; all of them for no box."""
    where = Q()
    for box in boxes:
        where |= Q(latitude__range=(box.south, box.north), longitude__range=(box.west, box.east))
    return where


def _is_spot(group: Group) -> bool:
    return group.box.north - group.box.south < SPOT and group.box.east - group.box.west < SPOT


def _holds(group: Group, place: Location) -> bool:
    box = group.box
    return (
        place.latitude is not None
        and place.longitude is not None
        and box.south <= place.latitude <= box.north
        and box.west <= place.longitude <= box.east
    )
