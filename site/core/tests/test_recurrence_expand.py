# ruff: noqa: DTZ001 -- the clock on the wall is naive by contract
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.recurrence.expand import (
    Change,
    ChangeKind,
    StartInClockChange,
    TooManyOccurrences,
    Window,
    check_clock_changes,
    expand,
    first_occurrence,
    occurrences,
)
from core.recurrence.rule import WORKING_DAYS, Frequency, NthWeekday, Rule, Weekday

PARIS = ZoneInfo("Europe/Paris")
WEEKLY = Rule(Frequency.WEEKLY)
FIRST = datetime(2026, 9, 2, 14)
YEAR = Window(datetime(2026, 9, 1, tzinfo=PARIS), datetime(2027, 9, 1, tzinfo=PARIS))
TWO_HOURS = timedelta(hours=2)


def days(rule, first, until=datetime(2028, 12, 31)):
    return [f"{start:%Y-%m-%d}" for start in occurrences(rule, first=first, until=until)]


# The rule alone


def test_fourteen_hours_stay_fourteen_hours_across_both_clock_changes():
    found = expand(WEEKLY, FIRST, PARIS, [], YEAR, duration=TWO_HOURS)
    assert {(f"{each.start:%H:%M}", f"{each.end:%H:%M}") for each in found} == {("14:00", "16:00")}
    in_utc = {f"{each.start:%Y-%m-%d}": f"{each.start.astimezone(UTC):%H:%M}" for each in found}
    assert [in_utc[day] for day in ("2026-10-21", "2026-10-28", "2027-03-24", "2027-03-31")] == [
        "12:00",
        "13:00",
        "13:00",
        "12:00",
    ]


def test_the_last_day_counts_to_its_end():
    rule = Rule(Frequency.WEEKLY, until=date(2026, 9, 16))
    assert days(rule, FIRST) == ["2026-09-02", "2026-09-09", "2026-09-16"]
    assert days(rule, FIRST.replace(hour=23, minute=59)) == ["2026-09-02", "2026-09-09", "2026-09-16"]


def test_a_number_of_times_counts_the_first():
    assert days(Rule(Frequency.WEEKLY, count=2), FIRST) == ["2026-09-02", "2026-09-09"]
    assert days(Rule(Frequency.WEEKLY, count=9), FIRST, FIRST) == ["2026-09-02"]


def test_without_a_rule_there_is_one_date():
    assert days(None, FIRST) == ["2026-09-02"]
    assert days(None, FIRST, FIRST - timedelta(1)) == []


def test_months_without_a_31st_have_none():
    assert days(Rule(Frequency.MONTHLY, count=4), datetime(2027, 1, 31)) == [
        "2027-01-31",
        "2027-03-31",
        "2027-05-31",
        "2027-07-31",
    ]
    assert days(Rule(Frequency.MONTHLY, month_days=(-1,), count=3), datetime(2027, 1, 31)) == [
        "2027-01-31",
        "2027-02-28",
        "2027-03-31",
    ]


def test_the_29th_of_february_comes_every_four_years():
    assert days(Rule(Frequency.YEARLY, count=3), datetime(2028, 2, 29), datetime(2040, 1, 1)) == [
        "2028-02-29",
        "2032-02-29",
        "2036-02-29",
    ]


def test_the_second_tuesday_and_the_last():
    rule = Rule(
        Frequency.MONTHLY,
        nth_weekdays=(NthWeekday(2, Weekday.TUESDAY), NthWeekday(-1, Weekday.TUESDAY)),
        count=4,
    )
    assert days(rule, datetime(2026, 9, 8, 9)) == ["2026-09-08", "2026-09-29", "2026-10-13", "2026-10-27"]


def test_every_second_week_counts_whole_weeks_from_monday():
    rule = Rule(Frequency.WEEKLY, interval=2, weekdays=(Weekday.MONDAY, Weekday.SUNDAY), count=4)
    assert days(rule, datetime(2026, 9, 6, 9)) == ["2026-09-06", "2026-09-14", "2026-09-20", "2026-09-28"]


def test_the_first_date_follows_its_rule():
    tuesdays = Rule(Frequency.WEEKLY, weekdays=(Weekday.TUESDAY,))
    assert first_occurrence(tuesdays, FIRST) == datetime(2026, 9, 8, 14)
    assert first_occurrence(Rule(Frequency.WEEKLY, until=date(2026, 9, 1)), FIRST) is None


def test_a_rule_that_never_stops_is_stopped():
    with pytest.raises(TooManyOccurrences):
        list(occurrences(Rule(Frequency.DAILY), first=FIRST, until=datetime(2060, 1, 1)))


def test_no_start_in_the_hour_of_a_clock_change():
    nights = Rule(Frequency.WEEKLY, weekdays=(Weekday.SUNDAY,))
    with pytest.raises(StartInClockChange) as refused:
        check_clock_changes(nights, datetime(2026, 9, 6, 2, 30), PARIS, datetime(2027, 9, 1))
    assert refused.value.start == datetime(2026, 10, 25, 2, 30)
    check_clock_changes(nights, datetime(2026, 9, 6, 3), PARIS, datetime(2027, 9, 1))
    check_clock_changes(nights, datetime(2026, 9, 6, 2, 30), ZoneInfo("Indian/Reunion"), datetime(2027, 9, 1))


# Exceptions


def seen(found):
    return [(f"{each.start:%m-%d %H:%M}", each.change.kind.value if each.change else "") for each in found]


def test_dates_are_cancelled_moved_added_and_noted():
    changes = [
        Change(ChangeKind.CANCELLED, datetime(2026, 9, 9, 14), note="Grève"),
        Change(ChangeKind.MOVED, datetime(2026, 9, 16, 14), datetime(2026, 9, 17, 10)),
        Change(ChangeKind.ADDED, datetime(2026, 9, 12, 9), uid="x"),
        Change(ChangeKind.NOTE, datetime(2026, 9, 23, 14), note="Apportez votre téléphone"),
        # Not a date of the rule (any more).
        Change(ChangeKind.CANCELLED, datetime(2026, 9, 24, 14)),
    ]
    found = expand(Rule(Frequency.WEEKLY, count=4), FIRST, PARIS, changes, YEAR, duration=TWO_HOURS)
    assert seen(found) == [
        ("09-02 14:00", ""),
        ("09-09 14:00", "cancelled"),
        ("09-12 09:00", "added"),
        ("09-17 10:00", "moved"),
        ("09-23 14:00", "note"),
    ]
    assert [each.note for each in found] == ["", "Grève", "", "", "Apportez votre téléphone"]
    assert [(each.cancelled, each.moved, each.added) for each in found[1:4]] == [
        (True, False, False),
        (False, False, True),
        (False, True, False),
    ]
    assert found[3].original_start == datetime(2026, 9, 16, 14, tzinfo=PARIS)
    assert found[3].end == datetime(2026, 9, 17, 12, tzinfo=PARIS)


def test_a_date_counts_where_it_was_moved_to():
    window = Window(datetime(2026, 9, 1, tzinfo=PARIS), datetime(2026, 9, 5, tzinfo=PARIS))
    into = Change(ChangeKind.MOVED, datetime(2026, 9, 30, 14), datetime(2026, 9, 3, 9))
    out = Change(ChangeKind.MOVED, datetime(2026, 9, 2, 14), datetime(2026, 9, 7, 9))
    assert seen(expand(WEEKLY, FIRST, PARIS, [into, out], window, duration=TWO_HOURS)) == [("09-03 09:00", "moved")]


def test_what_has_begun_and_not_ended_touches_the_window():
    window = Window(datetime(2026, 9, 2, 15, tzinfo=PARIS), datetime(2026, 9, 9, 14, tzinfo=PARIS))
    assert seen(expand(WEEKLY, FIRST, PARIS, [], window, duration=TWO_HOURS)) == [("09-02 14:00", "")]
    ended = Window(datetime(2026, 9, 2, 16, tzinfo=PARIS), window.end)
    assert expand(WEEKLY, FIRST, PARIS, [], ended, duration=TWO_HOURS) == []


def test_a_date_that_is_left_out_is_no_date():
    holiday = Change(ChangeKind.EXCLUDED, datetime(2026, 11, 11, 14))
    elsewhere = Change(ChangeKind.EXCLUDED, datetime(2026, 11, 12, 14))
    window = Window(datetime(2026, 11, 1, tzinfo=PARIS), datetime(2026, 11, 30, tzinfo=PARIS))
    found = expand(WEEKLY, FIRST, PARIS, [holiday, elsewhere], window, duration=TWO_HOURS)
    assert seen(found) == [("11-04 14:00", ""), ("11-18 14:00", ""), ("11-25 14:00", "")]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (Change(ChangeKind.NOTE, datetime(2026, 11, 11, 14), note="Ouvert"), ("11-11 14:00", "note")),
        (Change(ChangeKind.CANCELLED, datetime(2026, 11, 11, 14)), ("11-11 14:00", "cancelled")),
        (Change(ChangeKind.MOVED, datetime(2026, 11, 11, 14), datetime(2026, 11, 12, 9)), ("11-12 09:00", "moved")),
    ],
)
@pytest.mark.parametrize("order", [1, -1])
def test_what_is_said_of_a_date_wins_over_its_being_left_out(said, expected, order):
    changes = [Change(ChangeKind.EXCLUDED, datetime(2026, 11, 11, 14)), said][::order]
    window = Window(datetime(2026, 11, 9, tzinfo=PARIS), datetime(2026, 11, 16, tzinfo=PARIS))
    assert seen(expand(WEEKLY, FIRST, PARIS, changes, window, duration=TWO_HOURS)) == [expected]


def test_a_count_counts_dates_cancelled_and_left_out():
    changes = [
        Change(ChangeKind.CANCELLED, datetime(2026, 9, 9, 14)),
        Change(ChangeKind.EXCLUDED, datetime(2026, 9, 16, 14)),
    ]
    found = expand(Rule(Frequency.WEEKLY, count=4), FIRST, PARIS, changes, YEAR, duration=TWO_HOURS)
    assert seen(found) == [("09-02 14:00", ""), ("09-09 14:00", "cancelled"), ("09-23 14:00", "")]


def test_a_moved_date_may_last_longer():
    moved = Change(ChangeKind.MOVED, datetime(2026, 9, 9, 14), datetime(2026, 9, 10, 9), duration=timedelta(hours=8))
    (found,) = expand(Rule(Frequency.WEEKLY, count=2), FIRST, PARIS, [moved], YEAR, duration=TWO_HOURS)[1:]
    assert (found.start, found.end) == (
        datetime(2026, 9, 10, 9, tzinfo=PARIS),
        datetime(2026, 9, 10, 17, tzinfo=PARIS),
    )


# Nights


def night(first, duration, zone=PARIS):
    """The one date from ``first``, in UTC."""
    window = Window(first.replace(tzinfo=zone) - timedelta(days=1), first.replace(tzinfo=zone) + timedelta(days=3))
    (found,) = expand(None, first, zone, [], window, duration=duration)
    return f"{found.start.astimezone(UTC):%d %H:%M}", f"{found.end.astimezone(UTC):%d %H:%M}"


def test_a_night_ends_when_the_clock_on_the_wall_says_so():
    eight_hours = timedelta(hours=8)
    # From 22:00 to 06:00: seven hours in March, nine in October, eight on any other night.
    assert night(datetime(2027, 3, 27, 22), eight_hours) == ("27 21:00", "28 04:00")
    assert night(datetime(2026, 10, 24, 22), eight_hours) == ("24 20:00", "25 05:00")
    assert night(datetime(2026, 11, 7, 22), eight_hours) == ("07 21:00", "08 05:00")
    # Saint-Pierre-et-Miquelon changes with North America.
    assert night(datetime(2026, 10, 31, 22), eight_hours, ZoneInfo("America/Miquelon")) == ("01 00:00", "01 09:00")


def test_a_start_that_the_clock_skips_comes_an_hour_later_and_ends_after_it():
    assert night(datetime(2027, 3, 28, 2, 30), timedelta(minutes=30)) == ("28 01:30", "28 02:00")
    assert night(datetime(2027, 3, 28, 2, 30), TWO_HOURS) == ("28 01:30", "28 02:30")


def test_a_start_that_the_clock_repeats_is_the_first():
    assert night(datetime(2026, 10, 25, 2, 30), TWO_HOURS) == ("25 00:30", "25 03:30")


def test_the_first_and_the_last_working_day():
    rule = Rule(Frequency.MONTHLY, weekdays=WORKING_DAYS, positions=(1, -1), count=6)
    assert days(rule, datetime(2026, 10, 1, 9)) == [
        "2026-10-01",
        "2026-10-30",
        "2026-11-02",
        "2026-11-30",
        "2026-12-01",
        "2026-12-31",
    ]
