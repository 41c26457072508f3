import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.geo import (
    EARTH_RADIUS_M,
    Box,
    InvalidPoint,
    Point,
    at_least_m,
    box_around,
    haversine_m,
    lon_weight,
    parse_point,
)

PARIS = Point(48.8566, 2.3522)
LYON = Point(45.7640, 4.8357)


def test_distances():
    assert haversine_m(PARIS, PARIS) == 0
    assert round(haversine_m(PARIS, LYON)) == 391_499
    assert haversine_m(Point(0, 0), Point(0, 1)) == pytest.approx(EARTH_RADIUS_M * math.pi / 180)
    assert haversine_m(Point(0, 0), Point(0, 180)) == pytest.approx(EARTH_RADIUS_M * math.pi)
    assert haversine_m(Point(90, 0), Point(-90, 77)) == pytest.approx(EARTH_RADIUS_M * math.pi)


@pytest.mark.parametrize(
    ("lat", "lon"),
    [(90.1, 0), (-91, 0), (0, 180.5), (0, -181), (math.nan, 0), (0, math.nan), (math.inf, 0)],
)
def test_what_is_not_on_earth_is_refused(lat, lon):
    with pytest.raises(InvalidPoint):
        Point(lat, lon)


@pytest.mark.parametrize("text", ["", "abc", "nan", "1e999", "48,85,1", "95"])
def test_what_is_not_a_number_is_refused(text):
    with pytest.raises(InvalidPoint):
        parse_point(text, "2.35")


def test_a_point_is_read_with_a_point_or_a_comma():
    assert parse_point("48.8566", "2,3522") == PARIS


def test_a_box_across_the_antimeridian_has_two_parts():
    box = box_around(Point(-17, 179.99), 10_000)
    assert box.west > box.east
    assert [(part.west <= part.east) for part in box.parts()] == [True, True]
    assert box.holds(Point(-17, -179.95))
    assert box.holds(Point(-17, 180))
    assert box.holds(Point(-17, -180))
    assert not box.holds(Point(-17, 0))


def test_a_box_that_holds_a_pole_has_every_meridian():
    box = box_around(Point(89.99, 10), 5_000)
    assert (box.north, box.west, box.east) == (90, -180, 180)
    assert Box(-90, 90, -180, 180) == box_around(PARIS, EARTH_RADIUS_M * math.pi)


anywhere = st.builds(
    Point,
    st.one_of(st.floats(-90, 90), st.sampled_from([-90.0, -89.999, 0.0, 89.999, 90.0])),
    st.one_of(st.floats(-180, 180), st.sampled_from([-180.0, -179.999, 0.0, 179.999, 180.0])),
)
# Each centre is a place where there are French people, some on the other side of the date line.
CENTRES = [
    PARIS,
    Point(14.6161, -61.0588),  # Fort-de-France
    Point(-20.8789, 55.4481),  # Saint-Denis
    Point(-22.2758, 166.4580),  # Nouméa
    Point(-13.2825, -176.1736),  # Mata-Utu
    Point(-17.5350, -149.5696),  # Papeete
    Point(46.7811, -56.1764),  # Saint-Pierre
]
# A lattice, so that coordinates come twice and distances are equal.
around = st.builds(
    lambda centre, north, east: Point(centre.lat + north / 100, centre.lon + east / 100),
    st.sampled_from(CENTRES),
    st.integers(-12, 12),
    st.integers(-12, 12),
)
points = st.one_of(anywhere, around)


@given(centre=points, other=points, radius_m=st.floats(0, 21_000_000))
def test_a_box_holds_everything_within_its_radius(centre, other, radius_m):
    if haversine_m(centre, other) <= radius_m:
        assert box_around(centre, radius_m).holds(other)


@given(centre=points, radius_m=st.floats(1, 2_000_000), bearing=st.floats(0, 2 * math.pi))
def test_a_box_holds_the_circle_it_is_drawn_around(centre, radius_m, bearing):
    angle = radius_m / EARTH_RADIUS_M
    lat, lon = math.radians(centre.lat), math.radians(centre.lon)
    sine = math.sin(lat) * math.cos(angle) + math.cos(lat) * math.sin(angle) * math.cos(bearing)
    on_lat = math.asin(max(-1, min(1, sine)))
    on_lon = lon + math.atan2(
        math.sin(bearing) * math.sin(angle) * math.cos(lat),
        math.cos(angle) - math.sin(lat) * math.sin(on_lat),
    )
    on_circle = Point(math.degrees(on_lat), (math.degrees(on_lon) + 180) % 360 - 180)
    # These formulae are a few centimetres wrong near the poles: measure what they gave.
    assert box_around(centre, max(radius_m, haversine_m(centre, on_circle))).holds(on_circle)


@given(here=points, there=points)
def test_what_is_far_on_a_flat_map_is_not_near_in_truth(here, there):
    metres = haversine_m(here, there)
    box = box_around(here, metres)
    if box.west <= box.east:
        flat = (there.lat - here.lat) ** 2 + lon_weight(here) * (there.lon - here.lon) ** 2
        assert at_least_m(flat, here, box) <= metres
    if metres < 50_000 and abs(here.lat) < 60 and box.west <= box.east:
        assert at_least_m(flat, here, box) >= 0.9 * metres  # and the bound is of use
