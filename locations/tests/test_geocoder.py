"""The geocoder as the real one answers, as it fails, and what the search says then."""

import json
import time
from typing import Any

import pytest
from django.core.cache import cache

from core.geo import Point
from core.tests.fixtures.elsewhere import Elsewhere, drip
from locations.geocoder import SILENT, TIMEOUT, GeocoderSilent, find_addresses
from locations.selectors.meanings import meanings
from locations.selectors.suggestions import suggestions
from locations.tests.factories import load_some_towns

FOUND: dict[str, Any] = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [4.835345, 45.767731]},
    "properties": {
        "label": "5 Rue de la République 69001 Lyon",
        "score": 0.87,
        "housenumber": "5",
        "id": "69381_6410_00005",
        "name": "5 Rue de la République",
        "postcode": "69001",
        "citycode": "69381",
        "city": "Lyon",
        "district": "Lyon 1er Arrondissement",
        "context": "69, Rhône, Auvergne-Rhône-Alpes",
        "type": "housenumber",
        "importance": 0.7,
        "street": "Rue de la République",
    },
}


def answer(*features: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features, "query": "…"}).encode()


def changed(**properties: Any) -> dict[str, Any]:
    return {**FOUND, "properties": {**FOUND["properties"], **properties}}


@pytest.fixture
def geocoder(elsewhere: Elsewhere, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Elsewhere:
    monkeypatch.setattr("locations.geocoder.TIMEOUT", 20)
    settings.GEOCODER_URL = f"{elsewhere.url}/geocodage/search"
    elsewhere.says("/geocodage/search", answer(FOUND), content_type="application/json")
    return elsewhere


def test_an_address_is_found_once_and_remembered_however_it_is_written(geocoder: Elsewhere) -> None:
    (address,) = find_addresses("5 rue de la République, Lyon")
    assert (address.label, address.insee_code, address.point) == (
        "5 Rue de la République 69001 Lyon", "69381", Point(45.767731, 4.835345),
    )  # fmt: skip
    assert find_addresses("5 RUE DE LA REPUBLIQUE LYON") == [address]
    assert [path for path, _ in geocoder.asked] == [
        "/geocodage/search?q=5+rue+de+la+R%C3%A9publique%2C+Lyon&limit=5&autocomplete=0"
    ]


def test_it_is_off_by_default(settings: Any) -> None:
    assert settings.GEOCODER_URL == ""
    with pytest.raises(GeocoderSilent):
        find_addresses("5 rue de la République, Lyon")


@pytest.mark.parametrize(
    "feature",
    [
        changed(type="municipality"),
        changed(score=0.3),
        changed(score=float("nan")),
        changed(score=None),
        {**FOUND, "geometry": {"type": "Point", "coordinates": [200, 45]}},
        {**FOUND, "geometry": None},
        {"type": "Feature"},
        "rien",
    ],
)
def test_what_is_no_address_is_left_aside(geocoder: Elsewhere, feature: Any) -> None:
    geocoder.says("/geocodage/search", answer(feature, FOUND))
    assert [address.insee_code for address in find_addresses("5 rue de la République, Lyon")] == ["69381"]


@pytest.mark.parametrize(
    "rubbish",
    [
        b"HTTP/1.1 200 OK\r\n\r\n<html>En travaux</html>",
        b"HTTP/1.1 200 OK\r\n\r\n[]",
        b"HTTP/1.1 200 OK\r\n\r\n{}",
        b'HTTP/1.1 200 OK\r\n\r\n{"features": 3}',
        b"HTTP/1.1 200 OK\r\n\r\n" + b"[" * 100_000,
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 300_000,
        b"HTTP/1.1 503 Service Unavailable\r\n\r\n",
        b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 5\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: https://exemple.fr/\r\n\r\n",
        b"",
        drip(0.1),
    ],
)
def test_when_it_fails_it_is_left_alone_for_a_while(
    geocoder: Elsewhere, rubbish: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    if callable(rubbish):
        monkeypatch.setattr("locations.geocoder.TIMEOUT", 1)
    geocoder.answers["/geocodage/search"] = rubbish
    for street in ("5 rue de la République, Lyon", "7 rue de la République, Lyon"):
        with pytest.raises(GeocoderSilent):
            find_addresses(street)
    assert len(geocoder.asked) == 1
    geocoder.says("/geocodage/search", answer(FOUND))
    cache.delete(SILENT)  # as after half a minute
    assert len(find_addresses("5 rue de la République, Lyon")) == 1


def test_a_question_that_it_refuses_is_no_failure(geocoder: Elsewhere) -> None:
    geocoder.says("/geocodage/search", b'{"code": 400}', status="400 Bad Request")
    assert find_addresses("?? rue ??") == []
    assert find_addresses("?") == []
    assert not cache.get(SILENT)


@pytest.mark.django_db
def test_a_street_is_where_it_is(geocoder: Elsewhere) -> None:
    load_some_towns()
    found = meanings("5 rue de la republique lyon")
    (choice,) = found.choices
    assert (choice.kind, choice.label, choice.detail, found.remark) == (
        "adresse", "5 Rue de la République 69001 Lyon", "Rhône (69)", "",
    )  # fmt: skip
    assert meanings(choice.query).choices == (choice,)


@pytest.mark.django_db
def test_a_street_of_another_town_is_not_the_one_typed(geocoder: Elsewhere) -> None:
    load_some_towns()
    found = meanings("5 rue de la republique grenoble")
    assert [choice.label for choice in found.choices] == ["Grenoble (38000)"]
    assert found.remark == "La rue n'a pas été trouvée : voici le centre de Grenoble."


@pytest.mark.django_db
def test_streets_of_one_name_are_a_choice_until_a_town_is_said(geocoder: Elsewhere) -> None:
    load_some_towns()
    other = changed(label="5 Rue de la République 38000 Grenoble", citycode="38185", postcode="38000", score=0.86)
    far = changed(label="5 Rue de la République 59000 Lille", citycode="59350", postcode="59000", score=0.6)
    geocoder.says("/geocodage/search", answer(FOUND, other, far))
    assert [choice.label for choice in meanings("5 rue de la république").choices] == [
        "5 Rue de la République 69001 Lyon",
        "5 Rue de la République 38000 Grenoble",
    ]
    assert [choice.label for choice in meanings("5 rue de la république grenoble").choices] == [
        other["properties"]["label"]
    ]
    geocoder.says("/geocodage/search", answer())
    assert [choice.query for choice in meanings("5 rue de la gare saint denis").choices][:2] == [
        "5 rue de la gare Saint-Denis 97400",
        "5 rue de la gare Saint-Denis 93200",
    ]


@pytest.mark.django_db
def test_without_an_answer_in_two_seconds_it_is_the_middle_of_the_town_and_it_is_said(
    geocoder: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_some_towns()
    geocoder.answers["/geocodage/search"] = drip(0.5)
    monkeypatch.setattr("locations.geocoder.TIMEOUT", TIMEOUT)
    start = time.monotonic()
    found = meanings("5 rue de la république, 38000 Grenoble")
    assert time.monotonic() - start < 30
    assert [choice.label for choice in found.choices] == ["Grenoble (38000)"]
    assert found.remark == "La rue n'a pas été trouvée : voici le centre de Grenoble."


@pytest.mark.django_db
def test_only_a_street_that_is_searched_for_is_asked_about(geocoder: Elsewhere) -> None:
    load_some_towns()
    for typed in ("grenoble", "grenobel", "38000", "93", "nulle part ailleurs", "paris 11e"):
        meanings(typed)
    for typed in ("5 rue de la r", "5 rue de la republique lyon"):
        suggestions(typed)
    assert geocoder.asked == []
