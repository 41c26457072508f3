"""One entry in a person's calendar, which comes, moves and goes, whatever the order of the mails."""

import subprocess
import sys
from datetime import timedelta
from itertools import permutations

import pytest

from booking.models import Attendance, Booking
from booking.services import waiting
from booking.services.booking import Person, book, cancel, cancel_booking, change_party, move
from booking.services.sessions import cancel_session, move_session
from booking.tests.agendas import Agenda
from booking.tests.factories import NOW, TUESDAY, make_activity, make_booking, make_location, make_series, make_session
from outbox.models import Message

pytestmark = pytest.mark.django_db

LATER = TUESDAY + timedelta(days=2)
MAIL = "amina@exemple.invalid"


def letters() -> list[str]:
    """What came with the mails, oldest first."""
    return list(
        Message.objects.filter(channel="mail").exclude(calendar="").order_by("pk").values_list("calendar", flat=True)
    )


def seen(bodies: list[str]) -> list[list]:
    agenda, after = Agenda(), []
    for body in bodies:
        agenda.receive(body)
        after.append(agenda.starts())
    return after


def test_an_entry_comes_moves_and_goes() -> None:
    session = make_session()
    make_booking(session, email=MAIL)
    move_session(session=session, start=LATER, end=LATER + timedelta(hours=2), now=NOW)
    cancel_session(session=session, now=NOW)
    assert list(Message.objects.filter(channel="mail").order_by("pk").values_list("calendar_method", flat=True)) == [
        "REQUEST",
        "REQUEST",
        "CANCEL",
    ]
    assert seen(letters()) == [[TUESDAY], [LATER], []]


def test_mails_that_come_twice_or_in_any_order_leave_nothing_of_what_is_cancelled() -> None:
    session = make_session()
    make_booking(session, email=MAIL)
    # All in the same second: only the sequence tells them apart.
    move_session(session=session, start=LATER, end=LATER + timedelta(hours=2), now=NOW)
    cancel_session(session=session, now=NOW)
    for order in permutations([*letters(), letters()[1]]):
        assert seen(list(order))[-1] == []


def test_what_the_person_changes_changes_the_same_entry() -> None:
    activity = make_activity()
    session, other = make_session(activity=activity), make_session(activity=activity, start=LATER)
    attendance = make_booking(session, email=MAIL).attendances.get()
    change_party(attendance=attendance, party_size=2, now=NOW)
    attendance.refresh_from_db()
    attendance = move(attendance=attendance, to=other, now=NOW)
    cancel(attendance=Attendance.objects.get(pk=attendance.pk), now=NOW)
    assert seen(letters()) == [[TUESDAY], [TUESDAY], [LATER], []]
    agenda = Agenda()
    for body in letters():
        agenda.receive(body)
    assert [(uid, version.sequence) for uid, version in agenda.known.items()] == [(str(attendance.uid), 3)]


def test_who_waits_has_no_entry_until_the_place_is_theirs() -> None:
    session = make_session(capacity=1, waiting_capacity=4)
    first = make_booking(session).attendances.get()
    person = Person(first_name="Amina", email=MAIL)
    booking = book(session=session, person=person, party_size=1, idempotency_key="attente-1", now=NOW, wait=True)
    cancel(attendance=first, now=NOW)
    mine = booking.attendances.get()
    assert (mine.status, seen(letters())) == ("offered", [])
    waiting.accept(attendance=mine, now=NOW)
    assert seen(letters()) == [[TUESDAY]]


def test_a_course_comes_at_once_and_each_of_its_dates_moves_or_goes_by_itself() -> None:
    series = make_series(scope="course")
    starts = [TUESDAY + timedelta(weeks=week) for week in range(3)]
    sessions = [
        make_session(series=series, activity=series.activity, original_start=start, start=start) for start in starts
    ]
    person = Person(first_name="Amina", email=MAIL)
    booking = book(session=sessions[0], person=person, party_size=1, idempotency_key="parcours-1", now=NOW)
    assert Message.objects.get(channel="mail").calendar_method == "PUBLISH"
    moved = starts[1] + timedelta(days=1)
    sessions[1].refresh_from_db()
    move_session(session=sessions[1], start=moved, end=moved + timedelta(hours=2), now=NOW)
    sessions[2].refresh_from_db()
    cancel_session(session=sessions[2], now=NOW)
    cancel_booking(booking=Booking.objects.get(pk=booking.pk), now=NOW)
    assert seen(letters()) == [starts, [starts[0], moved, starts[2]], [starts[0], moved], []]


KHAL = """
[calendars]
[[moi]]
path = {folder}/agenda
[locale]
local_timezone = Europe/Paris
default_timezone = Europe/Paris
timeformat = %H:%M
longdateformat = %d/%m/%Y
longdatetimeformat = %d/%m/%Y %H:%M
[sqlite]
path = {folder}/khal.db
"""


@pytest.mark.once
def test_khal_which_knows_no_methods_keeps_one_entry_too(tmp_path) -> None:
    session = make_session(location=make_location(name="Médiathèque"))
    make_booking(session, email=MAIL)
    move_session(session=session, start=LATER, end=LATER + timedelta(hours=2), now=NOW)
    cancel_session(session=session, now=NOW)
    (tmp_path / "agenda").mkdir()
    (tmp_path / "khal.conf").write_text(KHAL.format(folder=tmp_path))

    def khal(*words: str) -> str:
        # A process of its own: to import it gives icalendar other time zones, here and in every test after.
        command = [sys.executable, "-m", "khal", "-c", str(tmp_path / "khal.conf"), *words]
        answer = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert answer.returncode == 0, answer.stderr
        return answer.stdout

    shown = []
    for body in letters():
        (tmp_path / "rendez-vous.ics").write_text(body, newline="")
        khal("import", "--batch", "-a", "moi", str(tmp_path / "rendez-vous.ics"))
        listed = khal("list", "-f", "{start-long} {end-time} {title}", "01/03/2026", "30d")
        shown.append([line for line in listed.splitlines() if "Rendez-vous" in line])
    assert shown == [
        ["03/03/2026 14:00 16:00 Rendez-vous – Médiathèque"],
        ["05/03/2026 14:00 16:00 Rendez-vous – Médiathèque"],
        ["05/03/2026 14:00 16:00 ANNULÉ – Rendez-vous – Médiathèque"],
    ]


def test_an_address_that_calendars_do_not_know_gets_its_words_all_the_same() -> None:
    make_booking(make_session(), email='"amina b"@exemple.invalid')
    message = Message.objects.get(channel="mail")
    assert (message.calendar, message.calendar_method) == ("", "")
    assert message.text.startswith("Mardi 3 mars 2026 de 14 h à 16 h")
