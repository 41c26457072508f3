"""What a partner reads of its frames, by month and by day, and what it is given to show."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from booking.kit.counts import first_month
from booking.kit.screens import month_shown
from booking.models import Booking
from booking.tests.factories import NOW, make_booking, make_organisation, make_session
from booking.tests.test_planning import make_user, signed_in
from locations.choices import FrameKind
from locations.models import FrameViews, Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ours() -> Organisation:
    """Return the organisation that the tests' member belongs to."""
    return make_organisation(slug="moulin")


@pytest.fixture
def inside(ours) -> Client:
    """Return the browser of its member."""
    return signed_in(make_user("lina", ours))


def seen(organisation: Organisation, day: date, kind: FrameKind, views: int) -> None:
    FrameViews.objects.create(organisation=organisation, day=day, kind=kind, views=views)


def booked(organisation: Organisation, at: datetime) -> None:
    booking = make_booking(make_session())
    Booking.objects.filter(pk=booking.pk).update(via=organisation, created_at=at)


def screen(name: str, query: str = "") -> str:
    return reverse(f"space:{name}", args=["moulin"]) + query


def told(answer, table: str) -> list[tuple[str, ...]]:
    lines = [(one["words"], one["total"], one["kinds"], one["bookings"]) for one in answer.context[table]]
    return [line for line in lines if line[1:] != ("0", "", "0")]


def test_views_and_bookings_by_month_and_by_day_on_the_clock_of_paris(inside, ours) -> None:
    theirs = make_organisation()
    seen(ours, date(2026, 3, 1), FrameKind.LIST, 1_200)
    seen(ours, date(2026, 3, 1), FrameKind.MAP, 3)
    seen(ours, date(2026, 3, 2), FrameKind.MAP, 2)
    seen(ours, date(2026, 2, 28), FrameKind.CARD, 7)
    seen(ours, date(2025, 2, 28), FrameKind.CARD, 99)
    seen(ours, date(2026, 4, 1), FrameKind.CARD, 9)  # of a month that begins while one reads
    seen(theirs, date(2026, 3, 1), FrameKind.LIST, 50)
    booked(ours, datetime(2026, 2, 28, 23, 30, tzinfo=UTC))
    booked(ours, datetime(2026, 2, 28, 22, 30, tzinfo=UTC))
    booked(theirs, datetime(2026, 3, 1, 12, tzinfo=UTC))
    answer = inside.get(screen("statistics"))
    assert told(answer, "months") == [
        ("mars 2026", "1\u202f205", "Liste 1\u202f200, Carte des lieux 5", "1"),
        ("février 2026", "7", "Une séance 7", "1"),
    ]
    assert told(answer, "days") == [
        ("lundi 2 mars", "2", "Carte des lieux 2", "0"),
        ("dimanche 1er mars", "1\u202f203", "Liste 1\u202f200, Carte des lieux 3", "1"),
    ]
    assert [len(answer.context[name]) for name in ("months", "days")] == [13, 2]
    february = inside.get(screen("statistics", "?mois=2026-02"))
    assert (february.context["month"], len(february.context["days"])) == ("février 2026", 28)
    assert told(february, "days") == [("samedi 28 février", "7", "Une séance 7", "1")]
    assert "1\u202f205 affichages ce mois-ci" in inside.get(screen("overview")).content.decode()


@pytest.mark.parametrize("asked", ["", "2026-04", "2025-02", "9999-12", "2026-13", "x", "0000-00", "2026-3"])
def test_a_month_that_is_not_shown_is_this_month(asked) -> None:
    assert month_shown(asked, today=date(2026, 3, 2)) == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (date(2026, 3, 2), date(2025, 3, 1)),
        (date(2026, 12, 31), date(2025, 12, 1)),
        (date(2026, 1, 1), date(2025, 1, 1)),
    ],
)
def test_a_month_is_compared_with_itself_a_year_ago(today, first) -> None:
    assert first_month(today) == first


def test_the_spreadsheet_has_a_line_a_day(inside, ours) -> None:
    seen(ours, date(2026, 3, 1), FrameKind.WEEK, 4)
    booked(ours, NOW)
    answer = inside.get(screen("statistics_file"))
    assert answer["Content-Disposition"] == 'attachment; filename="affichages-moulin.csv"'
    lines = answer.content.decode("utf-8-sig").split("\r\n")
    assert lines[:3] == [
        "Jour;Liste;Semaine;Mois;Une séance;Carte des lieux;Affichages;Réservations",
        "2026-03-02;0;0;0;0;0;0;1",
        "2026-03-01;0;4;0;0;0;4;0",
    ]
    assert (lines[-2], len(lines)) == ("2025-03-01;0;0;0;0;0;0;0", 2 + 367)


def test_it_costs_the_same_however_much_was_seen(inside, ours) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            inside.get(screen("statistics"))
        return len(queries)

    seen(ours, date(2026, 3, 1), FrameKind.LIST, 1)
    booked(ours, NOW)
    with_one = count()
    for number in range(3):
        seen(ours, date(2026, 2, 28) - timedelta(days=number), FrameKind.MAP, 1)
    assert count() == with_one


def test_the_kit_gives_addresses_that_answer_for_this_partner_alone(inside, ours, client) -> None:
    session = make_session(host=ours)
    make_session()
    answer = inside.get(screen("kit"))
    addresses = {name: url.removeprefix("http://testserver") for name, _label, _help, url in answer.context["copied"]}
    assert addresses == {
        "lien": "/rendez-vous/?partenaire=moulin&via=moulin",
        "agenda": "/flux/seances.ics?partenaire=moulin",
        "rss": "/flux/seances.rss?partenaire=moulin",
    }
    for url in addresses.values():
        assert f"/rendez-vous/{session.pk}/" in client.get(url).content.decode().replace("\r\n ", "")
    for url in (answer.context["poster_url"], answer.context["code_url"]):
        assert client.get(url).status_code == 200


def test_who_is_of_another_organisation_reads_nothing(ours) -> None:
    stranger = signed_in(make_user("ailleurs", make_organisation()))
    assert {stranger.get(screen(name)).status_code for name in ("kit", "statistics", "statistics_file")} == {404}
