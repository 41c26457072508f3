"""A freed place is offered to the oldest group that fits, held until it answers, and never counted twice."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Sum

from booking.choices import AttendanceStatus
from booking.models import Attendance, Session
from booking.services import places, refusals, waiting
from booking.tests.factories import NOW, TUESDAY, make_series, make_session, make_waiting
from outbox.models import Message

LATER = NOW + timedelta(days=1)


def full_session(**values) -> Session:
    return make_session(**{"capacity": 4, "booked": 4, **values})


def free(session: Session, people: int, *, now=NOW, referred: bool = False) -> int:
    with transaction.atomic():
        places.lock_each([session.pk])
        places.give_back(session.pk, people, now=now, referred=referred)
        return waiting.offer_freed(session.pk, now=now)


def statuses(*attendances: Attendance) -> list[str]:
    for attendance in attendances:
        attendance.refresh_from_db()
    return [attendance.status for attendance in attendances]


def counters(session: Session) -> tuple[int, int]:
    """What is counted, which must be what is there (`full_session` counts people whom no row names)."""
    session.refresh_from_db()
    queued = session.attendances.filter(status=AttendanceStatus.WAITING).aggregate(sum=Sum("party_size"))["sum"] or 0
    assert session.waiting == queued
    return session.booked, session.waiting


def told() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("kind", flat=True))


@pytest.mark.django_db
def test_freed_places_go_to_the_oldest_groups_that_fit_and_are_held() -> None:
    session = full_session()
    three, two, one, last = (make_waiting(session, party_size=people) for people in (3, 2, 1, 1))
    assert free(session, 2) == 1
    assert statuses(three, two, one, last) == ["waiting", "offered", "waiting", "waiting"]
    assert counters(session) == (4, 5)
    assert (two.offered_at, two.offer_ends_at, two.changed_at) == (
        NOW,
        NOW + timedelta(hours=3, minutes=56, seconds=15),
        NOW,
    )
    (message,) = Message.objects.all()
    assert (message.kind, message.recipient, bool(message.secret)) == ("place_offered", two.booking.email, True)

    assert free(session, 3) == 1
    assert statuses(three, one, last) == ["offered", "waiting", "waiting"]
    assert free(session, 2) == 2
    assert statuses(one, last) == ["offered", "offered"]
    assert counters(session) == (4, 0)


@pytest.mark.django_db
def test_the_order_is_what_staff_said_then_who_came_first() -> None:
    session = full_session()
    second = make_waiting(session, queued_at=NOW + timedelta(minutes=1))
    first = make_waiting(session, queued_at=NOW)
    third = make_waiting(session, queued_at=NOW + timedelta(minutes=1))
    assert [waiting.position(one) for one in (first, second, third)] == [1, 2, 3]
    waiting.put_first(attendance=third, now=NOW)
    assert [waiting.position(one) for one in (first, second, third)] == [2, 3, 1]
    waiting.put_first(attendance=second, now=NOW)
    assert [waiting.position(one) for one in (first, second, third)] == [3, 1, 2]
    free(session, 1)
    assert statuses(first, second, third) == ["waiting", "offered", "waiting"]
    assert [waiting.position(one) for one in (first, second, third)] == [2, 0, 1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [{"status": "cancelled"}, {"start": NOW}, {"start": NOW + timedelta(minutes=20)}],
    ids=["cancelled", "begun", "too near"],
)
def test_nothing_is_offered_in_a_session_that_nobody_could_come_to(values) -> None:
    session = full_session(**values)
    group = make_waiting(session)
    assert free(session, 1) == 0
    assert statuses(group) == ["waiting"]
    assert told() == []


@pytest.mark.django_db
def test_a_yes_confirms_the_places_once() -> None:
    session = full_session()
    group = make_waiting(session, party_size=2)
    free(session, 2)
    assert [waiting.accept(attendance=group, now=NOW), waiting.accept(attendance=group, now=NOW)] == [True, False]
    assert statuses(group) == ["confirmed"]
    assert counters(session) == (4, 0)
    assert told() == ["place_offered", "booking_confirmed"]
    assert Message.objects.get(kind="booking_confirmed").calendar_method == "REQUEST"
    assert waiting.expire_offers(now=LATER) == 0
    assert waiting.decline(attendance=group, now=NOW) is False


@pytest.mark.django_db
def test_a_no_gives_the_place_to_the_next_and_is_not_asked_again() -> None:
    session = full_session()
    first, second = make_waiting(session), make_waiting(session)
    free(session, 1)
    assert [waiting.decline(attendance=first, now=NOW), waiting.decline(attendance=first, now=NOW)] == [True, False]
    assert statuses(first, second) == ["declined", "offered"]
    waiting.decline(attendance=second, now=NOW)
    assert statuses(first, second) == ["declined", "declined"]
    assert counters(session) == (3, 0)
    assert waiting.offer_where_free(now=NOW) == 0


@pytest.mark.django_db
def test_an_offer_without_an_answer_goes_to_the_next_and_is_told() -> None:
    session = full_session()
    first, second = make_waiting(session), make_waiting(session)
    free(session, 1)
    first.refresh_from_db()
    ends = first.offer_ends_at
    assert waiting.expire_offers(now=ends - timedelta(seconds=1)) == 0
    assert [waiting.expire_offers(now=ends), waiting.expire_offers(now=ends)] == [1, 0]
    assert statuses(first, second) == ["expired", "offered"]
    assert counters(session) == (4, 0)
    assert told() == ["place_offered", "offer_expired", "place_offered"]
    assert "Vous pouvez encore dire oui tant qu'il en reste" in Message.objects.get(kind="offer_expired").text


@pytest.mark.django_db
def test_a_late_yes_is_taken_as_long_as_there_are_places() -> None:
    session = full_session(capacity=5)
    first = make_waiting(session)
    free(session, 0)
    waiting.expire_offers(now=first.created_at + timedelta(hours=12))
    assert statuses(first) == ["expired"]
    assert waiting.accept(attendance=first, now=LATER) is True
    assert statuses(first) == ["confirmed"]
    assert counters(session) == (5, 0)


@pytest.mark.django_db
def test_a_late_yes_to_a_place_that_is_gone_is_refused_in_words() -> None:
    session = full_session()
    first, second = make_waiting(session), make_waiting(session)
    free(session, 1)
    waiting.expire_offers(now=NOW + timedelta(hours=12))
    with pytest.raises(refusals.OfferGone) as refused:
        waiting.accept(attendance=first, now=LATER)
    assert str(refused.value) == (
        "Cette place n'est plus libre : le délai pour répondre est passé. Choisissez une autre date, ou appelez-nous."
    )
    assert statuses(first, second) == ["expired", "offered"]
    assert counters(session) == (4, 0)


@pytest.mark.django_db
def test_nobody_accepts_what_has_begun_or_is_cancelled_or_was_never_offered() -> None:
    session = full_session()
    group = make_waiting(session)
    with pytest.raises(refusals.OfferGone):
        waiting.accept(attendance=group, now=NOW)
    free(session, 1)
    with pytest.raises(refusals.SessionPast):
        waiting.accept(attendance=group, now=TUESDAY)
    Session.objects.update(status="cancelled")
    with pytest.raises(refusals.SessionCancelled):
        waiting.accept(attendance=group, now=NOW)
    assert statuses(group) == ["offered"]


@pytest.mark.django_db
def test_places_kept_for_referred_people_are_offered_to_them_only_until_they_are_freed() -> None:
    session = full_session(referred_places=2, referred_booked=1, referred_until=NOW + timedelta(hours=2))
    public, referred = make_waiting(session), make_waiting(session, referred=True)
    free(session, 1, referred=True)
    assert statuses(public, referred) == ["waiting", "offered"]
    assert counters(session) == (4, 1)
    assert session.referred_booked == 1
    waiting.decline(attendance=referred, now=NOW)
    assert statuses(public) == ["waiting"]
    assert waiting.offer_where_free(now=NOW + timedelta(minutes=119)) == 0
    assert [waiting.offer_where_free(now=NOW + timedelta(hours=2)) for _ in range(2)] == [1, 0]
    assert statuses(public) == ["offered"]
    session.refresh_from_db()
    assert (session.booked, session.referred_booked) == (4, 0)


@pytest.mark.django_db
def test_looking_for_free_places_leaves_alone_what_has_none(django_assert_num_queries) -> None:
    full, too_small = full_session(), full_session(capacity=5)
    make_waiting(full)
    make_waiting(too_small, party_size=2)
    before = list(Session.objects.order_by("pk").values())
    with django_assert_num_queries(1):
        assert waiting.offer_where_free(now=NOW) == 0
    assert list(Session.objects.order_by("pk").values()) == before


@pytest.mark.django_db
def test_a_capacity_that_was_raised_is_offered_twenty_groups_at_a_time() -> None:
    session = full_session(capacity=40)
    for _ in range(22):
        make_waiting(session)
    assert [waiting.offer_where_free(now=NOW) for _ in range(3)] == [20, 2, 0]
    assert counters(session) == (26, 0)


@pytest.mark.django_db
def test_an_offer_ends_with_the_start_of_a_session_that_was_moved_forward() -> None:
    session = full_session(start=TUESDAY + timedelta(days=2))
    group = make_waiting(session)
    free(session, 1)
    Session.objects.update(start=NOW + timedelta(hours=2))
    assert waiting.expire_offers(now=NOW + timedelta(minutes=104)) == 0
    assert waiting.expire_offers(now=NOW + timedelta(minutes=105)) == 1
    assert statuses(group) == ["expired"]
    assert told() == ["place_offered", "offer_expired"]


@pytest.mark.django_db
def test_staff_offer_a_place_before_its_turn_and_beyond_what_there_is() -> None:
    session = full_session()
    first, second = make_waiting(session), make_waiting(session, party_size=2)
    with pytest.raises(refusals.SessionFull):
        waiting.offer_now(attendance=second, now=NOW)
    assert waiting.offer_now(attendance=second, now=NOW, overbook=True) is True
    assert waiting.offer_now(attendance=second, now=NOW, overbook=True) is False
    assert statuses(first, second) == ["waiting", "offered"]
    assert counters(session) == (6, 1)
    assert session.overbooked == 2
    with pytest.raises(refusals.TooLateToOffer):
        waiting.offer_now(attendance=first, now=TUESDAY - timedelta(minutes=20), overbook=True)
    assert waiting.decline(attendance=second, now=NOW) is True
    assert statuses(first) == ["waiting"]  # nobody else is squeezed into the places that were added for one group
    session.refresh_from_db()
    assert (session.booked, session.overbooked) == (4, 0)


def course(count: int = 3, **values) -> list[Session]:
    series = make_series(scope="course", join_until=2)
    return [full_session(series=series, start=TUESDAY + timedelta(weeks=week), **values) for week in range(count)]


def wait_for_course(sessions: list[Session], party_size: int = 1) -> list[Attendance]:
    first = make_waiting(sessions[0], party_size=party_size, course=sessions[0].series)
    return [first, *(make_waiting(one, party_size=party_size, booking=first.booking) for one in sessions[1:])]


@pytest.mark.django_db
def test_a_course_is_offered_where_it_fits_in_all_its_sessions_and_answered_at_once() -> None:
    sessions = course()
    group = wait_for_course(sessions)
    assert [free(session, 1) for session in sessions] == [0, 0, 1]
    assert statuses(*group) == ["offered"] * 3
    assert {one.offer_ends_at for one in group} == {NOW + waiting.offer_lasts(sessions[0].local_start, NOW)}
    assert Message.objects.filter(secret="").count() == 0
    assert waiting.accept(attendance=group[1], now=NOW) is True
    assert statuses(*group) == ["confirmed"] * 3
    assert [counters(session) for session in sessions] == [(4, 0)] * 3


@pytest.mark.django_db
def test_a_course_that_is_declined_or_expires_is_given_back_as_a_whole() -> None:
    sessions = course()
    first, second, third = wait_for_course(sessions), wait_for_course(sessions), wait_for_course(sessions)
    for session in sessions:
        free(session, 1)
    assert waiting.decline(attendance=first[2], now=NOW) is True
    assert statuses(*first, *second) == ["declined"] * 3 + ["offered"] * 3
    assert waiting.expire_offers(now=NOW + timedelta(hours=12)) == 1
    assert statuses(*second, *third) == ["expired"] * 3 + ["offered"] * 3
    assert [counters(session) for session in sessions] == [(4, 0)] * 3


@pytest.mark.django_db
def test_a_course_is_offered_until_it_can_be_joined_no_longer() -> None:
    sessions = course()
    group = wait_for_course(sessions)
    second = sessions[1].start
    Session.objects.update(booked=3)
    assert waiting.offer_where_free(now=second) == 0
    assert waiting.offer_where_free(now=second - timedelta(days=1)) == 1
    assert statuses(*group) == ["waiting", "offered", "offered"]
    assert waiting.accept(attendance=group[1], now=second - timedelta(hours=23)) is True
    assert statuses(*group) == ["waiting", "confirmed", "confirmed"]
