# ruff: noqa: DTZ001 -- the clock on the wall is naive by contract
from datetime import UTC, date, datetime, time, timedelta

import pytest

from core.holidays import school
from core.recurrence.expand import Change, ChangeKind
from core.recurrence.rule import WORKING_DAYS, Frequency, Rule, Weekday
from events import schedule
from events.models import EventPage
from events.services.occurrences import rebuild_all
from events.tests.factories import NOW, make_event, make_place, publish

pytestmark = pytest.mark.django_db

WEEKLY = Rule(Frequency.WEEKLY)
TUESDAY_14_JULY = date(2026, 7, 14)


def days(event, first=date(2026, 1, 1), last=date(2030, 1, 1)):
    """Return the days on which it takes place, and on which it would have."""
    found = event.occurrences.filter(first_day__range=(first, last)).order_by("start")
    return [f"{one.first_day:%m-%d}{' annulé' if one.cancelled else ''}" for one in found]


def without(event, until=None):
    """Return the dates left out, and why."""
    return [(f"{one.original_start:%Y-%m-%d %H:%M}", one.note) for one in schedule.left_out(event, until=until)]


# Holidays


def test_public_holidays_are_left_out():
    event = make_event(rule=Rule(Frequency.WEEKLY, until=date(2026, 7, 28)), without_public_holidays=True)
    assert without(event) == [("2026-07-14 14:00", "fête nationale")]
    assert days(event, date(2026, 7, 1)) == ["07-07", "07-21", "07-28"]


def test_the_holidays_of_one_departement_are_left_out_there():
    rule = Rule(Frequency.DAILY, until=date(2026, 12, 22))
    place = make_place(departement="974", postcode="97400", town="Saint-Denis")
    there = make_event(rule=rule, first_day=date(2026, 12, 18), without_public_holidays=True, location=place)
    elsewhere = make_event(rule=rule, first_day=date(2026, 12, 18), without_public_holidays=True)
    assert days(there) == ["12-18", "12-19", "12-21", "12-22"]
    assert days(elsewhere) == ["12-18", "12-19", "12-20", "12-21", "12-22"]
    assert without(there) == [("2026-12-20 14:00", "abolition de l'esclavage")]


def test_school_holidays_are_left_out_by_zone():
    rule = Rule(Frequency.WEEKLY, weekdays=(Weekday.FRIDAY, Weekday.SATURDAY, Weekday.MONDAY), until=date(2027, 3, 9))
    event = make_event(rule=rule, first_day=date(2027, 2, 5), school_zone="A")
    # From Saturday 13 February to Sunday 28 February 2027.
    assert days(event) == ["02-05", "02-06", "02-08", "02-12", "03-01", "03-05", "03-06", "03-08"]
    assert {note for _, note in without(event)} == {"Vacances d'hiver"}


def test_a_public_holiday_gives_its_name_within_school_holidays():
    rule = Rule(Frequency.DAILY, until=date(2026, 12, 26))
    event = make_event(
        rule=rule, first_day=date(2026, 12, 18), without_public_holidays=True, school_zone="B", all_day=True
    )
    assert without(event)[5:] == [
        ("2026-12-24 00:00", "Vacances de Noël"),
        ("2026-12-25 00:00", "Noël"),
        ("2026-12-26 00:00", "Vacances de Noël"),
    ]
    assert days(event) == ["12-18"]


@pytest.mark.parametrize(
    ("exception", "expected"),
    [
        ({"kind": "note", "note": "Ouvert ce jour-là."}, ["07-07", "07-14", "07-21"]),
        ({"kind": "added", "note": "Ouvert ce jour-là."}, ["07-07", "07-14", "07-21"]),
        ({"kind": "added", "new_start_time": time(9)}, ["07-07", "07-14", "07-21"]),
        ({"kind": "cancelled"}, ["07-07", "07-14 annulé", "07-21"]),
        ({"kind": "moved", "new_day": date(2026, 7, 15)}, ["07-07", "07-15", "07-21"]),
    ],
)
def test_what_is_said_of_a_holiday_counts(exception, expected):
    event = make_event(
        rule=Rule(Frequency.WEEKLY, until=date(2026, 7, 21)),
        first_day=date(2026, 7, 7),
        without_public_holidays=True,
        exceptions=[{"original_day": TUESDAY_14_JULY, **exception}],
    )
    assert days(event) == expected


def test_a_date_kept_on_a_holiday_is_one_of_the_series():
    event = make_event(
        rule=Rule(Frequency.WEEKLY, until=date(2026, 7, 21)),
        first_day=date(2026, 7, 7),
        without_public_holidays=True,
        exceptions=[
            {"original_day": TUESDAY_14_JULY, "kind": "added", "note": "Ouvert.", "new_end_time": time(18)},
        ],
    )
    kept = event.occurrences.get(first_day=TUESDAY_14_JULY)
    assert (kept.note, kept.local_end.time()) == ("Ouvert.", time(18))
    assert [change.kind for change in schedule.changes(event, event.exceptions.all())] == ["note", "excluded"]


def test_a_number_of_times_counts_what_is_left_out():
    event = make_event(rule=Rule(Frequency.WEEKLY, count=3), first_day=date(2026, 7, 7), without_public_holidays=True)
    assert days(event) == ["07-07", "07-21"]


def test_an_event_that_happens_once_takes_place_on_a_holiday():
    event = make_event(first_day=TUESDAY_14_JULY, without_public_holidays=True, school_zone="A")
    assert days(event) == ["07-14"]


def test_dates_are_left_out_three_years_ahead_and_as_far_as_people_are_shown():
    event = make_event(rule=WEEKLY, without_public_holidays=True)
    assert schedule.left_out_until(event) == date(2029, 12, 31)
    assert without(event)[-1] == ("2029-12-25 14:00", "Noël")
    assert without(event, until=datetime(2031, 12, 31, tzinfo=UTC))[-1] == ("2031-11-11 14:00", "Armistice de 1918")


def test_the_same_row_leaves_the_same_dates_out_until_one_more_is_told():
    event = make_event(rule=WEEKLY, without_public_holidays=True)
    assert rebuild_all(now=NOW + timedelta(days=7)) == 1
    event.refresh_from_db()
    assert event.changed_at == NOW
    # 1 January 2030 is a Tuesday: 549 days before, it comes within the horizon.
    rebuild_all(now=datetime(2028, 6, 30, 3, tzinfo=UTC))
    event.refresh_from_db()
    assert event.changed_at == NOW
    late = datetime(2028, 7, 1, 3, tzinfo=UTC)
    rebuild_all(now=late)
    event.refresh_from_db()
    assert (event.changed_at, event.sequence) == (late, 0)
    assert schedule.left_out_until(event) == date(2031, 12, 31)


def test_a_school_year_that_is_decreed_changes_the_dates_in_the_next_night(monkeypatch):
    event = make_event(rule=WEEKLY, first_day=date(2028, 9, 5), school_zone="A")
    assert without(event) == []
    autumn = school.SchoolHoliday("Vacances de la Toussaint", date(2028, 10, 21), date(2028, 11, 5))
    known = school._calendars()
    monkeypatch.setattr(school, "_calendars", lambda: {**known, "A": (*known["A"], autumn)})
    night = datetime(2028, 2, 1, 3, tzinfo=UTC)
    rebuild_all(now=night)
    event.refresh_from_db()
    assert without(event) == [(f"2028-10-{day} 14:00", "Vacances de la Toussaint") for day in (24, 31)]
    assert (event.changed_at, event.sequence) == (night, 1)
    assert days(event, date(2028, 10, 15), date(2028, 11, 15)) == ["10-17", "11-07", "11-14"]


@pytest.mark.parametrize("what", [{"without_public_holidays": True}, {"school_zone": "C"}])
def test_leaving_holidays_out_is_told_to_calendars(what):
    event = make_event(rule=WEEKLY)
    for name, value in what.items():
        setattr(event, name, value)
    assert publish(event, at=NOW + timedelta(hours=1)).sequence == 1


# Hours of its own


@pytest.mark.parametrize(
    ("usual", "exception", "expected"),
    [
        # As long as usual where no end is given.
        ({}, {"new_start_time": time(9)}, ("12 09:00", "12 11:00")),
        ({}, {"new_end_time": time(18, 30)}, ("12 14:00", "12 18:30")),
        ({}, {"new_start_time": time(9), "new_end_time": time(12)}, ("12 09:00", "12 12:00")),
        ({}, {"new_start_time": time(20), "new_end_time": time(1)}, ("12 20:00", "13 01:00")),
        # A night becomes an afternoon.
        (
            {"start_time": time(22), "end_time": time(6), "last_day": date(2026, 3, 11)},
            {"new_start_time": time(14), "new_end_time": time(18)},
            ("12 14:00", "12 18:00"),
        ),
        # Three days stay three days.
        (
            {"start_time": time(9), "end_time": time(17), "last_day": date(2026, 3, 12)},
            {"new_end_time": time(16)},
            ("12 09:00", "14 16:00"),
        ),
        # Whole days have no hours.
        ({"all_day": True}, {"new_start_time": time(9), "new_end_time": time(12)}, ("12 00:00", "13 00:00")),
    ],
)
@pytest.mark.parametrize("kind", ["moved", "added"])
def test_a_date_with_hours_of_its_own(usual, exception, expected, kind):
    where = {"original_day": date(2026, 3, 10), "new_day": date(2026, 3, 12)}
    event = make_event(
        rule=Rule(Frequency.MONTHLY, count=1),
        exceptions=[{"kind": kind, **(where if kind == "moved" else {"original_day": date(2026, 3, 12)}), **exception}],
        **usual,
    )
    one = event.occurrences.order_by("start").last()
    assert (f"{one.local_start:%d %H:%M}", f"{one.local_end:%d %H:%M}") == expected


def test_only_moved_and_added_dates_have_hours_of_their_own():
    event = make_event(
        rule=Rule(Frequency.WEEKLY, count=2),
        exceptions=[{"kind": "note", "original_day": date(2026, 3, 10), "note": "x", "new_end_time": time(20)}],
    )
    assert event.occurrences.get(first_day=date(2026, 3, 10)).local_end.time() == time(16)


# Old faults of others


def test_the_last_working_day_of_each_month():
    rule = Rule(Frequency.MONTHLY, weekdays=WORKING_DAYS, positions=(-1,), count=4)
    assert days(make_event(rule=rule, first_day=date(2026, 4, 30))) == ["04-30", "05-29", "06-30", "07-31"]


def test_the_last_day_of_each_month():
    rule = Rule(Frequency.MONTHLY, month_days=(-1,), count=3)
    assert days(make_event(rule=rule, first_day=date(2026, 3, 31))) == ["03-31", "04-30", "05-31"]


def test_until_a_day_holds_that_day_to_its_end():
    rule = Rule(Frequency.WEEKLY, until=date(2026, 3, 24))
    late = make_event(rule=rule, start_time=time(23, 30), end_time=time(0, 30), last_day=date(2026, 3, 11))
    assert days(late) == ["03-10", "03-17", "03-24"]
    assert days(make_event(rule=rule, all_day=True)) == ["03-10", "03-17", "03-24"]


def test_cancelled_dates_count_among_a_number_of_times():
    event = make_event(
        rule=Rule(Frequency.WEEKLY, count=3), exceptions=[{"kind": "cancelled", "original_day": date(2026, 3, 17)}]
    )
    assert days(event) == ["03-10", "03-17 annulé", "03-24"]


@pytest.mark.parametrize(
    ("first_day", "hours"), [(date(2026, 3, 28), 7), (date(2026, 10, 24), 9), (date(2026, 3, 21), 8)]
)
def test_a_night_across_the_clock_change_ends_at_six(first_day, hours):
    night = make_event(
        first_day=first_day, last_day=first_day + timedelta(days=1), start_time=time(22), end_time=time(6)
    )
    one = night.occurrences.get()
    assert one.local_end.time() == time(6)
    assert one.end - one.start == timedelta(hours=hours)
    assert (one.first_day, one.last_day) == (first_day, first_day + timedelta(days=1))


def test_a_change_says_what_the_exception_says():
    event = make_event(
        rule=WEEKLY,
        exceptions=[
            {
                "kind": "moved",
                "original_day": date(2026, 3, 17),
                "new_day": date(2026, 3, 18),
                "new_end_time": time(17),
                "note": "Salle 2.",
            }
        ],
    )
    (found,) = schedule.changes(event, event.exceptions.all())
    assert found == Change(
        ChangeKind.MOVED,
        datetime(2026, 3, 17, 14),
        datetime(2026, 3, 18, 14),
        duration=timedelta(hours=3),
        note="Salle 2.",
        uid=found.uid,
    )
    assert EventPage.objects.get(pk=event.pk).occurrences.get(moved=True).local_end.time() == time(17)
