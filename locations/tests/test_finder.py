import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from locations.models import Closure, Organisation
from locations.services.hours import recompute_all_intervals
from locations.tests.factories import load_some_towns, make_finder, make_place

pytestmark = pytest.mark.django_db

MONDAY_TEN = datetime(2026, 11, 23, 9, tzinfo=UTC)  # 10 h in Grenoble


@pytest.fixture(autouse=True)
def finder() -> None:
    load_some_towns()
    make_finder()


@pytest.fixture(autouse=True)
def monday() -> object:
    with time_machine.travel(MONDAY_TEN, tick=False):
        yield


def page(client: Client, query: str = "") -> str:
    response = client.get(f"/points-accueil/{query}")
    assert response.status_code == 200
    return response.content.decode()


def heading(html: str) -> str:
    (found,) = re.findall(r"<h1>(.*?)</h1>", html)
    return str(found)


def found(html: str) -> list[tuple[str, str]]:
    """Slugs and distances, in the order of the page."""
    return re.findall(r'data-lieu="([^"]*)"(?: data-distance="(\d+)")?', html)


def test_without_a_search_the_page_asks_for_a_town(client: Client) -> None:
    html = page(client)
    assert heading(html) == "Trouver un lieu"
    assert 'name="q"' in html
    assert found(html) == []


def test_the_nearest_come_first_with_distance_state_services_and_phone(client: Client) -> None:
    make_place(name="Loin", latitude=45.20, opening_hours="Mo 14:00-16:00", phone="")
    make_place(name="Près", latitude=45.185)
    html = page(client, "?q=38000")
    assert heading(html) == "2 lieux à moins de 10 km de Grenoble (38000)"
    assert found(html) == [("pres-grenoble", "86"), ("loin-grenoble", "1754")]
    assert [html.count(words) for words in ("90 m", "1,8 km", "Le plus proche")] == [1, 1, 1]
    assert 'Ouvert, ferme <span class="nowrap">à 12 h</span>' in html
    assert 'Fermé, ouvre <span class="nowrap">à 14 h</span>' in html
    assert "Démarches</li>" in html
    assert html.count('href="tel:+33476000000"') == 1


def test_a_position_works_as_a_town_does(client: Client) -> None:
    make_place(name="Près")
    html = page(client, "?lat=45.184&lon=5.716")
    assert heading(html) == "1 lieu à moins de 10 km de votre position"
    assert found(html) == [("pres-grenoble", "44")]


def test_old_hours_say_their_age(client: Client) -> None:
    make_place(facts_date=date(2022, 6, 1))
    assert 'Ouvert, ferme <span class="nowrap">à 12 h</span> (horaires de juin 2022)' in page(client, "?q=38000")


def test_places_of_the_town_without_coordinates_come_after_without_distance(client: Client) -> None:
    make_place(name="Nulle part", latitude=None, longitude=None)
    make_place(name="Loin", latitude=45.25)
    html = page(client, "?q=grenoble")
    assert found(html) == [("loin-grenoble", "7313"), ("nulle-part-grenoble", "")]
    assert "Aussi à Grenoble (38000), sans distance connue" in html


def test_an_ambiguous_name_offers_the_choice(client: Client) -> None:
    html = page(client, "?q=st+denis&service=loisirs-et-creations-numeriques")
    assert re.findall(r'class="result__title" href="([^"]*)">([^<]*)</a>', html) == [
        (f"/points-accueil/?q=Saint-Denis+{code}&amp;service=loisirs-et-creations-numeriques", f"Saint-Denis ({code})")
        for code in ("97400", "93200", "11310", "30500")
    ]
    assert "Seine-Saint-Denis (93)" in html


def test_an_ambiguous_postcode_offers_the_choice(client: Client) -> None:
    html = page(client, "?q=01000")
    assert re.findall(r'class="result__title" href="[^"]*">([^<]*)</a>', html) == [
        "Bourg-en-Bresse (01000)",
        "Saint-Denis-lès-Bourg (01000)",
    ]


def test_nothing_found_says_what_to_do_next(client: Client) -> None:
    html = page(client, "?q=Xyzzy")
    assert "Nous n'avons pas trouvé «\u00a0Xyzzy\u00a0»" in html
    assert "écrivez le code postal" in html


def test_nothing_near_says_how_far_the_nearest_is(client: Client) -> None:
    make_place(latitude=45.5)
    assert heading(page(client, "?q=38000")) == (
        "Aucun lieu à moins de 10 km de Grenoble (38000). Le plus proche est à 35 km"
    )


def test_a_filter_that_empties_the_list_can_be_taken_off(client: Client) -> None:
    make_place()
    html = page(client, "?q=38000&service=loisirs-et-creations-numeriques&rayon=5")
    assert heading(html) == "Aucun lieu à moins de 5 km de Grenoble (38000)"
    assert 'href="/points-accueil/?q=38000&amp;rayon=5">Voir tous les lieux</a>' in html
    assert 'href="/points-accueil/?q=38000&amp;service=loisirs-et-creations-numeriques">Chercher plus loin</a>' in html


def test_open_now(client: Client) -> None:
    make_place(name="ouvert")
    make_place(name="fermé", opening_hours="Mo 14:00-16:00")
    recompute_all_intervals(now=MONDAY_TEN)
    assert [slug for slug, _metres in found(page(client, "?q=38000&ouvert=maintenant"))] == ["ouvert-grenoble"]


def test_pages_of_twenty_hold_every_place_once(client: Client) -> None:
    slugs = [make_place(latitude=45.18 + number / 1000).slug for number in range(45)]
    pages = [[slug for slug, _m in found(page(client, f"?q=38000&page={number}"))] for number in (1, 2, 3)]
    assert [len(slugs) for slugs in pages] == [20, 20, 5]
    assert sorted(pages[0] + pages[1] + pages[2]) == sorted(slugs)
    first, last = page(client, "?q=38000"), page(client, "?q=38000&page=3")
    assert 'href="/points-accueil/?q=38000&amp;page=2" rel="next"' in first
    assert 'rel="next"' not in last
    assert 'href="/points-accueil/?q=38000&amp;page=2" rel="prev"' in last


@pytest.mark.parametrize(
    "query",
    [
        "?lat=999&lon=2", "?lat=&lon=", "?lat=abc&lon=nan", "?q=38000&rayon=abc",
        "?q=38000&service=bidon&public=x&reseau=y",
        "?q=38000&ouvert=hier", "?q=38000&page=0", "?q=38000&page=50", "?q=" + "a" * 10_000, "?q=%F0%9F%92%A1",
        "?q=%E2%80%AEsineD", "?q=%00", "?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "?q='", "?q=%25", "?q=ABCDE", "?q=%FF",
        "?inconnu=1",
    ],
)  # fmt: skip
def test_nothing_typed_breaks_the_page(client: Client, query: str) -> None:
    make_place(name='Chez "Zoé" <b>💡</b> \u0645\u0631\u062d\u0628\u0627 \u202e')
    html = page(client, query)
    assert "<script>alert" not in html
    assert "<b>💡" not in html


def test_an_unknown_filter_gets_a_sentence(client: Client) -> None:
    make_place()
    html = page(client, "?q=38000&service=bidon")
    assert "Service inconnu : «\u00a0bidon\u00a0»." in html
    assert len(found(html)) == 1


@pytest.mark.parametrize(("rows", "queries"), [(1, 11), (30, 9)])
def test_the_finder_takes_a_known_number_of_queries(
    rows: int, queries: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(rows):
        make_place()
    with django_assert_num_queries(queries):
        page(client, "?q=38000")


def test_the_page_of_a_place(client: Client) -> None:
    operator = Organisation.objects.create(name="La Ville", slug="la-ville", website="https://exemple.fr/")
    place = make_place(
        name="Médiathèque", operator=operator, address="12 AV DE LA PAIX", facts_date=date(2022, 6, 1),
        source="France Services", offer_conditions="Sur orientation d’un travailleur social", fees=["gratuit"],
        websites=["https://www.exemple.org/lieu"], opening_hours="Mo-Fr 09:00-12:00; PH off", step_free=True,
    )  # fmt: skip
    Closure.objects.create(location=place, first_day=date(2026, 12, 24), last_day=date(2027, 1, 2), reason="fêtes")
    Closure.objects.create(location=place, first_day=date(2026, 8, 1), last_day=date(2026, 8, 31))
    html = page(client, "mediatheque-grenoble/")
    assert heading(html) == "Médiathèque"
    for words in (
        "12 Av de la Paix, 38000 Grenoble",
        'Ouvert, ferme <span class="nowrap">à 12 h</span> (horaires de juin 2022)',
        "Informations de juin 2022. Source : France Services. Appelez avant de venir.",
        "Fermé du jeudi 24 décembre 2026 au samedi 2 janvier 2027 (fêtes).",
        'href="tel:+33476000000"',
        "04 76 00 00 00",
        'href="https://www.openstreetmap.org/directions?to=45.18423%2C5.71554#map=16/45.18423/5.71554"',
        'android="geo:45.18423,5.71554?q=45.18423,5.71554(M%C3%A9diath%C3%A8que)"',
        "Fermé les jours fériés.",
        "Aide aux démarches administratives",
        "Sur orientation d’un travailleur social",
        ">exemple.org</a>",
        "La Ville",
        "On entre sans marche",
    ):
        assert words in html, words
    assert re.findall(r'class="hours__now"><th scope="row">(\w+)', html) == ["lundi"]
    assert "août" not in html


def test_hours_that_nobody_can_read_are_shown_as_text(client: Client) -> None:
    make_place(
        name="A", opening_hours="", opening_hours_text="<ul><li>mardi 14H</li><li>jeudi &amp; samedi</li></ul><script>"
    )
    html = page(client, "a-grenoble/")
    assert "mardi 14H<br>jeudi &amp; samedi" in html
    assert "Horaires non connus" in html


def test_a_place_with_only_a_name_has_its_page(client: Client) -> None:
    make_place(
        name="Seul", address="", postcode="", latitude=None, longitude=None, phone="", opening_hours="", services=[],
        facts_date=None, source="",
    )  # fmt: skip
    html = page(client, "seul-grenoble/")
    assert "Nous ne connaissons pas les horaires." in html
    assert "La date de ces informations n&#x27;est pas connue." in html


def test_drafts_and_unknown_places_are_not_found(client: Client) -> None:
    make_place(name="Brouillon", live=False)
    statuses = [client.get(f"/points-accueil/{slug}/").status_code for slug in ("brouillon-grenoble", "nulle-part")]
    assert statuses == [404, 404]


def test_a_duplicate_leads_to_the_one_that_is_shown(client: Client) -> None:
    make_place(name="Copie", duplicate_of=make_place(name="Original"))
    response = client.get("/points-accueil/copie-grenoble/")
    assert (response.status_code, response.headers["Location"]) == (302, "/points-accueil/original-grenoble/")


def test_a_closed_place_says_so_and_a_moved_one_says_where(client: Client) -> None:
    new = make_place(name="Nouveau")
    make_place(name="Ancien", status="moved", moved_to=new)
    make_place(name="Fini", status="closed")
    html = page(client, "ancien-grenoble/")
    assert "A déménagé" in html
    assert 'href="/points-accueil/nouveau-grenoble/"' in html
    assert "Fermé définitivement" in page(client, "fini-grenoble/")
