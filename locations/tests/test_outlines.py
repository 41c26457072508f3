"""Our own outlines: shared limits once, fewer points, names where they have room."""

import json
from itertools import pairwise
from pathlib import Path

from locations.map.outlines import Town, land_and_limits, ranked, rounded, simplified, steps

LEFT = [(0, 0), (0, 10), (10, 10), (10, 5), (10, 0), (0, 0)]
RIGHT = [(10, 0), (10, 5), (10, 10), (20, 10), (20, 0), (10, 0)]
FILE = Path(__file__).parents[2] / "static" / "img" / "fond-de-carte.json"


def test_degrees_become_thousandths_without_repeats() -> None:
    assert rounded([(2.34567, 48.8), (2.3457, 48.8), (2.4, 48.9)]) == [(2346, 48800), (2400, 48900)]


def test_a_limit_between_two_areas_is_drawn_once_and_the_coast_around_both() -> None:
    land, limits = land_and_limits([LEFT, RIGHT], 0.5)
    assert limits == [[(10, 0), (10, 10)]]
    [ring] = land
    assert ring[0] == ring[-1]
    assert set(ring) == {(0, 0), (0, 10), (10, 10), (20, 10), (20, 0), (10, 0)}


def test_an_island_stays_a_ring() -> None:
    island = [(50, 50), (50, 60), (60, 60), (60, 50), (50, 50)]
    land, limits = land_and_limits([LEFT, island], 0.5)
    assert limits == []
    assert sorted(len(ring) for ring in land) == [5, 5]
    assert all(ring[0] == ring[-1] for ring in land)


def test_a_line_keeps_what_stands_out_and_loses_what_does_not() -> None:
    assert simplified([(0, 0), (5, 1), (10, 0), (15, 9), (20, 0)], 2) == [(0, 0), (10, 0), (15, 9), (20, 0)]


def test_a_line_is_told_as_steps() -> None:
    assert steps([(2346, 48800), (2400, 48900), (2399, 48905)]) == [2346, 48800, 54, 100, -1, 5]


def test_the_larger_of_two_neighbours_is_named_from_further_away() -> None:
    large, small = Town("Grenoble", 158_000, 5715, 45184), Town("Échirolles", 37_000, 5718, 45147)
    ranks = dict(ranked([small, large]))
    assert ranks[large] == 5
    assert ranks[small] > 8


def test_the_file_holds_france_where_it_is_overseas_too_and_weighs_little() -> None:
    drawing = json.loads(FILE.read_text(encoding="utf-8"))
    first = [ring[:2] for ring in drawing["terre"]]
    for west, east, south, north in (
        (-5_200, 9_700, 41_300, 51_200), (-62_000, -60_700, 14_300, 16_600), (-54_700, -51_500, 2_000, 6_000),
        (45_000, 45_400, -13_100, -12_600), (55_100, 55_900, -21_500, -20_800),
    ):  # fmt: skip
        assert any(west <= x <= east and south <= y <= north for x, y in first), (west, south)
    assert {name for name, *_where in drawing["villes"]} >= {
        "Paris",
        "Grenoble",
        "Cayenne",
        "Mamoudzou",
        "Saint-Pierre",
    }
    ranks = [rank for *_town, rank in drawing["villes"]]
    assert all(a <= b for a, b in pairwise(ranks))
    assert FILE.stat().st_size < 150_000
