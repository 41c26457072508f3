"""Whatever people do, in whatever order, the real engine and a few lines of plain Python come to the same."""

import os
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from booking.choices import EnrolledBy
from booking.management.load.truth import faults
from booking.models import Attendance, Session
from booking.services import waiting
from booking.services.booking import Person, book, cancel, change_party, enrol, move
from booking.services.refusals import BookingRefused
from booking.tests.factories import NOW, make_activity, make_session
from booking.tests.reference import Group, Reference

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
PLACES = {"A": (4, 6, 0), "B": (3, 4, 2), "C": (6, 0, 0)}
"""Of each session: places, places on its waiting list, places kept for referred people."""

KEPT_FOR = timedelta(days=9)
sessions = st.sampled_from(sorted(PLACES))
sizes = st.integers(1, 4)


class Engine(RuleBasedStateMachine):
    """Both sides do the same; after each step, they must agree on everything."""

    groups = Bundle("groups")

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.now, self.keys = NOW, 0
        activity = make_activity()
        self.sessions = {
            name: make_session(
                activity=activity,
                start=NOW + timedelta(days=365),
                capacity=capacity,
                waiting_capacity=queue,
                referred_places=referred,
                referred_until=NOW + KEPT_FOR,
            )
            for name, (capacity, queue, referred) in PLACES.items()
        }
        self.names = {session.pk: name for name, session in self.sessions.items()}
        self.reference = Reference(*({name: values[at] for name, values in PLACES.items()} for at in range(3)))

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def later(self, passed: timedelta = timedelta(seconds=1)) -> None:
        self.now += passed
        self.reference.moment += 1

    def book(self, name: str, session: str, size: int, *, referred: bool, wait: bool, typed: str = "") -> list[Group]:
        """Book on both sides; return the new group, if there is one."""
        self.later()
        self.keys += 1
        expected = self.reference.book(name, session, size, referred=referred, wait=wait)
        key = f"cle-{self.keys}"
        outcome = outcome_of(
            book,
            session=self.sessions[session],
            person=Person(first_name=typed or name, email="tous@exemple.invalid"),
            party_size=size,
            idempotency_key=key,
            enrolled_by=EnrolledBy.PRESCRIBER if referred else EnrolledBy.SELF,
            wait=wait,
            now=self.now,
        )
        made = Attendance.objects.filter(booking__idempotency_key=key).first()
        assert (made.status if made else outcome) == expected
        if made is None:
            return []
        group = Group(made.pk, name, session, size, made.status, referred)
        self.reference.add(group)
        return [group]

    @rule(target=groups, session=sessions, size=sizes, referred=st.booleans(), wait=st.booleans())
    def somebody_books(self, session: str, size: int, *, referred: bool, wait: bool):
        return multiple(*self.book(f"Personne {self.keys}", session, size, referred=referred, wait=wait))

    @rule(target=groups, group=groups, session=sessions, size=sizes)
    def the_same_person_books(self, group: Group, session: str, size: int):
        typed = group.name.upper()
        return multiple(*self.book(group.name, session, size, referred=False, wait=True, typed=typed))

    @rule(target=groups, session=sessions, size=sizes)
    def staff_squeeze_somebody_in(self, session: str, size: int) -> Group:
        self.later()
        self.keys += 1
        name = f"Personne {self.keys}"
        made = enrol(
            session=self.sessions[session],
            person=Person(first_name=name, email="tous@exemple.invalid"),
            party_size=size,
            idempotency_key=f"cle-{self.keys}",
            overbook=True,
            now=self.now,
        )
        self.reference.squeeze_in(session, size)
        group = Group(made.attendances.get().pk, name, session, size, "confirmed", referred=False)
        self.reference.add(group)
        return group

    @rule(group=groups)
    def staff_offer_a_place_beyond_what_there_is(self, group: Group) -> None:
        self.later()
        attendance = self.attendance(group)
        expected = self.reference.offer_now(group)
        assert waiting.offer_now(attendance=attendance, overbook=True, now=self.now) == expected

    @rule(group=groups)
    def somebody_cancels(self, group: Group) -> None:
        self.later()
        assert cancel(attendance=self.attendance(group), now=self.now) == self.reference.cancel(group)

    @rule(group=groups, size=sizes)
    def somebody_comes_with_others(self, group: Group, size: int) -> None:
        self.later()
        expected = self.reference.resize(group, size)
        assert outcome_of(change_party, attendance=self.attendance(group), party_size=size, now=self.now) == expected

    @rule(group=groups, to=sessions)
    def somebody_moves(self, group: Group, to: str) -> None:
        self.later()
        attendance = self.attendance(group)
        expected = self.reference.move(group, to)
        assert outcome_of(move, attendance=attendance, to=self.sessions[to], now=self.now) == expected

    @rule(group=groups)
    def somebody_accepts(self, group: Group) -> None:
        self.later()
        expected = self.reference.accept(group)
        assert outcome_of(waiting.accept, attendance=self.attendance(group), now=self.now) == expected

    @rule(group=groups)
    def somebody_declines(self, group: Group) -> None:
        self.later()
        assert waiting.decline(attendance=self.attendance(group), now=self.now) == self.reference.decline(group)

    @rule()
    def days_go_by(self) -> None:
        self.later(timedelta(days=3))
        self.reference.kept = self.now < NOW + KEPT_FOR
        waiting.expire_offers(now=self.now)
        waiting.offer_where_free(now=self.now)
        self.reference.expire()

    @rule(session=sessions, more=st.integers(0, 3))
    def a_larger_room_is_found(self, session: str, more: int) -> None:
        self.later()
        capacity = PLACES[session][0] + more
        capacity = max(capacity, self.reference.sum(session, {"confirmed", "offered"}) - self.reference.added[session])
        Session.objects.filter(pk=self.sessions[session].pk).update(capacity=capacity)
        self.reference.capacity[session] = capacity
        waiting.offer_where_free(now=self.now)
        for name in PLACES:
            self.reference.offer(name)

    @invariant()
    def both_agree(self) -> None:
        found = Attendance.objects.values_list("pk", "session_id", "party_size", "status", "referred")
        real = {pk: (self.names[session], *rest) for pk, session, *rest in found}
        meant = {
            key: (group.session, group.size, group.status, group.referred)
            for key, group in self.reference.groups.items()
        }
        assert real == meant

    @invariant()
    def staff_added_the_same(self) -> None:
        added = dict(Session.objects.values_list("pk", "overbooked"))
        assert {self.names[pk]: places for pk, places in added.items()} == {
            name: self.reference.added[name] for name in PLACES
        }

    @invariant()
    def counters_are_sums(self) -> None:
        assert [faults(session.pk) for session in self.sessions.values()] == [[], [], []]

    def attendance(self, group: Group) -> Attendance:
        return Attendance.objects.select_related("booking", "session__activity", "session__location").get(pk=group.key)


def outcome_of(service: Callable[..., object], **asked: object) -> str:
    """Return the name of the refusal, or nothing."""
    try:
        service(**asked)
    except BookingRefused as refusal:
        return type(refusal).__name__
    return ""


@pytest.mark.timeout(1800 if THOROUGH else 120)
@pytest.mark.django_db
def test_the_engine_and_its_reference_agree() -> None:
    few = settings(max_examples=6, stateful_step_count=25)
    many = settings(settings.get_profile("thorough"), max_examples=100, stateful_step_count=40)
    run_state_machine_as_test(Engine, settings=many if THOROUGH else few)
