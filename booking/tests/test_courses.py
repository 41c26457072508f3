"""A course is booked once for all its dates, followed when it changes, and left date by date or whole."""

from datetime import timedelta
from unittest.mock import Mock

import pytest

from booking.choices import EnrolledBy, Scope
from booking.models import Attendance, Series, Session
from booking.services import courses, refusals
from booking.services.booking import Person, book, cancel, cancel_booking, change_party, enrol, move
from booking.services.courses import add_to_course, course_of, sessions_to_come, why_not_course
from booking.services.sessions import cancel_session, make_sessions, move_session, restore_sessions
from booking.tests.factories import NOW, TUESDAY, make_activity, make_booking, make_series, make_session, make_waiting
from core.recurrence.fields import recurrence_from_rule
from core.recurrence.rule import Frequency, Rule
from outbox.models import Message

WEEK = timedelta(weeks=1)


def make_course(dates: int = 3, *, join_until: int = 1, **values) -> list[Session]:
    series = make_series(scope=Scope.COURSE, join_until=join_until)
    return [add_date(series, week, **values) for week in range(dates)]


def add_date(series: Series, week: int, **values) -> Session:
    return make_session(
        series=series,
        activity=series.activity,
        location=series.location,
        host=series.host,
        start=TUESDAY + week * WEEK,
        original_start=TUESDAY + week * WEEK,
        **{"capacity": 4, **values},
    )


def counted(*sessions: Session) -> list[tuple[int, int]]:
    ids = [session.pk for session in sessions]
    return list(Session.objects.filter(pk__in=ids).order_by("pk").values_list("booked", "waiting"))


def kinds() -> list[str]:
    return list(Message.objects.filter(channel="mail").order_by("pk").values_list("kind", flat=True))


@pytest.mark.django_db
def test_one_booking_takes_all_dates_to_come_and_one_message_tells_them() -> None:
    first, second, third = make_course()
    booking = make_booking(second, party_size=2, email="amina@exemple.invalid")

    assert booking.course == first.series
    assert sorted(booking.attendances.values_list("session", "party_size", "status")) == [
        (first.pk, 2, "confirmed"),
        (second.pk, 2, "confirmed"),
        (third.pk, 2, "confirmed"),
    ]
    assert counted(first, second, third) == [(2, 0)] * 3
    assert kinds() == ["course_confirmed"]


@pytest.mark.django_db
@pytest.mark.parametrize("dates", [2, 8])
def test_a_longer_course_costs_no_more_queries(dates, django_assert_max_num_queries) -> None:
    first = make_course(dates)[0]
    with django_assert_max_num_queries(15):
        make_booking(Session.objects.with_place().select_related("series").get(pk=first.pk))


@pytest.mark.django_db
def test_a_course_that_is_full_on_one_date_is_refused_whole() -> None:
    first, second, third = make_course()
    Session.objects.filter(pk=second.pk).update(booked=3)
    with pytest.raises(refusals.CourseFull) as refused:
        make_booking(first, party_size=2)
    assert str(refused.value) == "Il ne reste qu'une place à ce parcours. Vous êtes plus nombreux."
    assert counted(first, second, third) == [(0, 0), (3, 0), (0, 0)]
    assert Attendance.objects.count() == 0


@pytest.mark.django_db
def test_who_waits_for_a_course_waits_on_all_dates() -> None:
    first, second = make_course(2, waiting_capacity=2)
    Session.objects.filter(pk=second.pk).update(booked=4)
    asked = {"session": first, "party_size": 2, "now": NOW, "wait": True}
    book(person=Person("Amina", email="amina@exemple.invalid"), idempotency_key="formulaire-1", **asked)
    assert counted(first, second) == [(0, 2), (4, 2)]
    with pytest.raises(refusals.WaitingListFull):
        book(person=Person("Karim", email="amina@exemple.invalid"), idempotency_key="formulaire-2", **asked)


@pytest.mark.django_db
def test_a_course_is_joined_until_the_date_that_it_says() -> None:
    first, second, third = make_course(join_until=2)
    after_the_first = TUESDAY + timedelta(minutes=1)
    booking = make_booking(second, now=after_the_first)
    assert {one.session for one in booking.attendances.all()} == {second, third}
    with pytest.raises(refusals.CourseBegun) as refused:
        make_booking(third, now=after_the_first + WEEK)
    assert str(refused.value) == "Ce parcours a déjà commencé. Choisissez-en un autre, ou appelez-nous."
    assert counted(first, second, third) == [(0, 0), (1, 0), (1, 0)]


@pytest.mark.django_db
def test_the_window_of_a_course_is_that_of_its_next_date() -> None:
    first, second = make_course(2)
    Session.objects.filter(pk=second.pk).update(opens_at=NOW + timedelta(days=5))
    make_booking(first)
    Session.objects.filter(pk=first.pk).update(closes_at=NOW)
    with pytest.raises(refusals.BookingClosed):
        make_booking(first)
    series = course_of(first)
    assert type(why_not_course(series, sessions_to_come(series, now=NOW), now=NOW)) is refusals.BookingClosed


@pytest.mark.django_db
def test_staff_enrol_late_and_beyond_the_places() -> None:
    first, second = make_course(2, capacity=1)
    make_booking(first)
    asked = {"session": second, "party_size": 1, "now": TUESDAY + timedelta(minutes=1)}
    with pytest.raises(refusals.CourseFull):
        enrol(person=Person("Amina", phone="+33639980001"), idempotency_key="equipe-1", **asked)
    enrol(person=Person("Amina", phone="+33639980001"), idempotency_key="equipe-2", overbook=True, **asked)
    assert counted(first, second) == [(1, 0), (2, 0)]
    assert Session.objects.get(pk=second.pk).overbooked == 1


@pytest.mark.django_db
def test_one_date_is_left_alone_or_all_at_once_with_one_message() -> None:
    first, second, third = make_course()
    booking = make_booking(first, email="amina@exemple.invalid")
    assert cancel(attendance=booking.attendances.get(session=second), now=NOW) is True
    assert counted(first, second, third) == [(1, 0), (0, 0), (1, 0)]
    assert cancel_booking(booking=booking, now=NOW) is True
    assert cancel_booking(booking=booking, now=NOW) is False
    assert counted(first, second, third) == [(0, 0)] * 3
    assert kinds() == ["course_confirmed", "booking_cancelled", "booking_cancelled"]


@pytest.mark.django_db
def test_what_has_begun_of_a_course_stays_when_the_rest_is_cancelled() -> None:
    first, second = make_course(2)
    booking = make_booking(first)
    cancel_booking(booking=booking, now=TUESDAY)
    assert counted(first, second) == [(1, 0), (0, 0)]
    with pytest.raises(refusals.TooLateToCancel):
        cancel_booking(booking=booking, now=TUESDAY)


@pytest.mark.django_db
def test_a_whole_place_that_is_given_back_is_offered_once_on_all_dates() -> None:
    first, second = make_course(2, capacity=1)
    booking = make_booking(first)
    waits = make_waiting(first, course=first.series, email="karim@exemple.invalid")
    make_waiting(second, booking=waits.booking)
    cancel_booking(booking=booking, now=NOW)
    assert counted(first, second) == [(1, 0), (1, 0)]
    assert set(waits.booking.attendances.values_list("status", flat=True)) == {"offered"}
    assert kinds().count("place_offered") == 1


@pytest.mark.django_db
def test_a_group_grows_on_all_dates_or_none() -> None:
    first, second = make_course(2)
    booking = make_booking(first, party_size=2)
    attendance = booking.attendances.get(session=first)
    change_party(attendance=attendance, party_size=3, now=NOW)
    assert (attendance.party_size, counted(first, second)) == (3, [(3, 0), (3, 0)])
    Session.objects.filter(pk=second.pk).update(capacity=3)
    with pytest.raises(refusals.NoMorePlaces):
        change_party(attendance=attendance, party_size=4, now=NOW)
    assert counted(first, second) == [(3, 0), (3, 0)]


@pytest.mark.django_db
def test_one_date_of_a_course_is_moved_by_staff_only() -> None:
    first, _ = make_course(2)
    booking = make_booking(first)
    other = make_session(activity=first.activity, start=TUESDAY + timedelta(days=1))
    attendance = booking.attendances.get(session=first)
    with pytest.raises(refusals.WholeCourse):
        move(attendance=attendance, to=other, now=NOW)
    assert move(attendance=attendance, to=other, now=NOW, by=EnrolledBy.STAFF).session == other
    assert counted(first, other) == [(0, 0), (1, 0)]


@pytest.mark.django_db
def test_a_date_that_is_added_comes_to_those_who_booked_and_fit() -> None:
    first, second = make_course(2)
    both = make_booking(first, party_size=2, email="amina@exemple.invalid")
    large = make_booking(first, party_size=2)
    left = make_booking(make_course()[0])
    waits = make_waiting(second, course=first.series)
    gone = make_booking(add_date(make_series(scope=Scope.COURSE), 0))
    third = add_date(first.series, 2, capacity=3, waiting_capacity=5)

    assert add_to_course(third, now=NOW) == [large]
    assert add_to_course(third, now=NOW) == [large]

    assert counted(third) == [(2, 1)]
    assert both.attendances.get(session=third).status == "confirmed"
    assert waits.booking.attendances.get(session=third).status == "waiting"
    assert not Attendance.objects.filter(session=third, booking__in=[large, left, gone]).exists()
    assert kinds() == ["course_confirmed", "course_confirmed"]


@pytest.mark.django_db
def test_who_left_a_course_gets_no_date_that_is_added() -> None:
    first, second = make_course(2)
    booking = make_booking(first)
    cancel(attendance=booking.attendances.get(session=second), now=NOW)
    third = add_date(first.series, 2)
    assert add_to_course(third, now=NOW) == []
    assert counted(third) == [(0, 0)]


@pytest.mark.django_db
def test_a_date_moves_for_everyone_and_one_that_is_cancelled_leaves_the_rest() -> None:
    first, second = make_course(2)
    booking = make_booking(first, email="amina@exemple.invalid")
    later = TUESDAY + timedelta(days=1)
    move_session(session=first, start=later, end=later + timedelta(hours=2), now=NOW)
    cancel_session(session=second, now=NOW)
    assert booking.attendances.get(session=first).session.start == later
    assert counted(first) == [(1, 0)]
    assert kinds() == ["course_confirmed", "session_moved", "session_cancelled"]
    with pytest.raises(refusals.SessionCancelled):
        enrol(
            session=make_session(activity=make_activity(), status="cancelled"),
            person=Person("Amina", phone="+33639980001"),
            party_size=1,
            idempotency_key="equipe-1",
            overbook=True,
            now=NOW,
        )


@pytest.mark.django_db
def test_a_date_that_takes_place_after_all_is_for_who_booked_the_course_meanwhile_too() -> None:
    first, second, third = make_course(capacity=2)
    before = make_booking(first)
    cancel_session(session=second, now=NOW)
    meanwhile = make_booking(first, first_name="Karim", email="karim@exemple.invalid")
    assert counted(first, second, third) == [(2, 0), (1, 0), (2, 0)]
    assert restore_sessions([second.pk], now=NOW) == 1
    assert counted(first, second, third) == [(2, 0)] * 3
    held = Attendance.objects.filter(session=second, status="confirmed").order_by("pk")
    assert [one.booking for one in held] == [before, meanwhile]
    last = Message.objects.filter(about=f"booking:{meanwhile.pk}").order_by("pk").last()
    assert (last.kind, last.calendar.count("BEGIN:VEVENT")) == ("course_confirmed", 3)


@pytest.mark.django_db
def test_a_date_is_made_with_its_people_or_not_at_all(monkeypatch) -> None:
    series = make_series(scope=Scope.COURSE, rule=Rule(Frequency.WEEKLY, count=2))
    make_sessions(series=series, now=NOW)
    booking = make_booking(series.sessions.earliest("start"))
    series.recurrence = recurrence_from_rule(Rule(Frequency.WEEKLY, count=3), series.tz)
    series.save()

    with monkeypatch.context() as dies:
        dies.setattr(courses, "add_to_course", Mock(side_effect=MemoryError))
        with pytest.raises(MemoryError):
            make_sessions(series=series, now=NOW)
    assert series.sessions.count() == 2

    make_sessions(series=series, now=NOW)
    assert list(booking.attendances.values_list("session__start", flat=True)) == [
        TUESDAY + week * WEEK for week in range(3)
    ]
