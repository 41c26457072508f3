from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from core.geo import Point
from locations.finder.search import Search, read_search

PARIS = ZoneInfo("Europe/Paris")


def read(query: str) -> Search:
    return read_search(QueryDict(query), zone=PARIS)


def test_everything_that_can_be_asked() -> None:
    search = read(
        "q=Grenoble&lat=45.18423&lon=5.71554&rayon=12,5&service=loisirs-et-creations-numeriques"
        "&service=aide-aux-demarches-administratives&public=seniors&reseau=emmaus&ouvert=2026-12-01T14:00&page=3"
    )
    assert search == Search(
        q="Grenoble",
        point=Point(45.184, 5.716),
        radius_km=12.5,
        services=("aide-aux-demarches-administratives", "loisirs-et-creations-numeriques"),
        audiences=("seniors",),
        networks=("emmaus",),
        open_at=datetime(2026, 12, 1, 14, tzinfo=PARIS),
        page=3,
    )


def test_an_address_says_the_same_search_again() -> None:
    search = read(
        "lat=45.18423&lon=5.71554&rayon=10&service=aide-aux-demarches-administratives&ouvert=maintenant&page=2"
    )
    url = search.url("/points-accueil/")
    assert url == (
        "/points-accueil/?lat=45.184&lon=5.716&rayon=10&service=aide-aux-demarches-administratives&ouvert=maintenant&page=2"
    )
    assert read(url.partition("?")[2]) == search
    assert search.url("/x/", page=1, services=()) == "/x/?lat=45.184&lon=5.716&rayon=10&ouvert=maintenant"


@pytest.mark.parametrize(
    "query",
    [
        "lat=999&lon=2", "lat=nan&lon=2", "lat=45", "lat=a&lon=b", "lat=1e999&lon=2",
        "rayon=abc", "rayon=-3", "rayon=0", "rayon=9999999", "rayon=nan", "rayon=inf",
        "service=bidon", "public=tous", "reseau=x", "service=%F0%9F%92%A1",
        "ouvert=hier", "ouvert=2026-13-45T10:00", "ouvert=2026-12-01",
        "ouvert=0001-01-01T00:00", "ouvert=9999-12-31T23:59",
        "page=0", "page=-1", "page=x", "page=99999999999999999999", "page=%D9%A3",
    ],
)  # fmt: skip
def test_a_bad_value_is_one_sentence_and_is_left_aside(query: str) -> None:
    search = read(query)
    assert len(search.remarks) == 1
    assert search == Search(remarks=search.remarks)


def test_a_moment_may_carry_its_offset_and_an_address_may_lose_its_plus() -> None:
    six_utc = datetime.fromisoformat("2026-12-01T06:00:00+00:00")
    assert read("ouvert=2026-12-01T10:00%2B04:00").open_at == six_utc
    assert read("ouvert=2026-12-01T10:00+04:00").open_at == six_utc
    assert read("ouvert=2026-12-01T10:00+04:00").url("/x/", page=2) == "/x/?ouvert=2026-12-01T07%3A00&page=2"


def test_what_is_typed_is_cut_and_cleaned() -> None:
    assert read("q=%00++Saint%0A+Denis%09").q == "Saint Denis"
    assert len(read("q=" + "é" * 10_000).q) == 120


def test_a_point_of_the_map_is_told_from_the_persons_own() -> None:
    search = read("lat=45.1&lon=5.7&rayon=12&carte=oui")
    assert search.from_map
    assert search.url("/") == "/?lat=45.1&lon=5.7&carte=oui&rayon=12"
    assert not read("lat=45.1&lon=5.7&carte=non").from_map
