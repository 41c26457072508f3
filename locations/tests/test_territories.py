import pytest
from pytest_django import DjangoAssertNumQueries

from locations.models import Location
from locations.selectors.territories import (
    GRAND_PARIS,
    Area,
    Territory,
    UnknownValue,
    territories_of,
    territory_of,
    within,
)
from locations.tests.factories import load_some_towns, make_place

pytestmark = pytest.mark.django_db


def test_a_place_has_its_commune_group_departement_and_region() -> None:
    load_some_towns()
    assert territory_of(make_place()) == Territory(
        Area("38185", "Grenoble"),
        Area("200040715", "Grenoble-Alpes-Métropole"),
        "METRO",
        Area("38", "Isère"),
        Area("84", "Auvergne-Rhône-Alpes"),
    )


@pytest.mark.parametrize(
    ("insee_code", "postcode", "names"),
    [
        ("93066", "93200", ("Saint-Denis", "Plaine Commune", "Seine-Saint-Denis", "Île-de-France")),  # its EPT
        ("93059", "93380", ("Saint-Denis", "Plaine Commune", "Seine-Saint-Denis", "Île-de-France")),  # a former commune
        ("75111", "75011", ("Paris", "Métropole du Grand Paris", "Paris", "Île-de-France")),  # a district
        ("2A004", "20000", ("Ajaccio", "CA du Pays Ajaccien", "Corse-du-Sud", "Corse")),
        ("98818", "98800", ("Nouméa", "", "Nouvelle-Calédonie", "Nouvelle-Calédonie")),
        ("", "38100", ("", "", "Isère", "Auvergne-Rhône-Alpes")),  # a postcode says no commune
        ("", "", ("", "", "", "")),
    ],
)  # fmt: skip
def test_everywhere(insee_code: str, postcode: str, names: tuple[str, ...]) -> None:
    load_some_towns()
    territory = territory_of(make_place(insee_code=insee_code, postcode=postcode))
    assert (territory.commune.name, territory.group.name, territory.departement.name, territory.region.name) == names


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_in_one_query(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    load_some_towns()
    places = [make_place() for _row in range(rows)]
    with django_assert_num_queries(1):
        assert [territory.commune.code for territory in territories_of(places).values()] == ["38185"] * rows


def test_limits_to_authorities() -> None:
    load_some_towns()
    codes = ["38185", "38169", "93066", "93059", "93048", "75111", "75056", "69388", "97411"]
    for code in codes:
        make_place(name=code, insee_code=code, postcode="97400" if code == "97411" else f"{code[:2]}000")

    def inside(**asked: list[str]) -> list[str]:
        found = Location.objects.filter(within(**asked).condition()).order_by("pk")
        return list(found.values_list("name", flat=True))

    assert inside() == codes
    assert inside(communes=["38185"]) == ["38185"]
    assert inside(communes=["93066"]) == inside(communes=["93059"]) == ["93066", "93059"]
    assert inside(communes=["75056"]) == ["75111", "75056"]
    assert inside(communes=["75111"]) == ["75111"]
    assert inside(communes=["69123"]) == ["69388"]
    assert inside(groups=["200040715"]) == ["38185", "38169"]
    assert inside(groups=["200057867"]) == ["93066", "93059"]
    assert inside(groups=[GRAND_PARIS]) == ["93066", "93059", "93048", "75111", "75056"]
    assert inside(departement_codes=["38", "974"]) == ["38185", "38169", "97411"]
    assert inside(regions=["11"], departement_codes=["93"]) == ["93066", "93059", "93048"]
    assert within(["38185"], ["200040715"], ["2a"], ["84"]).names == (
        "Grenoble", "Grenoble-Alpes-Métropole", "Corse-du-Sud", "Auvergne-Rhône-Alpes",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "parameter", "sentence"),
    [
        ({"communes": ["Grenoble"]}, "commune", "Aucune commune n'a le code INSEE « GRENOBLE »."),
        ({"groups": ["1"]}, "epci", "Aucune intercommunalité n'a le numéro « 1 »."),
        ({"departement_codes": ["999"]}, "departement", "Aucun département n'a le numéro « 999 »."),
        ({"regions": ["\x00"]}, "region", "Aucune région n'a le numéro « \ufffd »."),
        ({"communes": ["\x00"]}, "commune", "Aucune commune n'a le code INSEE « \ufffd »."),
    ],
)
def test_nobodys_code_is_said(asked: dict[str, list[str]], parameter: str, sentence: str) -> None:
    with pytest.raises(UnknownValue) as refusal:
        within(**asked)
    assert (refusal.value.parameter, str(refusal.value).replace("\u00a0", " ")) == (parameter, sentence)
