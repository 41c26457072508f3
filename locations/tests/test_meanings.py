"""What a text means, on a gazetteer of thirty towns; the whole of France is in test_national_file."""

import time

import pytest
from django.db import connection
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries

from locations.departements import departements_named, departements_nearly_named, departements_starting
from locations.selectors.meanings import Meanings, meanings
from locations.selectors.streets import is_street, town_parts
from locations.selectors.suggestions import suggestions
from locations.tests.factories import load_some_towns, make_place


def told(found: Meanings) -> list[tuple[str, str]]:
    return [(choice.kind, choice.label) for choice in found.choices]


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("93", ["93"]),
        ("2a", ["2A"]),
        ("974", ["974"]),
        ("20", ["2A", "2B"]),
        ("isere", ["38"]),
        ("departement de l isere", ["38"]),
        ("isere 38", ["38"]),
        ("93 seine saint denis", ["93"]),
        ("reunion", ["974"]),
        ("corse", ["2A", "2B"]),
        ("bretagne", ["22", "29", "35", "56"]),
        ("1", []),
        ("99", []),
        ("", []),
        ("isere 93", []),
    ],
)
def test_departements_are_named_by_number_name_or_region(typed: str, codes: list[str]) -> None:
    assert departements_named(typed) == codes


def test_departements_are_named_nearly_or_begun() -> None:
    assert (departements_nearly_named("val doise"), departements_nearly_named("isre")) == (["95"], [])
    assert departements_starting("seine") == ["76", "77", "93"]
    assert departements_starting("reu") == ["974"]


@pytest.mark.parametrize(
    ("typed", "street"),
    [
        ("5 rue de la republique", True),
        ("12 bis avenue de la gare grenoble", True),
        ("boulevard voltaire", True),
        ("3 lotissement des pins", True),
        ("la place", False),
        ("rue", False),
        ("lyon 3", False),
        ("38000 grenoble", False),
        ("villeneuve la rue", False),
    ],
)
def test_a_street_is_known_by_its_words(typed: str, street: bool) -> None:
    assert is_street(typed) is street


def test_the_town_of_an_address_is_before_the_street_or_at_its_end() -> None:
    assert town_parts("lille rue de paris")[0] == "lille"
    assert town_parts("5 rue de paris lille")[:6] == [
        "5 rue de paris lille", "rue de paris lille", "de paris lille", "paris lille", "lille", "5 rue de paris",
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "found", "remark"),
    [
        ("grenoble", [("commune", "Grenoble (38000)")], ""),
        ("38000", [("code-postal", "Grenoble (38000)")], ""),
        ("isère", [("departement", "Isère (38)")], ""),
        ("93", [("departement", "Seine-Saint-Denis (93)")], ""),
        ("paris", [("commune", "Paris")], ""),
        ("grenobel", [("commune", "Grenoble (38000)")], "Nous avons compris «\u00a0Grenoble\u00a0»."),
        ("gren", [("commune", "Grenoble (38000)")], "Nous avons compris «\u00a0Grenoble\u00a0»."),
        ("sint denis 93", [("commune", "Saint-Denis (93200)")], "Nous avons compris «\u00a0Saint-Denis\u00a0»."),
        (
            "lille rue de paris",
            [("commune", "Lille (59000)")],
            "Nous cherchons sans la rue : voici le centre de Lille.",
        ),
        ("val doise", [("departement", "Val-d'Oise (95)")], "Nous avons compris «\u00a0Val-d'Oise\u00a0»."),
        ("azerty", [], ""),
        ("5 rue de la république", [], ""),
        ("", [], ""),
        ("\x00", [], ""),
    ],
)
def test_a_text_means_a_town_a_postcode_or_a_departement(typed: str, found: list[tuple[str, str]], remark: str) -> None:
    load_some_towns()
    answer = meanings(typed)
    assert (told(answer), answer.remark) == (found, remark)


@pytest.mark.django_db
def test_a_departement_is_told_by_its_code_and_stands_around_its_prefecture() -> None:
    load_some_towns()
    (isere,) = meanings("isère").choices
    assert (isere.departement, isere.query, isere.town, isere.point) == (
        "38", "Isère (38)", None, meanings("grenoble").choices[0].point,
    )  # fmt: skip
    assert [meanings(one.query).choices for one in (isere, *meanings("75").choices)] == [
        (isere,), meanings("75").choices,
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_place_is_found_by_its_name_alone_or_with_its_town() -> None:
    load_some_towns()
    place = make_place(name="FRANCE SERVICES DE L'ÎLE VERTE", address="5 rue X")
    make_place(name="France Services", town="Lille", postcode="59000", insee_code="59350", latitude=50.6, longitude=3.0)
    make_place(name="France Services de Vizille", live=False)
    found = meanings("france services ile verte")
    (choice,) = found.choices
    assert (choice.kind, choice.slug, choice.label, choice.detail, choice.query) == (
        "lieu",
        place.slug,
        "France Services de l'Île Verte",
        "5 rue X, 38000 Grenoble",
        "France Services de l'Île Verte, Grenoble",
    )
    assert (choice.point.lat, choice.point.lon) == (place.latitude, place.longitude)
    assert meanings(choice.query).choices == (choice,)
    assert [one.label for one in meanings("france services").choices] == [
        "France Services",
        "France Services de l'Île Verte",
    ]
    assert told(meanings("france services lille")) == [("lieu", "France Services")]
    assert told(meanings("ordinateur lille")) == [("commune", "Lille (59000)")]
    assert told(meanings("grenoble")) == [("commune", "Grenoble (38000)")]


@pytest.mark.django_db
def test_two_places_of_one_name_in_one_town_have_each_their_own_search() -> None:
    load_some_towns()
    places = [make_place(name="Le Phare du Quartier") for _ in range(2)]
    choices = meanings("le phare du quartier").choices
    assert {choice.query for choice in choices} == {place.slug for place in places}
    assert [meanings(choice.query).choices for choice in choices] == [(choice,) for choice in choices]


@pytest.mark.django_db
def test_a_place_that_nobody_has_located_stands_in_its_town() -> None:
    load_some_towns()
    make_place(name="Le Phare du Quartier", latitude=None, longitude=None)
    (choice,) = meanings("le phare du quartier").choices
    assert (choice.kind, choice.town.name, choice.point) == ("lieu", "Grenoble", choice.town.point)


@pytest.mark.django_db
def test_the_nearest_spellings_are_proposed_where_nothing_is_known() -> None:
    load_some_towns()
    assert [choice.label for choice in meanings("grenabl").near] == ["Grenoble (38000)"]
    assert [choice.label for choice in meanings("38009").near] == ["Grenoble (38000)"]
    assert meanings("99999").near == ()


@pytest.mark.django_db
def test_every_choice_typed_again_is_that_choice() -> None:
    load_some_towns()
    make_place(name="Le Phare")
    choices = [
        one for typed in ("st-denis", "01000", "paris", "75", "corse", "phare") for one in meanings(typed).choices
    ]
    assert len(choices) == 4 + 2 + 1 + 1 + 2 + 1
    again = [[(one.label, one.detail, one.point) for one in meanings(choice.query).choices] for choice in choices]
    assert again == [[(choice.label, choice.detail, choice.point)] for choice in choices]


@pytest.mark.django_db
def test_what_is_proposed_while_one_types() -> None:
    load_some_towns()
    make_place(name="Grenier numérique")

    def labels(typed: str) -> list[str]:
        return [one.label for one in suggestions(typed)]

    assert labels("g") == []
    assert labels("gren") == ["Grenoble (38000)", "Grenier numérique"]
    assert labels("is") == ["Isère (38)"]
    assert labels("38")[:2] == ["Isère (38)", "Grenoble (38000)"]
    assert labels("380 0") == ["Grenoble (38000)"]
    assert labels("paris 1")[:2] == ["Paris 11e (75011)", "Paris 1er (75001)"]
    assert labels("grenobel") == ["Grenoble (38000)"]
    assert labels("grenier num") == ["Grenier numérique"]
    assert labels("5 rue de la republique gren") == []
    assert len(suggestions("saint", limit=2)) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("many", [1, 3])
def test_a_search_and_a_keystroke_take_few_queries(
    many: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    load_some_towns()
    for _ in range(many):
        make_place(name="Phare des dunes", town="Lille", postcode="59000", insee_code="59350")
    for typed in ("st denis", "phare", "phare lille", "38", "isere", "grenobel", "xyzzy", "5 rue x 38000 grenoble"):
        meanings(typed), suggestions(typed)  # the names are read once
        with django_assert_max_num_queries(4):
            meanings(typed)
        with django_assert_max_num_queries(3):
            suggestions(typed)


@pytest.mark.django_db
def test_with_an_empty_gazetteer_nothing_is_known() -> None:
    make_place(name="Le Phare")
    assert [told(meanings(typed)) for typed in ("grenoble", "38000", "phare")] == [[], [], [("lieu", "Le Phare")]]
    assert [one.label for one in suggestions("is")] == ["Isère (38)"]
    assert meanings("isère").choices[0].point is None


class AnyText(TestCase):
    """Whatever is typed has an answer, soon, and asks the database for nothing strange."""

    def setUp(self) -> None:
        load_some_towns()
        make_place(name="Le Phare")

    @given(
        st.one_of(
            st.text(max_size=200),
            st.text("0123456789 "),
            st.lists(
                st.sampled_from("5 rue de la saint denis paris 11e 93 38000 lille isère phare - ' st".split())
            ).map(" ".join),
        )
    )
    @example("\x00grenoble\x00")
    @example("\u202egrenoble")
    @example("💡" * 50)
    @example("grenoble " * 1_200)
    @example("a" * 10_000)
    @example("1" * 10_000)
    @example("saint-" * 2_000)
    @example("%_\\'\"; DROP TABLE")
    @example("٣٨٠٠٠")
    @example("３８０００")
    def test_any_text_is_answered(self, text: str) -> None:
        start = time.monotonic()
        found = meanings(text)
        proposed = suggestions(text)
        assert time.monotonic() - start < 10
        assert len(found.choices) <= 40
        assert len(proposed) <= 8
        assert all(one.label and one.query for one in (*found.choices, *found.near, *proposed))
        assert connection.needs_rollback is False
