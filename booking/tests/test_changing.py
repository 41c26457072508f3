"""People change their mind: other people come, another date suits; the calendar entry stays the same one."""

from datetime import timedelta

import pytest

from booking.choices import EnrolledBy
from booking.models import Attendance, Session
from booking.services import refusals
from booking.services.booking import Person, book, cancel, change_party, enrol, move
from booking.tests.factories import NOW, TUESDAY, make_activity, make_booking, make_session, make_waiting
from outbox.models import Message

AMINA = Person(first_name="Amina", email="amina@exemple.invalid")


def attendance_in(session: Session, **values) -> Attendance:
    return make_booking(session, **values).attendances.select_related("booking", "session__activity").get()


def counters(session: Session) -> tuple[int, int, int]:
    return Session.objects.values_list("booked", "waiting", "referred_booked").get(pk=session.pk)


@pytest.mark.django_db
def test_a_group_grows_while_there_are_places_and_shrinks_for_those_who_wait() -> None:
    session = make_session(capacity=4)
    attendance = attendance_in(session, party_size=2, email="amina@exemple.invalid")
    change_party(attendance=attendance, party_size=4, now=NOW)
    assert (counters(session), attendance.party_size, attendance.sequence) == ((4, 0, 0), 4, 1)
    waits = make_waiting(session, party_size=2)
    change_party(attendance=attendance, party_size=2, now=NOW)
    waits.refresh_from_db()
    assert (waits.status, counters(session)) == ("offered", (4, 0, 0))
    assert list(Message.objects.filter(recipient="amina@exemple.invalid").values_list("kind", flat=True)) == [
        "booking_changed",
        "booking_changed",
        "booking_confirmed",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "people", "refusal", "sentence"),
    [
        ({}, 2, refusals.NothingToChange, "Rien n'a changé : c'est déjà ce que vous aviez choisi."),
        ({}, 0, refusals.NobodyComes, "Il faut au moins une personne. Si personne ne vient, annulez le rendez-vous."),
        ({}, 5, refusals.PartyTooLarge, "Une réservation est pour 4 personnes au plus. Pour un groupe, appelez-nous."),
        (
            {"capacity": 3},
            4,
            refusals.NoMorePlaces,
            "Il n'y a qu'une place de plus. Votre rendez-vous reste comme il était.",
        ),
        (
            {"capacity": 2},
            3,
            refusals.NoMorePlaces,
            "Il n'y a plus d'autre place. Votre rendez-vous reste comme il était.",
        ),
        (
            {"closes_at": NOW},
            3,
            refusals.BookingClosed,
            "Il est trop tard pour réserver cette séance ici. Appelez-nous, il reste peut-être une place.",
        ),
        (
            {"start": NOW},
            1,
            refusals.TooLateToChange,
            "Cette séance a déjà commencé. Pour changer quelque chose, appelez-nous.",
        ),
    ],
)
def test_each_refused_change_has_its_sentence_and_changes_nothing(values, people, refusal, sentence) -> None:
    session = make_session()
    attendance = attendance_in(session, party_size=2)
    Session.objects.filter(pk=session.pk).update(**values)
    with pytest.raises(refusal) as refused:
        change_party(attendance=attendance, party_size=people, now=NOW)
    assert str(refused.value) == sentence
    assert counters(session) == (2, 0, 0)


@pytest.mark.django_db
def test_staff_change_a_group_beyond_its_limit_and_after_the_start() -> None:
    session = make_session()
    attendance = attendance_in(session)
    change_party(attendance=attendance, party_size=3, now=NOW, by=EnrolledBy.STAFF)
    change_party(attendance=attendance, party_size=2, now=TUESDAY, by=EnrolledBy.STAFF)
    assert counters(session) == (2, 0, 0)


@pytest.mark.django_db
def test_a_group_that_waits_changes_its_places_in_the_queue() -> None:
    session = make_session(capacity=1, booked=1)
    waits = make_waiting(session, party_size=2)
    with pytest.raises(refusals.NoMorePlaces):
        change_party(attendance=waits, party_size=3, now=NOW)
    change_party(attendance=waits, party_size=1, now=NOW)
    change_party(attendance=waits, party_size=2, now=NOW)
    assert counters(session) == (1, 2, 0)
    assert cancel(attendance=waits, now=NOW) is True
    assert (waits.status, counters(session)) == ("cancelled", (1, 0, 0))


@pytest.mark.django_db
def test_moving_takes_the_new_place_and_gives_the_old_one_to_who_waits() -> None:
    activity = make_activity()
    session, other = (
        make_session(activity=activity, capacity=2, start=start) for start in (TUESDAY, TUESDAY + timedelta(days=1))
    )
    attendance = attendance_in(session, party_size=2, email="amina@exemple.invalid")
    uid, pk = attendance.uid, attendance.pk
    Attendance.objects.filter(pk=pk).update(reminded_at=NOW)
    waits = make_waiting(session)

    moved = move(attendance=attendance, to=other, now=NOW)

    assert (moved.pk, moved.uid, moved.sequence, moved.session, moved.reminded_at) == (pk, uid, 1, other, None)
    moved.refresh_from_db()
    assert (moved.session, moved.status, moved.sequence, moved.reminded_at) == (other, "confirmed", 1, None)
    waits.refresh_from_db()
    assert (waits.status, counters(session), counters(other)) == ("offered", (1, 0, 0), (2, 0, 0))
    message = Message.objects.get(kind="booking_changed")
    assert f"UID:{uid}" in message.calendar
    assert "SEQUENCE:1" in message.calendar


@pytest.mark.django_db
def test_who_waits_or_was_offered_a_place_may_take_another_date() -> None:
    activity = make_activity()
    session, other = make_session(activity=activity, capacity=1, booked=1), make_session(activity=activity)
    waits = make_waiting(session)
    assert move(attendance=waits, to=other, now=NOW).status == "confirmed"
    assert (counters(session), counters(other)) == ((1, 0, 0), (1, 0, 0))


@pytest.mark.django_db
def test_each_refused_move_leaves_the_place_where_it_was() -> None:
    activity = make_activity()
    session = make_session(activity=activity)
    attendance = attendance_in(session, party_size=2, first_name="Amina", email="amina@exemple.invalid")
    full, there = make_session(activity=activity, capacity=1), make_session(activity=activity)
    book(session=there, person=AMINA, party_size=1, idempotency_key="formulaire-1", now=NOW)
    for to, refusal in (
        (full, refusals.SessionFull),
        (there, refusals.AlreadyBooked),
        (session, refusals.NothingToChange),
        (make_session(), refusals.OtherActivity),
        (make_session(activity=activity, status="cancelled"), refusals.SessionCancelled),
    ):
        with pytest.raises(refusal):
            move(attendance=attendance, to=to, now=NOW)
    assert [counters(one)[0] for one in (session, full, there)] == [2, 0, 1]
    with pytest.raises(refusals.TooLateToChange):
        move(attendance=attendance, to=full, now=TUESDAY)
    cancel(attendance=attendance, now=NOW)
    with pytest.raises(refusals.NoLongerMeant):
        move(attendance=attendance, to=there, now=NOW)


@pytest.mark.django_db
def test_places_kept_for_referred_people_are_theirs_until_they_are_freed() -> None:
    session = make_session(capacity=3, referred_places=2, referred_until=NOW + timedelta(days=1))
    make_booking(session)
    with pytest.raises(refusals.SessionFull) as refused:
        make_booking(session)
    assert refused.value.left == 0
    referred = book(
        session=session,
        person=AMINA,
        party_size=1,
        idempotency_key="formulaire-1",
        enrolled_by=EnrolledBy.PRESCRIBER,
        now=NOW,
    )
    assert counters(session) == (2, 0, 1)
    with pytest.raises(refusals.SessionFull):
        make_booking(session)
    make_booking(session, now=NOW + timedelta(days=1))
    assert counters(session) == (3, 0, 1)
    cancel(attendance=referred.attendances.get(), now=NOW)
    assert counters(session) == (2, 0, 0)


@pytest.mark.django_db
def test_where_nothing_is_left_a_group_joins_the_waiting_list_once() -> None:
    session = make_session(capacity=2, waiting_capacity=3)
    make_booking(session)
    asked = {"session": session, "party_size": 2, "now": NOW, "wait": True}
    booking = book(person=AMINA, idempotency_key="formulaire-1", **asked)
    assert book(person=AMINA, idempotency_key="formulaire-1", **asked) == booking
    with pytest.raises(refusals.AlreadyBooked):
        book(person=AMINA, idempotency_key="formulaire-2", **asked)
    with pytest.raises(refusals.WaitingListFull) as refused:
        book(person=Person("Karim", email="amina@exemple.invalid"), idempotency_key="formulaire-3", **asked)
    assert (
        str(refused.value)
        == "Cette séance et sa liste d'attente sont complètes. Choisissez une autre date, ou appelez-nous."
    )
    attendance = booking.attendances.get()
    assert (attendance.status, attendance.queued_at, counters(session)) == ("waiting", NOW, (1, 2, 0))


@pytest.mark.django_db
def test_staff_enrol_whatever_the_window_says_and_overbook_knowingly() -> None:
    session = make_session(capacity=1, closes_at=NOW)
    asked = {"session": session, "party_size": 6, "now": NOW}
    with pytest.raises(refusals.SessionFull):
        enrol(person=AMINA, idempotency_key="equipe-1", **asked)
    booking = enrol(person=AMINA, idempotency_key="equipe-2", overbook=True, **asked)
    session.refresh_from_db()
    assert (session.booked, session.overbooked, booking.enrolled_by) == (6, 5, "staff")


@pytest.mark.django_db
def test_what_a_person_says_is_kept_with_the_booking() -> None:
    person = Person("Amina", phone="+33639980001", contact_is_helper=True, needs=("fauteuil",), companions="Zoé, Karim")
    booking = book(session=make_session(), person=person, party_size=3, idempotency_key="formulaire-1", now=NOW)
    booking.refresh_from_db()
    assert (booking.contact_is_helper, booking.needs, booking.companions) == (True, ["fauteuil"], "Zoé, Karim")


@pytest.mark.django_db
@pytest.mark.parametrize("others", [0, 3])
def test_what_people_do_costs_so_many_queries_whoever_else_is_there(others, django_assert_num_queries) -> None:
    session, other = (make_session(activity=activity) for activity in [make_activity()] * 2)
    for one in (session, other):
        for _ in range(others):
            make_booking(one)
    with django_assert_num_queries(9):
        booking = book(session=session, person=AMINA, party_size=1, idempotency_key="formulaire-1", now=NOW)
    attendance = booking.attendances.select_related("booking", "session__activity", "session__location").get()
    with django_assert_num_queries(13):
        change_party(attendance=attendance, party_size=2, now=NOW)
    with django_assert_num_queries(16):
        attendance = move(attendance=attendance, to=other, now=NOW)
    with django_assert_num_queries(12):
        cancel(attendance=attendance, now=NOW)
