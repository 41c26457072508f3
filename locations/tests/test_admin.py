"""Editing places in the Wagtail admin."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from core.models import User
from locations.models import Location, Organisation
from locations.tests.factories import make_place

pytestmark = pytest.mark.django_db

LIST = "wagtailsnippets_locations_location:list"
ADD = "wagtailsnippets_locations_location:add"
EDIT = "wagtailsnippets_locations_location:edit"
PREVIEW = "wagtailsnippets_locations_location:preview_on_edit"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser(username="equipe", email="equipe@exemple.fr", password="x"))
    return client


def form(**fields: Any) -> dict[str, Any]:
    """What the browser sends."""
    return {
        "name": "Médiathèque de l’Été",
        "network": "partenaire",
        "status": "open",
        "address": "12 rue de la Paix",
        "postcode": "38000",
        "town": "Grenoble",
        "insee_code": "38185",
        "step_free": "unknown",
        "phone": "04 76 00 00 00",
        "opening_hours": "Mo-Fr 09:00-12:00",
        "services": ["aide-aux-demarches-administratives"],
        "websites": "https://exemple.fr\nhttps://exemple.org",
        "closures-TOTAL_FORMS": "0",
        "closures-INITIAL_FORMS": "0",
        "closures-MIN_NUM_FORMS": "0",
        "closures-MAX_NUM_FORMS": "1000",
        "body-count": "0",
        **fields,
    }


def names(response: Any) -> list[str]:
    return [place.name for place in response.context["object_list"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Ailleurs", "Médiathèque"]),
        ("?q=mediatheque", ["Médiathèque"]),
        ("?q=38000", ["Ailleurs", "Médiathèque"]),
        ("?q=grenoble%20m%C3%89DIATH%C3%88QUE", ["Médiathèque"]),
        ("?q=%22zut'", []),
        ("?q=%22", []),
        ("?q=%00", ["Ailleurs", "Médiathèque"]),
        ("?network=partenaire", ["Ailleurs"]),
        ("?departement=38&live=true", ["Ailleurs", "Médiathèque"]),
        ("?on_the_map=true", ["Ailleurs"]),
        ("?hours_to_read=true", ["Ailleurs"]),
        ("?departement=bidon", ["Ailleurs", "Médiathèque"]),
    ],
)
def test_the_list_is_searched_and_narrowed(staff: Client, query: str, found: list[str]) -> None:
    make_place(name="Médiathèque")
    make_place(name="Ailleurs", network="partenaire", latitude=None, longitude=None, opening_hours_text="le mardi")
    response = staff.get(reverse(LIST) + query)
    assert response.status_code == 200
    assert sorted(names(response)) == found


def test_a_place_is_drafted_then_published_with_what_follows_from_it(staff: Client) -> None:
    with time_machine.travel(datetime(2026, 11, 23, 9, tzinfo=UTC), tick=False):
        staff.post(reverse(ADD), form())
        place = Location.objects.get()
        assert (place.live, place.slug, place.departement) == (False, "mediatheque-de-lete-grenoble", "38")
        staff.post(reverse(EDIT, args=[place.pk]), form(**{"action-publish": "yes"}))
    place.refresh_from_db()
    assert (place.live, place.phone, place.websites) == (
        True,
        "+33476000000",
        ["https://exemple.fr", "https://exemple.org"],
    )
    assert place.services == ["aide-aux-demarches-administratives"]
    assert place.open_intervals.count() == 6
    staff.post(reverse(EDIT, args=[place.pk]), form(name="Autre nom", **{"action-publish": "yes"}))
    place.refresh_from_db()
    assert (place.name, place.slug) == ("Autre nom", "mediatheque-de-lete-grenoble")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"opening_hours": "9h-12h"}, "Ces horaires ne sont pas compris."),
        ({"phone": "12"}, "Ce numéro de téléphone n&#x27;est pas reconnu."),
        ({"postcode": "ABCDE"}, "Cinq chiffres."),
        ({"latitude": "999", "longitude": "2"}, "Assurez-vous que cette valeur est inférieure ou égale à 90"),
        ({"latitude": "45"}, "Donnez la latitude et la longitude, ou aucune des deux."),
        ({"websites": "javascript:alert(1)"}, "Saisissez une URL valide."),
        ({"emails": "pas une adresse"}, "Saisissez une adresse"),
        ({"name": ""}, "Champ requis."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(staff: Client, fields: dict[str, str], sentence: str) -> None:
    response = staff.post(reverse(ADD), form(**{"action-publish": "yes", **fields}))
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert "12 rue de la Paix" in response.content.decode()
    assert Location.objects.count() == 0


def test_the_preview_is_the_public_page(staff: Client) -> None:
    place = make_place(name="Publié")
    url = reverse(PREVIEW, args=[place.pk])
    assert staff.post(url, form(name="En préparation")).json() == {"is_valid": True, "is_available": True}
    html = staff.get(url).content.decode()
    assert re.findall(r"<h1>(.*?)</h1>", html) == ["En préparation"]
    assert "Aide aux démarches administratives" in html


def test_a_new_place_can_be_previewed(staff: Client) -> None:
    url = reverse("wagtailsnippets_locations_location:preview_on_add")
    staff.post(url, form())
    assert re.findall(r"<h1>(.*?)</h1>", staff.get(url).content.decode()) == ["Médiathèque de l’Été"]


def test_the_menu_and_organisations(staff: Client) -> None:
    Organisation.objects.create(name="La Ville", slug="la-ville", town="Grenoble")
    response = staff.get(reverse("wagtailsnippets_locations_organisation:list") + "?q=ville")
    assert names(response) == ["La Ville"]
    assert reverse(LIST) in response.content.decode()


def organisation(**fields: Any) -> dict[str, Any]:
    """What the browser sends."""
    return {"name": "Médiathèque d’Oullins", "kind": "bibliotheque", "sort_order": "100", **fields}


def test_an_organisation_is_entered_as_people_write(staff: Client) -> None:
    add = reverse("wagtailsnippets_locations_organisation:add")
    staff.post(add, organisation(phone="01 80 05 98 80"))
    made = Organisation.objects.get()
    assert (made.slug, made.phone) == ("mediatheque-doullins", "+33180059880")
    Organisation.objects.update(embed_origins=["https://www.exemple.fr"])
    edit = reverse("wagtailsnippets_locations_organisation:edit", args=[made.pk])
    html = staff.get(edit).content.decode()
    assert "01 80 05 98 80" in html.replace("\xa0", " ").replace("\u202f", " ")
    # The sites that may show its calendars have a screen of their own, in its space.
    assert "/admin/organisation/mediatheque-doullins/" in html
    staff.post(edit, organisation(name="Autre nom", slug="", embed_origins="https://autre.exemple"))
    made.refresh_from_db()
    assert (made.name, made.slug) == ("Autre nom", "mediatheque-doullins")
    assert made.embed_origins == ["https://www.exemple.fr"]


CHOOSER = "wagtailsnippetchoosers_locations_"


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("", ["Accueil, Lyon", "Médiathèque, Grenoble", "Annuaire, Grenoble"]),
        ("mediatheque GRENOBLE", ["Médiathèque, Grenoble"]),
        ("38000 rue", ["Médiathèque, Grenoble", "Annuaire, Grenoble"]),
        ('"', []),
    ],
)
def test_a_place_is_chosen_by_typing_a_part_of_it(staff: Client, question: str, found: list[str]) -> None:
    make_place(name="Annuaire")
    make_place(name="Médiathèque", network="partenaire")
    make_place(name="Accueil", network="emmaus", town="Lyon", postcode="69001")
    window = staff.get(reverse(f"{CHOOSER}location:choose")).json()["html"]
    assert 'placeholder="Nom, commune, code postal ou adresse"' in window
    results = staff.get(reverse(f"{CHOOSER}location:choose_results"), {"q": question})
    assert [str(row) for row in results.context["results"]] == found


def test_an_organisation_is_chosen_by_typing_a_part_of_it(staff: Client) -> None:
    Organisation.objects.create(name="Médiathèque", slug="m", town="Évry")
    Organisation.objects.create(name="Association", slug="a", town="Évry")
    address = reverse(f"{CHOOSER}organisation:choose_results")
    assert [row.slug for row in staff.get(address, {"q": "evry"}).context["results"]] == ["a", "m"]
    assert [row.slug for row in staff.get(address, {"q": "evry mediatheque"}).context["results"]] == ["m"]


def test_a_place_without_a_town_stays_a_draft(staff: Client) -> None:
    staff.post(reverse(ADD), form(town=""))
    place = Location.objects.get()
    edit = reverse(EDIT, args=[place.pk])
    response = staff.post(edit, form(town="", **{"action-publish": "yes"}))
    assert (response.status_code, "Un lieu publié a une commune." in response.content.decode()) == (200, True)
    staff.post(edit, form(**{"action-publish": "yes"}))
    place.refresh_from_db()
    assert (place.live, place.slug) == (True, "mediatheque-de-lete-grenoble")
