from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locations.hours.rows import HoursRow, canonical, hours_of, rows_of, take_holidays_off
from locations.hours.states import InvalidHours, is_valid, parse

MONDAY = datetime(2026, 11, 30)  # noqa: DTZ001 - local time of nowhere, the library's own convention
NINE, NOON, TWO, FIVE = time(9), time(12), time(14), time(17)
ALL_WEEK = (0, 1, 2, 3, 4, 5, 6)
WORKING_WEEK = (0, 1, 2, 3, 4)


@pytest.mark.parametrize(
    ("hours", "rows"),
    [
        (
            "Mo-Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00",
            [HoursRow(WORKING_WEEK, NINE, NOON), HoursRow(WORKING_WEEK, TWO, FIVE), HoursRow((5,), NINE, NOON)],
        ),
        ("Tu[1,3] 14:00-17:00", [HoursRow((1,), TWO, FIVE, nth=(1, 3))]),
        ("Tu[-1],Th[-1] 14:00-17:00", [HoursRow((1, 3), TWO, FIVE, nth=(-1,))]),
        (
            "week 1-53/2 We 09:00-12:00; week 2-52/2 We 14:00-17:00",
            [HoursRow((2,), TWO, FIVE, weeks="even"), HoursRow((2,), NINE, NOON, weeks="odd")],
        ),
        (
            'We 09:00-12:00, We 14:00-17:00 "sur rendez-vous"',
            [HoursRow((2,), NINE, NOON), HoursRow((2,), TWO, FIVE, by_appointment=True)],
        ),
        ("Mo 18:00-24:00", [HoursRow((0,), time(18), time(0))]),
        ("Sa 22:00-02:00", [HoursRow((5,), time(22), time(2))]),
        ("24/7", [HoursRow(ALL_WEEK, time(0), time(0))]),
        ("09:00-12:00", [HoursRow(ALL_WEEK, NINE, NOON)]),
        ("Mo-Fr 09:00-12:00; PH 14:00-17:00", [HoursRow(WORKING_WEEK, NINE, NOON), HoursRow((), TWO, FIVE)]),
    ],
)
def test_rows_say_what_the_string_says(hours: str, rows: list[HoursRow]) -> None:
    assert rows_of(hours) == (rows, "")


@pytest.mark.parametrize(
    ("hours", "again"),
    [
        ("Tu 09:00-12:00; Mo 09:00-12:00; We 09:00-12:00", "Mo-We 09:00-12:00"),
        ("Mo-Fr 09:00-12:00; We off", "Mo,Tu,Th,Fr 09:00-12:00"),
        ("Mo-Fr 09:00-12:00; We 14:00-17:00", "Mo,Tu,Th,Fr 09:00-12:00; We 14:00-17:00"),
        ("Tu 09:00-12:00; Tu[1] 14:00-17:00", "Tu[1] 14:00-17:00, Tu[2,3,4,5] 09:00-12:00"),
        ("We 09:00-12:00; week 2-52/2 We off", "week 1-53/2 We 09:00-12:00"),
        ("Mo 9:00-12:00, 14:00-17:00", "Mo 09:00-12:00,14:00-17:00"),
        ('Mo 09:00-12:00 "Sur RDV"', 'Mo 09:00-12:00 "sur rendez-vous"'),
        ("00:00-24:00", "24/7"),
    ],
)
def test_a_string_is_written_again_in_one_way(hours: str, again: str) -> None:
    assert hours_of(*rows_of(hours)) == again
    assert hours_of(*rows_of(again)) == again


@pytest.mark.parametrize(
    ("hours", "rest"),
    [
        ("Mo 09:00-12:00; PH off", "PH off"),
        ("Mo 09:00-12:00; Aug off; Sa 10:00-12:00", "Aug off; Sa 10:00-12:00"),
        ("Mo 09:00-12:00; 2026 Dec 24-2027 Jan 02 off", "2026 Dec 24-2027 Jan 02 off"),
        ("Mo 09:00-12:00; week 10-20 Tu 14:00-17:00", "week 10-20 Tu 14:00-17:00"),
        ("Mo 09:00-12:00; Tu 10:00+", "Tu 10:00+"),
        ('Mo 09:00-12:00; Tu 14:00-17:00 "sonner ; 2e étage"', 'Tu 14:00-17:00 "sonner ; 2e étage"'),
        ("Mo 09:00-12:00; PH off; Tu 09:00-12:00", "PH off; Tu 09:00-12:00"),
        ("Mo 09:00-12:00; Mo[-1] 14:00-17:00", "Mo[-1] 14:00-17:00"),
        ("Mo 09:00-12:00; SH Tu 14:00-17:00", "SH Tu 14:00-17:00"),
        ('Mo 09:00-12:00; Tu 14:00-17:00 || "sur rendez-vous"', 'Tu 14:00-17:00 || "sur rendez-vous"'),
    ],
)
def test_what_rows_cannot_say_stays_as_it_is_written(hours: str, rest: str) -> None:
    assert rows_of(hours) == ([HoursRow((0,), NINE, NOON)], rest)
    assert hours_of(*rows_of(hours)) == hours


def test_public_holidays_are_a_box_to_tick() -> None:
    rows, rest = rows_of("Mo 09:00-12:00; PH off; Aug off")
    assert take_holidays_off(rest) == (True, "Aug off")
    assert take_holidays_off("Aug off") == (False, "Aug off")
    assert hours_of(rows, "Aug off", closed_on_holidays=True) == "Mo 09:00-12:00; PH off; Aug off"
    assert hours_of(rows, "PH off", closed_on_holidays=True) == "Mo 09:00-12:00; PH off"
    with_hours = [*rows, HoursRow((), TWO, FIVE)]
    assert hours_of(with_hours, closed_on_holidays=True) == "Mo 09:00-12:00; PH 14:00-17:00"
    assert hours_of([]) == ""


def test_a_night_is_not_cut_by_the_next_day() -> None:
    rows = [HoursRow((4,), time(22), time(2)), HoursRow((5,), NINE, NOON)]
    assert hours_of(rows) == "Fr 22:00-02:00, Sa 09:00-12:00"
    # The library cuts it where a semicolon stands: rows say what it does.
    cut = [HoursRow((4,), time(22), time(0)), HoursRow((5,), NINE, NOON)]
    assert rows_of("Fr 22:00-02:00; Sa 09:00-12:00") == (cut, "")


@pytest.mark.parametrize("hours", ["", "du lundi au vendredi", "Mo 08:30"])
def test_text_that_is_not_the_syntax_is_refused(hours: str) -> None:
    with pytest.raises(InvalidHours):
        rows_of(hours)


_hour = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
_weekday_row = st.builds(
    HoursRow,
    days=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    start=_hour,
    end=_hour,
    weeks=st.sampled_from(["all", "all", "odd", "even"]),
    nth=st.sampled_from([(), (), (1,), (2, 4), (1, 3, -1), (-1,)]),
    by_appointment=st.booleans(),
)
_holiday_row = st.builds(HoursRow, days=st.just(()), start=_hour, end=st.just(time(0)), by_appointment=st.booleans())
_rows = st.lists(st.one_of(_weekday_row, _weekday_row, _weekday_row, _holiday_row), min_size=1, max_size=6)


@given(_rows)
def test_rows_become_a_string_and_the_same_rows_again(rows: list[HoursRow]) -> None:
    hours = hours_of(rows)
    assert rows_of(hours) == (canonical(rows), "")
    assert hours_of(canonical(rows)) == hours


@given(st.lists(_weekday_row, min_size=1, max_size=5))
def test_the_string_opens_when_one_of_the_rows_does(rows: list[HoursRow]) -> None:
    schedule = parse(hours_of(rows))
    for quarter in range(7, 21 * 24 * 4, 13):
        moment = MONDAY + timedelta(minutes=15 * quarter)
        assert schedule.is_open(moment) == any(_is_open(row, moment) for row in rows), moment


_selector = st.sampled_from(
    ["Mo", "Tu-Fr", "Fr", "Sa", "Fr,Sa", "Su", "Sa-Mo", "Mo-Su", "", "We[1]", "Sa[2,-1]", "PH", "Mo-Fr,PH"]
)
_stretch = st.sampled_from(["09:00-12:00", "14:00-17:00", "11:00-15:00", "22:00-02:00", "14:00-14:00", "18:00-24:00"])
_end = st.sampled_from(["", "", "", ' "sur rendez-vous"', " off"])
_rule = st.builds(
    lambda weeks, days, hours, end: (f"{weeks}{days} " + ("off" if end == " off" else f"{hours}{end}")).strip(),
    st.sampled_from(["", "", "", "week 1-53/2 ", "week 2-52/2 "]),
    _selector,
    st.lists(_stretch, min_size=1, max_size=2, unique=True).map(",".join),
    _end,
)
_strings = st.lists(st.tuples(st.sampled_from(["; ", "; ", "; ", ", "]), _rule), min_size=1, max_size=5).map(
    lambda rules: "".join(separator + rule for separator, rule in rules)[2:]
)


@given(_strings.filter(is_valid))
def test_any_string_says_the_same_once_it_has_been_rows(hours: str) -> None:
    again = hours_of(*rows_of(hours))
    assert hours_of(*rows_of(again)) == again
    start, end = MONDAY, MONDAY + timedelta(days=40)
    assert list(parse(again).intervals(start, end)) == list(parse(hours).intervals(start, end))


def _is_open(row: HoursRow, moment: datetime) -> bool:
    """Rows read day by day, without the library."""
    for day in (moment.date(), moment.date() - timedelta(days=1)):
        start = datetime.combine(day, row.start)
        end = datetime.combine(day, row.end)
        if end <= start:
            end += timedelta(days=1)
        if start <= moment < end and _is_on(row, day):
            return True
    return False


def _is_on(row: HoursRow, day: date) -> bool:
    is_last = (day + timedelta(days=7)).month != day.month
    parity = "even" if day.isocalendar().week % 2 == 0 else "odd"
    return (
        day.weekday() in row.days
        and row.weeks in {"all", parity}
        and (not row.nth or (day.day - 1) // 7 + 1 in row.nth or (-1 in row.nth and is_last))
    )
