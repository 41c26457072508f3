"""The list of sessions to choose from: what is asked, what is shown of each, what to do where there is nothing."""

import re
from datetime import timedelta
from itertools import product

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.choices import Access, Mode, Scope
from booking.models import Session
from booking.rows import Course, SessionRow, availability, details_words, session_row
from booking.selectors import courses
from booking.tests.factories import (
    NOW,
    TUESDAY,
    make_activity,
    make_location,
    make_organisation,
    make_series,
    make_session,
)
from locations.tests.factories import load_some_towns, make_finder

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LIST = "/rendez-vous/"


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def text(html: str) -> str:
    main = re.sub(r"(?s).*<main[^>]*>|</main>.*", "", html)
    return " ".join(re.sub(r"<[^>]+>", " ", main).replace("&#x27;", "'").replace("\u00a0", " ").split())


def rows(client, query: str = "") -> list[str]:
    """Return each line of the list: its title, and what is said of its places."""
    html = client.get(f"{LIST}{query}").content.decode()
    lines = re.findall(r'(?s)<li class="row.*?</li>', html)
    return [text(re.sub(r'<span class="vh">.*?</span>', "", line)) for line in lines]


def said(client, query: str = "") -> str:
    html = client.get(f"{LIST}{query}").content.decode()
    return text(re.search(r'(?s)<p class="agenda__total[^>]*>(.*?)</p>', html)[1])


@pytest.mark.parametrize(
    ("values", "activity", "words"),
    [
        ({}, {}, ("free", "8 places")),
        ({"booked": 5}, {}, ("last", "3 places")),
        ({"booked": 8}, {}, ("full", "Complet")),
        ({"booked": 8, "waiting_capacity": 2}, {}, ("waiting", "Complet – liste d'attente")),
        ({"booked": 8, "waiting_capacity": 2, "waiting": 2}, {}, ("full", "Complet")),
        ({"booked": 8, "waiting_capacity": 2, "closes_at": NOW}, {}, ("full", "Complet")),
        ({"booked": 4, "referred_places": 3, "referred_until": NOW + DAY}, {}, ("last", "1 place")),
        ({"booked": 5, "referred_places": 3, "referred_until": NOW + DAY}, {}, ("full", "Complet")),
        ({"booked": 5, "referred_places": 3, "referred_until": NOW}, {}, ("last", "3 places")),
        ({"opens_at": NOW + DAY}, {}, ("closed", "Inscriptions à partir du 3 mars")),
        ({"closes_at": NOW}, {}, ("closed", "Inscriptions closes")),
        ({"status": "cancelled", "booked": 8}, {}, ("cancelled", "Annulé")),
        ({"start": NOW - DAY}, {}, ("closed", "Terminé")),
        ({"start": NOW}, {}, ("closed", "Commencé")),
        ({}, {"access": Access.REFERRAL}, ("closed", "Sur orientation")),
    ],
)
def test_the_words_of_a_session(values, activity, words) -> None:
    assert availability(make_session(activity=make_activity(**activity), **values), now=NOW) == words


@pytest.mark.parametrize(
    ("values", "activity", "words"),
    [
        ({}, {}, ""),
        ({"drop_in_places": 4}, {}, "Aussi sans rendez-vous : 4 places"),
        ({"drop_in_places": 1}, {"drop_in": True}, "Aussi sans rendez-vous : 1 place"),
        ({}, {"drop_in": True}, "Aussi sans rendez-vous"),
        ({"status": "cancelled"}, {"drop_in": True}, ""),
        ({}, {"drop_in": True, "access": Access.REFERRAL}, ""),
        ({}, {"mode": Mode.PHONE}, "Par téléphone"),
        ({}, {"mode": Mode.ONLINE, "drop_in": True}, "En ligne · Aussi sans rendez-vous"),
    ],
)
def test_what_else_is_said_of_a_session_on_its_place_s_page(values, activity, words) -> None:
    session = make_session(activity=make_activity(**activity), **values)
    assert details_words(session, with_mode=True) == words


def make_course(count: int, *, first=TUESDAY, join_until: int = 1, **values) -> list[Session]:
    series = make_series(scope=Scope.COURSE, join_until=join_until)
    place = {"activity": series.activity, "location": series.location, "host": series.host, "series": series}
    return [make_session(start=first + number * 7 * DAY, **{**place, **values}) for number in range(count)]


def test_a_course_stands_once_in_the_list_with_what_all_its_dates_have(client) -> None:
    dates = make_course(6)
    Session.objects.filter(pk=dates[3].pk).update(booked=6)
    assert rows(client) == [
        f"14 h Permanence Connectée {dates[0].location.name}, Paris Parcours, 6 séances 2 places",
    ]
    assert [row.url for row in [session_row(dates[0], now=NOW)]] == [dates[0].get_absolute_url()]


@pytest.mark.parametrize(
    ("join_until", "known", "state"),
    [
        (3, Course(total=4, left=2, places=8, waiting_left=0, open=True), ("free", "8 places")),
        (2, Course(total=4, left=2, places=8, waiting_left=0, open=False), ("closed", "Parcours commencé")),
    ],
)
def test_a_course_that_has_begun_may_be_joined_until_so_many_dates_are_over(join_until, known, state) -> None:
    dates = make_course(4, first=TUESDAY - 14 * DAY, join_until=join_until)
    sessions = list(Session.objects.listed(now=NOW).upcoming(now=NOW).with_place())
    assert sessions == [dates[2]]
    assert courses(sessions, now=NOW) == {dates[0].series_id: known}
    assert availability(sessions[0], now=NOW, course=known) == state
    assert known.words == "Parcours, encore 2 séances"


def test_each_filter_keeps_what_it_says(client) -> None:
    make_session(start=TUESDAY, booked=7, drop_in_places=2)
    make_session(start=TUESDAY + DAY, booked=4)
    make_session(start=TUESDAY + 2 * DAY, booked=4, opens_at=TUESDAY)
    make_session(start=TUESDAY + 3 * DAY, referred_places=6, referred_until=TUESDAY)
    make_session(start=TUESDAY + 4 * DAY, activity=make_activity(name="Atelier", slug="atelier", drop_in=True))
    make_session(start=TUESDAY + 5 * DAY, activity=make_activity(access=Access.REFERRAL))
    assert {
        query: said(client, query)
        for query in ("", "?places=1", "?places=3", "?rdv=sans", "?type=atelier", "?du=2026-03-05", "?au=2026-03-04",
                      "?du=2026-03-04&au=2026-03-05", "?au=2026-03-04&du=2026-03-05", "?places=5&rdv=sans")
    } == {
        "": "6 séances à venir",
        "?places=1": "4 séances à venir",
        "?places=3": "2 séances à venir",
        "?rdv=sans": "2 séances à venir",
        "?type=atelier": "1 séance à venir",
        "?du=2026-03-05": "4 séances à venir",
        "?au=2026-03-04": "2 séances à venir",
        "?du=2026-03-04&au=2026-03-05": "2 séances à venir",
        "?au=2026-03-04&du=2026-03-05": "2 séances à venir",
        "?places=5&rdv=sans": "1 séance à venir",
    }  # fmt: skip


def test_a_town_is_understood_as_in_the_finder(client) -> None:
    load_some_towns()
    near = make_location(name="Ici", town="Grenoble", departement="38", latitude=45.19, longitude=5.73)
    make_session(location=near)
    make_session(location=make_location(latitude=45.40, longitude=5.73))  # 23 km away
    make_session(location=make_location(latitude=None, longitude=None))
    assert said(client, "?q=grenoble+38000") == "1 séance à venir à moins de 10 km de Grenoble (38000)"
    assert "Ici, Grenoble, à" in rows(client, "?q=38000")[0]
    assert said(client, "?q=38000&rayon=50") == "2 séances à venir à moins de 50 km de Grenoble (38000)"
    assert said(client, "?lat=45.19&lon=5.73") == "1 séance à venir à moins de 10 km de votre position"
    unknown = client.get(f"{LIST}?q=xyzzyx").content.decode()
    assert "Nous n'avons pas trouvé « xyzzyx »" in text(unknown)


def test_where_nothing_is_found_one_sees_what_would_bring_something(client) -> None:
    load_some_towns()
    make_session(location=make_location(latitude=45.40, longitude=5.73, town="Voiron", departement="38"), booked=6)
    page = text(client.get(f"{LIST}?q=38000").content.decode())
    assert "Aucune séance à venir à moins de 10 km de Grenoble (38000)" in page
    assert "À moins de 50 km : 1 séance" in page
    both = client.get(f"{LIST}?type=atelier&places=2").content.decode()
    assert "Sans « Atelier » : 1 séance" in text(both)
    assert "Sans « Encore 2 places »" not in text(both)
    none = text(client.get(f"{LIST}?type=atelier&places=8").content.decode())
    assert "Toutes les séances : 1 séance" in none


def test_filters_in_force_can_be_taken_away_one_by_one(client) -> None:
    place = make_location(slug="lilas", name="Médiathèque des Lilas")
    make_session(location=place)
    html = client.get(f"{LIST}?lieu=lilas&places=2&du=2026-03-03&rdv=sans").content.decode()
    assert [
        (text(words), link.replace("&amp;", "&"))
        for link, words in re.findall(r'(?s)<a class="chip__link" href="([^"]*)">(.*?)<svg', html)
    ] == [
        ("Enlever : Médiathèque des Lilas", "?du=2026-03-03&places=2&rdv=sans"),
        ("Enlever : À partir du 3 mars 2026", "?lieu=lilas&places=2&rdv=sans"),
        ("Enlever : Encore 2 places", "?lieu=lilas&du=2026-03-03&rdv=sans"),
        ("Enlever : Sans rendez-vous", "?lieu=lilas&du=2026-03-03&places=2"),
    ]


def test_what_has_no_list_in_the_form_goes_along_unseen(client) -> None:
    make_session(location=make_location(slug="lilas"))
    html = client.get(f"{LIST}?lieu=lilas&type=permanence&lat=48.84&lon=2.38").content.decode()
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html)
    assert hidden == [("lat", "48.840"), ("lon", "2.380"), ("lieu", "lilas"), ("type", "permanence")]


def test_each_choice_says_how_many_it_gives_with_the_others_in_force(client) -> None:
    place = make_location(slug="lilas", name="Médiathèque des Lilas")
    atelier = make_activity(name="Atelier", slug="atelier")
    for number in range(3):
        make_session(start=TUESDAY + number * DAY, activity=atelier, location=place if number else None)
    make_session(location=place)
    html = client.get(f"{LIST}?lieu=lilas").content.decode()
    (options,) = re.findall(r'(?s)<select name="type".*?</select>', html)
    assert text(options) == "Toutes Atelier (2) Permanence Connectée (1)"


@pytest.mark.parametrize(
    "query",
    [
        "places=0", "places=-1", "places=abc", "places=1e9", "places=" + "9" * 400, "places=%00", "places=2&places=x",
        "du=hier", "du=0001-01-01", "au=9999-12-31", "du=%00", "q=%00", "q=" + "%F0%9F%99%82" * 200,
        "lat=1e400&lon=nan", "lat=48.8", "rayon=-4&q=Paris", "rdv=%E2%80%AE", "type=%00&lieu=%00", "page=%C2%B2",
        "page=9999", "page=-1", "lieu=" + "a" * 10_000, "via=%00&lieu=%F0%9F%99%82",
    ],
)  # fmt: skip
def test_no_address_is_an_error(client, query) -> None:
    make_session()
    assert client.get(f"{LIST}?{query}").status_code == 200


def test_the_list_costs_the_same_however_long_it_is(client) -> None:
    make_finder()
    asked = {
        "all": (LIST, 3),
        "filtered": (f"{LIST}?type=permanence&places=1&rdv=sans", 3),
        "near": (f"{LIST}?lat=48.84&lon=2.38", 4),
        "nothing": (f"{LIST}?type=formation&lat=48.84&lon=2.38", 5),
    }
    found = []
    for more in (1, 3):
        make_course(4)
        for number in range(more):
            make_session(start=TUESDAY + number * DAY, activity=make_activity(drop_in=True))
        counts = {}
        for name, (address, _most) in asked.items():
            client.get(address)  # what a process reads once is read
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts[name] = len(queries)
        found.append(counts)
    assert found == [{name: most for name, (_address, most) in asked.items()}] * 2


def test_the_database_counts_the_places_left_for_the_public_as_we_do() -> None:
    for booked, referred, kept, until in product((0, 2, 4), (0, 1, 2), (0, 3), (None, NOW, NOW + DAY)):
        if referred <= booked:
            make_session(capacity=4, overbooked=1, booked=booked, referred_booked=referred, referred_places=kept,
                         referred_until=until)  # fmt: skip
    everything = list(Session.objects.all())
    for people in range(1, 6):
        counted = set(Session.objects.with_room(people, now=NOW).values_list("pk", flat=True))
        assert counted == {one.pk for one in everything if one.places_for(now=NOW) >= people}


def test_a_row_says_whose_clock_and_that_one_goes_nowhere() -> None:
    session = make_session(zone="Indian/Reunion", activity=make_activity(mode=Mode.PHONE, name="Une question"))
    assert session_row(session, now=NOW) == SessionRow(
        url=session.get_absolute_url(),
        title="Une question",
        starts_iso="2026-03-03T17:00+04:00",
        day_words="mardi 3 mars",
        time_words="17 h",
        place_name="Par téléphone",
        town="",
        places_words="8 places",
        state="free",
        details="",
        zone_words="heure de La Réunion",
    )


def test_the_partner_that_led_here_goes_along_wherever_one_turns(client) -> None:
    bpi = make_organisation(slug="bpi")
    for number in range(7):
        make_session(host=bpi, start=TUESDAY + number * DAY)
    answer = client.get("/rendez-vous/?partenaire=bpi&via=bpi")
    (first, *_others) = [row for day in answer.context["days"] for row in day.rows]
    assert first.url == f"{Session.objects.order_by('start')[0].get_absolute_url()}?via=bpi"
    assert answer.context["next_url"] == "?partenaire=bpi&via=bpi&page=2"
    assert [chip["url"] for chip in answer.context["chips"]] == ["?via=bpi"]
    assert '<input type="hidden" name="via" value="bpi">' in answer.content.decode()
    assert "via" not in answer.context["feed_url"]
    assert "via=" not in client.get("/rendez-vous/?via=a%22b").content.decode()


def test_programs_find_the_same_question_as_a_calendar_and_as_rss(client) -> None:
    make_session(host=make_organisation(slug="bpi"))
    page = client.get("/rendez-vous/?partenaire=bpi&du=2026-03-03").content.decode()
    found = dict(re.findall(r'<link rel="alternate" type="([^"]+)" title="[^"]+" href="(/flux/[^"]+)">', page))
    assert found == {
        "text/calendar": "/flux/seances.ics?partenaire=bpi",
        "application/rss+xml": "/flux/seances.rss?partenaire=bpi",
    }
    assert {client.get(url).status_code for url in found.values()} == {200}
