"""The map of places on partners' sites: which places, drawn where, at what weight."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.geo import Point
from locations.choices import Network
from locations.framing.kept import shelf
from locations.map.drawing import HEIGHT, WIDTH, Ground, draw, numbers_words
from locations.map.ground import ground
from locations.models import Commune, Location, Organisation

ADDRESS = "/integration/carte/?partenaire=moulin"
NOTHING = Ground(land=[], limits=[], towns=[])


def make_place(**values: object) -> Location:
    number = Location.objects.count() + 1
    given = {"name": f"Lieu {number}", "slug": f"lieu-{number}", "town": "Grenoble", "departement": "38", "live": True}
    return Location.objects.create(
        **given | {"latitude": 45.18, "longitude": 5.72, "network": Network.PARTNER} | values
    )


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(datetime(2026, 3, 2, 9, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def moulin(db) -> Organisation:
    return Organisation.objects.create(name="Le Moulin", slug="moulin")


def names(response) -> list[str]:
    return [place.name for _number, place in response.context["places"]]


def test_it_shows_the_places_that_the_partner_runs(client, moulin):
    make_place(name="Annexe", operator=moulin, town="Voiron")
    make_place(name="Centre", operator=moulin)
    make_place(name="Brouillon", operator=moulin, live=False)
    make_place(name="Chez un autre")
    response = client.get(ADDRESS)

    assert names(response) == ["Centre", "Annexe"]
    assert 'href="/points-accueil/lieu-2/?via=moulin"' in response.content.decode()


def test_a_town_shows_the_networks_places_and_names_any(client, moulin):
    Commune.objects.create(code="38185", name="Grenoble", departement="38")
    make_place(name="Centre", operator=moulin, insee_code="38185")
    make_place(name="Autre", insee_code="38185")
    make_place(name="Annuaire", slug="annuaire", network=Network.DIRECTORY, insee_code="38185")
    make_place(name="Ailleurs", slug="ailleurs", operator=moulin, insee_code="38563")

    assert names(client.get(f"{ADDRESS}&commune=38185")) == ["Autre", "Centre"]
    assert names(client.get(f"{ADDRESS}&lieu=annuaire&lieu=ailleurs")) == ["Ailleurs", "Annuaire"]
    assert names(client.get(f"{ADDRESS}&lieu=annuaire&lieu=ailleurs&commune=38185")) == ["Annuaire"]


def test_what_nobody_knows_is_said(client, moulin):
    response = client.get(f"{ADDRESS}&lieu=rien&commune=99999")

    assert response.context["remarks"] == [
        "Nous ne connaissons pas «\xa0rien\xa0».",
        "Aucune commune n'a le code INSEE «\xa099999\xa0».",
    ]
    assert "Aucun lieu à montrer" in response.content.decode()


def test_places_without_a_point_or_far_overseas_are_listed_only(client, moulin):
    make_place(name="Un", operator=moulin)
    make_place(name="Deux", operator=moulin, longitude=5.8)
    make_place(name="Sans point", operator=moulin, latitude=None, longitude=None)
    make_place(name="Réunion", operator=moulin, departement="974", latitude=-20.9, longitude=55.4)
    response = client.get(ADDRESS)

    assert len(names(response)) == 4
    assert [pin.words for pin in response.context["drawing"].pins] == ["1", "4"]
    assert response.context["elsewhere_words"] == "2 lieux ne sont pas sur ce dessin."


def test_it_costs_the_same_with_one_and_with_thirty(client, moulin):
    def count() -> int:
        shelf.clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(ADDRESS).status_code == 200
        return len(queries)

    make_place(operator=moulin)
    with_one = count()
    for number in range(40):
        make_place(operator=moulin, latitude=43 + number / 6, longitude=number % 7)
    assert count() == with_one == 3


def test_the_heaviest_weighs_thirty_kilobytes(client, moulin):
    for number in range(40):
        make_place(
            name=f"Médiathèque départementale des Hauts-Plateaux {number}",
            address="128 avenue du Maréchal-de-Lattre-de-Tassigny",
            postcode="38000",
            opening_hours="Mo-Fr 09:00-17:00",
            operator=moulin,
            latitude=43 + number / 6,
            longitude=number % 7,
        )
    page = client.get(ADDRESS).content

    assert page.count(b'class="place"') == 30
    assert len(page) <= 30_000


# The drawing


@pytest.mark.parametrize(
    ("numbers", "words"), [([3], "3"), ([3, 4], "3–4"), ([3, 4, 5], "3–5"), ([3, 7], "3, 7"), ([1, 3, 7], "1, 3…")]
)
def test_a_sign_says_the_numbers_in_the_list(numbers, words):
    assert numbers_words(numbers) == words


def test_north_is_up_and_places_that_would_touch_are_one_sign():
    north, south, east = Point(46, 5), Point(45, 5), Point(45.5, 6)
    drawing = draw([(1, north), (2, south), (3, Point(45.01, 5.01)), (4, east)], NOTHING)

    assert [pin.words for pin in drawing.pins] == ["1", "2–3", "4"]
    first, second, third = drawing.pins
    assert first.x == second.x < third.x
    assert first.y < third.y < second.y
    assert all(12 < pin.x < WIDTH - 12 and 12 < pin.y < HEIGHT - 12 for pin in drawing.pins)


def test_a_degree_east_is_shorter_than_a_degree_north():
    # At 60° north, half as long (a degree of longitude is cos φ of one of latitude).
    here, north, east = draw([(1, Point(59.5, 5)), (2, Point(60.5, 5)), (3, Point(59.5, 6))], NOTHING).pins

    assert (east.x - here.x) / (here.y - north.y) == pytest.approx(0.5, abs=0.01)


def test_land_is_cut_at_the_edge_and_a_line_far_away_is_left_out():
    square = [(-50_000, 0), (50_000, 0), (50_000, 90_000), (-50_000, 90_000), (-50_000, 0)]
    near, far = [(4_900, 45_000), (5_100, 45_000)], [(40_000, 45_000), (40_100, 45_000)]
    drawing = draw([(1, Point(45, 5))], Ground(land=[square], limits=[near, far], towns=[]))

    assert drawing.land == f"M-20 -20l0 {HEIGHT + 40} {WIDTH + 40} 0 0-{HEIGHT + 40}z"
    assert drawing.limits.count("M") == 1


def test_towns_are_named_where_there_is_room_the_largest_first():
    towns = [("Grande", 5_050, 45_050), ("Cachée", 5_051, 45_050), ("Petite", 4_950, 44_950), ("Loin", 20_000, 45_000)]
    drawing = draw([(1, Point(45, 5))], Ground(land=[], limits=[], towns=towns))

    assert [(town.name, town.always) for town in drawing.towns] == [("Grande", True), ("Petite", True)]


def test_the_finders_own_outlines_are_read():
    drawing = draw([(1, Point(48.85, 2.35)), (2, Point(43.3, 5.4)), (3, Point(48.4, -4.5))], ground())

    assert len(drawing.towns) == 14
    assert 2_000 < len(drawing.land) + len(drawing.limits) < 12_000
