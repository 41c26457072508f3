import pytest

from locations.departements import departement_name, departement_of
from locations.names import calm, duplicate_key, fold, fold_town


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("L'Haÿ-les-Roses", "l hay les roses"),
        ("St-Étienne", "saint etienne"),
        ("Ste Marie", "sainte marie"),
        ("Œting", "oeting"),
        ("  PARIS   11 ", "paris 11"),
        ("Vitry s/ Seine", "vitry sur seine"),
        ("\u202eparis💡", "paris"),
        ("\u0645\u0631\u062d\u0628\u0627", ""),
    ],
)
def test_names_are_compared_without_accents_hyphens_or_abbreviations(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize("text", ["LE MANS CEDEX 2", "Le Mans Cedex", "le mans cedex 09"])
def test_a_cedex_is_the_town_all_the_same(text: str) -> None:
    assert fold_town(text) == "le mans"


@pytest.mark.parametrize(
    ("shouted", "said"),
    [
        ("AV DE SAINT-MENET", "Av de Saint-Menet"),
        ("LA TOUR DU PIN", "La Tour du Pin"),
        ("71 RUE ARCHEREAU", "71 Rue Archereau"),
        ("Le Mans", "Le Mans"),
        ("ZA 3", "ZA 3"),
        ("", ""),
    ],
)
def test_capitals_that_shout_are_calmed(shouted: str, said: str) -> None:
    assert calm(shouted) == said


def test_two_spellings_of_one_name_are_one() -> None:
    assert duplicate_key("Médiathèque  L’Été") == duplicate_key("MEDIATHEQUE LÉTÉ")


@pytest.mark.parametrize(
    ("insee", "postcode", "departement"),
    [
        ("38185", "", "38"),
        ("2A004", "20000", "2A"),
        ("", "20000", "2A"),
        ("", "20200", "2B"),
        ("97411", "97400", "974"),
        ("", "97150", "978"),
        ("98818", "98800", "988"),
        ("", "01000", "01"),
        ("", "00000", ""),
        ("", "", ""),
    ],
)
def test_the_departement_of_a_code(insee: str, postcode: str, departement: str) -> None:
    assert departement_of(insee, postcode) == departement


def test_departements_have_names() -> None:
    assert (departement_name("38"), departement_name("974"), departement_name("00")) == ("Isère", "La Réunion", "")
