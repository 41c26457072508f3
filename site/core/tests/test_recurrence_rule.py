from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from core.recurrence.rule import (
    WORKING_DAYS,
    Frequency,
    InvalidRule,
    NthWeekday,
    Rule,
    Weekday,
    end_of_day,
    to_rrule,
)
from core.tests.strategies import rules, zones

PARIS = ZoneInfo("Europe/Paris")
MONDAY, TUESDAY, THURSDAY = Weekday.MONDAY, Weekday.TUESDAY, Weekday.THURSDAY


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (Rule(Frequency.DAILY), "FREQ=DAILY"),
        (Rule(Frequency.WEEKLY, interval=2, weekdays=(MONDAY,)), "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"),
        (Rule(Frequency.WEEKLY, weekdays=(THURSDAY, TUESDAY), count=10), "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=10"),
        (
            Rule(Frequency.MONTHLY, nth_weekdays=(NthWeekday(2, TUESDAY),)),
            "FREQ=MONTHLY;BYDAY=2TU",
        ),
        (Rule(Frequency.MONTHLY, month_days=(31, -1)), "FREQ=MONTHLY;BYMONTHDAY=-1,31"),
        (
            Rule(Frequency.YEARLY, nth_weekdays=(NthWeekday(-1, MONDAY),), months=(3,)),
            "FREQ=YEARLY;BYMONTH=3;BYDAY=-1MO",
        ),
        (
            Rule(Frequency.MONTHLY, weekdays=WORKING_DAYS, positions=(-1,), count=3),
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3",
        ),
        (
            Rule(Frequency.MONTHLY, weekdays=(TUESDAY, MONDAY), positions=(2, 1)),
            "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1,2",
        ),
        # In summer Paris is two hours ahead of UTC, in winter one.
        (Rule(Frequency.WEEKLY, until=date(2027, 6, 30)), "FREQ=WEEKLY;UNTIL=20270630T215959Z"),
        (Rule(Frequency.WEEKLY, until=date(2026, 12, 16)), "FREQ=WEEKLY;UNTIL=20261216T225959Z"),
    ],
)
def test_a_rule_is_written_as_rfc_5545_asks(rule, text):
    assert to_rrule(rule, PARIS) == text


def test_the_end_of_whole_days_is_a_date():
    rule = Rule(Frequency.YEARLY, until=date(2030, 8, 1))
    assert to_rrule(rule, None) == "FREQ=YEARLY;UNTIL=20300801"


def test_the_end_of_a_day_in_tahiti_is_the_next_day_in_utc():
    rule = Rule(Frequency.WEEKLY, until=date(2026, 12, 16))
    assert to_rrule(rule, ZoneInfo("Pacific/Tahiti")) == "FREQ=WEEKLY;UNTIL=20261217T095959Z"


@pytest.mark.parametrize(
    "fields",
    [
        {"frequency": Frequency.DAILY, "weekdays": (MONDAY,)},
        {"frequency": Frequency.WEEKLY, "month_days": (1,)},
        {"frequency": Frequency.MONTHLY, "month_days": (1,), "nth_weekdays": (NthWeekday(1, MONDAY),)},
        {"frequency": Frequency.YEARLY, "month_days": (30,), "months": (2,)},
        {"frequency": Frequency.YEARLY, "month_days": (30,)},
        {"frequency": Frequency.MONTHLY, "months": (2,)},
        {"frequency": Frequency.MONTHLY, "weekdays": (MONDAY, TUESDAY)},
        {"frequency": Frequency.MONTHLY, "positions": (1,)},
        {"frequency": Frequency.MONTHLY, "weekdays": (MONDAY, TUESDAY), "positions": (0,)},
        {"frequency": Frequency.MONTHLY, "weekdays": (MONDAY, TUESDAY), "positions": (1,), "month_days": (1,)},
        {"frequency": Frequency.WEEKLY, "weekdays": (MONDAY, TUESDAY), "positions": (1,)},
        {"frequency": Frequency.YEARLY, "weekdays": (MONDAY, TUESDAY), "positions": (1,), "months": (3,)},
        {"frequency": Frequency.WEEKLY, "count": 0},
        {"frequency": Frequency.WEEKLY, "count": 2, "until": date(2027, 1, 1)},
        {"frequency": Frequency.WEEKLY, "interval": 0},
    ],
)
def test_what_means_nothing_or_never_happens_is_refused(fields):
    with pytest.raises(InvalidRule):
        Rule(**fields)


def test_the_second_of_all_tuesdays_is_the_second_tuesday():
    assert Rule(Frequency.MONTHLY, weekdays=(TUESDAY,), positions=(2,)) == Rule(
        Frequency.MONTHLY, nth_weekdays=(NthWeekday(2, TUESDAY),)
    )
    assert Rule(Frequency.MONTHLY, weekdays=tuple(Weekday), positions=(1, -1)) == Rule(
        Frequency.MONTHLY, month_days=(1, -1)
    )


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (Rule(Frequency.DAILY), "FREQ=DAILY"),
        (Rule(Frequency.WEEKLY), "FREQ=WEEKLY;BYDAY=TU"),
        (Rule(Frequency.MONTHLY), "FREQ=MONTHLY;BYMONTHDAY=29"),
        (Rule(Frequency.YEARLY, count=2), "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=2"),
        (Rule(Frequency.WEEKLY, weekdays=(MONDAY,)), "FREQ=WEEKLY;BYDAY=MO"),
    ],
)
def test_a_rule_can_name_the_day_of_its_first_date(rule, text):
    assert to_rrule(rule.spelled_out(date(2028, 2, 29)), PARIS) == text


@given(rule=rules(), zone=zones)
def test_the_end_is_the_last_second_of_its_day(rule, zone):
    if rule.until:
        last = end_of_day(rule.until, zone).astimezone(zone)
        assert (last.date(), last.time()) == (rule.until, time(23, 59, 59))
