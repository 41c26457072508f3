"""A yes and the end of the offer at the same moment: one of them wins, and the place is held once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from booking.choices import HOLDING_A_PLACE
from booking.models import Attendance, Session
from booking.services import waiting
from booking.services.refusals import BookingRefused, OfferGone
from booking.services.waiting import answering, ending, order
from booking.tests.factories import make_session, make_waiting

TURNS = 6


def offered(session: Session) -> Attendance:
    first = make_waiting(session)
    make_waiting(session)
    assert waiting.offer_where_free(now=first.queued_at) == 1
    first.refresh_from_db()
    return first


def at_once(*works: Callable[[], object]) -> list[object]:
    together = Barrier(len(works))

    def work(one: Callable[[], object]) -> object:
        try:
            connection.ensure_connection()
            together.wait()
            return one()
        except BookingRefused as refusal:
            return type(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(work, works))


def yes_and_end(attendance: Attendance) -> list[object]:
    ends = attendance.offer_ends_at
    mine = Attendance.objects.select_related("booking", "session").get(pk=attendance.pk)
    return at_once(lambda: waiting.accept(attendance=mine, now=ends), lambda: waiting.expire_offers(now=ends))


def held(session: Session) -> int:
    return session.attendances.filter(status__in=HOLDING_A_PLACE).count()


@pytest.mark.django_db(transaction=True)
def test_with_the_guard_off_both_win(monkeypatch) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("one transaction writes at a time there: nothing of ours can be taken away")
    # Neither the lock nor the condition: each believes what it read a moment ago.
    monkeypatch.setattr(order, "locked", lambda ids, **_: {one.pk: one for one in Session.objects.filter(pk__in=ids)})
    for module in (answering, ending):
        monkeypatch.setattr(module, "locked", order.locked)

    both_have_read = Barrier(2, timeout=20)

    def turn(attendance: Attendance, to: str, **_: object) -> bool:
        both_have_read.wait()
        return bool(Attendance.objects.filter(pk=attendance.pk).update(status=to))

    for module in (answering, ending):
        monkeypatch.setattr(module, "turn", turn)
    session = make_session(capacity=1)
    # The person is told that they have the place, and that they have it no more; somebody else is offered it.
    assert yes_and_end(offered(session)) == [True, 1]
    assert session.attendances.filter(status="offered").count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_of_them_wins() -> None:
    for _ in range(TURNS):
        session = make_session(capacity=1)
        first = offered(session)
        outcome = yes_and_end(first)
        statuses = list(session.attendances.order_by("pk").values_list("status", flat=True))
        assert (outcome, statuses) in (
            ([True, 0], ["confirmed", "waiting"]),
            ([OfferGone, 1], ["expired", "offered"]),
        )
        session.refresh_from_db()
        assert (session.booked, held(session)) == (1, 1)
        session.attendances.update(status="cancelled")


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_are_one_yes() -> None:
    session = make_session(capacity=1)
    first = offered(session)
    twice = [Attendance.objects.select_related("booking").get(pk=first.pk) for _ in range(2)]
    works = [lambda one=one: waiting.accept(attendance=one, now=first.offered_at) for one in twice]
    assert sorted(at_once(*works)) == [False, True]
    assert Session.objects.get().booked == 1
