"""Each reminder goes once, at the right hour there, and to nobody who knows already."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.models import Attendance, Session
from booking.services.booking import cancel, change_party
from booking.services.reminders import remind
from booking.services.sessions import cancel_session, move_session, move_sessions
from booking.tests.factories import make_activity, make_booking, make_session
from outbox.models import Message

LONG_AGO = datetime(2026, 3, 1, 9, tzinfo=UTC)
START = datetime(2026, 3, 20, 13, tzinfo=UTC)
"""A Friday, 14:00 in Paris."""

HOURS = timedelta(hours=1)


def make_place(start: datetime = START, *, now: datetime = LONG_AGO, email: str = "a@exemple.invalid", **values):
    session = make_session(start=start, now=now, **values)
    attendance = make_booking(session, now=now, email=email).attendances.get()
    Message.objects.all().delete()
    return attendance


def told(now: datetime) -> list[str]:
    before = set(Message.objects.values_list("pk", flat=True))
    remind(now=now)
    return sorted(Message.objects.exclude(pk__in=before).exclude(status="withheld").values_list("kind", flat=True))


@pytest.mark.django_db
def test_a_reminder_goes_48_hours_before_and_never_again() -> None:
    attendance = make_place()
    assert told(START - 48 * HOURS - timedelta(seconds=1)) == []
    assert told(START - 48 * HOURS) == ["reminder"]
    assert told(START - 47 * HOURS) == []
    message = Message.objects.get()
    assert (message.subject, message.expires_at) == ("Rappel : votre rendez-vous du vendredi 20 mars à 14 h", START)
    attendance.refresh_from_db()
    assert (attendance.reminded_at, attendance.reminded_soon_at) == (START - 48 * HOURS, None)
    assert message.secret in message.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("booked", "expected"),
    [
        (timedelta(hours=23), {}),
        (timedelta(hours=30), {6: "reminder"}),
        (timedelta(hours=47), {23: "reminder"}),
        (timedelta(days=9), {48: "reminder"}),
    ],
)
def test_who_has_just_booked_is_not_reminded(booked: timedelta, expected: dict[int, str]) -> None:
    make_place(now=START - booked)
    seen = {
        before: kinds[0]
        for before in (49, 48, 47, 24, 23, 22, 7, 6, 5, 3, 0)
        if (kinds := told(START - before * HOURS))
    }
    assert seen == expected


@pytest.mark.django_db
def test_three_hours_before_only_where_the_activity_wants_it() -> None:
    make_place(activity=make_activity(reminder_soon=True))
    make_place(email="b@exemple.invalid")
    remind(now=START - 48 * HOURS)
    Message.objects.all().delete()
    assert told(START - 3 * HOURS - timedelta(seconds=1)) == []
    assert told(START - 3 * HOURS) == ["reminder_soon"]
    assert told(START - 2 * HOURS) == []
    assert told(START) == []


@pytest.mark.django_db
def test_what_is_cancelled_waited_for_or_begun_is_not_reminded_of() -> None:
    one, two, three = make_place(), make_place(email="b@exemple.invalid"), make_place(email="c@exemple.invalid")
    cancel(attendance=one, now=LONG_AGO)
    Session.objects.filter(pk=two.session_id).update(status="cancelled")
    Attendance.objects.filter(pk=three.pk).update(status="waiting", queued_at=LONG_AGO)
    Message.objects.all().delete()
    assert told(START - 24 * HOURS) == []


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["cancel", "call off", "move", "elsewhere", "come with others"])
def test_a_reminder_that_has_not_gone_goes_no_more_once_it_is_false(change: str) -> None:
    attendance, other = make_place(), make_place(email="karim@exemple.invalid", start=START + timedelta(minutes=1))
    now, session = START - 47 * HOURS, attendance.session
    assert told(now) == ["reminder", "reminder"]
    match change:
        case "cancel":
            cancel(attendance=attendance, now=now)
        case "call off":
            cancel_session(session=session, now=now)
        case "move":
            move_session(session=session, start=START + HOURS, end=START + 2 * HOURS, now=now)
        case "elsewhere":
            move_sessions([session.pk], location_id=other.session.location_id, now=now)
        case _:
            change_party(attendance=attendance, party_size=2, now=now)
    (reminder,) = Message.objects.filter(kind="reminder")
    assert reminder.about == f"booking:{other.booking_id}"


@pytest.mark.django_db
def test_a_session_that_moved_after_its_reminder_is_reminded_of_again() -> None:
    attendance = make_place()
    assert told(START - 40 * HOURS) == ["reminder"]
    later = START + timedelta(days=4)
    session = attendance.session
    move_session(session=session, start=later, end=later + 2 * HOURS, now=START - 30 * HOURS)
    assert told(START) == []
    assert told(later - 48 * HOURS) == ["reminder"]
    assert told(later - 47 * HOURS) == []


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["Europe/Paris", "Indian/Reunion", "Pacific/Tahiti"])
@pytest.mark.parametrize("day", [datetime(2026, 3, 29, 12, tzinfo=UTC), datetime(2026, 10, 25, 12, tzinfo=UTC)])
def test_48_hours_are_48_hours_whatever_the_clocks_do_and_the_hour_said_is_the_places(zone: str, day: datetime) -> None:
    attendance = make_place(day, now=day - timedelta(days=20), zone=zone)
    assert told(day - 48 * HOURS - timedelta(minutes=1)) == []
    assert told(day - 48 * HOURS) == ["reminder"]
    local = attendance.session.local_start
    assert Message.objects.get().subject.endswith(f"à {local.hour} h")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "end", "due"),
    [
        # The day after at ten, by the clock of the place.
        ("Europe/Paris", datetime(2026, 3, 20, 15, tzinfo=UTC), datetime(2026, 3, 21, 9, tzinfo=UTC)),
        ("Europe/Paris", datetime(2026, 3, 28, 15, tzinfo=UTC), datetime(2026, 3, 29, 8, tzinfo=UTC)),
        ("Pacific/Noumea", datetime(2026, 3, 20, 15, tzinfo=UTC), datetime(2026, 3, 21, 23, tzinfo=UTC)),
        ("Pacific/Tahiti", datetime(2026, 3, 20, 15, tzinfo=UTC), datetime(2026, 3, 21, 20, tzinfo=UTC)),
    ],
)
def test_the_day_after_who_came_or_was_not_marked_is_written_to(zone: str, end: datetime, due: datetime) -> None:
    activity = make_activity(follow_up=True)
    places = [
        make_place(end - 2 * HOURS, zone=zone, activity=activity, email=f"{name}@exemple.invalid") for name in "abc"
    ]
    for attendance, status in zip(places, ["confirmed", "attended", "absent"], strict=True):
        Attendance.objects.filter(pk=attendance.pk).update(status=status)
    assert told(due - timedelta(seconds=1)) == []
    assert told(due) == ["follow_up", "follow_up"]
    assert told(due + 5 * HOURS) == []
    assert sorted(Message.objects.values_list("recipient", flat=True)) == ["a@exemple.invalid", "b@exemple.invalid"]
    assert Message.objects.exclude(calendar="").count() == 0


@pytest.mark.django_db
def test_a_round_reads_once_whatever_the_number_of_people() -> None:
    def reads(people: int) -> int:
        session = make_session(start=START, now=LONG_AGO)
        for number in range(people):
            make_booking(session, now=LONG_AGO, email=f"{number}@exemple.invalid", phone="")
        Message.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            remind(now=START - 30 * HOURS)
        assert Message.objects.filter(kind="reminder").count() == people
        Message.objects.all().delete()
        wanted = [one["sql"] for one in queries if one["sql"].startswith("SELECT")]
        return len([sql for sql in wanted if "booking_messagetext" not in sql])

    assert (reads(1), reads(3)) == (3, 3)


@pytest.mark.django_db
def test_what_cannot_be_said_to_one_person_keeps_nobody_waiting(caplog) -> None:
    first, _second = make_place(), make_place(email="b@exemple.invalid")
    Session.objects.filter(pk=first.session_id).update(zone="Atlantide/Capitale")
    assert told(START - 48 * HOURS) == ["reminder"]
    assert f"Attendance {first.pk} could not be written to (reminder)" in caplog.text
    assert told(START - 47 * HOURS) == []


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_at_once_remind_once() -> None:
    session = make_session(start=START, now=LONG_AGO, capacity=40)
    for number in range(30):
        make_booking(session, now=LONG_AGO, email=f"{number}@exemple.invalid", phone="")
    Message.objects.all().delete()
    barrier, failures = Barrier(2), []

    def run() -> None:
        try:
            barrier.wait()
            remind(now=START - 30 * HOURS)
        except Exception as error:  # noqa: BLE001 - a thread's failure would be lost
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    remind(now=START - 30 * HOURS)
    assert Message.objects.filter(kind="reminder").count() == 30
    assert Message.objects.values("recipient").distinct().count() == 30
