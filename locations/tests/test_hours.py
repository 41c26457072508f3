from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opening_hours import OpeningHours

from locations.hours.states import (
    PARIS,
    UNKNOWN,
    InvalidHours,
    Kind,
    OpenState,
    intervals,
    is_by_appointment,
    is_valid,
    parse,
    state_at,
    tidy,
    zone_of,
)

THURSDAY = datetime(2026, 11, 26, 10, tzinfo=PARIS)
CLOCKS_GO_FORWARD = date(2026, 3, 29)
CLOCKS_GO_BACK = date(2026, 10, 25)


def test_a_public_holiday_closes_only_where_the_hours_say_so() -> None:
    first_of_may = datetime(2026, 5, 1, 10, tzinfo=PARIS)
    assert state_at("Mo-Fr 09:00-12:00", first_of_may, PARIS).kind is Kind.OPEN
    assert state_at("Mo-Fr 09:00-12:00; PH off", first_of_may, PARIS).kind is Kind.CLOSED


def test_a_dated_closure_closes_and_the_next_opening_is_after_it() -> None:
    closures = [(date(2026, 11, 26), date(2026, 11, 27))]
    assert state_at("Mo-Fr 09:00-12:00", THURSDAY, PARIS, closures) == OpenState(
        Kind.CLOSED, next_opening=datetime(2026, 11, 30, 9, tzinfo=PARIS)
    )


def test_overseas_hours_are_local_hours() -> None:
    reunion = zone_of("974")
    assert reunion == ZoneInfo("Indian/Reunion")
    six_utc = datetime(2026, 11, 26, 6, tzinfo=UTC)
    assert state_at("Mo-Fr 09:00-12:00", six_utc, reunion).kind is Kind.OPEN
    assert state_at("Mo-Fr 09:00-12:00", six_utc, zone_of("38")).kind is Kind.CLOSED
    assert intervals("Th 09:00-12:00", reunion, date(2026, 11, 26), days=2) == [
        (datetime(2026, 11, 26, 5, tzinfo=UTC), datetime(2026, 11, 26, 8, tzinfo=UTC), False)
    ]


def test_intervals_keep_local_hours_across_the_clock_change() -> None:
    assert intervals("Sa-Su 14:00-17:00", PARIS, date(2026, 10, 24), days=2) == [
        (datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 24, 15, tzinfo=UTC), False),
        (datetime(2026, 10, 25, 13, tzinfo=UTC), datetime(2026, 10, 25, 16, tzinfo=UTC), False),
    ]


def test_intervals_say_which_are_by_appointment_and_leave_closures_out() -> None:
    assert intervals(
        'Mo-Tu 09:00-12:00; We 09:00-12:00 "sur rendez-vous"',
        PARIS,
        date(2026, 11, 23),
        closures=[(date(2026, 11, 24), date(2026, 11, 24)), (date(2026, 11, 30), date(2027, 1, 4))],
    ) == [
        (datetime(2026, 11, 23, 8, tzinfo=UTC), datetime(2026, 11, 23, 11, tzinfo=UTC), False),
        (datetime(2026, 11, 25, 8, tzinfo=UTC), datetime(2026, 11, 25, 11, tzinfo=UTC), True),
    ]


@pytest.mark.parametrize("hours", ["", "   ", "Mo 08:30", "9h-12h", "\u202eMo", "Mo-Fr 09:00-12:00; " * 1000, "💡"])
def test_text_that_is_not_the_syntax_is_refused(hours: str) -> None:
    assert not is_valid(hours)
    with pytest.raises(InvalidHours):
        parse(hours)


def test_days_listed_with_blanks_are_days() -> None:
    # The library reads the first as all of Monday and of Tuesday, and Thursday's afternoon.
    assert tidy("Mo, Tu, Th 14:00-18:00; We, Fr 09:00-12:00, 14:00-18:00") == (
        "Mo,Tu,Th 14:00-18:00; We,Fr 09:00-12:00, 14:00-18:00"
    )
    unchanged = 'Mo 09:00-12:00, Tu 14:00-17:00 "Mo, Tu"; PH,SH off'
    assert tidy(unchanged) == unchanged


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("sur rendez-vous", True),
        ("Prendre rendez vous au 01", True),
        ("sur RDV", True),
        ("by appointment only", True),
        ("sans rendez-vous", False),
        ("avec ou sans RDV", False),
        ("sonner", False),
    ],
)
def test_a_comment_may_ask_for_an_appointment(comment: str, expected: bool) -> None:
    assert is_by_appointment(comment) is expected
    kind = Kind.BY_APPOINTMENT if expected else Kind.OPEN
    assert state_at(f'Th 09:00-12:00 "{comment}"', THURSDAY, PARIS).kind is kind


def test_hours_to_be_confirmed_are_not_known() -> None:
    noon = datetime(2026, 11, 26, 12, tzinfo=PARIS)
    assert state_at("Th 09:00-12:00 unknown", THURSDAY, PARIS) == OpenState(
        Kind.UNKNOWN, until=noon, since=noon - timedelta(hours=3)
    )
    assert state_at("Fr 09:00-12:00 unknown", THURSDAY, PARIS) == OpenState(Kind.CLOSED)
    assert intervals("Th 09:00-12:00 unknown", PARIS, THURSDAY.date()) == []
    assert state_at("", THURSDAY, PARIS) == UNKNOWN


@pytest.mark.parametrize(
    ("hours", "kind", "doubtful"),
    [
        ("Mo-Fr 09:00-12:00; SH off", Kind.OPEN, True),
        ("Mo-Fr 14:00-17:00; SH 09:00-12:00", Kind.CLOSED, True),
        ('Mo-Fr 09:00-12:00 "SH ?"', Kind.OPEN, False),
        ("SH off; Mo-Fr 09:00-12:00", Kind.OPEN, False),
    ],
)
def test_school_holidays_make_a_state_doubtful(hours: str, kind: Kind, doubtful: bool) -> None:
    state = state_at(hours, THURSDAY, PARIS)
    assert (state.kind, state.but_school_holidays) == (kind, doubtful)


def test_the_night_with_an_hour_twice_is_open_as_the_clock_shows() -> None:
    saturday = CLOCKS_GO_BACK - timedelta(days=1)
    two_utc = datetime(2026, 10, 25, 0, tzinfo=UTC)  # 2:00 in Paris, the first time
    assert intervals("Sa 22:00-03:00", PARIS, saturday, days=2) == [
        (two_utc - timedelta(hours=4), two_utc + timedelta(hours=2), False)
    ]
    half_an_hour = timedelta(minutes=30)
    assert intervals("Sa 22:00-02:30", PARIS, saturday, days=2) == [
        (two_utc - timedelta(hours=4), two_utc + half_an_hour, False),
        (two_utc + 2 * half_an_hour, two_utc + 3 * half_an_hour, False),
    ]
    assert intervals("Su 02:15-02:45", PARIS, CLOCKS_GO_BACK, days=1) == [
        (two_utc + half_an_hour / 2, two_utc + half_an_hour * 1.5, False),
        (two_utc + half_an_hour * 2.5, two_utc + half_an_hour * 3.5, False),
    ]
    assert state_at("Sa 22:00-02:30", two_utc + half_an_hour, PARIS).kind is Kind.CLOSED


def test_the_night_without_an_hour_closes_when_the_clock_jumps() -> None:
    saturday = CLOCKS_GO_FORWARD - timedelta(days=1)
    jump = datetime(2026, 3, 29, 1, tzinfo=UTC)  # 2:00 in Paris becomes 3:00
    assert intervals("Sa 22:00-02:30", PARIS, saturday, days=2) == [(jump - timedelta(hours=4), jump, False)]
    assert intervals("Su 02:15-05:00", PARIS, CLOCKS_GO_FORWARD, days=1) == [(jump, jump + timedelta(hours=2), False)]
    assert intervals("Su 02:10-02:50", PARIS, CLOCKS_GO_FORWARD, days=1) == []


_quarter = st.integers(0, 95).map(lambda quarter: f"{quarter // 4:02}:{quarter % 4 * 15:02}")
_hours = st.lists(
    st.tuples(st.sampled_from(["Mo-Su", "Sa", "Su", "Fr-Su"]), _quarter, _quarter), min_size=1, max_size=3
).map(lambda rules: "; ".join(f"{days} {start}-{end}" for days, start, end in rules))
_zone = st.sampled_from(["Europe/Paris", "Europe/Paris", "America/Miquelon", "Indian/Reunion"]).map(ZoneInfo)
_night = st.sampled_from([CLOCKS_GO_FORWARD, CLOCKS_GO_BACK, date(2026, 3, 8), date(2026, 11, 1), date(2026, 7, 14)])
_closures = st.lists(st.tuples(st.integers(-2, 2), st.integers(0, 2)), max_size=2)


@given(_hours, _zone, _night, _closures, st.integers(-40, 200))
def test_state_and_intervals_say_what_the_library_says(
    hours: str, zone: ZoneInfo, night: date, closed: list[tuple[int, int]], quarter: int
) -> None:
    closures = [(night + timedelta(days=first), night + timedelta(days=first + more)) for first, more in closed]
    instant = datetime(night.year, night.month, night.day, tzinfo=ZoneInfo("UTC")) + timedelta(minutes=15 * quarter + 7)
    expected = OpeningHours(hours, country="FR", timezone=zone).is_open(instant)
    if any(first <= instant.astimezone(zone).date() <= last for first, last in closures):
        expected = False
    state = state_at(hours, instant, zone, closures)
    assert (state.kind is Kind.OPEN) == expected
    stretches = intervals(hours, zone, night - timedelta(days=2), closures=closures)
    assert any(start <= instant < end for start, end, _by_appointment in stretches) == expected
    if state.next_opening:
        assert state.next_opening.astimezone(UTC) in [start for start, _end, _by_appointment in stretches] or (
            state.next_opening > instant + timedelta(days=4)
        )
