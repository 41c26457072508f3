from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from locations.tests.factories import load_some_towns, make_place

pytestmark = pytest.mark.django_db

NEAREST = "/api/v1/lieux/proches"


def get(client: Client, query: str, status: int = 200) -> Any:
    response = client.get(query)
    assert response.status_code == status
    return response.json()


@time_machine.travel(datetime(2026, 11, 23, 9, tzinfo=UTC), tick=False)
def test_the_nearest_places_in_the_standards_words(client: Client) -> None:
    make_place(name="Deux", latitude=45.19, standard_id="b", opening_hours="Mo 14:00-16:00", network="emmaus")
    make_place(name="Un", standard_id="a")
    make_place(name="Trois", latitude=45.3, standard_id="c", opening_hours="du lundi au vendredi")
    assert get(client, f"{NEAREST}?lat=45.18423&lon=5.71554") == [
        {
            "id": "a", "slug": "un-grenoble", "nom": "Un", "latitude": 45.18423, "longitude": 5.71554, "distance_m": 0,
            "commune": "Grenoble", "reseau": "annuaire", "ouvert": True,
        },
        {
            "id": "b", "slug": "deux-grenoble", "nom": "Deux", "latitude": 45.19, "longitude": 5.71554,
            "distance_m": 642,
            "commune": "Grenoble", "reseau": "emmaus", "ouvert": False,
        },
        {
            "id": "c", "slug": "trois-grenoble", "nom": "Trois", "latitude": 45.3, "longitude": 5.71554,
            "distance_m": 12873, "commune": "Grenoble", "reseau": "annuaire", "ouvert": None,
        },
    ]  # fmt: skip


def test_a_limit_a_radius_and_services(client: Client) -> None:
    for number in range(12):
        make_place(latitude=45.18423 + number / 100, services=["loisirs-et-creations-numeriques"] if number % 2 else [])
    here = f"{NEAREST}?lat=45.18423&lon=5.71554"
    assert len(get(client, here)) == 10
    assert len(get(client, f"{here}&limite=3")) == 3
    assert len(get(client, f"{here}&limite=100")) == 12
    assert len(get(client, f"{here}&rayon_km=2.5")) == 3
    offered = "service=loisirs-et-creations-numeriques&service=utilisation-securisee-du-numerique"
    assert len(get(client, f"{here}&{offered}")) == 6
    # Said again and again, a service is still one condition of the query.
    assert len(get(client, f"{here}{'&service=loisirs-et-creations-numeriques' * 990}")) == 6


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "lat"),
        ("?lat=45", "lon"),
        ("?lat=999&lon=2", "lat"),
        ("?lat=45&lon=-181", "lon"),
        ("?lat=nan&lon=2", "lat"),
        ("?lat=inf&lon=2", "lat"),
        ("?lat=a&lon=2", "lat"),
        ("?lat=45&lon=2&limite=0", "limite"),
        ("?lat=45&lon=2&limite=101", "limite"),
        ("?lat=45&lon=2&rayon_km=-1", "rayon_km"),
        ("?lat=45&lon=2&rayon_km=nan", "rayon_km"),
        ("?lat=45&lon=2&service=bidon", "service"),
    ],
)
def test_what_is_wrong_is_said_with_its_field(client: Client, query: str, field: str) -> None:
    refusal = get(client, NEAREST + query, status=422)
    assert list(refusal) == ["erreur", "champ"]
    assert refusal["champ"] == field


@pytest.mark.parametrize("rows", [1, 30])
def test_the_number_of_queries_does_not_grow(
    rows: int, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(rows):
        make_place()
    with django_assert_max_num_queries(4):
        assert len(get(client, f"{NEAREST}?lat=45.18423&lon=5.71554&limite=100")) == rows


def test_communes_that_a_text_may_mean(client: Client) -> None:
    load_some_towns()
    answer = get(client, "/api/v1/communes?q=st+denis")
    assert [commune["code"] for commune in answer["resultats"]] == ["97411", "93066", "11339", "30247"]
    assert (answer["total"], answer["page"], answer["suivant"]) == (4, 1, None)
    assert get(client, "/api/v1/communes?q=grenoble")["resultats"] == [
        {
            "code": "38185", "nom": "Grenoble", "departement": "38", "libelle": "Grenoble (38000)",
            "population": 156140,
            "latitude": 45.18423, "longitude": 5.71554,
        }
    ]  # fmt: skip
    assert get(client, "/api/v1/communes", status=422)["champ"] == "q"
