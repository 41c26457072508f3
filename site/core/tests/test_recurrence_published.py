# ruff: noqa: DTZ001 -- the clock on the wall is naive by contract
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.ical import Entry, InvalidEntry, Status
from core.recurrence.expand import Change, ChangeKind
from core.recurrence.published import published, still_told, uid_of_date
from core.recurrence.rule import Frequency, Rule

PARIS = ZoneInfo("Europe/Paris")
WEEKLY = Rule(Frequency.WEEKLY)
FIRST = datetime(2026, 9, 2, 14)
SECOND, THIRD = datetime(2026, 9, 9, 14), datetime(2026, 9, 16, 14)
CHANGED = datetime(2026, 9, 1, tzinfo=UTC)
ENTRY = Entry(
    uid="u",
    title="Séance",
    description="Venez avec vos questions.",
    starts_at=FIRST.replace(tzinfo=PARIS),
    ends_at=datetime(2026, 9, 2, 16, tzinfo=PARIS),
    changed_at=CHANGED,
)
ALL_DAY = Entry(uid="u", title="Forum", starts_at=date(2026, 9, 2), ends_at=date(2026, 9, 3), changed_at=CHANGED)


def told(changes, *, rule=WEEKLY, entry=ENTRY, as_of=CHANGED, zone=PARIS, first=FIRST):
    return published(entry, rule, changes, first=first, zone=zone, as_of=as_of)


def test_a_series_names_its_own_days():
    assert [entry.rrule for entry in told([])] == ["FREQ=WEEKLY;BYDAY=WE"]
    assert told([], rule=None) == [ENTRY]


@pytest.mark.parametrize(
    ("as_of", "is_told"),
    [
        (datetime(2026, 9, 1, tzinfo=UTC), True),
        # 7 October in Paris, its last minute: 28 days after 9 September.
        (datetime(2026, 10, 7, 21, 59, tzinfo=UTC), True),
        (datetime(2026, 10, 7, 22, tzinfo=UTC), False),
    ],
)
def test_a_cancelled_date_is_told_until_28_days_after_it(as_of, is_told):
    cancelled = Change(ChangeKind.CANCELLED, SECOND)
    assert still_told(cancelled, as_of, PARIS) is is_told
    series, *others = told([cancelled], as_of=as_of)
    if is_told:
        assert [(one.status, one.recurrence_id) for one in others] == [(Status.CANCELLED, SECOND.replace(tzinfo=PARIS))]
        assert series.exdates == ()
    else:
        assert others == []
        assert series.exdates == (SECOND.replace(tzinfo=PARIS),)


def test_the_day_of_a_cancelled_date_is_that_of_the_place():
    cancelled = Change(ChangeKind.CANCELLED, SECOND)
    at_midnight_in_noumea = datetime(2026, 10, 7, 13, tzinfo=UTC)
    assert still_told(cancelled, at_midnight_in_noumea, ZoneInfo("America/Martinique")) is True
    assert still_told(cancelled, at_midnight_in_noumea, ZoneInfo("Pacific/Noumea")) is False


def test_a_date_that_is_left_out_is_never_told():
    series, *others = told([Change(ChangeKind.EXCLUDED, THIRD), Change(ChangeKind.EXCLUDED, SECOND)])
    assert series.exdates == (SECOND.replace(tzinfo=PARIS), THIRD.replace(tzinfo=PARIS))
    assert others == []


def test_what_is_said_of_a_date_wins_over_its_being_left_out():
    series, note = told([Change(ChangeKind.NOTE, SECOND, note="Ouvert."), Change(ChangeKind.EXCLUDED, SECOND)])
    assert series.exdates == ()
    assert (note.recurrence_id, note.description) == (
        SECOND.replace(tzinfo=PARIS),
        "Ouvert.\n\nVenez avec vos questions.",
    )


def test_a_moved_date_has_its_own_hours():
    moved = Change(ChangeKind.MOVED, SECOND, datetime(2026, 9, 10, 9), duration=timedelta(hours=3, minutes=30))
    _, one = told([moved])
    assert (one.recurrence_id, one.starts_at, one.ends_at, one.status) == (
        SECOND.replace(tzinfo=PARIS),
        datetime(2026, 9, 10, 9, tzinfo=PARIS),
        datetime(2026, 9, 10, 12, 30, tzinfo=PARIS),
        Status.CONFIRMED,
    )


def test_an_added_date_is_an_entry_of_its_own():
    added = Change(ChangeKind.ADDED, datetime(2026, 9, 12, 9), duration=timedelta(hours=1), uid="v")
    for rule in (WEEKLY, None):
        _, one = told([added], rule=rule)
        assert (one.uid, one.recurrence_id, one.rrule) == ("v", None, "")
        assert (one.starts_at, one.ends_at) == (
            datetime(2026, 9, 12, 9, tzinfo=PARIS),
            datetime(2026, 9, 12, 10, tzinfo=PARIS),
        )


def test_an_added_date_needs_a_uid_of_its_own():
    with pytest.raises(InvalidEntry):
        told([Change(ChangeKind.ADDED, datetime(2026, 9, 12, 9))])


def test_exceptions_to_dates_that_the_rule_does_not_give_are_ignored():
    changes = [
        Change(ChangeKind.CANCELLED, datetime(2026, 9, 10, 14)),
        Change(ChangeKind.EXCLUDED, datetime(2026, 9, 11, 14)),
        Change(ChangeKind.MOVED, datetime(2026, 9, 9, 15), datetime(2026, 9, 10, 9)),
    ]
    assert told(changes) == told([])


def test_whole_days_are_left_out_and_told_by_the_day():
    changes = [Change(ChangeKind.EXCLUDED, datetime(2026, 9, 9)), Change(ChangeKind.CANCELLED, datetime(2026, 9, 16))]
    series, cancelled = told(changes, entry=ALL_DAY, first=datetime(2026, 9, 2))
    assert (series.exdates, cancelled.recurrence_id) == ((date(2026, 9, 9),), date(2026, 9, 16))
    assert (cancelled.starts_at, cancelled.ends_at) == (date(2026, 9, 16), date(2026, 9, 17))


def test_one_date_alone_is_its_own_exception():
    assert [one.status for one in told([Change(ChangeKind.CANCELLED, FIRST)], rule=None)] == [Status.CANCELLED]
    assert told([Change(ChangeKind.CANCELLED, FIRST)], rule=None, as_of=datetime(2026, 12, 1, tzinfo=UTC)) == []
    assert told([Change(ChangeKind.EXCLUDED, FIRST)], rule=None) == []


# What programs disagree on


def test_a_series_whose_first_dates_are_left_out_starts_later():
    changes = [Change(ChangeKind.EXCLUDED, FIRST), Change(ChangeKind.EXCLUDED, SECOND)]
    (series,) = told(changes, rule=Rule(Frequency.WEEKLY, count=5))
    assert (series.starts_at, series.ends_at, series.rrule, series.exdates) == (
        THIRD.replace(tzinfo=PARIS),
        datetime(2026, 9, 16, 16, tzinfo=PARIS),
        "FREQ=WEEKLY;BYDAY=WE;UNTIL=20260930T215959Z",
        (),
    )


def test_a_number_of_times_is_told_as_an_end():
    assert [entry.rrule for entry in told([], rule=Rule(Frequency.WEEKLY, count=3))] == [
        "FREQ=WEEKLY;BYDAY=WE;UNTIL=20260916T215959Z"
    ]


def test_a_series_whose_dates_are_all_left_out_is_not_told():
    changes = [Change(ChangeKind.EXCLUDED, FIRST), Change(ChangeKind.EXCLUDED, SECOND)]
    assert told(changes, rule=Rule(Frequency.WEEKLY, count=2)) == []


@pytest.mark.parametrize(
    "change",
    [
        Change(ChangeKind.CANCELLED, FIRST),
        Change(ChangeKind.NOTE, FIRST, note="Ouverture."),
        Change(ChangeKind.MOVED, FIRST, datetime(2026, 9, 3, 9)),
        # To before the series, and to after its end.
        Change(ChangeKind.MOVED, THIRD, datetime(2026, 9, 1, 9)),
        Change(ChangeKind.MOVED, THIRD, datetime(2026, 10, 3, 9)),
    ],
)
def test_what_differs_outside_of_its_series_stands_by_itself(change):
    series, one = told([change], rule=Rule(Frequency.WEEKLY, until=date(2026, 9, 30)))
    original = change.original_start.replace(tzinfo=PARIS)
    assert series.starts_at == (SECOND if change.original_start == FIRST else FIRST).replace(tzinfo=PARIS)
    assert series.exdates == (() if change.original_start == FIRST else (original,))
    assert (one.uid, one.recurrence_id, one.starts_at) == (
        uid_of_date("u", change.original_start.date()),
        None,
        change.start.replace(tzinfo=PARIS),
    )


def test_a_date_by_itself_stays_the_same_when_the_whole_series_takes_another_hour():
    earlier = replace(ENTRY, starts_at=ENTRY.starts_at.replace(hour=9), ends_at=ENTRY.ends_at.replace(hour=10))
    found = []
    for entry, first in ((ENTRY, FIRST), (earlier, FIRST.replace(hour=9))):
        _series, one = told([Change(ChangeKind.CANCELLED, first)], rule=WEEKLY, entry=entry, first=first)
        found.append((one.uid, one.starts_at.hour))
    assert found == [(uid_of_date("u", FIRST.date()), FIRST.hour), (uid_of_date("u", FIRST.date()), 9)]
    assert uid_of_date("u", FIRST.date()) == "bfca7992-4d08-5103-94ef-86573fbcd764"


def test_a_series_of_which_every_date_differs_is_its_dates():
    changes = [Change(ChangeKind.NOTE, FIRST, note="Ouverture."), Change(ChangeKind.CANCELLED, SECOND)]
    found = told(changes, rule=Rule(Frequency.WEEKLY, count=2))
    assert [(one.starts_at, one.rrule, one.status) for one in found] == [
        (FIRST.replace(tzinfo=PARIS), "", Status.CONFIRMED),
        (SECOND.replace(tzinfo=PARIS), "", Status.CANCELLED),
    ]


def test_a_series_that_begins_across_a_clock_change_is_not_measured_by_it():
    first = datetime(2026, 10, 24, 22)
    entry = replace(ENTRY, starts_at=first.replace(tzinfo=PARIS), ends_at=datetime(2026, 10, 25, 6, tzinfo=PARIS))
    series, one = told([], rule=Rule(Frequency.WEEKLY, count=9), entry=entry, first=first)
    assert [(each.starts_at, each.ends_at) for each in (series, one)] == [
        (datetime(2026, 10, 31, 22, tzinfo=PARIS), datetime(2026, 11, 1, 6, tzinfo=PARIS)),
        (datetime(2026, 10, 24, 22, tzinfo=PARIS), datetime(2026, 10, 25, 6, tzinfo=PARIS)),
    ]


def test_an_end_far_away_is_told_without_being_looked_for():
    rule = Rule(Frequency.DAILY, until=date(2090, 1, 1))
    assert [one.rrule for one in told([Change(ChangeKind.EXCLUDED, FIRST)], rule=rule)] == [
        "FREQ=DAILY;UNTIL=20900101T225959Z"
    ]


def test_a_night_across_a_clock_change_says_its_own_end():
    first = datetime(2026, 9, 5, 22)
    entry = replace(ENTRY, starts_at=first.replace(tzinfo=PARIS), ends_at=datetime(2026, 9, 6, 6, tzinfo=PARIS))
    rule = Rule(Frequency.WEEKLY, until=date(2027, 6, 30))
    _, october, march = told([], rule=rule, entry=entry, first=first)
    assert [(one.recurrence_id, one.starts_at, one.ends_at) for one in (october, march)] == [
        (
            datetime(2026, 10, 24, 22, tzinfo=PARIS),
            datetime(2026, 10, 24, 22, tzinfo=PARIS),
            datetime(2026, 10, 25, 6, tzinfo=PARIS),
        ),
        (
            datetime(2027, 3, 27, 22, tzinfo=PARIS),
            datetime(2027, 3, 27, 22, tzinfo=PARIS),
            datetime(2027, 3, 28, 6, tzinfo=PARIS),
        ),
    ]
    cancelled = Change(ChangeKind.CANCELLED, datetime(2026, 10, 24, 22))
    assert [one.status for one in told([cancelled], rule=rule, entry=entry, first=first)] == [
        Status.CONFIRMED,
        Status.CANCELLED,
        Status.CONFIRMED,
    ]


def test_an_evening_until_the_hour_that_the_clock_skips_says_its_own_end():
    first = datetime(2027, 3, 6, 22)
    entry = replace(ENTRY, starts_at=first.replace(tzinfo=PARIS), ends_at=datetime(2027, 3, 7, 2, tzinfo=PARIS))
    rule = Rule(Frequency.WEEKLY, until=date(2027, 6, 30))
    _, march = told([], rule=rule, entry=entry, first=first)
    assert (march.starts_at, march.ends_at) == (
        datetime(2027, 3, 27, 22, tzinfo=PARIS),
        datetime(2027, 3, 28, 3, tzinfo=PARIS),
    )


def test_a_whole_day_of_a_clock_change_says_its_own_end():
    # Of 23 hours in March, of 25 in October: some programs count 24.
    _, october, march = told(
        [],
        rule=Rule(Frequency.DAILY, until=date(2027, 6, 30)),
        entry=ALL_DAY,
        first=datetime(2026, 9, 2),
    )
    assert [(one.recurrence_id, one.starts_at, one.ends_at) for one in (october, march)] == [
        (date(2026, 10, 25), date(2026, 10, 25), date(2026, 10, 26)),
        (date(2027, 3, 28), date(2027, 3, 28), date(2027, 3, 29)),
    ]


def test_an_afternoon_is_told_once_for_all():
    rule = Rule(Frequency.DAILY, until=date(2027, 6, 30))
    assert len(told([], rule=rule)) == 1
