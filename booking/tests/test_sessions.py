"""Series become sessions, which keep their identity whatever moves."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from booking.models import SeriesException, Session
from booking.services.sessions import Made, cancel_session, make_sessions, next_dates, save_session, touch
from booking.tests.factories import NOW, TUESDAY, make_booking, make_series, make_session
from core.recurrence.rule import Frequency, Rule, Weekday
from outbox.models import Message

PARIS = ZoneInfo("Europe/Paris")
WEEKLY = Rule(Frequency.WEEKLY, weekdays=(Weekday.TUESDAY,))


def starts(series) -> list[str]:
    return [f"{session.local_start:%d/%m %H:%M}" for session in series.sessions.order_by("start")]


@pytest.fixture(autouse=True)
def four_weeks(settings) -> None:
    settings.SESSION_HORIZON_DAYS = 28


@pytest.mark.django_db
def test_sessions_are_made_to_the_horizon_once() -> None:
    series = make_series(rule=WEEKLY, capacity=6, opens_days_before=14, closes_minutes_before=120)
    assert make_sessions(now=NOW) == Made(created=4)
    before = list(Session.objects.values())
    assert make_sessions(now=NOW) == Made()
    assert list(Session.objects.values()) == before

    assert starts(series) == ["03/03 14:00", "10/03 14:00", "17/03 14:00", "24/03 14:00"]
    first = series.sessions.first()
    assert (first.start, first.end, first.capacity) == (TUESDAY, TUESDAY + timedelta(hours=2), 6)
    assert first.opens_at == datetime(2026, 2, 17, 13, 0, tzinfo=UTC)
    assert first.closes_at == datetime(2026, 3, 3, 11, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_fourteen_hours_stays_fourteen_hours_across_both_clock_changes(settings) -> None:
    settings.SESSION_HORIZON_DAYS = 250
    series = make_series(rule=WEEKLY)
    make_sessions(now=NOW)
    hours = {session.local_start.hour for session in series.sessions.all()}
    offsets = {session.start.hour for session in series.sessions.all()}
    assert (hours, offsets) == ({14}, {12, 13})


@pytest.mark.django_db
def test_a_later_run_adds_what_the_horizon_uncovers_and_touches_nothing_past() -> None:
    series = make_series(rule=WEEKLY)
    make_sessions(now=NOW)
    assert make_sessions(now=NOW + timedelta(days=14)) == Made(created=2)
    assert len(starts(series)) == 6


@pytest.mark.django_db
def test_one_date_may_have_hours_of_its_own() -> None:
    series = make_series(rule=WEEKLY)
    for day, start, end in [(date(2026, 3, 10), time(9), time(12)), (date(2026, 3, 17), time(20), None)]:
        SeriesException.objects.create(
            series=series, kind="moved", original_day=day, new_start_time=start, new_end_time=end
        )
    make_sessions(now=NOW)
    hours = [f"{one.local_start:%d/%m %H:%M}-{one.local_end:%H:%M}" for one in series.sessions.order_by("start")]
    assert hours == ["03/03 14:00-16:00", "10/03 09:00-12:00", "17/03 20:00-22:00", "24/03 14:00-16:00"]


@pytest.mark.django_db
def test_exceptions_cancel_move_and_add_and_people_are_told() -> None:
    series = make_series(rule=WEEKLY)
    make_sessions(now=NOW)
    first, second, *_ = series.sessions.order_by("start")
    make_booking(first, email="a@exemple.invalid")
    make_booking(second, email="b@exemple.invalid")
    Message.objects.all().delete()
    SeriesException.objects.create(series=series, kind="cancelled", original_day=date(2026, 3, 3), note="Jour de grève")
    SeriesException.objects.create(
        series=series, kind="moved", original_day=date(2026, 3, 10), new_day=date(2026, 3, 12)
    )
    SeriesException.objects.create(
        series=series, kind="added", original_day=date(2026, 3, 20), new_start_time=time(10, 0)
    )
    assert make_sessions(now=NOW) == Made(created=1, changed=2)
    assert make_sessions(now=NOW) == Made()

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, first.note, first.sequence) == ("cancelled", "Jour de grève", 1)
    assert (f"{second.local_start:%d/%m %H:%M}", second.sequence) == ("12/03 14:00", 1)
    assert starts(series) == ["03/03 14:00", "12/03 14:00", "17/03 14:00", "20/03 10:00", "24/03 14:00"]
    assert sorted(Message.objects.filter(channel="mail").values_list("kind", "recipient")) == [
        ("session_cancelled", "a@exemple.invalid"),
        ("session_moved", "b@exemple.invalid"),
    ]


@pytest.mark.django_db
def test_another_hour_keeps_the_sessions_and_their_bookings() -> None:
    series = make_series(rule=WEEKLY)
    make_sessions(now=NOW)
    first = series.sessions.order_by("start").first()
    make_booking(first, email="a@exemple.invalid")
    series.start_time = time(15, 30)
    series.save()
    assert make_sessions(now=NOW) == Made(changed=4)
    first.refresh_from_db()
    assert (first.local_start.time(), first.booked, first.sequence) == (time(15, 30), 1, 1)
    assert Message.objects.filter(kind="session_moved", channel="mail").count() == 1
    assert make_sessions(now=NOW) == Made()


@pytest.mark.django_db
def test_another_day_removes_empty_sessions_and_keeps_booked_ones() -> None:
    series = make_series(rule=WEEKLY)
    make_sessions(now=NOW)
    make_booking(series.sessions.order_by("start")[1])
    series.first_day = date(2026, 3, 4)
    series.recurrence = ""
    series.save()
    assert make_sessions(now=NOW) == Made(created=1, removed=3, kept=1)
    assert starts(series) == ["04/03 14:00", "10/03 14:00"]


@pytest.mark.django_db
def test_capacity_follows_the_series_but_never_below_what_is_taken() -> None:
    series = make_series(rule=WEEKLY, capacity=8)
    make_sessions(now=NOW)
    first = series.sessions.order_by("start").first()
    make_booking(first, party_size=4)
    series.capacity = 2
    series.save()
    make_sessions(now=NOW)
    assert [session.capacity for session in series.sessions.order_by("start")] == [4, 2, 2, 2]
    assert make_sessions(now=NOW) == Made()


@pytest.mark.django_db
def test_what_staff_hold_by_hand_is_left_but_an_exception_still_counts() -> None:
    series = make_series(rule=WEEKLY)
    make_sessions(now=NOW)
    first = series.sessions.order_by("start").first()
    first.capacity = 3
    save_session(session=first, now=NOW)
    series.capacity = 10
    series.save()
    make_sessions(now=NOW)
    first.refresh_from_db()
    assert (first.capacity, first.by_hand, first.sequence) == (3, True, 0)
    SeriesException.objects.create(series=series, kind="cancelled", original_day=date(2026, 3, 3))
    make_sessions(now=NOW)
    first.refresh_from_db()
    assert (first.status, first.capacity) == ("cancelled", 3)


@pytest.mark.django_db
def test_next_dates_are_said_before_any_session_exists() -> None:
    series = make_series(rule=Rule(Frequency.WEEKLY, count=3))
    assert [f"{date.start:%d/%m}" for date in next_dates(series, series.exceptions.all(), now=NOW)] == [
        "03/03",
        "10/03",
        "17/03",
    ]


@pytest.mark.django_db
def test_every_change_moves_the_version_and_time_never_goes_back() -> None:
    session = make_session()
    make_booking(session, now=NOW + timedelta(minutes=5))
    make_booking(session, now=NOW + timedelta(minutes=1))
    session.refresh_from_db()
    assert (session.version, session.changed_at, session.sequence) == (2, NOW + timedelta(minutes=5), 0)
    cancel_session(session=session, now=NOW + timedelta(minutes=2))
    cancel_session(session=session, now=NOW + timedelta(minutes=2))
    session.refresh_from_db()
    assert (session.version, session.changed_at, session.sequence) == (3, NOW + timedelta(minutes=5), 1)
    assert touch(Session.objects.all(), now=NOW + timedelta(minutes=9)) == 1
    session.refresh_from_db()
    assert (session.version, session.sequence, session.booked) == (4, 1, 2)


@pytest.mark.django_db
def test_saving_a_session_never_touches_its_counter() -> None:
    session = make_session()
    stale = Session.objects.get(pk=session.pk)
    make_booking(session, party_size=3)
    stale.note = "Apportez votre chargeur"
    save_session(session=stale, now=NOW)
    session.refresh_from_db()
    assert (session.booked, session.note) == (3, "Apportez votre chargeur")
