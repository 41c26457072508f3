"""
Many people want the last places at the same moment, through the real server, and workers die in the middle of it.

In small: `make chaos` plays the same with 200 people, 20 times, and 200 deaths.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from booking.choices import Scope
from booking.management.load import kills, oversell
from booking.management.load.truth import faults
from booking.management.load.visitors import Visitor
from booking.models import Attendance, Booking, Session
from booking.services.booking import Person, book, cancel_booking, move
from booking.services.refusals import BookingRefused
from booking.tests.factories import make_series, make_session
from core.tests.fixtures.servers import LiveSite
from outbox.models import Message

PEOPLE = 16
PLACES = 4


def send_together(site: LiveSite, session: Session, numbers: list[int]) -> Counter[int]:
    """Let people load the form, each number a browser of its own, and send it at the same moment."""
    path, visitors = session.get_absolute_url(), {number: Visitor(site.url) for number in set(numbers)}
    for visitor in visitors.values():
        assert visitor.load(path).status == 200
    together = Barrier(len(numbers))

    def send(number: int) -> int:
        together.wait()
        typed = {"first_name": f"Personne {number}", "email": f"personne-{number}@exemple.invalid", "party_size": "1"}
        return visitors[number].send(path, **typed).status

    with ThreadPoolExecutor(len(numbers)) as pool:
        return Counter(pool.map(send, numbers))


def session_in_three_days(**values) -> Session:
    return make_session(now=timezone.now(), start=timezone.now() + timedelta(days=3), **{"capacity": PLACES, **values})


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
    session = session_in_three_days()
    site = start_site(DJANGO_SETTINGS_MODULE="booking.tests.unguarded_settings")

    answers = send_together(site, session, list(range(PEOPLE)))

    assert answers.keys() == {303, 409}
    assert held(session) > PLACES


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_nobody_gets_a_place_that_is_not_there_and_every_refusal_says_why(live_site) -> None:
    told = oversell.play(live_site.url, live_site.log, seed=1, guests=40, places=8, now=timezone.now())
    assert told.faults == []
    assert told.answers.keys() == {303, 409}
    assert told.cancelled > 0

    session = session_in_three_days(booked=PLACES - 1)
    assert send_together(live_site, session, [1] * 8) == {303: 8}
    session.refresh_from_db()
    assert (session.booked, Booking.objects.filter(attendances__session=session).count()) == (PLACES, 1)
    assert Message.objects.filter(recipient="personne-1@exemple.invalid").count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_loses_no_booking_and_makes_none_twice(start_site) -> None:
    with kills.Deaths() as deaths:
        site = start_site(DJANGO_SETTINGS_MODULE="booking.tests.killing_settings", **deaths.environment)
        told = kills.play(site.url, deaths, seed=1, times=6, now=timezone.now())
    assert told.faults == []
    assert told.killed == dict.fromkeys(kills.STEPS, 2)
    assert told.acknowledged == 6 * kills.AT_ONCE


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_courses_single_dates_and_moves_never_wait_for_each_other_for_ever() -> None:
    now = timezone.now()
    course = make_series(scope=Scope.COURSE)
    dates = [
        session_in_three_days(
            series=course, activity=course.activity, original_start=now + timedelta(days=day), capacity=60
        )
        for day in range(4)
    ]
    apart = [session_in_three_days(activity=course.activity, capacity=60) for _ in range(2)]
    turns = 6
    together = Barrier(4)

    def whole(number: int) -> None:
        for turn in range(turns):
            booking = book_one(dates[-turn % 4], f"cours-{number}-{turn}")
            if turn % 2:
                cancel_booking(booking=booking, now=now)

    def back_and_forth(number: int) -> None:
        there, back = apart if number % 2 else apart[::-1]
        attendance = book_one(there, f"seul-{number}").attendances.get()
        for turn in range(turns):
            attendance = move(attendance=attendance, to=there if turn % 2 else back, now=now)

    def book_one(session: Session, key: str) -> Booking:
        person = Person(first_name=key, phone="+33639980001")
        return book(session=session, person=person, party_size=1, idempotency_key=key, now=now)

    def work(number: int) -> str:
        try:
            connection.ensure_connection()
            together.wait()
            (whole if number < 2 else back_and_forth)(number)
        except BookingRefused as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, range(4))) == [""] * 4
    assert [faults(session.pk) for session in (*dates, *apart)] == [[]] * 6
    assert [held(session) for session in dates] == [turns] * 4
    assert sum(held(session) for session in apart) == 2
