import shutil
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from locations.models import Commune, Intercommunalite, Postcode
from locations.selectors.towns import find_places_named
from locations.services.gazetteer import GazetteerCounts, load_gazetteer
from locations.tests.factories import DATA, load_some_towns

pytestmark = pytest.mark.django_db


def labels(text: str) -> list[str]:
    return [town.label for town in find_places_named(text)]


def test_loading_twice_changes_nothing() -> None:
    told: list[str] = []
    first = load_gazetteer(DATA / "gazetteer", told.append)
    assert told[0] == "Lecture des communes et des codes postaux…"
    assert f"{first.communes} communes sur {first.communes}" in told
    communes, postcodes = Commune.objects.count(), Postcode.objects.count()
    assert (first.communes, first.postcodes) == (communes, postcodes)
    assert load_gazetteer(DATA / "gazetteer") == GazetteerCounts(
        communes, postcodes, Intercommunalite.objects.count(), 0
    )


def test_loading_follows_the_files_exactly(tmp_path: Path) -> None:
    folder = shutil.copytree(DATA / "gazetteer", tmp_path / "gazetteer")
    load_gazetteer(folder)
    communes = folder / "communes.csv"
    lines = communes.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line.replace("Grenoble", "Grenoble-la-Neuve") for line in lines if not line.startswith("48095,")]
    communes.write_text("".join(kept), encoding="utf-8")
    changed = load_gazetteer(folder).changed
    assert changed == 2  # Mende is gone (with its link to its postcode), Grenoble has another name
    assert labels("mende") == []
    assert labels("grenoble") == ["Grenoble-la-Neuve (38000)"]


def test_a_commune_has_its_group_and_greater_paris_its_ept() -> None:
    load_some_towns()
    groups = dict(Commune.objects.filter(kind="commune-actuelle").values_list("code", "intercommunalite__name"))
    assert groups["93066"] == "Plaine Commune"
    assert groups["75056"] == "Métropole du Grand Paris"
    assert Commune.objects.get(code="75111").intercommunalite.name == "Métropole du Grand Paris"
    assert Commune.objects.get(code="97411", kind="commune-actuelle").region == "04"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Grenoble", ["Grenoble (38000)"]),
        ("grenob", ["Grenoble (38000)"]),
        ("38000", ["Grenoble (38000)"]),
        ("  38100 ", ["Grenoble (38100)"]),
        ("lille 59", ["Lille (59000)"]),
        ("Lille (59)", ["Lille (59000)"]),
        ("Lille Nord", ["Lille (59000)"]),
        ("havre", ["Le Havre (76600)"]),
        ("l hay les roses", ["L'Haÿ-les-Roses (94240)"]),
        ("ST ETIENNE", ["Saint-Étienne (42000)"]),
        ("paris 11e", ["Paris 11e (75011)"]),
        ("Paris 11ème arrondissement", ["Paris 11e (75011)"]),
        ("paris 1er", ["Paris 1er (75001)"]),
        ("75011", ["Paris 11e (75011)"]),
        ("LYON 8EME", ["Lyon 8e (69008)"]),
        ("paris", ["Paris"]),
        ("Marseille", ["Marseille"]),
        ("pierrefitte sur seine", ["Pierrefitte-sur-Seine (93)"]),
        ("Le Mans cedex 2", ["Le Mans (72000)"]),
        ("72055 LE MANS CEDEX 2", ["Le Mans (72000)"]),
        ("7 allée du Jardin, 38000 Grenoble", ["Grenoble (38000)"]),
        ("7 allée du Jardin Grenoble", ["Grenoble (38000)"]),
        ("Grenoble Europole", ["Grenoble (38000)"]),
        ("saint denis la réunion", ["Saint-Denis (97400)"]),
        ("Saint-Denis 93200", ["Saint-Denis (93200)"]),
        ("1000", ["Bourg-en-Bresse (01000)", "Saint-Denis-lès-Bourg (01000)"]),
        ("01000", ["Bourg-en-Bresse (01000)", "Saint-Denis-lès-Bourg (01000)"]),
        ("Saint-Denis-lès-Bourg 01000", ["Saint-Denis-lès-Bourg (01000)"]),
        ("nouméa", ["Nouméa (98800)"]),
        ("ABCDE", []),
        ("99999", []),
        ("é", []),
        ("💡", []),
        ("' OR 1=1 --", []),
        ("%", []),
        ("x" * 10_000, []),
        ("", []),
    ],
)
def test_what_people_type_finds_their_town(typed: str, found: list[str]) -> None:
    load_some_towns()
    assert labels(typed) == found


def test_homonyms_are_a_choice_and_each_choice_leads_to_one() -> None:
    load_some_towns()
    choices = find_places_named("st-denis")
    assert [town.departement for town in choices] == ["974", "93", "11", "30"]
    assert [find_places_named(town.query) for town in choices] != [[], [], [], []]
    assert [[again.insee_codes for again in find_places_named(town.query)] for town in choices] == [
        [town.insee_codes] for town in choices
    ]


def test_a_great_city_holds_its_districts() -> None:
    load_some_towns()
    (lyon,) = find_places_named("lyon")
    assert lyon.insee_codes == ("69123", *(str(code) for code in range(69381, 69390)))


@pytest.mark.parametrize("typed", ["38000", "st denis", "xyzzy et autre chose", "5 rue inconnue 38000 grenoble"])
def test_a_search_takes_few_queries(typed: str, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    load_some_towns()
    with django_assert_max_num_queries(4):
        find_places_named(typed)
