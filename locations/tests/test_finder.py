import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from locations.models import Closure, Location
from locations.place.words import walk_words
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
    return re.sub(r"<[^>]*>", "", found)


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


def told(html: str) -> list[str]:
    """What is said of each place's state, its tags off."""
    lines = re.findall(r'<p class="place__state">(.*?)</p>', html, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", "", line).split()) for line in lines]


@pytest.mark.parametrize(
    ("hours", "state"),
    [
        ("Mo-Fr 09:00-12:00", "Ouvert, d&#x27;après des horaires de juin 2022. Appelez avant de venir."),
        (
            "Tu 09:00-12:00",
            "Fermé, ouvre demain à 9 h, d&#x27;après des horaires de juin 2022. Appelez avant de venir.",
        ),
        ("", "Horaires non connus"),
    ],
)
def test_old_hours_say_their_age(client: Client, hours: str, state: str) -> None:
    make_place(facts_date=date(2022, 6, 1), opening_hours=hours)
    assert told(page(client, "?q=38000")) == [state]


def test_how_old_is_old_is_a_setting(client: Client, settings: object) -> None:
    make_place(facts_date=date(2026, 10, 1))
    assert told(page(client, "?q=38000")) == ["Ouvert, ferme à 12 h"]
    settings.OLD_FACTS_DAYS = 30  # type: ignore[attr-defined]
    assert told(page(client, "?q=38000")) == [
        "Ouvert, d&#x27;après des horaires d&#x27;octobre 2026. Appelez avant de venir."
    ]


def test_old_hours_without_a_telephone_are_unconfirmed_and_name_the_nearest_that_can_be_called(client: Client) -> None:
    make_place(name="Muet", facts_date=date(2022, 6, 1), phone="")
    make_place(name="Parlant", latitude=45.19, phone="+33476111111")
    html = page(client, "?q=38000")
    assert told(html) == ["Horaires non confirmés", "Ouvert, ferme à 12 h"]
    (line,) = re.findall(r'<p class="place__age">(.*?)</p>', html, re.DOTALL)
    assert re.sub(r"<[^>]*>", "", line) == "Pas de téléphone. Appelez plutôt Parlant : 04 76 11 11 11"
    assert 'href="tel:+33476111111"' in line


@pytest.mark.parametrize(
    ("metres", "words"),
    [
        (10, "moins de 5 min à pied"), (280, "moins de 5 min à pied"), (400, "environ 10 min à pied"),
        (850, "environ 15 min à pied"), (1999, "environ 35 min à pied"), (2000, ""),
    ],
)  # fmt: skip
def test_how_long_the_walk_is(metres: float, words: str) -> None:
    assert walk_words(metres) == words


def warned(client: Client, day: datetime, **fields: object) -> list[str]:
    make_place(**fields)
    with time_machine.travel(day, tick=False):
        return warnings(page(client, "?lat=45.184&lon=5.716"))


def warnings(html: str) -> list[str]:
    lines = re.findall(r'<p class="place__warning">(.*?)</p>', html, re.DOTALL)
    return [re.sub(r"<[^>]*>", "", line).strip() for line in lines]


CHRISTMAS = datetime(2026, 12, 25, 9, tzinfo=UTC)


def test_public_holidays_and_the_day_before_are_warned_of_where_the_hours_do_not_tell_them(client: Client) -> None:
    assert warned(client, CHRISTMAS) == ["Jour férié (Noël) : appelez avant de venir."]
    Location.objects.all().delete()
    assert warned(client, CHRISTMAS - timedelta(days=1)) == ["Demain est férié (Noël) : appelez avant de venir."]
    Location.objects.all().delete()
    assert warned(client, CHRISTMAS + timedelta(days=1)) == []
    hours = "Mo-Sa 09:00-12:00; PH off"
    assert warned(client, CHRISTMAS + timedelta(days=1), departement="67", insee_code="67482", opening_hours=hours) == [
        "Jour férié (Saint-Étienne) : appelez avant de venir."
    ]
    Location.objects.all().delete()
    assert warned(client, CHRISTMAS, opening_hours="Mo-Fr 09:00-12:00; PH off") == []


def test_a_closure_is_warned_of_two_weeks_before(client: Client) -> None:
    place = make_place()
    Closure.objects.create(location=place, first_day=date(2026, 12, 5), last_day=date(2026, 12, 8), reason="travaux")
    Closure.objects.create(location=place, first_day=date(2027, 12, 5), last_day=date(2027, 12, 8))
    assert warnings(page(client, "?q=38000")) == ["Fermé du samedi 5 au mardi 8 décembre 2026 (travaux)."]


def test_the_networks_nearest_point_is_named_above_the_list_unless_it_comes_first(client: Client) -> None:
    make_place(name="Autre")
    make_place(name="EMMAÜS DE LYON", network="emmaus", latitude=45.75, longitude=4.85, town="Lyon")
    html = page(client, "?q=38000")
    (line,) = re.findall(r'<p class="own-point">(.*?)</p>', html, re.DOTALL)
    assert " ".join(re.sub(r"<[^>]*>", "", line).split()).replace("\u00a0", " ") == (
        "Notre point d'accueil le plus proche : Emmaüs de Lyon, à 92 km"
    )
    assert re.findall(r'<p class="place__kind place__kind--\w+">([^<]*)</p>', html) == [
        "Autre lieu d&#x27;aide", "Point d&#x27;accueil",
    ]  # fmt: skip
    make_place(name="Emmaüs ici", network="emmaus", latitude=45.1842)
    Location.objects.filter(name="Autre").delete()
    assert "own-point" not in page(client, "?q=38000")


def test_calling_comes_first_and_seeing_second(client: Client) -> None:
    make_place(name="LA MAISON")
    (actions,) = re.findall(r'<div class="place__actions">(.*?)</div>', page(client, "?q=38000"), re.DOTALL)
    assert re.findall(r'<a class="([^"]*)" href="([^"]*)"', actions) == [
        ("btn btn--call", "tel:+33476000000"), ("btn btn--quiet", "/points-accueil/la-maison-grenoble/"),
    ]  # fmt: skip


def test_a_department_lists_all_its_places_and_invites_to_write_a_town(client: Client) -> None:
    make_place(name="Isère")
    make_place(name="Ailleurs", insee_code="69381", postcode="69001", town="Lyon")
    html = page(client, "?departement=38")
    assert heading(html).replace("\u00a0", " ") == "Isère (38) : 1 lieu"
    assert found(html) == [("isere-grenoble", "")]
    assert "Écrivez votre ville ou votre code postal" in html


def test_the_address_of_the_finder_goes_nowhere(client: Client) -> None:
    assert client.get("/points-accueil/?lat=45.184&lon=5.716").headers["Referrer-Policy"] == "no-referrer"


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
    assert re.findall(r"Nous n.{1,6}avons pas trouvé «.Xyzzy.»", html) != []
    assert "Écrivez votre ville ou votre code postal" in html


def test_nothing_near_says_how_far_the_nearest_is(client: Client) -> None:
    make_place(latitude=45.5)
    assert heading(page(client, "?q=38000")) == (
        "Aucun lieu à moins de 10 km de Grenoble (38000). Le plus proche est à 35 km"
    )


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
