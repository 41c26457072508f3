"""What partners' sites show of sessions: which, how, at what weight."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from booking.choices import Mode
from booking.embeds.options import CalendarOptions
from booking.models import Session
from booking.tests.factories import NOW, TUESDAY, make_activity, make_location, make_organisation, make_session
from locations.choices import FrameKind
from locations.framing.kept import shelf
from locations.framing.look import Colours, Look
from locations.models import Commune, Organisation

ADDRESS = "/integration/calendrier/moulin/"
MOST = 30_000
"""Bytes of a frame with its style sheet."""


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def partner(db) -> Organisation:
    return make_organisation(slug="moulin", name="Le Moulin")


def days(response) -> list[tuple[str, list[str]]]:
    """What a list says: each day with the titles below it."""
    return [(day.words, [row.title for row in day.rows]) for day in response.context["days"]]


def squares(response) -> dict[int, list[str]]:
    """What a week or a month says: the days that have something, with the titles in each."""
    return {
        day.day.day: [row.title for row in day.rows] for week in response.context["weeks"] for day in week if day.rows
    }


# The options


def test_options_are_written_as_they_are_read():
    written = (
        "vue=mois&lieu=annexe&lieu=centre&type=atelier&commune=38185&nombre=5&du=2026-04-01"
        "&couleurs=sombre&accent=aa3333&titre=3"
    )
    options = CalendarOptions.from_query(QueryDict(written))

    assert options == CalendarOptions(
        vue=FrameKind.MONTH,
        lieu=("annexe", "centre"),
        type=("atelier",),
        commune=("38185",),
        nombre=5,
        du=date(2026, 4, 1),
        look=Look(Colours.DARK, "aa3333", 3),
    )
    assert "&".join(f"{name}={value}" for name, value in options.query()) == written


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "vue=liste&nombre=10&couleurs=clair&titre=2",
        "vue=seance&nombre=abc&du=demain&couleurs=rose&accent=red&titre=1",
        "vue=%00&nombre=-3&du=1500-01-01&accent=%3Bcolor&titre=9&autre=1",
    ],
)
def test_what_is_the_default_or_none_of_the_choices_is_not_written(asked):
    assert CalendarOptions.from_query(QueryDict(asked)).query() == []


@pytest.mark.parametrize(("asked", "shown"), [("0", 1), ("1", 1), ("30", 30), ("500", 30), ("9999999", 10)])
def test_a_list_shows_one_to_thirty(asked, shown):
    assert CalendarOptions.from_query(QueryDict(f"nombre={asked}")).nombre == shown


# Which sessions


def test_the_list_shows_the_partners_next_sessions_by_day(client, partner):
    for name, hours in (("Atelier", 0), ("Permanence", 2), ("Tri", 48)):
        make_session(host=partner, activity=make_activity(name=name), start=TUESDAY + timedelta(hours=hours))
    make_session(host=partner, start=NOW - timedelta(hours=1))
    make_session(activity=make_activity(name="Chez un autre"))

    assert days(client.get(ADDRESS)) == [
        ("Demain, mardi 3 mars", ["Atelier", "Permanence"]),
        ("Jeudi 5 mars", ["Tri"]),
    ]
    assert days(client.get(ADDRESS, {"nombre": 1})) == [("Demain, mardi 3 mars", ["Atelier"])]


def test_a_place_a_kind_and_a_town_narrow_it(client, partner):
    Commune.objects.create(code="38185", name="Grenoble", departement="38")
    annexe = make_location(slug="annexe", insee_code="38185")
    make_session(host=partner, location=annexe, activity=make_activity(name="Ici", slug="ici", kind="atelier"))
    make_session(host=partner, activity=make_activity(name="Ailleurs", slug="ailleurs", kind="formation"))

    def titles(**asked: str) -> list[str]:
        return [title for _day, titles in days(client.get(ADDRESS, asked)) for title in titles]

    assert titles() == ["Ici", "Ailleurs"]
    assert titles(lieu="annexe") == titles(type="ici") == titles(type="atelier") == titles(commune="38185") == ["Ici"]
    assert titles(lieu="annexe", type="ailleurs") == []


def test_what_nobody_knows_is_said(client, partner):
    make_session(host=partner)
    response = client.get(ADDRESS, {"lieu": "rien", "type": "<b>", "commune": "99999"})

    assert response.context["remarks"] == [
        "Nous ne connaissons pas «\xa0rien\xa0».",
        "Nous ne connaissons pas «\xa0<b>\xa0».",
        "Aucune commune n'a le code INSEE «\xa099999\xa0».",
    ]
    assert "Aucune date pour le moment" in response.content.decode()


def test_a_week_runs_from_today_to_sunday_and_turns(client, partner):
    for name, start in (
        ("Mardi", TUESDAY),
        ("Dimanche", TUESDAY + timedelta(days=5)),
        ("Lundi", TUESDAY + timedelta(days=6)),
    ):
        make_session(host=partner, activity=make_activity(name=name), start=start)
    week = client.get(ADDRESS, {"vue": "semaine"})

    assert week.context["span_words"] == "Du lundi 2 au dimanche 8 mars 2026"
    assert squares(week) == {3: ["Mardi"], 8: ["Dimanche"]}
    assert [len(one) for one in week.context["weeks"]] == [7]
    assert (week.context["previous_url"], week.context["now_url"]) == ("", "")
    assert week.context["next_url"] == f"{ADDRESS}?vue=semaine&du=2026-03-09"

    following = client.get(week.context["next_url"])
    assert squares(following) == {9: ["Lundi"]}
    assert following.context["next_url"] == ""
    assert following.context["previous_url"] == f"{ADDRESS}?vue=semaine&du=2026-03-08"
    assert squares(client.get(following.context["previous_url"])) == squares(week)
    assert following.context["now_url"] == f"{ADDRESS}?vue=semaine"
    # What is over is not gone back to.
    assert client.get(ADDRESS, {"vue": "semaine", "du": "2020-01-01"}).context["weeks"] == week.context["weeks"]


def test_an_empty_month_leads_to_the_next_date(client, partner):
    make_session(host=partner, start=datetime(2026, 5, 12, 8, tzinfo=UTC))
    april = client.get(ADDRESS, {"vue": "mois", "du": "2026-04-20"})

    assert (april.context["span_words"], april.context["found"]) == ("Avril 2026", False)
    assert april.context["next_words"] == "mardi 12 mai 2026"
    may = client.get(april.context["next_found_url"])
    assert [len(week) for week in may.context["weeks"]] == [7, 7, 7, 7, 7]
    assert squares(may) == {12: ["Permanence Connectée"]}
    assert [day.day.day for day in may.context["weeks"][0] if not day.inside] == [27, 28, 29, 30]


def test_overseas_a_session_stands_on_the_day_of_its_own_clock(client, partner):
    # Monday 9:00 in Nouméa is Sunday 23:00 in Paris.
    make_session(host=partner, zone="Pacific/Noumea", start=datetime(2026, 3, 8, 22, tzinfo=UTC))

    week = client.get(ADDRESS, {"vue": "semaine"})

    assert squares(week) == {}
    assert squares(client.get(week.context["next_url"])) == {9: ["Permanence Connectée"]}


def test_a_full_day_leads_to_the_others(client, partner):
    for minutes in range(6):
        make_session(host=partner, start=TUESDAY + timedelta(minutes=minutes))
    [day] = [day for week in client.get(ADDRESS, {"vue": "mois"}).context["weeks"] for day in week if day.rows]

    assert (len(day.rows), day.more) == (3, "Et 3 autres")
    assert day.url == "/rendez-vous/?partenaire=moulin&du=2026-03-03&au=2026-03-03&via=moulin"


def test_a_card_says_one_session_in_full(client, partner):
    other = make_organisation(slug="phare")
    session = make_session(host=partner, activity=make_activity(name="Atelier"), capacity=2)
    response = client.get(f"/integration/seance/{session.pk}/")
    html = response.content.decode()
    asked = client.get(f"/integration/seance/{session.pk}/", {"partenaire": "phare"})

    assert response.context["when_words"] == "mardi 3 mars 2026 de 14 h à 16 h"
    assert "12 rue des Lilas" in html
    assert f'href="/rendez-vous/{session.pk}/?via=moulin"' in html
    assert f'href="/rendez-vous/{session.pk}/?via={other.slug}"' in asked.content.decode()
    assert client.get(f"/integration/seance/{session.pk}/", {"partenaire": "rien"}).status_code == 404
    assert client.get("/integration/seance/999999/").status_code == 404


def test_a_card_of_what_takes_place_by_phone_gives_no_address(client, partner):
    session = make_session(host=partner, activity=make_activity(mode=Mode.PHONE))

    assert "12 rue des Lilas" not in client.get(f"/integration/seance/{session.pk}/").content.decode()


# What it costs, and weighs


@pytest.mark.parametrize(("asked", "queries"), [({}, 2), ({"vue": "semaine"}, 3), ({"vue": "mois"}, 3)])
def test_it_costs_the_same_with_one_and_with_sixty(client, partner, asked, queries):
    session = make_session(host=partner)
    make_session(host=partner, start=TUESDAY + timedelta(days=60))

    def count() -> int:
        shelf.clear()
        with CaptureQueriesContext(connection) as found:
            assert client.get(ADDRESS, asked).status_code == 200
        return len(found)

    with_one = count()
    many(session, 60)
    # Where the week that follows has some, nothing more must be asked to know that there is a later one.
    assert count() <= with_one == queries


@pytest.mark.parametrize("asked", [{"nombre": 30}, {"vue": "semaine"}, {"vue": "mois"}])
def test_the_heaviest_weighs_thirty_kilobytes(client, partner, settings, asked):
    activity = make_activity(name="Découvrir l'ordinateur, la souris et le clavier")
    place = make_location(name="Médiathèque départementale des Hauts-Plateaux", town="Saint-Quentin-en-Yvelines")
    session = make_session(
        host=partner, activity=activity, location=place, waiting_capacity=4, booked=8, drop_in_places=3
    )
    many(session, 150)

    page = client.get(ADDRESS, asked).content
    sheet = (settings.BASE_DIR / "static" / "css" / "embed.css").read_bytes()
    assert page.count(b"/rendez-vous/") >= 25
    assert len(page) + len(sheet) <= MOST


def test_the_sheet_keeps_hours_whole_and_the_page_weighs_no_more(client, partner, settings):
    session = make_session(host=partner)
    sheet = (settings.BASE_DIR / "static/css/embed.css").read_text()
    for address, inside, rule in [
        (ADDRESS, '">14 h</time>', r"\.row \.row__hour {[^}]*nowrap"),
        (f"{ADDRESS}?vue=mois", "<b>14 h</b>", r"\.mark b {[^}]*nowrap"),
        (f"/integration/seance/{session.pk}/", '<span class="nowrap">', r"\.nowrap {[^}]*nowrap"),
    ]:
        assert inside in client.get(address).content.decode().replace("\xa0", " ")
        assert re.search(rule, sheet)


def many(session: Session, number: int) -> None:
    """Make as many like it, six a day."""
    names = [
        field.attname for field in Session._meta.concrete_fields if field.attname not in {"id", "uid", "start", "end"}
    ]
    values = {name: getattr(session, name) for name in names}
    starts = (session.start + timedelta(days=rank // 6, minutes=rank % 6) for rank in range(number))
    Session.objects.bulk_create(Session(**values, start=start, end=start + timedelta(hours=1)) for start in starts)
