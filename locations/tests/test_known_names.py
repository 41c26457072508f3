from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from locations.choices import CommuneKind
from locations.models import Location
from locations.selectors.known_names import CommuneNames, PlaceNames, commune_names, place_names, postcodes_starting
from locations.tests.factories import load_some_towns, make_place

CURRENT, DISTRICT, DELEGATED = CommuneKind.CURRENT, CommuneKind.DISTRICT, CommuneKind.DELEGATED

NAMES = CommuneNames(
    [
        ("saint denis", 1, "93", 149_077, CURRENT),
        ("saint denis", 2, "974", 155_634, CURRENT),
        ("saint denis", 3, "93", 0, DELEGATED),
        ("lyon 3e arrondissement", 4, "69", 100_000, DISTRICT),
        ("saint denis les bourg", 5, "01", 5_000, CURRENT),
        ("le havre", 6, "76", 166_000, CURRENT),
        ("havrincourt", 7, "62", 400, CURRENT),
    ]
)


def keys(positions: object) -> list[int]:
    return [NAMES.keys[position] for position in positions]


def test_names_are_found_exactly_by_their_beginning_by_a_word_or_nearly() -> None:
    assert keys(NAMES.exactly("saint denis")) == [2, 1, 3]
    assert keys(NAMES.exactly("saint deni")) == []
    assert keys(NAMES.starting("saint denis ")) == [5]
    assert keys(NAMES.starting("")) == [7, 6, 4, 2, 1, 3, 5]
    assert keys(NAMES.holding("havre")) == [6]
    assert keys(NAMES.holding("arr")) == [4]
    assert [(letters, NAMES.keys[position]) for letters, position in NAMES.near("siant denis", 1)] == [
        (1, 2),
        (1, 1),
        (1, 3),
    ]
    assert [letters for letters, _ in NAMES.near("lehavre", 2)] == [1]
    assert [NAMES.is_today(position) for position in NAMES.exactly("saint denis")] == [True, True, False]


def test_without_names_nothing_is_found() -> None:
    nothing = CommuneNames([])
    assert list(nothing.exactly("x")) + list(nothing.starting("")) + nothing.holding("x") + nothing.near("xyz", 3) == []
    assert PlaceNames([]).holding(["x"]) == []


def test_places_are_found_by_words_of_their_name_and_town_our_own_first() -> None:
    places = PlaceNames(
        [
            (1, "France Services de Vizille", "Vizille", "annuaire"),
            (2, "Bus France Services", "Grenoble", "annuaire"),
            (3, "Emmaüs Connect Grenoble", "Grenoble", "emmaus"),
            (4, "Espace Grenoble", "Échirolles", "annuaire"),
        ]
    )

    def found(*words: str, typing: bool = False) -> list[int]:
        return [places.keys[position] for position in places.holding(words, typing=typing)]

    assert found("france", "services") == [2, 1]
    assert found("services", "grenoble") == [2]
    assert found("serv", "grenoble") == found("ervices") == found("france", "serv") == []
    assert found("france", "serv", typing=True) == [2, 1]
    assert found("grenoble") == [3, 4]  # in the name, not only in the town
    assert found("vizille") == [1]
    assert (places.name(0), places.town(0), places.whole(0)) == (
        " france services de vizille ",
        "vizille",
        "france services de vizille vizille",
    )
    assert places.namesakes(["bus france services grenoble", "bus france services"]) == {
        "bus france services grenoble": 1
    }


@pytest.mark.django_db
def test_names_follow_the_gazetteer_and_the_places() -> None:
    assert list(commune_names().starting("")) == []
    load_some_towns()
    assert [commune_names().departements[position] for position in commune_names().exactly("grenoble")] == ["38"]
    assert postcodes_starting("380") == ["38000"]

    place = make_place(name="Au bout du fil")
    make_place(name="Brouillon", live=False)
    assert place_names().texts == [" au bout du fil \n grenoble "]
    Location.objects.filter(pk=place.pk).update(name="Au bout", changed_at=timezone.now() + timedelta(seconds=1))
    cache.clear()  # as after a few seconds
    assert place_names().texts == [" au bout \n grenoble "]
    Location.objects.all().delete()
    cache.clear()
    assert place_names().texts == []
