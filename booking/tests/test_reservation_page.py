"""One's booking on one page, in every state, on paper and as a calendar entry."""

from datetime import timedelta

import icalendar
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.models import Attendance, Booking, Session
from booking.services.booking import cancel
from booking.services.waiting import offer_now
from booking.tests.factories import NOW, TUESDAY, make_activity, make_booking, make_location, make_session, make_waiting
from booking.tests.visiting import OWN, make_course, text, visitor_of
from core.qr import qr_svg
from outbox.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def seen(booking: Booking, done: str = "reserve") -> str:
    return text(visitor_of(booking).get(f"{OWN}?fait={done}"))


def test_a_place_is_shown_with_all_one_needs() -> None:
    place = make_location(name="Médiathèque des Lilas", slug="lilas", phone="+33180059880")
    activity = make_activity(name="Mes démarches", to_bring="Vos courriers")
    session = make_session(activity=activity, location=place)
    booking = make_booking(session, first_name="Amina", email="amina@exemple.invalid", party_size=2)
    browser = visitor_of(booking)
    answer = browser.get(f"{OWN}?fait=reserve")
    html, said = answer.content.decode(), text(answer)
    for words in (
        "Vos places sont réservées",
        "Un message part à votre adresse",
        f"Gardez ce code {booking.code[:4]} {booking.code[4:]}",
        "Amina · 2 personnes",
        "mardi 3 mars 2026 de 14 h à 16 h",
        "Médiathèque des Lilas 12 rue des Lilas, 75012 Paris",
        "Téléphone : 01 80 05 98 80",
        "À apporter Vos courriers",
        "Ajouter à mon agenda",
        "Ajouter un rappel",
        "Changer de date",
        "Changer le nombre de personnes",
        "Annuler ce rendez-vous",
        "Ne plus afficher ici",
    ):
        assert words in said
    assert 'href="/points-accueil/lilas/"' in html
    assert 'href="https://www.openstreetmap.org/directions?to=48.84000%2C2.38000#map=16/48.84000/2.38000"' in html
    assert "Un message part" not in text(browser.get(OWN))
    kept = {name: answer[name] for name in ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")}
    assert kept == {
        "Cache-Control": "private, no-store",
        "X-Robots-Tag": "noindex, nofollow",
        "Referrer-Policy": "same-origin",
    }


def test_the_slip_leads_to_the_code_and_never_holds_the_contact() -> None:
    booking = make_booking(make_session(), phone="+33639981234", email="amina@exemple.invalid")
    html = visitor_of(booking).get(OWN).content.decode()
    assert html.count(qr_svg(f"http://testserver{OWN}#{booking.code}")) == 1
    assert "amina@exemple" not in html
    assert "98 12 34" not in html.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("person", "sms_backend", "words"),
    [
        ({"email": "a@exemple.invalid"}, "", "Un message part à votre adresse"),
        ({"email": "a@exemple.invalid", "contact_is_helper": True}, "", "Un message part à la personne qui vous aide"),
        ({"phone": "+33639981234"}, "", "Notez votre code, ou imprimez cette page."),
        ({"phone": "+33639981234"}, "console", "Un SMS part à votre téléphone."),
        (
            {"phone": "+33639981234", "contact_is_helper": True},
            "console",
            "Un message part à la personne qui vous aide",
        ),
        ({"phone": "+33140000000"}, "console", "Notez votre code, ou imprimez cette page."),
    ],
)
def test_what_goes_out_is_said_as_it_is(settings, person, sms_backend, words) -> None:
    settings.SMS_BACKEND = sms_backend
    booking = make_booking(make_session(), **person)
    assert words in seen(booking)
    assert (Message.objects.count() > 0) == ("Notez" not in words)


@pytest.mark.parametrize(
    ("person", "words"),
    [
        ({"phone": "+33639981234"}, "Nous vous appellerons au 06 39 98 12 34."),
        (
            {"phone": "+33639981234", "contact_is_helper": True},
            "Nous appellerons la personne qui vous aide, au 06 39 98 12 34.",
        ),
    ],
)
def test_by_phone_it_is_we_who_call(person, words) -> None:
    booking = make_booking(make_session(activity=make_activity(mode="telephone")), **person)
    browser = visitor_of(booking)
    said = text(browser.get(OWN))
    assert words in said
    assert "Par téléphone" in said
    assert "12 rue des Lilas" not in said
    # On paper the number would be the contact that opens the booking.
    shown = browser.get(OWN).content.decode().split("06 39 98 12 34")[0]
    assert shown.rindex("no-print") > shown.rindex("<p ")


def test_the_address_of_a_session_online_is_for_who_has_the_place() -> None:
    url = "https://visio.exemple.invalid/atelier"
    session = make_session(activity=make_activity(mode="en-ligne"), online_url=url, capacity=1)
    booking = make_booking(session)
    assert url in seen(booking)
    waiting = make_waiting(session)
    assert url not in seen(waiting.booking)
    assert "L'adresse de la séance sera ici dès que vous aurez une place." in seen(waiting.booking)
    cancel(attendance=booking.attendances.get(), now=NOW)
    assert url not in seen(booking)


def test_a_course_shows_all_its_dates_under_one_code() -> None:
    sessions = make_course(6)
    booking = make_booking(sessions[0], first_name="Lou")
    assert booking.attendances.count() == 6
    cancel(attendance=booking.attendances.get(session=sessions[1]), now=NOW)
    Session.objects.filter(pk=sessions[2].pk).update(status="cancelled")
    said = seen(booking)
    assert "Votre parcours est réservé" in said
    assert "6 séances, du 3 mars au 7 avril 2026" in said
    assert said.count(f"{booking.code[:4]} {booking.code[4:]}") == 1
    for words in (
        "mardi 3 mars 2026 14 h – 16 h",
        "mardi 10 mars 2026 Vous avez annulé cette date.",
        "mardi 17 mars 2026 Annulée. Pardon pour ce changement.",
        "mardi 7 avril 2026 15 h – 17 h",  # the clocks have changed: the same hour in UTC
        "Annuler tout le parcours",
    ):
        assert words in said
    assert "Changer de date" not in said
    with time_machine.travel(TUESDAY + timedelta(hours=3), tick=False):
        assert "mardi 3 mars 2026 Passée" in seen(booking, "")


def test_who_waits_knows_the_rank_and_what_happens_next() -> None:
    session = make_session(capacity=1)
    make_booking(session)
    first, second = make_waiting(session), make_waiting(session, now=NOW + timedelta(seconds=1))
    assert "Vous êtes en tête de la liste d'attente" in seen(first.booking)
    said = seen(second.booking)
    assert "Vous êtes 2e sur la liste d'attente" in said
    assert "Quand une place se libère, nous vous la proposons" in said
    assert "Ne plus attendre" in said
    assert "Ajouter à mon agenda" not in said
    assert b"VEVENT" not in visitor_of(second.booking).get(f"{OWN}rendez-vous.ics").content


def test_an_offer_is_two_buttons_and_a_time_in_words() -> None:
    session = make_session(capacity=2, start=NOW + timedelta(days=20))
    waiting = make_waiting(session)
    offer_now(attendance=waiting, now=NOW)
    until = Attendance.objects.get().offer_ends_at
    Attendance.objects.update(offer_ends_at=until.replace(year=2026, month=3, day=5, hour=11, minute=0))
    said = seen(waiting.booking)
    for words in (
        "Une place s'est libérée pour vous",
        "Nous vous la gardons jusqu'au jeudi 5 mars 2026 à 12 h",
        "La voulez-vous ?",
        "Oui, je prends la place",
        "Non merci",
    ):
        assert words in said
    Attendance.objects.update(status="expired")
    assert "Oui, je voudrais encore la place" in seen(waiting.booking)
    Attendance.objects.update(status="declined")
    assert "Vous n'avez pas de place à cette séance" in seen(waiting.booking)


@pytest.mark.parametrize(
    ("status", "session", "words"),
    [
        ("cancelled", {}, "Ce rendez-vous est annulé"),
        ("confirmed", {"status": "cancelled"}, "Cette séance est annulée"),
        ("attended", {"start": NOW - timedelta(days=2), "end": NOW - timedelta(days=1)}, "Ce rendez-vous est passé"),
        ("absent", {"start": NOW - timedelta(days=2), "end": NOW - timedelta(days=1)}, "Ce rendez-vous est passé"),
        ("waiting", {"start": NOW - timedelta(hours=1)}, "Ce rendez-vous est passé"),
    ],
)
def test_what_is_over_says_so_and_leads_on(status, session, words) -> None:
    booking = make_booking(make_session())
    Session.objects.update(**session)
    Attendance.objects.update(status=status, queued_at=NOW if status == "waiting" else None)
    said = seen(booking, "")
    assert words in said
    assert "Choisir une autre date" in said
    assert "Imprimer" not in said
    assert booking.code[:4] not in said


def test_the_clock_is_that_of_the_place() -> None:
    booking = make_booking(make_session(zone="Indian/Reunion"))
    assert "mardi 3 mars 2026 de 17 h à 19 h (heure de La Réunion)" in seen(booking)


@pytest.mark.parametrize(("address", "rings"), [("rendez-vous.ics", 0), ("rappel.ics", 2)])
def test_the_calendar_file_is_the_entry_that_the_mail_brought(address, rings) -> None:
    booking = make_booking(make_session(), email="amina@exemple.invalid")
    attendance = booking.attendances.get()
    answer = visitor_of(booking).get(OWN + address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    (mailed,) = icalendar.Calendar.from_ical(Message.objects.get().calendar).walk("VEVENT")
    for name in ("UID", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "STATUS"):
        assert event[name] == mailed[name]
    assert str(event["UID"]) == str(attendance.uid)
    assert [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")] == [timedelta(days=-1), timedelta(hours=-2)][:rings]


def test_a_page_costs_the_same_with_one_date_and_with_six() -> None:
    session = make_session(capacity=1)
    bookings = [make_booking(session), make_booking(make_course(6)[0]), make_waiting(session).booking]
    counts = []
    for booking in bookings:
        browser = visitor_of(booking)
        found = []
        for address in (OWN, f"{OWN}annuler/", f"{OWN}rendez-vous.ics", f"{OWN}effacer/", f"{OWN}mes-donnees/"):
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(address).status_code == 200
            found.append(len(queries))
        counts.append(found)
    # Beside the pass and the dates: the rank of who waits, what names a course.
    assert counts == [[2, 2, 2, 2, 4], [2, 2, 2, 2, 7], [3, 2, 2, 2, 4]]
