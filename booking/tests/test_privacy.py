"""After the retention period, or when they ask, nobody can be named, reached or found, and the counts stay."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as project

from booking.choices import AttendanceStatus
from booking.models import Attendance, Booking, BookingLink, Session
from booking.services import erased, forgetting
from booking.services.access import find_by_code, new_link
from booking.services.booking import Person, book
from booking.services.privacy import AFTER_A_RESTORE, erase, personal_data
from booking.tests.factories import NOW, TUESDAY, make_activity, make_booking, make_location, make_session
from core.forgetting import forget_due
from core.models import Purge
from outbox.models import Message

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
END = TUESDAY + timedelta(hours=2)
TEXTS, LINKS, IDENTITIES = forgetting.RULES
NOBODY = ("", "", "", "", [], "", False)


def identity(booking: Booking) -> tuple[object, ...]:
    booking.refresh_from_db()
    texts = (booking.needs, booking.companions, booking.contact_is_helper)
    return (booking.first_name, booking.last_name, booking.phone, booking.email, *texts)


def somebody(session: Session, **person) -> Booking:
    booking = make_booking(session, **{"first_name": "Zoé", "email": "zoe@exemple.invalid", "phone": "", **person})
    values = {"needs": ["fauteuil"], "companions": "Léon et Lila", "contact_is_helper": True, "last_name": "Petit"}
    Booking.objects.filter(pk=booking.pk).update(**values)
    booking.refresh_from_db()
    return booking


# As time passes


def test_a_booking_is_nobodys_ninety_days_after_its_last_session() -> None:
    session = make_session()
    booking = somebody(session)
    code, uid = booking.code, Attendance.objects.get().uid
    before = identity(booking)

    assert forget_due(IDENTITIES, now=END + 90 * DAY - timedelta(seconds=1)) == 0
    assert identity(booking) == before
    assert forget_due(IDENTITIES, now=END + 90 * DAY) == 1
    assert identity(booking) == NOBODY
    assert booking.anonymised_at == END + 90 * DAY
    assert code != booking.code == f"{booking.pk:08}"
    assert (BookingLink.objects.count(), Message.objects.count()) == (0, 0)
    assert forget_due(IDENTITIES, now=END + 91 * DAY) == 0

    attendance = Attendance.objects.get()
    assert (attendance.party_size, attendance.status) == (1, AttendanceStatus.CONFIRMED)
    assert attendance.uid != uid
    assert Session.objects.get().booked == 1
    assert find_by_code(code=code, contact="zoe@exemple.invalid") is None
    assert find_by_code(code=booking.code, contact="") is None


def test_texts_go_first_and_once() -> None:
    booking = somebody(make_session())
    assert forget_due(TEXTS, now=END + 30 * DAY - timedelta(seconds=1)) == 0
    assert forget_due(TEXTS, now=END + 30 * DAY) == 1
    assert identity(booking) == ("Zoé", "Petit", "", "zoe@exemple.invalid", [], "", True)
    assert booking.notes_erased_at == END + 30 * DAY
    assert forget_due(TEXTS, now=END + 31 * DAY) == 0


def test_links_go_when_they_open_nothing_any_more() -> None:
    booking = somebody(make_session())
    new_link(booking, now=NOW)
    assert forget_due(LINKS, now=END + 30 * DAY - timedelta(seconds=1)) == 0
    assert forget_due(LINKS, now=END + 30 * DAY) == 2


def test_zero_keeps_everybody(settings) -> None:
    settings.IDENTITY_RETENTION_DAYS = settings.FREE_TEXT_RETENTION_DAYS = 0
    somebody(make_session())
    late = NOW + timedelta(days=10_000)
    assert [forget_due(rule, now=late) for rule in (TEXTS, IDENTITIES)] == [0, 0]


def test_many_are_forgotten_by_the_same_queries_as_one(django_assert_num_queries) -> None:
    session = make_session(capacity=40)
    make_booking(session)
    forget_due(IDENTITIES, now=END + 90 * DAY)  # content types are known from now on

    def queries(bookings: int) -> None:
        for _ in range(bookings):
            make_booking(session)
        with django_assert_num_queries(13):
            assert forget_due(IDENTITIES, now=END + 90 * DAY) == bookings

    queries(1)
    queries(3)


# On request


def test_who_asks_is_forgotten_at_once_and_the_places_come_back() -> None:
    past, coming = make_session(start=NOW - DAY), make_session()
    booking = somebody(coming)
    Attendance.objects.create(
        booking=booking, session=past, status=AttendanceStatus.ATTENDED, created_at=NOW, changed_at=NOW
    )
    erase(booking=booking, now=NOW)
    assert identity(booking) == NOBODY
    assert (Message.objects.count(), BookingLink.objects.count()) == (0, 0)
    assert list(Attendance.objects.order_by("session__start").values_list("status", flat=True)) == [
        AttendanceStatus.ATTENDED,
        AttendanceStatus.CANCELLED,
    ]
    coming.refresh_from_db()
    assert coming.booked == 0
    proof = Purge.objects.get()
    assert (proof.because, proof.counts, proof.completed) == ("request", {"Réservations effacées": 1}, True)

    erase(booking=booking, now=NOW + DAY)
    assert Purge.objects.count() == 1
    assert booking.anonymised_at == NOW


def test_the_place_given_back_is_offered_to_who_waits() -> None:
    session = make_session(capacity=1, waiting_capacity=2)
    first = make_booking(session)
    person = Person(first_name="Lila", email="lila@exemple.invalid")
    second = book(session=session, person=person, party_size=1, idempotency_key="lila", now=NOW, wait=True)
    erase(booking=first, now=NOW)
    assert second.attendances.get().status == AttendanceStatus.OFFERED
    assert Message.objects.filter(about=f"booking:{first.pk}").count() == 0


def test_a_session_that_has_begun_stays_counted() -> None:
    session = make_session()
    booking = somebody(session)
    erase(booking=booking, now=TUESDAY + timedelta(minutes=5))
    assert identity(booking) == NOBODY
    session.refresh_from_db()
    assert session.booked == 1


def test_what_is_held_is_told_in_words_and_without_a_secret() -> None:
    session = make_session(activity=make_activity(name="Atelier"), location=make_location(name="Les Lilas"))
    booking = somebody(session)
    token = new_link(booking, now=NOW)

    told = personal_data(booking)
    text = json.dumps(told, ensure_ascii=False)

    assert told["personne"] == {
        "prénom": "Zoé",
        "nom": "Petit",
        "téléphone": "",
        "adresse électronique": "zoe@exemple.invalid",
        "ce contact est celui d'une personne qui aide": "oui",
        "besoins": ["Un accès en fauteuil roulant"],
        "qui vient aussi": "Léon et Lila",
    }
    assert told["réservation"]["faite le"] == "lundi 2 mars 2026 à 10 h"
    (meeting,) = told["rendez-vous"]
    assert (meeting["activité"], meeting["lieu"], meeting["personnes"]) == ("Atelier", "Les Lilas", 1)
    assert meeting["date"] == "mardi 3 mars 2026 de 14 h à 16 h"
    (message,) = told["messages"]
    assert (message["à"], message["état"]) == ("zoe@exemple.invalid", "En attente")
    assert len(told["liens envoyés"]) == 2
    hashes = BookingLink.objects.values_list("token_hash", flat=True)
    secrets = [token, booking.idempotency_key, Message.objects.get().secret, *hashes]
    assert [secret for secret in secrets if secret in text] == []


# After a restore


@pytest.mark.django_db(transaction=True)
def test_a_restored_backup_brings_nobody_back() -> None:
    gone, kept = somebody(make_session()), somebody(make_session(), email="leo@exemple.invalid")
    before = Booking.objects.filter(pk=gone.pk).values().get()
    erase(booking=gone, now=NOW)
    assert erased.erased() == {gone.pk: NOW}

    Booking.objects.filter(pk=gone.pk).update(**before)  # the database is now an older one
    Attendance.objects.filter(booking=gone).update(status=AttendanceStatus.CONFIRMED)
    Session.objects.filter(attendances__booking=gone).update(booked=1)
    assert forget_due(AFTER_A_RESTORE, now=NOW + DAY) == 1
    assert identity(gone) == NOBODY
    assert identity(kept)[0] == "Zoé"
    assert Session.objects.get(attendances__booking=gone).booked == 0
    assert forget_due(AFTER_A_RESTORE, now=NOW + DAY) == 0


def test_a_number_given_again_after_a_restore_is_another_person() -> None:
    booking = somebody(make_session())
    erased.note(booking.pk, at=NOW - DAY)
    assert forget_due(AFTER_A_RESTORE, now=NOW + DAY) == 0
    erased.note(booking.pk, at=NOW)
    assert forget_due(AFTER_A_RESTORE, now=NOW + DAY) == 1


def test_the_journal_heals_itself_and_forgets_too() -> None:
    early, late = somebody(make_session()), somebody(make_session(), email="leo@exemple.invalid")
    forgetting.forget([early.pk], NOW)  # on another machine, whose file is not ours
    forgetting.forget([late.pk], END + 90 * DAY)  # by time alone
    erased.note(999_999, at=NOW - 401 * DAY)
    with erased.journal().open("a") as file:
        file.write("n'importe quoi\n")
    erased.keep(now=NOW)
    assert erased.erased() == {early.pk: NOW}
    assert [path.name for path in Path(project.VAR_DIR).iterdir()] == ["effacements.csv"]


def test_a_journal_that_cannot_be_written_stops_nobody(settings, tmp_path, caplog) -> None:
    settings.ERASURE_JOURNAL = str(tmp_path / "file" / "effacements.csv")
    (tmp_path / "file").write_text("no folder")
    erased.note(1, at=NOW)
    assert [record.getMessage() for record in caplog.records] == ["The journal of erasures cannot be written"]
