"""Changing, moving, cancelling, answering, seeing and erasing: a page that asks, a POST that does, one's own only."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.models import Attendance, Booking, Session
from booking.services.access import new_link
from booking.services.waiting import offer_now
from booking.tests.factories import NOW, TUESDAY, make_activity, make_booking, make_location, make_session, make_waiting
from booking.tests.visiting import OWN, make_course, text, visitor_of
from outbox.models import Message

pytestmark = pytest.mark.django_db

DONE = f"{OWN}?fait="


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def offered(**values) -> Attendance:
    waiting = make_waiting(make_session(capacity=2, start=NOW + timedelta(days=20), **values))
    offer_now(attendance=waiting, now=NOW)
    waiting.refresh_from_db()
    return waiting


def state() -> list[list[object]]:
    """Return all that a reader must not change."""
    return [
        list(Attendance.objects.order_by("pk").values_list("pk", "status", "party_size", "session", "sequence")),
        list(Session.objects.order_by("pk").values_list("pk", "booked", "waiting", "version")),
        list(Booking.objects.order_by("pk").values_list("pk", "anonymised_at", "phone")),
        [Message.objects.count()],
    ]


def pages_of(attendance: Attendance, other: Session) -> list[str]:
    one = f"{OWN}{attendance.pk}/"
    return [
        OWN,
        f"{OWN}annuler/",
        f"{one}annuler/",
        f"{one}personnes/",
        f"{one}place/",
        f"{one}autre-date/",
        f"{one}autre-date/{other.pk}/",
        f"{OWN}rendez-vous.ics",
        f"{OWN}rappel.ics",
        f"{OWN}mes-donnees/",
        f"{OWN}mes-donnees.json",
        f"{OWN}effacer/",
    ]


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_mail_scanner_that_opens_links_ten_times_and_all_they_lead_to_changes_nothing(method) -> None:
    attendance = offered()
    other = make_session(activity=attendance.session.activity)
    token = new_link(attendance.booking, now=NOW)
    browser = visitor_of(attendance.booking)
    before = state()
    for address in (*[f"/r/{token}", f"{OWN}lien/{token}/"] * 10, *pages_of(attendance, other)):
        answer = getattr(browser, method)(address)
        assert answer.status_code in {200, 303}
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert state() == before


def test_one_pass_opens_no_other_booking_and_no_pass_opens_none(client) -> None:
    mine, theirs = offered(), offered(activity=make_activity(name="Autre"))
    other = make_session(activity=theirs.session.activity)
    browser = visitor_of(mine.booking)
    before = state()
    for address in [page for page in pages_of(theirs, other) if str(theirs.pk) in page.split("/")[3:4]]:
        for send in (browser.get, browser.post):
            answer = send(address, {"reponse": "oui", "party_size": "2"})
            assert (address, answer.status_code) in {(address, 404), (address, 405)}
    for address in pages_of(theirs, other)[1:]:
        for send in (client.get, client.post):
            answer = send(address, {"reponse": "oui", "party_size": "2"})
            assert (answer.status_code, answer["Location"]) == (303, f"{DONE}attente")
    assert state() == before
    for number in ("999999", "99999999999999999999"):
        assert browser.get(f"{OWN}{number}/annuler/").status_code == 404
        assert browser.get(f"{OWN}{mine.pk}/autre-date/{number}/").status_code == 404


def test_cancelling_asks_first_then_frees_the_place_once() -> None:
    session = make_session()
    browser = visitor_of(make_booking(session, party_size=2, email="a@exemple.invalid"))
    assert "Oui, annuler" in text(browser.get(f"{OWN}annuler/"))
    for _ in range(2):
        answer = browser.post(f"{OWN}annuler/")
        assert (answer.status_code, answer["Location"]) == (303, f"{DONE}annule")
    assert "Ce rendez-vous est annulé" in text(browser.get(answer["Location"]))
    assert "Il n'y a plus rien à annuler." in text(browser.get(f"{OWN}annuler/"))
    assert Session.objects.get().booked == 0
    assert Message.objects.filter(kind="booking_cancelled").count() == 1


def test_it_is_too_late_once_it_has_begun() -> None:
    session = make_session(start=NOW + timedelta(minutes=10))
    browser = visitor_of(make_booking(session))
    with time_machine.travel(NOW + timedelta(minutes=11), tick=False):
        answer = browser.post(f"{OWN}annuler/")
        assert answer.status_code == 409
        assert "Cette séance a déjà commencé." in text(answer)
        assert "Revoir mon rendez-vous" in text(answer)
        people = browser.post(f"{OWN}{Attendance.objects.get().pk}/personnes/", {"party_size": "2"})
        assert people.status_code == 409
    assert Session.objects.get().booked == 1


def test_one_date_of_a_course_is_cancelled_or_all_of_them() -> None:
    sessions = make_course(3)
    browser = visitor_of(make_booking(sessions[0]))
    second = Attendance.objects.get(session=sessions[1])
    assert "mardi 10 mars 2026" in text(browser.get(f"{OWN}{second.pk}/annuler/"))
    answer = browser.post(f"{OWN}{second.pk}/annuler/")
    assert answer["Location"] == f"{DONE}date-annulee"
    assert "Les autres restent réservées." in text(browser.get(answer["Location"]))
    assert [one.booked for one in Session.objects.order_by("start")] == [1, 0, 1]
    asked = text(browser.get(f"{OWN}annuler/"))
    assert "Annuler toutes ces dates ?" in asked
    assert "mardi 10 mars" not in asked
    browser.post(f"{OWN}annuler/")
    assert [one.booked for one in Session.objects.order_by("start")] == [0, 0, 0]


def test_who_no_longer_waits_leaves_the_list() -> None:
    session = make_session(capacity=1)
    make_booking(session)
    browser = visitor_of(make_waiting(session).booking)
    assert "Oui, quitter la liste" in text(browser.get(f"{OWN}annuler/"))
    answer = browser.post(f"{OWN}annuler/")
    assert "Vous n'êtes plus sur la liste d'attente" in text(browser.get(answer["Location"]))
    assert Session.objects.get().waiting == 0


def test_more_people_come_as_long_as_there_is_room() -> None:
    session = make_session(capacity=4)
    booking = make_booking(session)
    make_booking(session)
    address = f"{OWN}{booking.attendances.get().pk}/personnes/"
    browser = visitor_of(booking)
    asked = browser.get(address)
    assert '<option value="1" selected>' in asked.content.decode()
    answer = browser.post(address, {"party_size": "3"})
    assert (answer.status_code, answer["Location"]) == (303, f"{DONE}personnes")
    assert "C'est noté 3 personnes" in text(browser.get(answer["Location"]))
    refused = browser.post(address, {"party_size": "4"})
    assert refused.status_code == 409
    assert 'role="alert" tabindex="-1" autofocus' in refused.content.decode()
    assert '<option value="4" selected>' in refused.content.decode()
    assert Session.objects.get().booked == 4
    for wrong in ("", "9", "0", "-1", "trois", "1\x00"):
        bad = browser.post(address, {"party_size": wrong})
        assert (bad.status_code, "Choisissez un nombre de la liste." in text(bad)) == (422, True)
    assert browser.post(address, {}).status_code == 422


def test_other_dates_come_the_nearest_first_and_only_with_room() -> None:
    activity, here = make_activity(), make_location(name="Ici", departement="75")
    near, far = make_location(name="Près", departement="75"), make_location(name="Loin", departement="69")
    session = make_session(activity=activity, location=here)
    for place, days in [(far, 1), (near, 2), (here, 9), (here, 5)]:
        make_session(activity=activity, location=place, start=TUESDAY + timedelta(days=days))
    make_session(activity=activity, location=here, start=TUESDAY + timedelta(days=1), capacity=1)
    make_session(activity=activity, location=here, start=TUESDAY + timedelta(days=1), status="cancelled")
    make_session(activity=activity, location=here, start=TUESDAY, opens_at=TUESDAY - timedelta(hours=1))
    make_session(activity=activity, location=make_location(live=False))
    make_session(location=here)
    booking = make_booking(session, party_size=2)
    browser = visitor_of(booking)
    said = text(browser.get(f"{OWN}{booking.attendances.get().pk}/autre-date/"))
    words = ["Au même endroit : Ici", "dimanche 8", "jeudi 12", "Dans le même département", "jeudi 5", "Ailleurs"]
    assert [said.find(word) > 0 for word in words] == [True] * 6
    assert sorted(said.find(word) for word in words) == [said.find(word) for word in words]
    assert "mercredi 4 mars" in said.split("Ailleurs")[1]
    assert said.count(" 8 places") == 4


def test_the_list_of_other_dates_is_paged_and_costs_the_same(settings) -> None:
    activity = make_activity()
    booking = make_booking(make_session(activity=activity))
    address = f"{OWN}{booking.attendances.get().pk}/autre-date/"
    browser = visitor_of(booking)
    counts = []
    for dates in (1, 20):
        for number in range(dates):
            make_session(activity=activity, start=TUESDAY + timedelta(days=dates + number))
        with CaptureQueriesContext(connection) as queries:
            answer = browser.get(address)
        counts.append(len(queries))
    assert counts == [4, 4]
    assert answer.content.decode().count('<li class="row') == 9
    assert "Page 1 sur 3" in text(answer)
    assert "Page 3 sur 3" in text(browser.get(f"{address}?page=99"))
    assert browser.get(f"{address}?page=x%00").status_code == 200


def test_moving_asks_first_then_takes_the_new_place_and_keeps_the_entry() -> None:
    session = make_session()
    other = make_session(activity=session.activity, start=TUESDAY + timedelta(days=7))
    booking = make_booking(session, email="a@exemple.invalid")
    before = booking.attendances.get()
    address = f"{OWN}{before.pk}/autre-date/{other.pk}/"
    browser = visitor_of(booking)
    asked = text(browser.get(address))
    assert "mardi 3 mars 2026 de 14 h à 16 h" in asked
    assert "mardi 10 mars 2026 de 14 h à 16 h" in asked
    answer = browser.post(address)
    assert (answer.status_code, answer["Location"]) == (303, f"{DONE}deplace")
    assert "Votre rendez-vous a changé de date mardi 10 mars 2026" in text(browser.get(answer["Location"]))
    after = booking.attendances.get()
    assert (after.pk, after.uid, after.session) == (before.pk, before.uid, other)
    assert after.sequence > before.sequence
    assert list(Session.objects.order_by("start").values_list("booked", flat=True)) == [0, 1]


def test_a_date_that_filled_up_meanwhile_is_refused_with_the_others_still_there() -> None:
    session = make_session()
    full = make_session(activity=session.activity, start=TUESDAY + timedelta(days=7), capacity=1)
    free = make_session(activity=session.activity, start=TUESDAY + timedelta(days=14))
    booking = make_booking(session)
    pk = booking.attendances.get().pk
    browser = visitor_of(booking)
    make_booking(full)
    answer = browser.post(f"{OWN}{pk}/autre-date/{full.pk}/")
    assert answer.status_code == 409
    assert "Cette séance est complète." in text(answer)
    assert f"{OWN}{pk}/autre-date/{free.pk}/" in answer.content.decode()
    assert booking.attendances.get().session == session
    elsewhere = make_session()
    assert browser.post(f"{OWN}{pk}/autre-date/{elsewhere.pk}/").status_code == 404


def test_a_course_is_not_moved_one_date_at_a_time() -> None:
    sessions = make_course(2)
    other = make_session(activity=sessions[0].activity, start=TUESDAY + timedelta(days=1))
    booking = make_booking(sessions[0])
    pk = booking.attendances.order_by("session__start")[0].pk
    answer = visitor_of(booking).post(f"{OWN}{pk}/autre-date/{other.pk}/")
    assert answer.status_code == 409
    assert other.attendances.count() == 0


def test_an_offer_is_taken_in_one_click_and_once() -> None:
    attendance = offered()
    browser = visitor_of(attendance.booking)
    address = f"{OWN}{attendance.pk}/place/"
    for _ in range(2):
        answer = browser.post(address, {"reponse": "oui"})
        assert (answer.status_code, answer["Location"]) == (303, f"{DONE}accepte")
    assert "La place est à vous" in text(browser.get(answer["Location"]))
    attendance.refresh_from_db()
    assert (attendance.status, attendance.session.booked) == ("confirmed", 1)


def test_an_offer_that_is_declined_goes_on_to_the_next() -> None:
    attendance = offered()
    browser = visitor_of(attendance.booking)
    assert browser.post(f"{OWN}{attendance.pk}/place/", {"reponse": "peut-être"}).status_code == 422
    answer = browser.post(f"{OWN}{attendance.pk}/place/", {"reponse": "non"})
    assert answer["Location"] == f"{DONE}refuse"
    assert "La place est proposée à quelqu'un d'autre." in text(browser.get(answer["Location"]))
    attendance.refresh_from_db()
    assert (attendance.status, Session.objects.get().booked) == ("declined", 0)


def test_an_offer_that_is_gone_says_so() -> None:
    attendance = offered()
    Attendance.objects.update(status="expired")
    Session.objects.update(booked=2)
    answer = visitor_of(attendance.booking).post(f"{OWN}{attendance.pk}/place/", {"reponse": "oui"})
    assert answer.status_code == 409
    assert "Cette place n'est plus libre" in text(answer)


def test_what_is_held_is_shown_and_given_as_a_file() -> None:
    booking = make_booking(make_session(), first_name="Zoë <3", phone="+33639981234", email="zoe@exemple.invalid")
    browser = visitor_of(booking)
    said = text(browser.get(f"{OWN}mes-donnees/"))
    for words in ("Prénom Zoë &lt;3", "Téléphone 06 39 98 12 34", "zoe@exemple.invalid", "mardi 3 mars 2026"):
        assert words in said
    answer = browser.get(f"{OWN}mes-donnees.json")
    assert answer["Content-Disposition"] == 'attachment; filename="mes-donnees.json"'
    assert json.loads(answer.content)["personne"]["prénom"] == "Zoë <3"


def test_erasing_says_what_happens_then_leaves_nobody() -> None:
    session = make_session()
    booking = make_booking(session, email="zoe@exemple.invalid")
    browser, elsewhere, token = visitor_of(booking), visitor_of(booking), new_link(booking, now=NOW)
    asked = text(browser.get(f"{OWN}effacer/"))
    assert "Vos rendez-vous à venir sont annulés" in asked
    assert "mardi 3 mars 2026 de 14 h à 16 h" in asked
    answer = browser.post(f"{OWN}effacer/")
    assert (answer.status_code, answer["Location"]) == (303, f"{OWN}efface/")
    assert answer.cookies["reservation"]["max-age"] == 0
    assert "Vos données sont effacées" in text(browser.get(answer["Location"]))
    for visitor in (browser, elsewhere):
        assert "J'ai un code de réservation" in text(visitor.get(OWN))
    assert browser.get(f"/r/{token}").status_code == 404
    booking.refresh_from_db()
    assert (booking.first_name, booking.email, Session.objects.get().booked) == ("", "", 0)
    assert Message.objects.count() == 0
