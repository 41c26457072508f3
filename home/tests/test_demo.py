"""The demonstration: complete, loaded once, and never into a production database."""

from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from booking.choices import SessionStatus
from booking.models import Booking, Session
from booking.tests.factories import make_location
from core.models import User
from events.models import EventPage, Occurrence
from home.tests.factories import NOW
from locations.choices import Network
from locations.models import Location
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
    assert sum(Session.objects.values_list("booked", flat=True)) == Booking.objects.count()
    assert not Message.objects.exists()


ADDRESSES = [
    "/",
    "/points-accueil/",
    "/points-accueil/emmaus-connect-grenoble/",
    "/agenda/",
    "/agenda/forum-du-numerique-solidaire/",
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
BANNED = ["créneau", "plateforme", "widget", "prescripteur", "cliquez ici"]


def test_every_address_answers_in_plain_words(demo, client):
    answers = {path: client.get(path) for path in ADDRESSES}
    texts = {path: answer.content.decode().replace("\u00a0", " ") for path, answer in answers.items()}

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
