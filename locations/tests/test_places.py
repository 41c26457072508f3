"""The nearest places, held against measuring every one."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries

from core.geo import Point, haversine_m
from locations.finder.facets import Wanted, facets_of
from locations.models import Closure, Location
from locations.selectors.places import nearest_places, open_state
from locations.services.hours import recompute_all_intervals
from locations.tests.factories import make_place

GRENOBLE = Point(45.18423, 5.71554)
MONDAY_TEN = datetime(2026, 11, 23, 9, tzinfo=UTC)  # 10 h in Grenoble

# France, Corsica, the Antilles, Guyane, La Réunion, Mayotte, and three territories beside the antimeridian.
REGIONS = [
    (42.0, 51.0, -4.5, 8.0), (41.4, 43.0, 8.5, 9.6), (14.4, 16.5, -61.8, -60.8), (2.2, 5.7, -54.5, -51.7),
    (-21.4, -20.9, 55.2, 55.8), (-13.0, -12.6, 45.0, 45.3), (-22.7, -19.6, 163.6, 168.1),
    (-17.9, -17.5, -149.9, -149.1),
    (-14.4, -13.2, -178.2, -176.1), (-5.0, 5.0, 179.0, 180.0), (-5.0, 5.0, -180.0, -179.0),
]  # fmt: skip


def scatter(count: int) -> None:
    chance = random.Random(20261123)
    rows = []
    for number in range(count):
        south, north, west, east = REGIONS[0 if number % 2 else number % len(REGIONS)]
        rows.append(
            Location(
                name=f"Lieu {number}",
                slug=f"lieu-{number}",
                town="Ville",
                standard_id=f"s-{number}",
                # A coarse grid, so that some stand on one point: the order must be stable.
                latitude=round(chance.uniform(south, north), 1),
                longitude=round(chance.uniform(west, east), 1),
                services=["aide-aux-demarches-administratives"] if number % 3 else [],
                live=number % 11 != 0,
                status="closed" if number % 13 == 0 else "open",
            )
        )
    for row in rows:
        row.facets = facets_of(row)
    Location.objects.bulk_create(rows)


def by_measuring_all(
    shown: list[Location], point: Point, k: int, within_m: float, service: str | None
) -> list[tuple[str, int]]:
    measured = [
        (haversine_m(point, Point(place.latitude, place.longitude)), place.pk, place.slug)
        for place in shown
        if service is None or service in place.services
    ]
    return [(slug, round(metres)) for metres, _pk, slug in sorted(measured) if metres <= within_m][:k]


class NearestEqualsMeasuringAll(TestCase):
    shown: list[Location]

    @classmethod
    def setUpTestData(cls) -> None:
        scatter(600)
        cls.shown = [place for place in Location.objects.all() if place.live and place.status == "open"]

    @settings(max_examples=60)
    @given(
        lat=st.floats(-90, 90),
        lon=st.floats(-180, 180),
        k=st.integers(1, 60),
        within_m=st.sampled_from([1_000.0, 50_000.0, 700_000.0, float("inf")]),
        service=st.sampled_from([None, "aide-aux-demarches-administratives", "loisirs-et-creations-numeriques"]),
        region=st.sampled_from([None, *REGIONS]),
    )
    def test_for_any_point(
        self,
        lat: float,
        lon: float,
        k: int,
        within_m: float,
        service: str | None,
        region: tuple[float, float, float, float] | None,
    ) -> None:
        if region:
            south, north, west, east = region
            lat, lon = south + (lat + 90) / 180 * (north - south), west + (lon + 180) / 360 * (east - west)
        wanted = Wanted(services=(service,) if service else ())
        point = Point(lat, lon)
        found = nearest_places(point, k, now=MONDAY_TEN, wanted=wanted, within_m=within_m)
        expected = by_measuring_all(self.shown, point, k, within_m, service)
        assert [(place.location.slug, round(place.distance_m)) for place in found] == expected


pytestmark = pytest.mark.django_db


def slugs(**wanted: object) -> list[str]:
    found = nearest_places(GRENOBLE, 10, now=MONDAY_TEN, wanted=Wanted(**wanted))  # type: ignore[arg-type]
    return [place.location.name for place in found]


def test_only_what_is_published_receives_and_leads_its_group_is_shown() -> None:
    shown = make_place(name="montré")
    make_place(name="brouillon", live=False)
    make_place(name="fermé", status="closed")
    make_place(name="doublon", duplicate_of=shown)
    make_place(name="bientôt", status="soon", latitude=45.3)
    assert slugs() == ["montré", "bientôt"]


def test_filters_of_one_kind_mean_or_and_kinds_together_mean_and() -> None:
    make_place(name="a", services=["loisirs-et-creations-numeriques"], audiences=["seniors"])
    make_place(name="b", latitude=45.2, services=["utilisation-securisee-du-numerique"], network="partenaire")
    assert slugs(services=("loisirs-et-creations-numeriques", "utilisation-securisee-du-numerique")) == ["a", "b"]
    assert slugs(services=("utilisation-securisee-du-numerique",), audiences=("seniors",)) == []
    assert slugs(audiences=("seniors", "femmes")) == ["a"]
    assert slugs(networks=("partenaire", "emmaus")) == ["b"]


@pytest.mark.parametrize("after", [timedelta(0), timedelta(days=70)])
def test_open_at_a_moment_whether_the_table_tells_it_or_the_hours_do(after: timedelta) -> None:
    make_place(name="ouvert")
    make_place(name="l'après-midi", opening_hours="Mo-Fr 14:00-17:00")
    make_place(name="sur rendez-vous", opening_hours='Mo-Fr 09:00-12:00 "sur rendez-vous"')
    make_place(name="inconnu", opening_hours="")
    shut = make_place(name="en congés")
    Closure.objects.create(location=shut, first_day=date(2026, 11, 20), last_day=date(2027, 3, 1))
    recompute_all_intervals(now=MONDAY_TEN)
    assert slugs(open_at=MONDAY_TEN + after) == ["ouvert"]


def test_a_place_overseas_is_open_by_its_own_clock() -> None:
    reunion = make_place(postcode="97400", insee_code="97411", opening_hours="Mo 12:00-14:00")
    assert open_state(reunion, MONDAY_TEN).kind == "open"  # 9 h UTC is 13 h there


@pytest.mark.parametrize(("rows", "queries"), [(1, 3), (30, 3)])
def test_the_number_of_queries_is_known(
    rows: int, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # Few places are looked for ever further: 4 km, a wide box, the world; many are found at once.
    for _number in range(rows):
        make_place()
    with django_assert_num_queries(queries):
        assert len(nearest_places(GRENOBLE, 10, now=MONDAY_TEN)) == min(rows, 10)
