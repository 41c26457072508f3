"""The grid of the map, and which of its groups become one. Pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.geo import Box
from locations.map.clusters import MOST_CELLS, Grid, Group, grid_for, merged

FRANCE = Box(41.0, 51.5, -6.0, 10.0)
FIJI = Box(-20.0, -10.0, 170.0, -170.0)
WORLD = Box(-90.0, 90.0, -180.0, 180.0)


def group(column: int, row: int, count: int, lat: float, lon: float, first: int = 1) -> Group:
    return Group(column, row, count, lat, lon, Box(lat, lat, lon, lon), first)


def test_a_cell_is_forty_pixels_wide_whatever_the_zoom() -> None:
    assert [Grid(zoom).width * 256 * 2**zoom / 360 for zoom in (0, 6, 19)] == [40, 40, 40]


@pytest.mark.parametrize("box", [FRANCE, FIJI, WORLD, Box(45.1, 45.1, 5.7, 5.7)])
@pytest.mark.parametrize("zoom", [0, 6, 13, 22])
def test_a_box_never_touches_more_cells_than_may_be_answered(box: Box, zoom: int) -> None:
    grid = grid_for(box, zoom)
    assert grid.zoom <= zoom
    assert sum(grid.cells(part) for part in box.parts()) <= MOST_CELLS


def test_the_box_of_a_screen_keeps_the_zoom_asked_for() -> None:
    assert grid_for(Box(45.15, 45.21, 5.68, 5.766), 13).zoom == 13


@given(
    south=st.floats(-85, 84), west=st.floats(-180, 178), height=st.floats(0.001, 1), width=st.floats(0.001, 2),
    zoom=st.integers(0, 19),
)  # fmt: skip
def test_a_box_grows_to_whole_cells_and_never_shrinks(
    south: float, west: float, height: float, width: float, zoom: int
) -> None:
    box = Box(south, south + height, west, west + width)
    around = Grid(zoom).around(box)
    assert around.south <= box.south
    assert around.north >= box.north
    assert around.west <= box.west
    assert around.east >= box.east
    assert Grid(zoom).around(around).south <= around.south


def test_groups_that_would_touch_become_one_between_them() -> None:
    width = Grid(10).width
    [one] = merged([group(0, 0, 3, 45.0, 5.0, 8), group(1, 0, 1, 45.0, 5.0 + width / 2, 4)], Grid(10))
    assert (one.count, one.first, one.key) == (4, 4, "0-0")
    assert one.lon == pytest.approx(5.0 + width / 8)
    assert one.box == Box(45.0, 45.0, 5.0, 5.0 + width / 2)


def test_groups_that_stand_apart_stay_two() -> None:
    width = Grid(10).width
    apart = [group(0, 0, 3, 45.0, 5.0), group(1, 0, 1, 45.0, 5.0 + width * 1.2)]
    assert merged(apart, Grid(10)) == apart


@given(st.lists(st.tuples(st.floats(44, 46), st.floats(4, 6), st.integers(1, 9)), max_size=60))
def test_no_place_is_lost_and_no_two_signs_cover_each_other(spots: list[tuple[float, float, int]]) -> None:
    grid = Grid(8)
    groups = {
        (int((lon + 180) // grid.width), int((lat + 90) // grid.height)): (lat, lon, count) for lat, lon, count in spots
    }
    made = merged([group(*cell, count, lat, lon) for cell, (lat, lon, count) in groups.items()], grid)
    assert sum(one.count for one in made) == sum(count for *_where, count in groups.values())
    near = grid.width * 44 / 40
    assert [
        (a.key, b.key)
        for rank, a in enumerate(made)
        for b in made[rank + 1 :]
        if abs(a.lon - b.lon) < near * 0.99 and abs(a.lat - b.lat) < near * 0.6
    ] == []
