"""Filters alone and together: the list, the counts and the suggestions, held against looking at every place."""

import random
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.http import QueryDict
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from core.geo import Point, haversine_m
from locations import choices
from locations.finder.facets import BITS, facets_of
from locations.finder.page import finder_context
from locations.finder.search import RADII_KM, Search, read_search
from locations.hours.states import PARIS, Kind
from locations.models import Closure, Location
from locations.selectors.places import open_state
from locations.services.hours import recompute_all_intervals
from locations.tests.factories import load_some_towns, make_finder, make_place

pytestmark = pytest.mark.django_db

MONDAY_TEN = datetime(2026, 11, 23, 9, tzinfo=UTC)  # 10 h in Grenoble
IN_A_MONTH = datetime(2027, 1, 4, 9, tzinfo=UTC)  # a Monday that the table of intervals does not tell
CENTRE = Point(45.184, 5.716)
HOURS = ["Mo-Fr 09:00-12:00", "Mo 14:00-17:00", 'Mo-Fr 09:00-12:00 "sur rendez-vous"', "", "24/7", "Tu 09:00-12:00"]


def some(chance: random.Random, vocabulary: Any) -> list[str]:
    return [str(value) for value in vocabulary.values if chance.random() < 0.3]


def scatter(count: int) -> list[Location]:
    """Places around Grenoble, all different, some that nothing may show."""
    chance = random.Random(38)
    places = []
    for number in range(count):
        place = Location(
            name=f"Lieu {number}",
            slug=f"lieu-{number}",
            town="Grenoble",
            standard_id=f"f-{number}",
            departement=chance.choice(["38", "38", "73"]),
            latitude=round(chance.gauss(45.184, 0.08), 3),
            longitude=round(chance.gauss(5.716, 0.1), 3),
            network=chance.choice(choices.Network.values),
            services=some(chance, choices.Service),
            audiences=some(chance, choices.Audience),
            fees=some(chance, choices.Fee),
            specific_care=some(chance, choices.SpecificCare),
            offers=some(chance, choices.SolidarityOffer),
            access_modes=some(chance, choices.AccessMode),
            step_free=chance.choice([True, False, None]),
            phone=chance.choice(["", "+33476000000"]),
            opening_hours=chance.choice(HOURS),
            live=number % 17 != 0,
            status="closed" if number % 19 == 0 else "open",
        )
        place.facets = facets_of(place)
        places.append(place)
    Location.objects.bulk_create(places)
    shut = Location.objects.get(slug="lieu-40")
    Closure.objects.create(location=shut, first_day=date(2026, 11, 1), last_day=date(2027, 2, 1))
    recompute_all_intervals(now=MONDAY_TEN)
    return list(Location.objects.filter(live=True, status="open").prefetch_related("closures"))


def read(query: str) -> Search:
    return read_search(QueryDict(query), zone=PARIS)


def show(query: str) -> dict[str, Any]:
    return finder_context(read(query), now=MONDAY_TEN, path="/points-accueil/")


ATTRIBUTES = {"service": "services", "public": "audiences", "frais": "fees", "soin": "specific_care", "offre": "offers"}


def passes(place: Location, query: QueryDict) -> bool:
    """Whether a place is what this query asks for, by its own fields."""
    for name, attribute in ATTRIBUTES.items():
        if query.getlist(name) and not set(query.getlist(name)) & set(getattr(place, attribute)):
            return False
    if query.getlist("reseau") and place.network not in query.getlist("reseau"):
        return False
    if "fauteuil" in query and not place.step_free:
        return False
    if "rdv" in query and not facets_of(place) & sum(BITS["rdv"][code] for code in set(query.getlist("rdv"))):
        return False
    if query.get("departement", place.departement) != place.departement:
        return False
    moment = {"maintenant": MONDAY_TEN, "2027-01-04T10:00": IN_A_MONTH}.get(query.get("ouvert", ""))
    return moment is None or open_state(place, moment).kind is Kind.OPEN


def by_looking_at_all(shown: list[Location], text: str, within_m: float) -> list[tuple[str, int]]:
    query = QueryDict(text)
    measured = sorted(
        (haversine_m(CENTRE, Point(place.latitude, place.longitude)), place.pk, place.slug)
        for place in shown
        if passes(place, query)
    )
    return [(slug, round(metres)) for metres, _pk, slug in measured if metres <= within_m]


def some_queries(count: int) -> list[str]:
    chance = random.Random(2026)
    queries = [f"{name}={code}" for name, bits in BITS.items() for code in list(bits)[:2]]
    queries += ["ouvert=maintenant", "ouvert=2027-01-04T10:00", "departement=73", ""]
    singles = list(queries)
    while len(queries) < count:
        queries.append("&".join(query for query in chance.sample(singles, chance.choice([2, 3, 4])) if query))
    return [query for query in queries if len(re.findall("ouvert=|departement=", query)) < 2]


def test_each_filter_alone_and_many_together_give_what_looking_at_all_places_gives() -> None:
    shown = scatter(260)
    for query in some_queries(70):
        radius = 5 if len(query) % 3 else 20
        found = show(f"lat=45.184&lon=5.716&rayon={radius}&{query}")
        expected = by_looking_at_all(shown, query, radius * 1000)
        assert [(result.slug, result.distance_m) for result in found["results"]] == expected[:20], query
        number = re.match(r"\d+|Aucun", found["heading"])
        assert number
        assert number[0] == (str(len(expected)) if expected else "Aucun"), query


@pytest.mark.parametrize("query", ["", "frais=gratuit", "ouvert=maintenant&public=seniors", "rdv=sans&departement=38"])
def test_the_number_beside_each_choice_is_what_choosing_it_gives(query: str) -> None:
    shown = scatter(150)
    panels = show(f"lat=45.184&lon=5.716&rayon=20&{query}")["panels"]
    told = {
        (group.name, option.value): option.count
        for panel in panels
        for group in panel.groups
        for option in group.options
        if option.value and group.name != "rayon"
    }
    for (name, code), count in told.items():
        others = [pair for pair in query.split("&") if pair and not pair.startswith(f"{name}=")]
        asked = "&".join([*others, f"{name}={code}"])
        assert count == len(by_looking_at_all(shown, asked, 20_000)), asked
    radii = {option.value: option.count for panel in panels for group in panel.groups if group.name == "rayon"
             for option in group.options if option.value}  # fmt: skip
    assert radii == {str(km): len(by_looking_at_all(shown, query, km * 1000)) for km in RADII_KM}


def test_the_department_as_a_whole_counts_and_filters_alike() -> None:
    shown = scatter(120)
    there = [place for place in shown if place.departement == "73"]
    found = show("departement=73&frais=gratuit")
    free = [place for place in there if "gratuit" in place.fees]
    assert found["heading"] == f"Savoie (73)\u00a0: {len(free)}\u00a0lieux"
    ours_first = sorted(
        free, key=lambda place: ({"emmaus": 0, "partenaire": 1}.get(place.network, 2), place.town, place.name, place.pk)
    )
    assert [result.slug for result in found["results"]] == [place.slug for place in ours_first][:20]
    assert {result.distance_m for result in found["results"]} == {None}
    (paid,) = [
        o for p in found["panels"] for g in p.groups if g.name == "frais" for o in g.options if o.value == "payant"
    ]
    assert paid.count == sum("payant" in place.fees for place in there)


@pytest.fixture
def pages() -> object:
    load_some_towns()
    make_finder()
    with time_machine.travel(MONDAY_TEN, tick=False):
        yield


def page(client: Client, query: str) -> str:
    response = client.get(f"/points-accueil/{query}")
    assert response.status_code == 200
    return response.content.decode()


def suggestions(html: str) -> list[tuple[str, str]]:
    (block,) = re.findall(r'<ul class="removals__list">(.*?)</ul>', html, re.DOTALL)
    return [
        (re.sub(r"<[^>]*>", "", words).replace("\u00a0", " "), address.replace("&amp;", "&"))
        for address, words in re.findall(r'<a href="([^"]*)">(.*?)</a>', block)
    ]


def test_a_filter_that_empties_the_list_says_what_taking_it_off_brings_back(client: Client, pages: object) -> None:
    for _number in range(3):
        make_place(opening_hours="Mo 14:00-16:00", fees=["payant"])
    make_place(opening_hours="Mo 09:00-16:00", fees=["payant"], services=[])
    recompute_all_intervals(now=MONDAY_TEN)
    html = page(client, "?q=38000&service=aide-aux-demarches-administratives&ouvert=maintenant")
    assert suggestions(html) == [
        ("Sans « Ouvert maintenant » : 3 lieux à moins de 10 km",
         "/points-accueil/?q=38000&service=aide-aux-demarches-administratives"),
        ("Sans « Démarches » : 1 lieu à moins de 10 km", "/points-accueil/?q=38000&ouvert=maintenant"),
    ]  # fmt: skip
    html = page(client, "?q=38000&frais=gratuit&public=femmes&public=seniors&rayon=5")
    assert suggestions(html) == [("Sans aucun filtre : 4 lieux à moins de 5 km", "/points-accueil/?q=38000&rayon=5")]


def test_nothing_within_the_radius_leads_to_the_distance_where_there_is_something(
    client: Client, pages: object
) -> None:
    make_place(latitude=45.28)
    html = page(client, "?q=38000&rayon=5")
    assert 'href="/points-accueil/?q=38000&amp;rayon=20">À moins de 20 km : 1\u00a0lieu</a>' in html


def test_chosen_filters_are_chips_that_come_off_one_by_one(client: Client, pages: object) -> None:
    html = page(client, "?q=38000&frais=gratuit&fauteuil=oui&soin=langues-etrangeres-anglais&rayon=5&ouvert=maintenant")
    chips = re.findall(r'class="chip__link" href="([^"]*)"><span class="vh">Enlever : ?</span>([^<]*)<', html)
    assert [(words, "rayon" in url, url.count("=")) for url, words in chips] == [
        ("Gratuit", True, 5), ("Accessible en fauteuil", True, 5), ("Anglais parlé", True, 5),
        ("Ouvert maintenant", True, 5), ("À moins de 5 km", False, 5),
    ]  # fmt: skip


def test_a_day_and_an_hour_become_one_address(client: Client, pages: object) -> None:
    response = client.get("/points-accueil/?q=38000&ouvert=&jour=2026-11-24&heure=09%3A30&rayon=&frais=gratuit")
    assert (response.status_code, response.headers["Location"]) == (
        302, "/points-accueil/?q=38000&frais=gratuit&ouvert=2026-11-24T09%3A30",
    )  # fmt: skip
    make_place(name="Demain", opening_hours="Tu 09:00-12:00")
    recompute_all_intervals(now=MONDAY_TEN)
    html = page(client, "?q=38000&ouvert=2026-11-24T09:30")
    assert re.findall(r'data-lieu="([^"]*)"', html) == ["demain-grenoble"]
    assert "Ouvert mardi" in html


@pytest.mark.parametrize(
    ("query", "sentence", "kept"),
    [
        ("jour=2026-11-24&heure=", "Donnez aussi l&#x27;heure, comme 14:00.", 'value="2026-11-24"'),
        ("jour=&heure=09:30", "Donnez aussi le jour.", 'value="09:30"'),
        ("jour=demain&heure=09:30", "Le moment demandé n&#x27;est pas un jour", 'value="demain"'),
        ("frais=rien", "Prix inconnu", ""),
        ("rdv=x", "Choix de rendez-vous inconnu", ""),
        ("fauteuil=x", "Choix d&#x27;accès inconnu", ""),
        ("soin=x", "Accueil particulier inconnu", ""),
        ("offre=x", "Offre inconnue", ""),
        ("departement=99", "Département inconnu", ""),
    ],
)
def test_a_bad_value_gets_a_sentence(client: Client, pages: object, query: str, sentence: str, kept: str) -> None:
    make_place()
    html = page(client, f"?q=38000&{query}")
    assert sentence in html
    assert kept in html
    assert html.count("data-lieu=") == 1


def test_open_now_says_how_far_it_looks_and_what_is_beyond(client: Client, pages: object) -> None:
    make_place(name="Ici", opening_hours="24/7")
    make_place(name="Plus loin", latitude=45.6, opening_hours="24/7")
    make_place(name="Bien trop loin", latitude=48.8, opening_hours="24/7")
    recompute_all_intervals(now=MONDAY_TEN)
    html = page(client, "?q=38000&ouvert=maintenant")
    assert re.findall(r'data-lieu="([^"]*)"', html) == ["ici-grenoble", "plus-loin-grenoble"]
    assert re.findall(r'class="place__beyond">([^<]*)<', html) == ["Plus loin, entre 10 et 50 km"]


def test_by_appointment_is_neither_open_nor_closed(client: Client, pages: object) -> None:
    make_place(name="rdv", opening_hours='Mo-Fr 09:00-12:00 "sur rendez-vous"')
    recompute_all_intervals(now=MONDAY_TEN)
    assert "state--appointment" in page(client, "?q=38000")
    assert "Sur rendez-vous</span>" in page(client, "?q=38000")
    assert suggestions(page(client, "?q=38000&ouvert=maintenant")) == [
        ("Sans « Ouvert maintenant » : 1 lieu à moins de 10 km", "/points-accueil/?q=38000")
    ]


def test_a_moment_far_off_is_looked_for_within_a_radius_that_is_said(client: Client, pages: object) -> None:
    make_place(name="Ouvert", opening_hours="Mo 09:00-12:00")
    make_place(name="Loin", latitude=45.3, opening_hours="Mo 09:00-12:00")
    html = page(client, "?q=38000&ouvert=2027-01-04T10:00")
    assert re.findall(r'data-lieu="([^"]*)"', html) == ["ouvert-grenoble"]
    assert "Pour un moment aussi lointain, nous cherchons à moins de 10 km." in html


def test_an_hour_asked_for_overseas_is_of_the_clock_there() -> None:
    load_some_towns()
    found = show("q=97400&ouvert=2026-11-24T08:00")
    assert found["search"].open_at == datetime(2026, 11, 24, 4, tzinfo=UTC)
    given = show("q=97400&ouvert=2026-11-24T04:00Z")
    assert given["search"].url("/x/") == "/x/?q=97400&ouvert=2026-11-24T08%3A00"


@pytest.mark.parametrize("rows", [1, 3, 30])
@pytest.mark.parametrize("query", ["?q=38000", "?lat=45.184&lon=5.716&ouvert=maintenant", "?q=38000&frais=gratuit"])
def test_the_finder_asks_the_database_twelve_times_at_most(
    rows: int, query: str, client: Client, pages: object, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        place = make_place(fees=["gratuit"], latitude=45.18 + number / 100)
        Closure.objects.create(location=place, first_day=date(2026, 12, 24), last_day=date(2027, 1, 2))
    recompute_all_intervals(now=MONDAY_TEN)
    client.get("/points-accueil/")
    with django_assert_num_queries(12, exact=False):
        page(client, query)
