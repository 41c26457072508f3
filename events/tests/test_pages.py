import re
from datetime import UTC, date, datetime, time

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.recurrence.rule import Frequency, Rule
from events.agenda.entries import Entry
from events.models import AgendaPage
from events.templatetags.events_tags import events_at
from events.tests.factories import NOW, make_agenda, make_event, make_partner, make_place, make_session

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as moving:
        yield moving


def shown(client, path: str = "/agenda/") -> dict[str, list[str]]:
    """Return the titles under each day's heading."""
    response = client.get(path)
    assert response.status_code == 200
    return {day.words: [entry.title for entry in day.entries] for day in response.context["days"]}


def test_by_day(client):
    make_event(title="Plus tard")
    make_event(title="Ce matin, fini", first_day=date(2026, 3, 3), start_time=time(8), end_time=time(9, 30))
    make_event(title="Ce matin, en cours", first_day=date(2026, 3, 3), start_time=time(9), end_time=time(12))
    make_event(title="Ce soir", first_day=date(2026, 3, 3), start_time=time(23), end_time=time(23, 59))
    make_event(title="Depuis hier", all_day=True, first_day=date(2026, 3, 2), last_day=date(2026, 3, 4))
    make_event(title="Cette nuit", first_day=date(2026, 3, 4), start_time=time(0, 30), end_time=time(2))
    assert shown(client) == {
        "Aujourd'hui, mardi 3 mars": ["Depuis hier", "Ce matin, en cours", "Ce soir"],
        "Demain, mercredi 4 mars": ["Cette nuit"],
        "Mardi 10 mars": ["Plus tard"],
    }
    assert shown(client, "/agenda/?periode=passe") == {"Aujourd'hui, mardi 3 mars": ["Ce matin, fini"]}


def test_an_event_that_ends_today_is_upcoming_until_it_ends(client, clock):
    make_event(title="Finit à 12 h", first_day=date(2026, 3, 3), start_time=time(9), end_time=time(12))
    clock.move_to(datetime(2026, 3, 3, 10, 59, tzinfo=UTC))
    assert (len(shown(client)), shown(client, "/agenda/?periode=passe")) == (1, {})
    clock.move_to(datetime(2026, 3, 3, 11, 0, tzinfo=UTC))
    assert (shown(client), len(shown(client, "/agenda/?periode=passe"))) == ({}, 1)


def test_sessions_stand_in_the_same_agenda(client):
    make_event(title="Atelier")
    session = make_session(start=datetime(2026, 3, 10, 9, tzinfo=UTC), booked=6)
    make_session(start=datetime(2026, 3, 2, 9, tzinfo=UTC))
    make_session(status="cancelled")
    assert shown(client) == {"Mardi 10 mars": ["Permanence Connectée", "Atelier"]}
    html = client.get("/agenda/").content.decode()
    assert f"/rendez-vous/{session.pk}/" in html
    assert "2 places" in html


def test_filters_of_the_address(client):
    place, partner = make_place(slug="la-bas", departement="2A"), make_partner(slug="eux")
    make_event(title="Là-bas", location=place, organisers=[partner], kind="forum", first_day=date(2026, 4, 1))
    make_event(title="Ailleurs")
    make_session(location=place, host=partner, start=datetime(2026, 4, 1, 6, tzinfo=UTC))
    both = {"Mercredi 1er avril": ["Permanence Connectée", "Là-bas"]}
    assert shown(client, "/agenda/?lieu=la-bas") == both
    assert shown(client, "/agenda/?partenaire=eux") == both
    assert shown(client, "/agenda/?departement=2A") == both
    assert shown(client, "/agenda/?type=forum&type=permanence") == both
    assert shown(client, "/agenda/?type=forum") == {"Mercredi 1er avril": ["Là-bas"]}
    assert shown(client, "/agenda/?du=2026-04-01&au=2026-04-01") == both
    assert shown(client, "/agenda/?au=2026-03-31") == {"Mardi 10 mars": ["Ailleurs"]}
    assert shown(client, "/agenda/?du=2026-03-10&au=2026-03-10") == {"Mardi 10 mars": ["Ailleurs"]}
    make_event(title="Avant", first_day=date(2026, 2, 27))
    assert shown(client, "/agenda/?du=2026-02-01&au=2026-03-02") == {"Vendredi 27 février": ["Avant"]}
    assert shown(client, "/agenda/?au=2026-03-02") == {"Vendredi 27 février": ["Avant"]}


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("lieu=nulle-part", "Nous ne connaissons pas «\u00a0nulle-part\u00a0»."),
        ("type=%3Cscript%3E", "Nous ne connaissons pas «\u00a0&lt;script&gt;\u00a0»."),
        ("departement=99", "Nous ne connaissons pas «\u00a099\u00a0»."),
        ("du=32/13/2026", "«\u00a032/13/2026\u00a0» n&#x27;est pas une date"),
        ("du=2026-05-01&au=2026-04-01", "nous les avons échangées"),
    ],
)
def test_unknown_values_get_a_sentence(client, query, sentence):
    make_event()
    response = client.get(f"/agenda/?{query}")
    assert response.status_code == 200
    assert sentence in response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-1",
        "page=999999999999",
        "page=%C2%B2",
        "lieu=" + "x" * 10_000,
        "lieu=%00",
        "du=0001-01-01&au=9999-12-31",
        "du=9999-12-31",
        "periode=autre&vue=mois",
    ],
)
def test_nonsense_is_no_fault_of_ours(client, query):
    make_event()
    assert client.get(f"/agenda/?{query}").status_code == 200
    assert client.get(f"/flux/agenda.ics?{query}").status_code == 200
    assert client.get(f"/flux/agenda.json?{query}").status_code == 200


def test_past_by_year(client):
    make_event(title="Ouverture du point de Lille", first_day=date(2014, 5, 22), kind="ouverture")
    make_event(title="Forum du numérique", first_day=date(2014, 6, 18), kind="forum")
    make_event(title="Récent", first_day=date(2026, 2, 3))
    response = client.get("/agenda/")
    assert [year["words"] for year in response.context["years"]] == ["2026", "2014"]
    assert shown(client, response.context["years"][1]["url"]) == {
        "Mercredi 18 juin 2014": ["Forum du numérique"],
        "Jeudi 22 mai 2014": ["Ouverture du point de Lille"],
    }


def test_pages_of_twenty(client):
    make_event(rule=Rule(Frequency.DAILY, count=45))
    counts = [sum(map(len, shown(client, f"/agenda/?page={page}&type=autre").values())) for page in (1, 2, 3, 4)]
    assert counts == [20, 20, 5, 5]
    context = client.get("/agenda/?page=2&type=autre").context
    assert context["page_words"] == "Page 2 sur 3"
    assert context["next_url"] == "/agenda/?type=autre&page=3"
    assert context["previous_url"] == "/agenda/?type=autre&page=1"


def test_nothing_to_show_says_what_to_do(client):
    make_agenda()
    html = client.get("/agenda/?lieu=nulle-part").content.decode()
    assert "Voir toutes les dates à venir" in html
    assert "/points-accueil/" in html


def test_the_calendar_to_follow_is_that_of_the_filter(client):
    make_event(location=make_place(slug="ici"))
    context = client.get("/agenda/?lieu=ici&du=2026-03-01&page=2").context
    assert context["subscription"]["feed_url"] == "http://testserver/flux/tout.ics?lieu=ici"


def test_a_private_event_is_nowhere(client):
    event = make_event(title="Privé", location=make_place())
    event.view_restrictions.create(restriction_type="login")
    assert shown(client) == {}
    assert events_at(event.location) == []


def test_queries_of_an_event_do_not_grow(client):
    counts = []
    for count in (1, 30):
        event = make_event(
            location=make_place(), organisers=[make_partner()] * count, rule=Rule(Frequency.WEEKLY, count=count)
        )
        client.get(event.path_of_page)
        with CaptureQueriesContext(connection) as seen:
            client.get(event.path_of_page)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_event_page(client):
    event = make_event(
        title="Atelier <b>photo</b>",
        location=make_place(name="Médiathèque"),
        organisers=[make_partner(name="Les Voisins", website="https://voisins.example/")],
        rule=Rule(Frequency.WEEKLY, until=date(2026, 4, 1)),
        exceptions=[
            {"kind": "cancelled", "original_day": date(2026, 3, 17)},
            {"kind": "moved", "original_day": date(2026, 3, 24), "new_day": date(2026, 3, 26)},
        ],
    )
    response = client.get(event.path_of_page)
    html = response.content.decode()
    assert "Atelier &lt;b&gt;photo&lt;/b&gt;" in html
    assert response.context["when_words"] == "mardi 10 mars 2026 de 14 h à 16 h"
    assert response.context["rule_words"] == "tous les mardis à 14 h, jusqu'au mercredi 1er avril 2026"
    assert [(date["day_words"], date["state_words"]) for date in response.context["dates"]] == [
        ("mardi 10 mars 2026", ""),
        ("mardi 17 mars 2026", "Annulé"),
        ("jeudi 26 mars 2026", "Déplacé, au lieu du mardi 24 mars 2026"),
        ("mardi 31 mars 2026", ""),
    ]
    assert "Médiathèque 3 rue du Test, 38000 Grenoble" in re.sub(r"(<[^>]+>|\s)+", " ", html)
    assert 'href="https://voisins.example/"' in html
    assert f'href="/flux/evenements/{event.pk}.ics"' in html


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"status": "cancelled"}, "Annulé"),
        ({"status": "postponed"}, "Reporté"),
        ({"first_day": date(2014, 5, 22)}, "Cet événement est passé."),
    ],
)
def test_state_of_an_event_is_a_word(client, fields, word):
    event = make_event(**fields)
    assert word in client.get(event.path_of_page).content.decode()


def test_tags():
    place = make_place()
    here = make_event(title="Ici", location=place, first_day=date(2026, 3, 12))
    make_event(title="Ailleurs", first_day=date(2026, 3, 11))
    make_event(title="Passé", location=place, first_day=date(2026, 3, 1))
    (entry,) = events_at(place)
    assert isinstance(entry, Entry)
    assert (entry.title, entry.when_words, entry.path) == (
        "Ici",
        "jeudi 12 mars 2026 de 14 h à 16 h",
        here.path_of_page,
    )


def test_agenda_has_one_address():
    assert make_agenda().url == "/agenda/"
    assert AgendaPage.objects.count() == 1
