"""The demonstration: complete, loaded once, and never into a production database."""

from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Sum

from booking.choices import SessionStatus
from booking.models import Attendance, Series, Session
from booking.tests.factories import make_location
from core.models import User
from events.external import following
from events.models import EventPage, ExternalCalendar, Occurrence
from home.tests.factories import NOW
from locations.choices import Network
from locations.models import Location, Membership
from outbox.models import Message

pytestmark = pytest.mark.django_db


def seed(now=NOW):
    output = StringIO()
    with time_machine.travel(now, tick=False):
        call_command("seed_demo", stdout=output)
    return output.getvalue()


def everything():
    with connection.cursor() as cursor:
        return {table: rows(cursor, table) for table in connection.introspection.table_names(cursor)}


def rows(cursor, table):
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 (names of ours)
    return sorted(map(repr, cursor.fetchall()))


def test_a_production_database_is_refused(settings):
    assert (settings.DEMO, settings.DEBUG) == (False, False)

    with pytest.raises(CommandError, match=r"Cette base n'est pas celle d'une démonstration : rien n'a été chargé\."):
        seed()
    with pytest.raises(CommandError, match="Cette base n'est pas celle"):
        call_command("prepare_demo")
    assert (User.objects.count(), Location.objects.count()) == (0, 0)


@pytest.mark.parametrize("name", ["camille", "admin"])
def test_a_database_that_somebody_runs_a_site_in_is_refused_under_any_settings(settings, name):
    settings.DEMO = True
    User.objects.create_superuser(name, password="x")

    for command in ("seed_demo", "prepare_demo"):
        with pytest.raises(CommandError, match="Cette base n'est pas celle"):
            call_command(command)
    assert (User.objects.count(), Location.objects.count()) == (1, 0)


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    return seed()


def test_a_second_run_changes_nothing(demo):
    before = everything()

    seed()

    assert everything() == before


def test_what_it_tells(demo, client):
    """One test, since loading takes seconds: each part below has its sentence."""
    # How to sign in.
    assert demo.splitlines()[-1] == "Compte d'administration : admin, mot de passe une-lampe-allumee"
    assert client.login(username="admin", password="une-lampe-allumee")

    # The agenda of 2014 as it was.
    past = Occurrence.objects.filter(first_day__year=2014).order_by("start")
    assert [(one.first_day, one.event.get_kind_display()) for one in past] == [
        (date(2014, 5, 22), "Ouverture"),
        (date(2014, 6, 11), "Ouverture"),
        (date(2014, 6, 18), "Forum"),
        (date(2014, 6, 30), "Inauguration"),
    ]

    # A forum each year, and a weekly event with a date cancelled and one moved.
    forum = EventPage.objects.get(slug="forum-du-numerique-solidaire")
    weekly = EventPage.objects.get(slug="le-mercredi-des-questions").occurrences.order_by("original_start")
    assert [one.first_day.year for one in forum.occurrences.order_by("start")] == [2026, 2027]
    assert [(one.cancelled, one.moved) for one in weekly[:5]] == [
        (False, False),
        (False, False),
        (True, False),
        (False, True),
        (False, False),
    ]

    # Towns and pictures, so that the events of 2014 are found near them; without the gazetteer no town is known.
    assert [bool(one.event.share_image_id) for one in past] == [True] * 4

    # One event of each sort.
    events = {event.slug: event for event in EventPage.objects.all()}
    assert {slug: event.status for slug, event in events.items() if event.status != "scheduled"} == {
        "devenir-benevole": "online",
        "grand-tri-des-telephones": "postponed",
    }
    papers = events["le-dernier-jour-des-papiers"].occurrences.order_by("start")[:3]
    assert [one.first_day for one in papers] == [date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 29)]
    homework = set(events["les-devoirs-sur-ordinateur"].occurrences.values_list("first_day", flat=True))
    assert {date(2026, 3, 10), date(2026, 4, 16), date(2026, 5, 5)} < homework
    assert homework & {date(2026, 3, 5), date(2026, 4, 21), date(2026, 5, 14)} == set()  # school's holidays; Ascension
    assert [(one.note, one.local_start.hour) for one in weekly if one.note][-1] == (
        "Un samedi, pour celles et ceux qui travaillent.",
        10,
    )
    overseas = events["le-samedi-numerique-de-saint-denis"].occurrences.earliest("start")
    assert overseas.start.isoformat() == "2026-03-07T05:00:00+00:00"
    three_days = events["trois-jours-pour-s-equiper"].occurrences.get()
    assert (three_days.first_day, three_days.last_day) == (date(2026, 3, 27), date(2026, 3, 29))
    after = events["l-atelier-des-reparations-2"]
    assert after.follows == events["l-atelier-des-reparations"]
    halves = [event.occurrences.order_by("start") for event in (after.follows, after)]
    assert halves[0].last().first_day + timedelta(weeks=1) == halves[1].first().first_day == date(2026, 4, 11)
    assert events["portes-ouvertes-au-canal"].activity.slug == "premiers-pas-avec-un-ordinateur"

    # A partner's calendar, read without asking anybody; one of its events was refused, and why is told.
    calendar = ExternalCalendar.objects.get()
    assert (calendar.state, calendar.last_error, calendar.failures) == ("live", "", 0)
    assert {one.title for one in calendar.dates.all()} == {
        "Cuisine et tablettes",
        "L'écrivain public",
        "Fête de la cour",
    }
    assert [one["title"] for one in calendar.report["refusals"]] == ["Réunion à fixer"]
    assert following.refresh_due(now=NOW + timedelta(days=365)) == 0

    # Partner places, and access points that say what is known of them.
    shown = Location.objects.shown()
    points = shown.filter(network=Network.ACCESS_POINT)
    assert (shown.filter(network=Network.PARTNER).count(), points.count()) == (7, 10)
    assert set(points.values_list("offer_conditions", flat=True)) == {"Sur orientation d'un travailleur social."}
    assert all("appelez avant de venir" in point.summary for point in points)

    # Places left that differ, one session full and one cancelled, and nobody gets a message.
    coming = Session.objects.upcoming(now=NOW)
    assert coming.filter(status=SessionStatus.CANCELLED).count() == 1
    assert [session.places_left for session in coming.bookable().exclude(booked=0)].count(0) == 1
    held = Attendance.objects.filter(status="confirmed").aggregate(people=Sum("party_size"))["people"]
    assert sum(Session.objects.values_list("booked", flat=True)) == held
    assert [session.waiting for session in coming.exclude(waiting=0)] == [3]

    # A facilitator who holds series.
    held_by = User.objects.get(username="mediation").series_facilitated
    assert set(held_by.values_list("location__slug", flat=True)) == {"bibliotheque-du-moulin"}

    # Members of partners: of one organisation, of two.
    members = Membership.objects.values_list("user__username", "organisation__slug")
    assert sorted(members) == [
        ("canal", "espace-numerique-du-canal"),
        ("canal", "les-fenetres-ouvertes"),
        ("moulin", "bibliotheque-du-moulin"),
    ]

    # A course of six mornings, booked whole.
    course = Series.objects.get(activity__slug="parcours-numerique").sessions.order_by("start")
    assert [session.booked for session in course] == [5] * 6
    assert not Message.objects.exists()


ADDRESSES = [
    "/",
    "/points-accueil/",
    "/points-accueil/emmaus-connect-grenoble/",
    "/agenda/",
    "/agenda/?vue=mois",
    "/agenda/forum-du-numerique-solidaire/",
    "/agenda/le-mercredi-des-questions/",
    "/agenda/devenir-benevole/",
    "/agenda/grand-tri-des-telephones/",
    "/agenda/trois-jours-pour-s-equiper/",
    "/agenda/portes-ouvertes-au-canal/",
    "/actualites/",
    "/actualites/convention-de-marseille/",
    "/partenaires/",
    "/orienter/",
    "/histoire/",
    "/contact/",
    "/accessibilite/",
    "/mentions-legales/",
    "/donnees-personnelles/",
    "/plan-du-site/",
    "/rendez-vous/",
    "/integration/?partenaire=bibliotheque-du-moulin",
    "/recherche/?q=lille",
]
SCRIPT = "/integration/widget.js"
"""An address that others rely on: no word that anybody reads."""

BANNED = ["créneau", "plateforme", "widget", "prescripteur", "cliquez ici"]


def test_every_address_answers_in_plain_words(demo, client):
    answers = {path: client.get(path) for path in ADDRESSES}
    texts = {
        path: answer.content.decode().replace("\u00a0", " ").replace(SCRIPT, "") for path, answer in answers.items()
    }

    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(ADDRESSES, 200)
    assert [(path, word) for path, text in texts.items() for word in BANNED if word in text.lower()] == []
    assert (
        "le réseau compte 7 points d'accueil. On y vient à Marseille, Grenoble, Lyon, Saint-Denis, Lille et Paris."
        in texts["/histoire/"]
    )
    assert texts["/histoire/"].count("Un élu, 2014") == 1
    assert texts["/accessibilite/"].count("<h1>Accessibilité : non conforme</h1>") == 1


def test_an_access_point_of_the_national_data_is_completed_and_not_repeated(settings):
    settings.DEMO = True
    rows = ["cnfs-62c699114f82c306de284a7e", "cnfs-62aaf4498255a806e299c591"]
    for number, row in enumerate(rows):
        make_location(standard_id=row, slug=f"paris-19-{number}", name="EMMAUS CONNECT", postcode="75019")

    seed()

    told, repeated = (Location.objects.get(standard_id=row) for row in rows)
    assert (told.slug, told.network, told.duplicate_of) == ("emmaus-connect-paris-19e", Network.ACCESS_POINT, None)
    assert repeated.duplicate_of == told
    assert Location.objects.shown().filter(address="71 rue Archereau").count() == 1
