"""The score of a place, and what it lacks."""

from datetime import date

import pytest

from locations.completeness import FACTS, completeness, missing
from locations.models import Location
from locations.services.completion import derive_again, search_text
from locations.tests.factories import make_place

WHOLE = {
    "address": "12 rue de la Paix",
    "postcode": "38000",
    "latitude": 45.18,
    "longitude": 5.72,
    "phone": "+33476000000",
    "opening_hours": "Mo-Fr 09:00-12:00",
    "services": ["acces-internet-et-materiel-informatique"],
    "summary": "On vous aide.",
    "fees": ["gratuit"],
    "access_modes": ["se-presenter"],
    "facts_date": date(2026, 6, 1),
    "step_free": False,
    "support_modes": ["en-autonomie"],
    "websites": ["https://exemple.fr"],
}


def test_the_weights_make_a_hundred() -> None:
    assert sum(fact.weight for fact in FACTS) == 100


def test_a_place_of_which_all_is_known_lacks_nothing() -> None:
    place = Location(name="Lieu", town="Grenoble", **WHOLE)
    assert (completeness(place), missing(place)) == (100, [])


def test_a_place_of_which_nothing_is_known_says_the_heaviest_first() -> None:
    place = Location(name="Lieu", town="Grenoble")
    assert completeness(place) == 0
    assert missing(place)[:4] == ["horaires", "téléphone", "position sur la carte", "adresse"]


@pytest.mark.parametrize(
    ("fields", "score", "lacks"),
    [
        ({"phone": ""}, 85, ["téléphone"]),
        ({"opening_hours": ""}, 80, ["horaires"]),
        (
            {"opening_hours": "", "opening_hours_text": "le mardi"},
            90,
            ["horaires en lignes plutôt qu'en texte"],
        ),
        ({"postcode": ""}, 90, ["adresse"]),
        ({"step_free": None}, 96, ["accès en fauteuil"]),
        ({"step_free": None, "acceslibre_url": "https://acceslibre.beta.gouv.fr/x"}, 100, []),
        ({"websites": [], "emails": ["accueil@exemple.fr"]}, 100, []),
        ({"summary": "", "description": "Longue."}, 100, []),
    ],
)
def test_each_fact_counts_for_its_weight(fields: dict[str, object], score: int, lacks: list[str]) -> None:
    place = Location(**{**WHOLE, **fields})
    assert (completeness(place), missing(place)) == (score, lacks)


def test_a_place_that_receives_nobody_needs_no_address_and_no_hours() -> None:
    nowhere = {"address": "", "latitude": None, "longitude": None, "opening_hours": "", "step_free": None}
    place = Location(**{**WHOLE, **nowhere, "access_modes": ["ce-lieu-naccueille-pas-de-public", "telephoner"]})
    assert (completeness(place), missing(place)) == (100, [])
    place.phone = ""
    assert (completeness(place), missing(place)) == (71, ["téléphone"])


@pytest.mark.django_db
def test_what_follows_from_places_is_derived_again_where_it_differs() -> None:
    place, other = make_place(), make_place()
    score = place.completeness
    Location.objects.filter(pk=place.pk).update(completeness=0, search_text="")
    assert (derive_again(), derive_again()) == (1, 0)
    place.refresh_from_db()
    assert (place.completeness, place.search_text) == (score, search_text(place))
    assert other.completeness == score
