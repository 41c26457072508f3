"""The places of a part of the map: all of them, counted once, as GeoJSON."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from locations.choices import Network
from locations.models import Closure
from locations.services.hours import recompute_all_intervals
from locations.tests.factories import make_place

pytestmark = pytest.mark.django_db

GRENOBLE = {"ouest": 5.68, "est": 5.76, "sud": 45.15, "nord": 45.21, "zoom": 13}
FRANCE = {"ouest": -6, "est": 10, "sud": 41, "nord": 51.5, "zoom": 6}
MONDAY_TEN = datetime(2026, 11, 23, 9, tzinfo=UTC)  # 10 h in Grenoble

Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def ask(client: Client) -> Ask:
    """Ask for a box and check what every answer must be: GeoJSON of which the counts add up to the total."""

    def ask_(box: dict[str, float], **more: object) -> dict[str, Any]:
        response = client.get("/api/v1/carte", {**box, **more})
        assert response.status_code == 200, response.content
        answer = response.json()
        assert answer["type"] == "FeatureCollection"
        assert sum(feature["properties"].get("nombre", 1) for feature in answer["features"]) == answer["total"]
        assert len(answer["features"]) <= 300
        return answer

    return ask_


def names(answer: dict[str, Any]) -> list[str]:
    return sorted(feature["properties"]["nom"] for feature in answer["features"] if "nom" in feature["properties"])


def counts(answer: dict[str, Any]) -> list[int]:
    return sorted(feature["properties"].get("nombre", 1) for feature in answer["features"])


@time_machine.travel(MONDAY_TEN, tick=False)
def test_a_place_alone_says_what_its_popup_and_its_sign_need(ask: Ask) -> None:
    make_place(name="France Services de Vizille", network=Network.PARTNER, facts_date=date(2026, 6, 1))
    [feature] = ask(GRENOBLE, lat=45.185, lon=5.72)["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [5.71554, 45.18423]}
    told = feature["properties"]
    assert told.pop("adresse").endswith("rue de la Paix, 38000 Grenoble")
    assert told == {
        "lieu": "france-services-de-vizille-grenoble",
        "nom": "France Services de Vizille",
        "url": "/points-accueil/france-services-de-vizille-grenoble/",
        "reseau": "partenaire",
        "reseau_mots": "Lieu partenaire",
        "etat": "open",
        "etat_mots": "Ouvert, ferme à 12 h",
        "telephone": "+33476000000",
        "telephone_mots": "04 76 00 00 00",
        "distance_m": 360,
        "distance": "à 360 m",
    }


def test_without_a_position_no_distance_is_told(ask: Ask) -> None:
    make_place()
    [feature] = ask(GRENOBLE)["features"]
    assert (feature["properties"]["distance_m"], feature["properties"]["distance"]) == (None, "")


def test_places_apart_stand_alone_and_those_together_are_counted(ask: Ask) -> None:
    make_place(name="Seul", latitude=45.205)
    for step in range(3):
        make_place(latitude=45.16 + step / 5000)
    near, far = ask(GRENOBLE), ask(FRANCE)
    assert (names(near), counts(near)) == (["Seul"], [1, 3])
    assert (names(far), counts(far)) == ([], [4])
    [group] = [feature["properties"] for feature in near["features"] if "nombre" in feature["properties"]]
    assert group["etendue"] == [5.71554, 45.16, 5.71554, 45.1604]
    assert group["lieux"] == []


def test_a_group_tells_how_many_of_ours_it_holds(ask: Ask) -> None:
    make_place(network=Network.ACCESS_POINT)
    make_place(latitude=45.19)
    [feature] = ask(FRANCE)["features"]
    assert (feature["properties"]["nombre"], feature["properties"]["points"]) == (2, 1)


def test_places_that_no_zoom_parts_are_named_together(ask: Ask) -> None:
    make_place(name="Mairie")
    make_place(name="Bibliothèque", latitude=45.18424)
    make_place(name="Cachée", live=False)
    [feature] = ask({**GRENOBLE, "zoom": 19})["features"]
    assert sorted(place["nom"] for place in feature["properties"]["lieux"]) == ["Bibliothèque", "Mairie"]


def test_drafts_closed_places_and_those_elsewhere_are_not_there(ask: Ask) -> None:
    first = make_place(name="Là")
    make_place(name="Brouillon", live=False)
    make_place(name="Fermé", status="closed")
    make_place(name="Double", duplicate_of=first)
    make_place(name="Sans point", latitude=None, longitude=None)
    make_place(name="Ailleurs", latitude=48.85, longitude=2.35)
    assert names(ask(GRENOBLE)) == ["Là"]


def test_the_filters_of_the_finder_hold(ask: Ask) -> None:
    make_place(name="Démarches", latitude=45.16, network=Network.PARTNER)
    make_place(name="Internet", latitude=45.20, services=["acces-internet-et-materiel-informatique"], fees=["gratuit"])
    assert names(ask(GRENOBLE, service="acces-internet-et-materiel-informatique")) == ["Internet"]
    assert names(ask(GRENOBLE, reseau="partenaire")) == ["Démarches"]
    assert names(ask(GRENOBLE, reseau=["partenaire", "annuaire"])) == ["Démarches", "Internet"]
    assert names(ask(GRENOBLE, frais="gratuit")) == ["Internet"]
    assert names(ask(GRENOBLE, departement="75")) == []
    # What only the list understands is left aside, as an unknown value is there.
    assert names(ask(GRENOBLE, q="Lille", rayon="2", page="3", service="inconnu")) == ["Démarches", "Internet"]


@time_machine.travel(MONDAY_TEN, tick=False)
def test_open_now_and_open_some_other_day(ask: Ask) -> None:
    make_place(name="Le lundi", latitude=45.16, opening_hours="Mo 09:00-12:00")
    closed = make_place(name="Le mardi", latitude=45.20, opening_hours="Tu 09:00-12:00")
    Closure.objects.create(location=closed, first_day=date(2027, 3, 2), last_day=date(2027, 3, 2))
    recompute_all_intervals(now=MONDAY_TEN)
    assert names(ask(GRENOBLE, ouvert="maintenant")) == ["Le lundi"]
    assert names(ask(GRENOBLE, ouvert="2026-11-24T10:00")) == ["Le mardi"]
    assert names(ask(GRENOBLE, ouvert="2027-03-01T10:00")) == ["Le lundi"]
    assert names(ask(GRENOBLE, ouvert="2027-03-02T10:00")) == []
    assert names(ask(GRENOBLE, ouvert="2027-03-09T10:00")) == ["Le mardi"]


def test_too_many_hours_to_read_are_said(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locations.selectors.on_map.MOST_HOURS_READ", 1)
    make_place()
    make_place()
    answer = ask(GRENOBLE, ouvert="2040-03-01T10:00")
    assert answer["features"] == []
    assert answer["remarque"] == "Il y a trop de lieux ici pour lire tous leurs horaires : rapprochez la carte."


def test_overseas_stands_where_it_is_and_across_the_antimeridian_too(ask: Ask) -> None:
    make_place(name="Saint-Denis", latitude=-20.88, longitude=55.45, postcode="97400", insee_code="97411")
    make_place(name="Mata'Utu", latitude=-13.28, longitude=-176.17, postcode="98600", insee_code="98613")
    make_place(name="Nouméa", latitude=-22.27, longitude=166.45, postcode="98800", insee_code="98818")
    assert names(ask({"ouest": 55, "est": 56, "sud": -21.5, "nord": -20.5, "zoom": 9})) == ["Saint-Denis"]
    pacific = {"ouest": 160, "est": -170, "sud": -25, "nord": -10, "zoom": 5}
    assert names(ask(pacific)) == ["Mata'Utu", "Nouméa"]
    assert names(ask({**pacific, "ouest": -179, "est": -170})) == ["Mata'Utu"]


def test_the_whole_world_at_the_finest_zoom_stays_small(ask: Ask) -> None:
    for number in range(9):
        make_place(latitude=42 + number, longitude=-4 + number)
    world = {"ouest": -180, "est": 180, "sud": -90, "nord": 90, "zoom": 22}
    assert ask(world)["total"] == 9


def test_every_place_in_sight_is_counted_once_whatever_the_zoom(ask: Ask) -> None:
    for number in range(30):
        make_place(latitude=45.15 + (number % 7) / 150, longitude=5.68 + (number % 11) / 160)
    assert [ask({**GRENOBLE, "zoom": zoom})["total"] for zoom in (5, 8, 11, 14, 17, 19)] == [30] * 6


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(
    ask: Ask, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        place = make_place(latitude=45.16 + number / 60)
        Closure.objects.create(location=place, first_day=date(2027, 3, 2), last_day=date(2027, 3, 2))
        make_place(latitude=45.15, longitude=5.69 + number / 50)
        make_place(latitude=45.15, longitude=5.69 + number / 50)
    # Groups, which places those are that no zoom parts, and what is said of each place with its closures.
    with django_assert_num_queries(3):
        ask({**GRENOBLE, "zoom": 14})


@pytest.mark.parametrize(
    ("wrong", "sentence", "field"),
    [
        ({"sud": 46}, "Le sud de la carte est au nord de son nord.", "sud"),
        ({"nord": 91}, "La valeur donnée pour « nord » ne convient pas.", "nord"),
        ({"ouest": "nan"}, "La valeur donnée pour « ouest » ne convient pas.", "ouest"),
        ({"est": ""}, "La valeur donnée pour « est » ne convient pas.", "est"),
        ({"zoom": 23}, "La valeur donnée pour « zoom » ne convient pas.", "zoom"),
        ({"lat": "ici"}, "La valeur donnée pour « lat » ne convient pas.", "lat"),
    ],
)
def test_a_box_that_is_none_is_refused_in_french(
    client: Client, wrong: dict[str, object], sentence: str, field: str
) -> None:
    response = client.get("/api/v1/carte", {**GRENOBLE, **wrong})
    assert response.status_code == 422
    assert response.json() == {"erreur": sentence, "champ": field}


def test_a_box_without_a_side_is_refused(client: Client) -> None:
    response = client.get("/api/v1/carte", {"sud": 45})
    assert (response.status_code, response.json()["champ"]) == (422, "ouest")
