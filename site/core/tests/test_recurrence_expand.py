# ruff: noqa: DTZ001 -- the clock on the wall is naive by contract
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from hypothesis import assume, given
from hypothesis import strategies as st

from core.dates import in_clock_change
from core.ical import Calendar, Entry, InvalidEntry, serialise
from core.recurrence.expand import (
    Change,
    ChangeKind,
    StartInClockChange,
    StartNotInRule,
    TooManyOccurrences,
    Window,
    check_clock_changes,
    check_start,
    expand,
    first_occurrence,
    occurrences,
)
from core.recurrence.published import published
from core.recurrence.rule import Frequency, NthWeekday, Rule, Weekday
from core.tests.strategies import rules, starts, zones

PARIS = ZoneInfo("Europe/Paris")
WEEKLY = Rule(Frequency.WEEKLY)
FIRST = datetime(2026, 9, 2, 14)
YEAR = Window(datetime(2026, 9, 1, tzinfo=PARIS), datetime(2027, 9, 1, tzinfo=PARIS))
TWO_HOURS = timedelta(hours=2)
CHANGED = datetime(2026, 9, 1, tzinfo=UTC)


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
    check_start(None, FIRST)
    check_start(WEEKLY, FIRST)
    with pytest.raises(StartNotInRule):
        check_start(tuesdays, FIRST)


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


# Published


def entry_of(first, zone, duration, *, all_day=False):
    if all_day:
        start, end = first.date(), (first + duration).date()
    else:
        start = first.replace(tzinfo=zone)
        end = (first + duration).replace(tzinfo=zone)
    return Entry(uid="u", title="Séance", starts_at=start, ends_at=end, changed_at=CHANGED)


def test_a_cancellation_is_shown_for_six_weeks_then_excluded():
    cancelled = Change(ChangeKind.CANCELLED, datetime(2026, 9, 9, 14), changed_at=CHANGED)
    entry = entry_of(FIRST, PARIS, TWO_HOURS)

    def at(now):
        return published(entry, WEEKLY, [cancelled], first=FIRST, zone=PARIS, now=now)

    master, override = at(CHANGED + timedelta(weeks=5))
    assert (override.status, override.recurrence_id) == ("CANCELLED", datetime(2026, 9, 9, 14, tzinfo=PARIS))
    assert (master.exdates, master.changed_at) == ((), CHANGED)
    (master,) = at(CHANGED + timedelta(weeks=7))
    assert master.exdates == (datetime(2026, 9, 9, 14, tzinfo=PARIS),)
    assert master.changed_at == CHANGED + timedelta(weeks=6)
    assert at(CHANGED + timedelta(weeks=8)) == [master]


def test_an_added_date_needs_a_uid_of_its_own():
    added = Change(ChangeKind.ADDED, datetime(2026, 9, 12, 9))
    with pytest.raises(InvalidEntry):
        published(entry_of(FIRST, PARIS, TWO_HOURS), WEEKLY, [added], first=FIRST, zone=PARIS)


def read(entries, window):
    """(start, end, cancelled) of each date, as another program reads our file."""
    calendar = icalendar.Calendar.from_ical(serialise(Calendar(name="x", changed_at=CHANGED), entries))
    events = recurring_ical_events.of(calendar).between(window.start, window.end)
    return sorted(
        (moment(event["DTSTART"].dt), moment(event["DTEND"].dt), event["STATUS"] == "CANCELLED") for event in events
    )


def moment(when):
    return when.astimezone(UTC) if isinstance(when, datetime) else when


@st.composite
def series(draw):
    """A rule with a first date of its own, and exceptions to dates that it gives."""
    rule, first, zone = draw(rules()), draw(starts), draw(zones)
    start = first_occurrence(rule, first)
    assume(start is not None and start.year < 2035 and first_occurrence(rule, start) == start)
    given = list(occurrences(rule, first=start, until=start + timedelta(days=500)))
    changed = draw(st.lists(st.sampled_from(given), unique=True, max_size=4))
    changes = []
    for index, original in enumerate(changed):
        kind = draw(st.sampled_from([ChangeKind.CANCELLED, ChangeKind.MOVED, ChangeKind.NOTE]))
        # Never onto another date: two dates at the same moment would hide one another.
        moved = original + timedelta(days=draw(st.integers(-9, 9)), minutes=7 + index)
        changes.append(Change(kind, original, moved if kind is ChangeKind.MOVED else None, changed_at=CHANGED))
    if draw(st.booleans()):
        changes.append(Change(ChangeKind.ADDED, start + timedelta(days=3, minutes=3), uid="v"))
    return rule, start, zone, changes


@given(series=series(), all_day=st.booleans(), hours=st.integers(1, 30), forget=st.booleans())
def test_others_read_in_our_file_what_we_expand(series, all_day, hours, forget):
    rule, first, zone, changes = series
    duration = timedelta(days=1 + hours % 3) if all_day else timedelta(hours=hours)
    if all_day:
        first = datetime.combine(first, time())
        midnight = {change: datetime.combine(change.start, time()) for change in changes}
        assume(len(set(midnight.values())) == len(changes))
        changes = [
            Change(
                change.kind,
                datetime.combine(change.original_start, time()),
                midnight[change] if change.kind is ChangeKind.MOVED else None,
                uid=change.uid,
                changed_at=change.changed_at,
            )
            for change in changes
        ]
    # The date that the whole series is written from has an hour that exists, once; others may not.
    assume(not in_clock_change(first, zone) and not in_clock_change(first + duration, zone))
    window = Window(first.replace(tzinfo=zone) - timedelta(days=40), first.replace(tzinfo=zone) + timedelta(days=450))
    now = CHANGED + timedelta(weeks=60) if forget else None
    found = [
        (each.start, each.end, each.cancelled)
        for each in expand(rule, first, zone, changes, window, duration=duration)
        if not (forget and each.cancelled)
    ]
    ours = sorted(
        (start.date(), end.date(), cancelled) if all_day else (start.astimezone(UTC), end.astimezone(UTC), cancelled)
        for start, end, cancelled in found
    )
    entry = entry_of(first, zone, duration, all_day=all_day)
    assert read(published(entry, rule, changes, first=first, zone=zone, now=now), window) == ours
