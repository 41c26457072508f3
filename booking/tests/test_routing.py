"""By which way a person hears: by mail, by SMS by day, or by somebody who calls."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from booking.choices import MessageKind as Kind
from booking.messages import tell
from booking.messages.routing import Moment, Reach, in_day, routes, sms_time
from booking.models import Attendance
from booking.tests.factories import NOW, make_booking, make_session
from core.phones import is_mobile
from outbox.models import Message

BOTH, BY_MAIL = Reach(mail=True, sms=True, phone=True), Reach(mail=True, sms=False, phone=False)
BY_SMS, BY_VOICE = Reach(mail=False, sms=True, phone=True), Reach(mail=False, sms=False, phone=True)
LANDLINE = Reach(mail=True, sms=False, phone=True)
PARIS = ZoneInfo("Europe/Paris")
FAR, NEAR, AT_ONCE = timedelta(days=9), timedelta(hours=40), timedelta(hours=2)

MUST = (Kind.SESSION_CANCELLED, Kind.SESSION_MOVED, Kind.OFFER)


def way(kind: Kind, reach: Reach, ahead: timedelta = FAR, *, seen: bool = False) -> list[list[str]]:
    return [[str(one) for one in route] for route in routes(kind, reach, Moment(NOW, NOW + ahead, PARIS), seen=seen)]


@pytest.mark.parametrize("kind", list(Kind))
def test_who_left_a_mail_address_gets_a_mail_and_what_must_be_heard_has_others_standing_by(kind: Kind) -> None:
    call = ["call"] if kind in MUST else []
    assert way(kind, BY_MAIL) == [["mail"]]
    assert way(kind, LANDLINE) == [["mail", *call]]
    if kind == Kind.REMINDER_SOON:
        assert way(kind, BOTH) == [["sms", "mail"]]
    elif kind == Kind.SESSION_MOVED:
        assert way(kind, BOTH) == [["mail"], ["sms", "call"]]
    elif kind in {*MUST, Kind.CONFIRMED, Kind.COURSE_CONFIRMED, Kind.REMINDER}:
        assert way(kind, BOTH) == [["mail", "sms", *call]]
    else:
        assert way(kind, BOTH) == [["mail"]]


@pytest.mark.parametrize("kind", list(Kind))
def test_who_left_a_telephone_only_gets_an_sms_or_is_called_where_it_matters(kind: Kind) -> None:
    call = ["call"] if kind in MUST else []
    assert way(kind, BY_SMS) == ([] if kind == Kind.FOLLOW_UP else [["sms", *call]])
    assert way(kind, BY_VOICE) == ([call] if call else [])


def test_within_48_hours_what_must_be_heard_goes_by_mail_and_by_sms_at_once() -> None:
    assert [way(kind, BOTH, NEAR) for kind in MUST] == [[["mail"], ["sms", "call"]]] * 3
    assert way(Kind.CONFIRMED, BOTH, NEAR) == [["mail", "sms"]]


def test_an_sms_does_not_repeat_what_the_screen_has_just_said() -> None:
    assert way(Kind.CONFIRMED, BY_SMS, AT_ONCE, seen=True) == []
    assert way(Kind.CONFIRMED, BY_SMS, AT_ONCE, seen=False) == [["sms"]]
    assert way(Kind.CONFIRMED, BY_SMS, NEAR, seen=True) == [["sms"]]


@pytest.mark.parametrize(
    ("zone", "at", "expected"),
    [
        ("Europe/Paris", "2026-03-02 07:59", "2026-03-02 08:00"),
        ("Europe/Paris", "2026-03-02 08:00", "2026-03-02 08:00"),
        ("Europe/Paris", "2026-03-02 19:59", "2026-03-02 19:59"),
        ("Europe/Paris", "2026-03-02 20:00", "2026-03-03 08:00"),
        # Both nights of the year when the clock changes.
        ("Europe/Paris", "2026-03-28 23:30", "2026-03-29 08:00"),
        ("Europe/Paris", "2026-10-25 00:30", "2026-10-25 08:00"),
        ("Pacific/Tahiti", "2026-03-02 22:00", "2026-03-03 08:00"),
        ("Indian/Reunion", "2026-03-02 12:00", "2026-03-02 12:00"),
    ],
)
def test_an_sms_goes_by_day_by_the_clock_of_the_place(zone: str, at: str, expected: str) -> None:
    there = ZoneInfo(zone)
    moment = datetime.fromisoformat(at).replace(tzinfo=there)
    assert in_day(moment.astimezone(UTC), there) == datetime.fromisoformat(expected).replace(tzinfo=there)


@pytest.mark.parametrize(
    ("kind", "start", "goes"),
    [
        # It is nine in the evening.
        (Kind.SESSION_CANCELLED, "2026-03-03 14:00", "2026-03-03 08:00"),
        (Kind.SESSION_CANCELLED, "2026-03-03 09:00", "2026-03-02 21:00"),
        (Kind.CONFIRMED, "2026-03-03 09:00", "2026-03-03 08:00"),
        (Kind.CONFIRMED, "2026-03-03 07:30", "2026-03-02 21:00"),
        (Kind.OFFER, "2026-03-03 09:30", "2026-03-02 21:00"),
    ],
)
def test_an_sms_does_not_wait_for_a_morning_that_is_too_late(kind: Kind, start: str, goes: str) -> None:
    evening = datetime(2026, 3, 2, 21, tzinfo=PARIS)
    useless_at = datetime.fromisoformat(start).replace(tzinfo=PARIS)
    assert sms_time(kind, Moment(evening, useless_at, PARIS)) == datetime.fromisoformat(goes).replace(tzinfo=PARIS)


def test_nobody_is_woken_for_a_reminder_which_goes_by_mail_if_at_all() -> None:
    five = datetime(2026, 3, 3, 5, 30, tzinfo=PARIS)
    early = Moment(five, datetime(2026, 3, 3, 8, 30, tzinfo=PARIS), PARIS)
    assert routes(Kind.REMINDER_SOON, BOTH, early, seen=False) == [["mail"]]
    assert routes(Kind.REMINDER_SOON, BY_SMS, early, seen=False) == []


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("+33639980001", True),
        ("+33700000000", True),
        ("+33180059880", False),
        ("+33912345678", False),
        ("+262692000000", True),
        ("+262262000000", False),
        ("+262639000000", True),
        ("+590690000000", True),
        ("+596596000000", False),
        ("+687750000", True),
        ("+687250000", False),
        ("+68987000000", True),
        ("+68940000000", False),
        ("", False),
    ],
)
def test_which_telephones_receive_sms(number: str, expected: bool) -> None:
    assert is_mobile(number) == expected


@pytest.mark.django_db
def test_a_chain_of_messages_is_written_each_standing_by_for_the_one_before(settings) -> None:
    settings.SMS_BACKEND = "console"
    start = NOW + FAR
    attendance = make_booking(
        make_session(start=start), first_name="Amina", email="amina@exemple.invalid", phone="+33639980001"
    ).attendances.get()
    Message.objects.all().delete()
    tell(Kind.SESSION_CANCELLED, [attendance], now=NOW)
    mail = Message.objects.get(channel="mail")
    sms, call = mail.fallback, mail.fallback.fallback
    assert [(one.channel, one.status, one.recipient, one.expires_at) for one in (mail, sms, call)] == [
        ("mail", "queued", "amina@exemple.invalid", None),
        ("sms", "withheld", "+33639980001", None),
        ("call", "withheld", "+33639980001", start),
    ]
    assert call.fallback is None
    assert call.text.splitlines()[:2] == ["Amina", "Nous annulons :"]


@pytest.mark.django_db
def test_without_sms_nor_mail_the_team_calls_for_what_must_be_heard_and_for_nothing_else() -> None:
    attendance = make_booking(make_session(), first_name="Amina", phone="+33639980001").attendances.get()
    for kind in Kind:
        if kind == Kind.OFFER:
            Attendance.objects.update(status="offered", offer_ends_at=NOW + timedelta(hours=5))
            attendance.refresh_from_db()
        tell(kind, [attendance], now=NOW)
    assert sorted(Message.objects.values_list("kind", "channel", "status")) == sorted(
        (kind.value, "call", "to_call") for kind in MUST
    )
    assert Message.objects.get(kind="place_offered").expires_at == NOW + timedelta(hours=5)


@pytest.mark.django_db
def test_a_reminder_by_sms_waits_for_the_morning_and_ends_at_the_start(settings) -> None:
    settings.SMS_BACKEND = "console"
    start = datetime(2026, 3, 20, 5, tzinfo=UTC)
    booking = make_booking(make_session(start=start), first_name="Amina", phone="+33639980001")
    Message.objects.all().delete()
    tell(Kind.REMINDER, [booking.attendances.get()], now=start - timedelta(hours=48))
    message = Message.objects.get()
    # Six in the morning in Paris.
    assert (message.channel, message.not_before, message.expires_at, message.parts) == (
        "sms",
        datetime(2026, 3, 18, 7, tzinfo=UTC),
        start,
        1,
    )
