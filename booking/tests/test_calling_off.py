"""Sessions called off, put back and moved: everybody is told once, and who waits waits no more."""

from datetime import date, time, timedelta

import pytest

from booking.models import Attendance, Series, SeriesException, Session
from booking.services.booking import Person, book
from booking.services.refusals import SessionCancelled
from booking.services.sessions import (
    NotEnoughRoom,
    cancel_sessions,
    follow,
    make_sessions,
    move_sessions,
    restore_sessions,
    save_session,
    stop_series,
)
from booking.tests.factories import NOW, TUESDAY, make_booking, make_location, make_series, make_session
from core.recurrence.rule import Frequency, Rule, Weekday
from outbox.models import Message

WEEKLY = Rule(Frequency.WEEKLY, weekdays=(Weekday.TUESDAY,))
LATER = TUESDAY + timedelta(days=14)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def four_weeks(settings) -> None:
    settings.SESSION_HORIZON_DAYS = 28


def wait(session: Session, name: str = "Awa", people: int = 1):
    person = Person(first_name=name, email=f"{name.lower()}@exemple.invalid")
    return book(
        session=session, person=person, party_size=people, idempotency_key=f"attente-{name}", now=NOW, wait=True
    )


def mails(kind: str) -> list[str]:
    return sorted(Message.objects.filter(kind=kind, channel="mail").values_list("recipient", flat=True))


def test_everybody_is_told_once_however_often_one_asks() -> None:
    session = make_session(start=LATER, capacity=1, waiting_capacity=3)
    make_booking(session, email="a@exemple.invalid")
    wait(session)
    assert cancel_sessions([session.pk, session.pk], note="Grève", now=NOW) == 1
    assert cancel_sessions([session.pk], note="Grève", now=NOW) == 0
    session.refresh_from_db()
    assert (session.status, session.note, session.sequence, session.by_hand) == ("cancelled", "Grève", 1, True)
    assert mails("session_cancelled") == ["a@exemple.invalid", "awa@exemple.invalid"]
    # A place that was held is held still, should the session take place after all; a place in the queue is not.
    assert (session.booked, session.waiting) == (1, 0)
    assert list(Attendance.objects.order_by("pk").values_list("status", flat=True)) == ["confirmed", "cancelled"]


def test_an_offer_that_was_open_ends_with_its_session() -> None:
    session = make_session(start=LATER, capacity=1, waiting_capacity=3)
    make_booking(session)
    booking = wait(session)
    session.refresh_from_db()
    session.capacity = 2
    save_session(session=session, now=NOW)
    attendance = booking.attendances.get()
    assert (attendance.status, session.booked, session.waiting) == ("offered", 2, 0)
    cancel_sessions([session.pk], now=NOW)
    session.refresh_from_db()
    attendance.refresh_from_db()
    assert (attendance.status, session.booked, session.waiting) == ("cancelled", 1, 0)


def test_put_back_it_is_as_it_was_and_its_series_lets_it_be() -> None:
    series = make_series(rule=WEEKLY)
    SeriesException.objects.create(series=series, kind="cancelled", original_day=date(2026, 3, 17), note="Grève")
    make_sessions(now=NOW)
    session = series.sessions.get(start=LATER)
    assert session.is_cancelled
    Session.objects.filter(pk=session.pk).update(status="scheduled")
    make_booking(session, email="a@exemple.invalid")
    Session.objects.filter(pk=session.pk).update(status="cancelled")
    assert restore_sessions([session.pk], now=NOW) == 1
    assert restore_sessions([session.pk], now=NOW) == 0
    session.refresh_from_db()
    assert (session.status, session.note, session.booked, session.by_hand) == ("scheduled", "", 1, True)
    assert mails("session_moved") == ["a@exemple.invalid"]
    make_sessions(now=NOW)
    session.refresh_from_db()
    assert session.status == "scheduled"


def test_what_is_over_is_not_called_off() -> None:
    session = make_session(start=NOW - timedelta(days=1))
    assert cancel_sessions([session.pk], now=NOW) == 0


def test_sessions_move_to_another_place_and_people_are_told() -> None:
    session, other = make_session(start=LATER), make_location()
    make_booking(session, email="a@exemple.invalid")
    assert move_sessions([session.pk], location_id=other.pk, note="Travaux", now=NOW) == 1
    assert move_sessions([session.pk], location_id=other.pk, note="Travaux", now=NOW) == 0
    session.refresh_from_db()
    assert (session.location, session.note, session.sequence) == (other, "Travaux", 1)
    assert mails("session_moved") == ["a@exemple.invalid"]


def test_a_session_is_not_made_smaller_than_it_is_taken() -> None:
    session = make_session(start=LATER, capacity=3, waiting_capacity=2)
    make_booking(session, party_size=3)
    wait(session, people=2)
    stale = Session.objects.get(pk=session.pk)
    stale.capacity = 2
    with pytest.raises(NotEnoughRoom, match=r"3 places sont déjà prises\."):
        save_session(session=stale, now=NOW)
    stale = Session.objects.get(pk=session.pk)
    stale.waiting_capacity = 1
    with pytest.raises(NotEnoughRoom, match=r"Personnes qui attendent déjà : 2\."):
        save_session(session=stale, now=NOW)
    session.refresh_from_db()
    assert (session.capacity, session.waiting_capacity, session.version) == (3, 2, 2)


def test_a_series_stops_with_a_last_date_and_its_past_stays() -> None:
    series = make_series(rule=WEEKLY)
    make_sessions(now=NOW)
    stop_series(series, before=date(2026, 3, 17))
    series.refresh_from_db()
    made = follow(series, now=NOW)
    assert (made.removed, made.kept, series.active) == (2, 0, True)
    assert [f"{one.local_start:%d/%m}" for one in series.sessions.order_by("start")] == ["03/03", "10/03"]
    stop_series(series, before=date(2026, 3, 3))
    series.refresh_from_db()
    assert not series.active


def test_another_week_day_moves_booked_sessions_within_their_week_where_one_says_so() -> None:
    series = make_series(rule=WEEKLY)
    make_sessions(now=NOW)
    session = series.sessions.get(start=LATER)
    make_booking(session, email="a@exemple.invalid")
    series.first_day = date(2026, 3, 5)
    series.recurrence = make_series(rule=Rule(Frequency.WEEKLY, weekdays=(Weekday.THURSDAY,))).recurrence
    series.save()
    made = follow(series, now=NOW, lost="move")
    assert (made.created, made.changed, made.removed, made.kept) == (3, 1, 3, 0)
    session.refresh_from_db()
    assert f"{session.local_start:%d/%m %H:%M}" == "19/03 14:00"
    assert mails("session_moved") == ["a@exemple.invalid"]
    assert follow(series, now=NOW).changed == 0


def test_holidays_are_left_out_and_an_added_date_takes_place_all_the_same(settings) -> None:
    settings.SESSION_HORIZON_DAYS = 70
    rule = Rule(Frequency.WEEKLY, weekdays=(Weekday.FRIDAY,))
    series = make_series(rule=rule, first_day=date(2026, 4, 24), without_public_holidays=True)
    make_sessions(now=NOW)
    assert [f"{one.local_start:%d/%m}" for one in series.sessions.order_by("start")] == ["24/04"]
    SeriesException.objects.create(series=series, kind="added", original_day=date(2026, 5, 1))
    make_sessions(now=NOW)
    assert [f"{one.local_start:%d/%m}" for one in series.sessions.order_by("start")] == ["24/04", "01/05"]


def test_a_session_given_up_while_somebody_books_it_is_refused_in_a_sentence() -> None:
    series = make_series(rule=WEEKLY)
    make_sessions(now=NOW)
    session = series.sessions.get(start=LATER)
    stop_series(series, before=date(2026, 3, 10))
    follow(Series.objects.get(pk=series.pk), now=NOW)
    with pytest.raises(SessionCancelled):
        book(
            session=session,
            person=Person(first_name="Awa", email="awa@exemple.invalid"),
            party_size=1,
            idempotency_key="trop-tard-0001",
            now=NOW,
        )


def test_a_date_added_to_a_course_is_everybody_s_and_one_that_moves_moves_for_all() -> None:
    series = make_series(rule=Rule(Frequency.WEEKLY, weekdays=(Weekday.TUESDAY,), count=2), scope="course", capacity=2)
    make_sessions(now=NOW)
    for number in range(2):
        make_booking(series.sessions.order_by("start")[0], email=f"{number}@exemple.invalid", phone="")
    SeriesException.objects.create(series=series, kind="added", original_day=date(2026, 3, 19))
    assert make_sessions(now=NOW).created == 1
    assert make_sessions(now=NOW).created == 0
    added = series.sessions.get(original_start__date=date(2026, 3, 19))
    assert (added.booked, added.attendances.count()) == (2, 2)
    Message.objects.all().delete()
    series.start_time = time(15)
    series.save()
    make_sessions(now=NOW)
    # One message a person, with all the dates that move.
    assert mails("session_moved") == ["0@exemple.invalid", "1@exemple.invalid"]


@pytest.mark.parametrize("count", [1, 3])
def test_calling_off_costs_the_same_queries_for_one_session_and_for_three(count, django_assert_num_queries) -> None:
    sessions = [make_session(start=LATER + timedelta(days=day)) for day in range(count)]
    with django_assert_num_queries(7):
        assert cancel_sessions([one.pk for one in sessions], now=NOW) == count
