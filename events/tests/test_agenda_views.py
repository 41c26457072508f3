from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.models import Session
from core.recurrence.rule import Frequency, Rule
from events.models import ExternalDate, Occurrence
from events.tests.factories import (
    NOW,
    make_agenda,
    make_calendar,
    make_event,
    make_external_date,
    make_partner,
    make_place,
    make_session,
)
from locations.tests.factories import load_some_towns

pytestmark = pytest.mark.django_db

FULL = "/agenda/?q=grenoble&type=atelier&type=permanence&departement=38&public=seniors&partenaire=eux&lieu=ici"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as moving:
        yield moving


def by_day(client, path: str) -> dict[str, list[str]]:
    """Return the titles under each day's heading, of a list or of a week."""
    return {day.words: [entry.title for entry in day.entries] for day in client.get(path).context["days"]}


def month_of(client, path: str) -> dict[int, list[str]]:
    """Return the titles in each cell of the month that has some."""
    cells = [cell for week in client.get(path).context["weeks"] for cell in week]
    return {cell.day.day: [mark.title for mark in cell.marks] for cell in cells if cell.marks}


def test_three_sources_stand_in_one_list_each_leading_to_its_own_page(client):
    make_event(title="À nous", first_day=date(2026, 3, 12), start_time=time(9), end_time=time(10))
    session = make_session(start=datetime(2026, 3, 12, 10, tzinfo=UTC))
    calendar = make_calendar(name="Agenda de la bibliothèque", page="https://biblio.example/")
    make_external_date(calendar, title="Lecture", url="https://biblio.example/lecture")
    make_external_date(calendar, title="Sans page", start=datetime(2026, 3, 12, 14, tzinfo=UTC))
    make_external_date(calendar, title="Piège", url="javascript:alert(1)", start=datetime(2026, 3, 12, 15, tzinfo=UTC))
    make_external_date(make_calendar(state="draft"), title="Pas encore vérifié")
    (day,) = client.get("/agenda/").context["days"]
    assert [(entry.title, entry.url, entry.source_words) for entry in day.entries] == [
        ("À nous", day.entries[0].path, ""),
        ("Permanence Connectée", f"/rendez-vous/{session.pk}/", ""),
        ("Lecture", "https://biblio.example/lecture", "Agenda de la bibliothèque"),
        ("Sans page", "", "Agenda de la bibliothèque"),
        ("Piège", "", "Agenda de la bibliothèque"),
    ]
    html = client.get("/agenda/").content.decode()
    assert '<a href="https://biblio.example/" rel="external">Agenda de la bibliothèque</a>' in html
    assert "javascript:alert" not in html


def test_a_partners_date_in_json_says_whose_it_is(client):
    calendar = make_calendar(name="Agenda de la bibliothèque", organisation=make_partner(slug="biblio"))
    one = make_external_date(calendar, title="Lecture", url="https://biblio.example/lecture", cancelled=True)
    (told,) = client.get("/flux/agenda.json").json()["resultats"]
    assert told == {
        "id": f"partenaire-{one.uid}",
        "uid": str(one.uid),
        "titre": "Lecture",
        "type": "atelier",
        "debut": "2026-03-12T14:00:00+01:00",
        "fin": "2026-03-12T16:00:00+01:00",
        "journee_entiere": False,
        "statut": "cancelled",
        "lieu": None,
        "partenaire": "biblio",
        "url": "https://biblio.example/lecture",
        "source": "Agenda de la bibliothèque",
    }


def test_the_week_says_every_day_and_what_lasts_stands_on_each_of_its_own(client):
    make_event(title="Expo", all_day=True, first_day=date(2026, 3, 8), last_day=date(2026, 3, 10))
    make_event(title="Annulé", first_day=date(2026, 3, 12), status="cancelled")
    make_session(start=datetime(2026, 3, 11, 13, tzinfo=UTC))
    make_event(title="Semaine d'après", first_day=date(2026, 3, 16))
    context = client.get("/agenda/?vue=semaine&semaine=2026-W11").context
    assert by_day(client, "/agenda/?vue=semaine&semaine=2026-W11") == {
        "Lundi 9 mars": ["Expo"],
        "Mardi 10 mars": ["Expo"],
        "Mercredi 11 mars": ["Permanence Connectée"],
        "Jeudi 12 mars": ["Annulé"],
        "Vendredi 13 mars": [],
        "Samedi 14 mars": [],
        "Dimanche 15 mars": [],
    }
    assert context["span_words"] == "Semaine du 9 au 15 mars 2026"
    assert (context["previous_url"], context["next_url"], context["now_url"]) == (
        "/agenda/?vue=semaine",
        "/agenda/?vue=semaine&semaine=2026-W12",
        "/agenda/?vue=semaine",
    )
    assert context["total_words"] == "3 dates"


def test_the_month_is_a_table_of_days(client):
    make_event(title="Expo", all_day=True, first_day=date(2026, 3, 31), last_day=date(2026, 4, 2))
    for hour in (9, 10, 11, 12, 13):
        make_session(start=datetime(2026, 4, 15, hour, tzinfo=UTC))
    path = "/agenda/?vue=mois&mois=2026-04"
    response = client.get(path)
    assert month_of(client, path) == {1: ["Expo"], 2: ["Expo"], 15: ["Permanence Connectée"] * 3}
    cells = [cell for week in response.context["weeks"] for cell in week]
    assert (len(cells), [cell.inside for cell in cells].count(True)) == (35, 30)
    (full,) = [cell for cell in cells if cell.more_words]
    assert (full.url, full.count_words, full.more_words) == (
        "/agenda/?du=2026-04-15&au=2026-04-15",
        "5 dates",
        "et 2 autres",
    )
    html = response.content.decode()
    assert "<caption" in html
    assert html.count('<th scope="col">') == 7
    assert by_day(client, full.url) == {"Mercredi 15 avril": ["Permanence Connectée"] * 5}
    assert by_day(client, cells[2].url) == {"Mercredi 1er avril": ["Expo"]}


def test_every_filter_is_kept_from_view_to_view(client):
    make_agenda()
    views = client.get("/agenda/?type=forum&public=seniors&du=2026-05-20").context["views"]
    assert [(one["words"], one["url"], one["here"]) for one in views] == [
        ("Liste", "/agenda/?du=2026-05-20&type=forum&public=seniors", True),
        ("Semaine", "/agenda/?du=2026-05-20&type=forum&public=seniors&vue=semaine&semaine=2026-W21", False),
        ("Mois", "/agenda/?du=2026-05-20&type=forum&public=seniors&vue=mois&mois=2026-05", False),
    ]


def test_hours_overseas_are_those_of_the_place_and_say_so(client):
    make_event(title="Là-bas", first_day=date(2026, 3, 10), start_time=time(1), end_time=time(2), zone="Indian/Reunion")
    (day,) = client.get("/agenda/").context["days"]
    entry = day.entries[0]
    assert (day.words, entry.time_words, entry.zone_words) == ("Mardi 10 mars", "1 h à 2 h", "heure de La Réunion")
    assert "(heure de La Réunion)" in client.get("/agenda/").content.decode()


def test_today_is_the_day_of_paris(client, clock):
    make_event(title="Demain à Greenwich", first_day=date(2026, 3, 4), start_time=time(9), end_time=time(10))
    clock.move_to(datetime(2026, 3, 3, 23, 30, tzinfo=UTC))
    assert by_day(client, "/agenda/?quand=aujourd-hui") == {"Aujourd'hui, mercredi 4 mars": ["Demain à Greenwich"]}


def test_each_choice_says_how_many_dates_it_gives_with_the_others_in_force(client):
    here, there = make_place(slug="ici", name="Ici"), make_place(slug="la", name="Là", departement="75")
    partner = make_partner(slug="eux", name="Eux")
    make_event(kind="forum", location=here, organisers=[partner], rule=Rule(Frequency.WEEKLY, count=3))
    make_event(kind="atelier", location=there)
    make_session(location=here, host=partner)

    def counted(path: str) -> dict[str, dict[str, int]]:
        groups = [group for panel in client.get(path).context["panels"] for group in panel.groups]
        return {
            group.name: {option.words: option.count for option in group.options if option.count is not None}
            for group in groups
            if group.name in {"type", "lieu", "partenaire", "departement"}
        }

    assert counted("/agenda/") == {
        "departement": {"Isère (38)": 4, "Paris (75)": 1},
        "lieu": {"Ici": 4, "Là": 1},
        "type": {"Atelier": 1, "Forum": 3, "Permanence Connectée": 1},
        "partenaire": {"Eux": 4},
    }
    assert counted("/agenda/?type=forum")["lieu"] == {"Ici": 3}
    assert counted("/agenda/?lieu=la")["type"] == {"Atelier": 1}
    assert client.get("/agenda/?lieu=la").context["total_words"] == "1 date à venir"


def test_what_to_do_where_nothing_is_found(client):
    make_event(title="Forum", kind="forum", rule=Rule(Frequency.WEEKLY, count=2))
    context = client.get("/agenda/?type=forum&quand=aujourd-hui&departement=75").context
    assert (context["total_words"], context["removals"]) == (
        "Aucune date à venir",
        [{"words": "Sans aucun filtre : 2 dates", "url": "/agenda/"}],
    )
    context = client.get("/agenda/?type=forum&quand=aujourd-hui").context
    assert [link["words"] for link in context["removals"]] == ["Sans «\u00a0Aujourd'hui\u00a0» : 2 dates"]
    assert context["empty_links"][0] == {
        "words": "Prochaine date : mardi 10 mars",
        "url": "/agenda/?du=2026-03-10&au=2026-03-10&type=forum",
    }


def test_a_town_that_may_be_several_is_asked_about_and_one_misspelled_is_remarked_on(client):
    load_some_towns()
    make_event(title="Ici", location=make_place())
    several = client.get("/agenda/?q=saint+denis").context
    assert len(several["towns"]) > 1
    assert several["days"] == []
    nearly = client.get("/agenda/?q=grenobel").context
    assert (nearly["understood"], nearly["total_words"]) == (
        "Nous avons compris «\u00a0Grenoble\u00a0».",
        "1 date à venir à moins de 10 km de Grenoble (38000)",
    )
    unknown = client.get("/agenda/?q=zzzzzz")
    assert (unknown.status_code, unknown.context["unknown_town"]) == (200, "zzzzzz")


def test_the_past_by_year_with_counts(client):
    for day in (date(2014, 5, 22), date(2014, 6, 11), date(2014, 6, 18), date(2014, 6, 30)):
        make_event(title=f"{day:%d/%m}", first_day=day)
    make_external_date(title="Ailleurs", start=datetime(2025, 3, 12, 13, tzinfo=UTC))
    context = client.get("/agenda/?periode=passe&annee=2014").context
    assert [(year["words"], year["count"], year["here"]) for year in context["years"]] == [
        ("2025", "1", False),
        ("2014", "4", True),
    ]
    assert (context["heading"], context["total_words"]) == ("Agenda de 2014", "4 événements passés")
    assert [entry.title for day in context["days"] for entry in day.entries] == ["30/06", "18/06", "11/06", "22/05"]


def fill(count: int) -> None:
    """Add so many dates of each kind, without what publishing costs."""
    event, session, imported = (
        Occurrence.objects.latest("start").event,
        Session.objects.get(),
        ExternalDate.objects.get(),
    )
    occurrences, sessions, externals = [], [], []
    for number in range(count):
        start = NOW + timedelta(hours=7 * number + 1)
        moments = {"start": start, "end": start + timedelta(hours=1)}
        days = {"first_day": start.date(), "last_day": start.date()}
        occurrences.append(Occurrence(event=event, original_start=start, moved=True, **moments, **days))
        externals.append(
            ExternalDate(
                calendar=imported.calendar,
                key=f"n{number}",
                title="Lecture",
                where="de plus",
                changed_at=NOW,
                **moments,
                **days,
            )
        )
        same = {name: getattr(session, name) for name in ("activity", "location", "host", "capacity")}
        sessions.append(Session(created_at=NOW, changed_at=NOW, note="de plus", **moments, **same))
    Occurrence.objects.bulk_create(occurrences)
    ExternalDate.objects.bulk_create(externals)
    Session.objects.bulk_create(sessions)


QUERIES = {
    "/agenda/": 10,
    "/agenda/?page=2": 10,
    "/agenda/?vue=semaine": 10,
    "/agenda/?vue=mois": 7,
    "/agenda/?periode=passe": 8,
    FULL: 12,
    f"{FULL}&vue=semaine": 12,
    f"{FULL}&vue=mois": 9,
    f"{FULL}&quand=ce-week-end": 12,
    f"{FULL}&du=2036-01-01&au=2036-01-02": 10,
}
"""For few dates as for many: six are Wagtail's own for any page, less one."""


def test_the_ends_of_time_have_their_weeks_and_months(client):
    make_agenda()
    found = [client.get(f"/agenda/?vue={view}&du={day}") for view in ("mois", "semaine")
             for day in ("0001-01-01", "9999-12-31")]  # fmt: skip
    assert [one.context["span_words"] for one in found] == [
        "Janvier 1900",
        "Décembre 2100",
        "Semaine du 8 au 14 janvier 1900",
        "Semaine du 20 au 26 décembre 2100",
    ]


@pytest.mark.once
def test_queries_do_not_grow(client, monkeypatch):
    monkeypatch.setattr("events.selectors.tally.KEPT_FROM", 10_000_000)
    load_some_towns()
    place, partner = make_place(slug="ici"), make_partner(slug="eux")
    make_event(kind="atelier", location=place, organisers=[partner], first_day=date(2026, 3, 7))
    make_session(location=place, host=partner, start=datetime(2026, 3, 7, 13, tzinfo=UTC))
    calendar = make_calendar(location=place, organisation=partner)
    make_external_date(calendar, start=datetime(2026, 3, 7, 13, tzinfo=UTC))
    make_event(first_day=date(2014, 5, 22))
    counts = []
    # More than a page of the list, a day of the week and a cell of the month show.
    for more in (7, 40):
        fill(more)
        counts.append({path: queries_of(client, path, again=not counts) for path in QUERIES})
        Occurrence.objects.filter(moved=True).delete()
        Session.objects.filter(note="de plus").delete()
        ExternalDate.objects.filter(where="de plus").delete()
    assert counts[0] == QUERIES
    assert counts[1] == QUERIES


def queries_of(client, path: str, *, again: bool = True) -> int:
    """Return how many queries the page asks, once the process knows the names of towns (`again`: it may not yet)."""
    if again:
        client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_what_is_counted_of_many_is_kept_for_a_moment(client, monkeypatch):
    monkeypatch.setattr("events.selectors.tally.KEPT_FROM", 2)
    make_event(rule=Rule(Frequency.WEEKLY, count=2))
    assert (queries_of(client, "/agenda/"), queries_of(client, "/agenda/")) == (7, 7)
    assert client.get("/agenda/").context["total_words"] == "2 dates à venir"
