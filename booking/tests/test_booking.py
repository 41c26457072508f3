"""Places are taken once, given back once, and never more than there are."""

from datetime import timedelta

import icalendar
import pytest
from django.db import IntegrityError, transaction

from booking import choices
from booking.models import Attendance, Booking, Session
from booking.services import refusals
from booking.services.access import find_by_code, find_by_token
from booking.services.booking import Person, book, cancel
from booking.services.sessions import cancel_session, move_session
from booking.tests.factories import NOW, TUESDAY, make_activity, make_booking, make_session
from core.codes import token_digest
from outbox.models import Message
from outbox.services import send_due

AMINA = Person(first_name="Amina", phone="+33612345678", email="amina@exemple.invalid")


def book_amina(session: Session, key: str = "formulaire-1", **values) -> Booking:
    return book(session=session, idempotency_key=key, **{"person": AMINA, "party_size": 1, "now": NOW, **values})


def booked(session: Session) -> int:
    return Session.objects.values_list("booked", flat=True).get(pk=session.pk)


@pytest.mark.django_db
def test_a_booking_takes_its_places_and_writes_its_message_at_once() -> None:
    session = make_session()
    booking = book_amina(session, party_size=2)

    session.refresh_from_db()
    assert (session.booked, session.places_left, session.version, session.changed_at) == (2, 6, 1, NOW)
    attendance = booking.attendances.get()
    assert (attendance.party_size, attendance.status) == (2, "confirmed")
    assert (booking.first_name, booking.phone, booking.email) == ("Amina", "+33612345678", "amina@exemple.invalid")
    message = Message.objects.get()
    assert (message.kind, message.recipient, message.subject, message.calendar_method) == (
        "booking_confirmed",
        "amina@exemple.invalid",
        "Votre rendez-vous du mardi 3 mars à 14 h",
        "REQUEST",
    )
    assert message.text.splitlines()[0].startswith("Mardi 3 mars 2026 de 14 h à 16 h, Médiathèque")
    assert [link.token_hash for link in booking.links.all()] == [token_digest(message.secret)]
    assert f"/rendez-vous/reservation/lien/{message.secret}/" in message.text
    assert f"/rendez-vous/reservation/lien/{message.secret}/" in message.html


@pytest.mark.django_db
def test_who_leaves_no_mail_address_gets_no_mail() -> None:
    book_amina(make_session(), person=Person(first_name="Amina", phone="+33612345678"))
    assert Message.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "party_size", "refusal", "sentence"),
    [
        (
            {"booked": 8},
            1,
            refusals.SessionFull,
            "Cette séance est complète. Choisissez une autre date, ou appelez-nous.",
        ),
        ({"booked": 6}, 3, refusals.SessionFull, "Il ne reste que 2 places à cette séance. Vous êtes plus nombreux."),
        ({"booked": 7}, 2, refusals.SessionFull, "Il ne reste qu'une place à cette séance. Vous êtes plus nombreux."),
        ({"status": "cancelled"}, 1, refusals.SessionCancelled, "Cette séance est annulée. Choisissez une autre date."),
        ({"start": NOW}, 1, refusals.SessionPast, "Cette séance a déjà commencé. Choisissez une autre date."),
        (
            {"closes_at": NOW},
            1,
            refusals.BookingClosed,
            "Il est trop tard pour réserver cette séance ici. Appelez-nous, il reste peut-être une place.",
        ),
        (
            {"opens_at": NOW + timedelta(hours=1)},
            1,
            refusals.NotYetOpen,
            "Vous pourrez réserver à partir du lundi 2 mars 2026 à 11 h.",
        ),
        (
            {},
            5,
            refusals.PartyTooLarge,
            "Une réservation est pour 4 personnes au plus. Pour un groupe, appelez-nous.",
        ),
    ],
)
def test_each_refusal_has_its_sentence_and_changes_nothing(values, party_size, refusal, sentence) -> None:
    session = make_session(**values)
    before = Session.objects.values().get(pk=session.pk)
    with pytest.raises(refusal) as refused:
        book_amina(session, party_size=party_size)
    assert str(refused.value) == sentence
    assert Session.objects.values().get(pk=session.pk) == before
    assert (Booking.objects.count(), Message.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_places_for_referred_people_are_booked_by_a_professional_only() -> None:
    session = make_session(activity=make_activity(access=choices.Access.REFERRAL))
    with pytest.raises(refusals.ReferralOnly):
        book_amina(session)
    assert book_amina(session, enrolled_by=choices.EnrolledBy.PRESCRIBER).enrolled_by == "prescriber"


@pytest.mark.django_db
def test_staff_may_add_places_beyond_the_capacity() -> None:
    session = make_session(capacity=1, overbooked=1)
    make_booking(session)
    make_booking(session)
    with pytest.raises(refusals.SessionFull):
        make_booking(session)
    assert booked(session) == 2


@pytest.mark.django_db
def test_the_same_form_twice_is_one_booking_even_for_the_last_place_or_once_it_is_cancelled() -> None:
    session = make_session(capacity=1)
    first = book_amina(session)
    assert book_amina(session) == first
    assert (booked(session), Message.objects.count()) == (1, 1)

    Session.objects.update(status="cancelled")
    assert book_amina(session) == first


@pytest.mark.django_db
def test_a_form_whose_booking_was_cancelled_must_be_sent_anew() -> None:
    session = make_session()
    cancel(attendance=book_amina(session).attendances.get(), now=NOW)
    with pytest.raises(refusals.KeyTaken):
        book_amina(session)
    assert (booked(session), Booking.objects.count()) == (0, 1)
    book_amina(session, key="formulaire-2")
    assert (booked(session), Booking.objects.count()) == (1, 2)


@pytest.mark.django_db
def test_a_key_gives_nobody_elses_booking() -> None:
    session = make_session()
    book_amina(session, "cle-connue")
    with pytest.raises(refusals.KeyTaken):
        book_amina(session, "cle-connue", person=Person(first_name="Autre", phone="+33700000000"))
    with pytest.raises(refusals.KeyTaken):
        book_amina(make_session(), "cle-connue")
    assert (booked(session), Booking.objects.count()) == (1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "person",
    [
        Person(first_name="AMINA", phone="+33612345678"),
        Person(first_name="Âmina ", email="amina@exemple.invalid"),
    ],
)
@pytest.mark.parametrize("capacity", [1, 8])
def test_the_same_person_takes_no_second_place_and_gets_a_fresh_link_once_an_hour(person, capacity) -> None:
    session = make_session(capacity=capacity)
    booking = book_amina(session)
    for minutes in (1, 2):
        with pytest.raises(refusals.AlreadyBooked):
            book_amina(session, f"autre-formulaire-{minutes}", person=person, now=NOW + timedelta(minutes=minutes))
    assert booked(session) == 1
    first, second = Message.objects.order_by("pk")
    assert (second.kind, second.recipient) == ("booking_found", "amina@exemple.invalid")
    assert find_by_token(token=first.secret, now=NOW) == booking
    assert find_by_token(token=second.secret, now=NOW) == booking


@pytest.mark.django_db
def test_a_family_shares_a_phone() -> None:
    session = make_session()
    book_amina(session)
    book_amina(session, "formulaire-2", person=Person(first_name="Karim", phone="+33612345678"))
    assert booked(session) == 2


@pytest.mark.django_db
def test_cancelling_gives_the_places_back_once_and_the_person_may_book_again() -> None:
    session = make_session(capacity=2)
    attendance = book_amina(session, party_size=2).attendances.get()
    assert cancel(attendance=attendance, now=NOW) is True
    assert cancel(attendance=attendance, now=NOW) is False
    assert booked(session) == 0
    assert (attendance.status, attendance.sequence) == ("cancelled", 1)
    assert list(Message.objects.order_by("pk").values_list("kind", "calendar_method")) == [
        ("booking_confirmed", "REQUEST"),
        ("booking_cancelled", "CANCEL"),
    ]
    book_amina(session, "formulaire-2")
    assert booked(session) == 1


@pytest.mark.django_db
def test_what_has_begun_is_no_longer_cancelled_by_the_person() -> None:
    session = make_session()
    attendance = book_amina(session).attendances.get()
    with pytest.raises(refusals.TooLateToCancel):
        cancel(attendance=attendance, now=TUESDAY)
    assert cancel(attendance=attendance, now=TUESDAY, by=choices.EnrolledBy.STAFF) is True


@pytest.mark.django_db
def test_the_database_itself_refuses_to_oversell() -> None:
    session = make_session(capacity=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(booked=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(booked=-1)


@pytest.mark.django_db
def test_a_booking_is_found_with_its_code_and_its_contact_only() -> None:
    booking = book_amina(make_session())
    other = make_booking(make_session())
    code = booking.code
    assert find_by_code(code=code, contact="+33612345678") == booking
    assert find_by_code(code=code, contact="amina@exemple.invalid") == booking
    assert find_by_code(code=code, contact=other.phone) is None
    assert find_by_code(code=code, contact="") is None
    assert find_by_code(code="", contact="") is None
    assert find_by_code(code="AAAAAAAA", contact="+33612345678") is None


@pytest.mark.django_db
def test_a_link_works_until_thirty_days_after_the_session() -> None:
    booking = book_amina(make_session())
    token = Message.objects.get().secret
    end = TUESDAY + timedelta(hours=2)
    assert find_by_token(token=token, now=end + timedelta(days=29)) == booking
    assert find_by_token(token=token, now=end + timedelta(days=30)) is None
    assert find_by_token(token=booking.links.get().token_hash, now=NOW) is None


class Agenda:
    """What RFC 5546 makes of the mails that arrive: the latest sequence of each UID wins, CANCEL removes."""

    def __init__(self) -> None:
        self.entries: dict[str, icalendar.Event] = {}
        self.sequences: dict[str, int] = {}

    def receive(self, part: bytes) -> None:
        calendar = icalendar.Calendar.from_ical(part)
        (event,) = calendar.walk("VEVENT")
        uid, sequence = str(event["UID"]), int(event["SEQUENCE"])
        if sequence < self.sequences.get(uid, -1):
            return
        self.sequences[uid] = sequence
        if calendar["METHOD"] == "CANCEL":
            assert event["STATUS"] == "CANCELLED"
            self.entries.pop(uid, None)
        else:
            self.entries[uid] = event


@pytest.mark.django_db
def test_the_entry_in_a_persons_agenda_comes_moves_and_goes(smtp_server) -> None:
    session = make_session()
    attendance = book_amina(session).attendances.get()
    send_due(now=NOW)
    later = TUESDAY + timedelta(days=2)
    move_session(session=session, start=later, end=later + timedelta(hours=2), now=NOW + timedelta(hours=1))
    send_due(now=NOW + timedelta(hours=1))
    cancel_session(session=session, now=NOW + timedelta(hours=2))
    send_due(now=NOW + timedelta(hours=2))

    agenda, seen = Agenda(), []
    for mail in smtp_server.messages:
        (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
        agenda.receive(part.get_payload(decode=True))
        seen.append([(entry["DTSTART"].dt, str(entry["SEQUENCE"])) for entry in agenda.entries.values()])
        (event,) = icalendar.Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
        assert str(event["ATTENDEE"]).lower() == "mailto:amina@exemple.invalid"
        assert str(event["ORGANIZER"]).lower().startswith("mailto:")
        assert str(event["UID"]) == str(attendance.uid)
        assert "Permanence" not in str(event["SUMMARY"])
    assert seen == [[(TUESDAY, "0")], [(later, "1")], []]
    assert [mail["Subject"].strip() for mail in smtp_server.messages] == [
        "Votre rendez-vous du mardi 3 mars à 14 h",
        "Changement : votre rendez-vous du jeudi 5 mars à 14 h",
        "Annulé : votre rendez-vous du jeudi 5 mars à 14 h",
    ]


@pytest.mark.django_db
def test_hostile_names_go_into_mails_and_entries_without_harm(smtp_server) -> None:
    name = 'Zoé\r\nBcc: x@exemple.invalid\u2028;,\\:"<b>🙂 \u202eةنيمأ'
    activity = make_activity(name='Atelier\r\nEND:VEVENT <script>;,"')
    book_amina(make_session(activity=activity), person=Person(first_name=name[:60], email="zoe@exemple.invalid"))
    assert send_due(now=NOW).sent == 1
    (mail,) = smtp_server.messages
    assert (mail["To"], mail["Bcc"]) == ("zoe@exemple.invalid", None)
    html = mail.get_body(("html",)).get_content()
    assert "<script>" not in html
    assert "<b>" not in html
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert len(icalendar.Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")) == 1
    assert Attendance.objects.count() == 1
