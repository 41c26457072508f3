"""Thirty people want the last ten places at the same moment, through the real server."""

import html
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.client import HTTPConnection
from threading import Barrier
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from booking.models import Attendance, Booking, Session
from booking.tests.factories import make_session
from core.tests.fixtures.servers import LiveSite
from outbox.models import Message

PEOPLE = 30
PLACES = 10


class Visitor:
    """A browser at the moment when its form is filled in and not yet sent."""

    def __init__(self, site: LiveSite, session: Session, number: int) -> None:
        self.host = urlsplit(site.url).netloc
        self.path = session.get_absolute_url()
        answer, page = self.ask("GET")
        assert answer.status == 200, page
        self.cookie = answer.headers["Set-Cookie"].split(";")[0]
        self.form = {
            "csrfmiddlewaretoken": re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1],
            "idempotency_key": re.search(r'name="idempotency_key" value="([^"]+)"', page)[1],
            "first_name": f"Personne {number}",
            "email": f"personne-{number}@exemple.invalid",
            "party_size": "1",
        }

    def ask(self, method: str, body: str = "", **headers: str):
        line = HTTPConnection(self.host, timeout=60)
        line.request(method, self.path, body, headers)
        answer = line.getresponse()
        page = answer.read().decode()
        line.close()
        return answer, html.unescape(page)

    def send(self, together: Barrier) -> tuple[int, str]:
        together.wait()
        answer, page = self.ask(
            "POST",
            urlencode(self.form),
            **{"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"},
        )
        return answer.status, page


def send_together(visitors: list[Visitor]) -> list[tuple[int, str]]:
    together = Barrier(len(visitors))
    with ThreadPoolExecutor(len(visitors)) as pool:
        return list(pool.map(lambda visitor: visitor.send(together), visitors))


def session_with_ten_places_left() -> Session:
    return make_session(now=timezone.now(), start=timezone.now() + timedelta(days=3), capacity=PLACES)


def held(session: Session) -> int:
    return Attendance.objects.filter(session=session, status="confirmed").aggregate(sum=Sum("party_size"))["sum"] or 0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_with_the_guard_off_the_race_oversells(start_site, monkeypatch) -> None:
    (check,) = [constraint for constraint in Session._meta.constraints if constraint.name == "session_not_oversold"]
    # SQLite makes the table anew from what the model says.
    monkeypatch.setattr(Session._meta, "constraints", [one for one in Session._meta.constraints if one is not check])
    with connection.schema_editor() as editor:
        editor.remove_constraint(Session, check)
    session = session_with_ten_places_left()
    site = start_site(DJANGO_SETTINGS_MODULE="booking.tests.unguarded_settings")

    answers = send_together([Visitor(site, session, number) for number in range(PEOPLE)])

    assert {status for status, _ in answers} == {303, 409}
    assert held(session) > PLACES


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_thirty_people_and_ten_places(live_site) -> None:
    session = session_with_ten_places_left()

    answers = send_together([Visitor(live_site, session, number) for number in range(PEOPLE)])

    assert Counter(status for status, _ in answers) == {303: PLACES, 409: PEOPLE - PLACES}
    refused = [page for status, page in answers if status == 409]
    assert all("Cette séance est complète. Choisissez une autre date, ou appelez-nous." in page for page in refused)
    assert all('value="Personne ' in page for page in refused)
    session.refresh_from_db()
    assert (session.booked, held(session), Booking.objects.count()) == (PLACES, PLACES, PLACES)
    assert Message.objects.filter(kind="booking_confirmed").count() == PLACES


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_one_form_sent_eight_times_at_once_takes_the_last_place_once(live_site) -> None:
    session = session_with_ten_places_left()
    Session.objects.filter(pk=session.pk).update(booked=PLACES - 1)
    visitor = Visitor(live_site, session, 1)

    answers = send_together([visitor] * 8)

    assert Counter(status for status, _ in answers) == {303: 8}
    session.refresh_from_db()
    assert (session.booked, Booking.objects.count(), Message.objects.count()) == (PLACES, 1, 1)
