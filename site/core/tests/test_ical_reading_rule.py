"""Foreign rules: the same days as python-dateutil gives, in bounded time."""

from datetime import date, datetime, time, timedelta
from itertools import takewhile
from types import SimpleNamespace

import pytest
from dateutil import rrule as dateutil_rrule
from hypothesis import given
from hypothesis import strategies as st

from core.ical.reading.refused import RefusedEvent
from core.ical.reading.rule import Work, days, parse_rule

LAST = date(2031, 12, 31)
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def numbers(lowest, highest):
    return st.lists(st.integers(lowest, highest).filter(bool), min_size=1, max_size=3).map(
        lambda values: ",".join(map(str, values))
    )


@st.composite
def rrules(draw):
    """Any rule of RFC 5545 that is not more often than daily, of those that dateutil reads as the RFC does."""
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(st.integers(1, 5))}", f"WKST={draw(st.sampled_from(CODES))}"]
    if draw(st.booleans()):
        parts.append(f"BYMONTH={draw(numbers(1, 12))}")
    if frequency != "WEEKLY" and draw(st.booleans()):
        parts.append(f"BYMONTHDAY={draw(numbers(-31, 31))}")
    if frequency == "YEARLY" and draw(st.booleans()):
        parts.append(f"BYYEARDAY={draw(numbers(-366, 366))}")
    weeks = frequency == "YEARLY" and draw(st.integers(0, 3)) == 0
    if weeks:
        parts.append(f"BYWEEKNO={draw(numbers(-53, 53))}")
    if weeks or draw(st.booleans()):
        ranked = not weeks and frequency in {"MONTHLY", "YEARLY"} and draw(st.booleans())
        rank = st.sampled_from(["1", "2", "+3", "4", "5", "-1", "-2"]) if ranked else st.just("")
        listed = draw(st.lists(st.tuples(rank, st.sampled_from(CODES)), min_size=1, max_size=3))
        parts.append("BYDAY=" + ",".join(f"{nth}{day}" for nth, day in listed))
    # In weeks, dateutil counts the first from its first date, and the standard from its first day.
    if frequency != "WEEKLY" and len(parts) > 3 and draw(st.booleans()):
        parts.append(f"BYSETPOS={draw(numbers(-5, 5))}")
    if draw(st.booleans()):
        parts.append(f"COUNT={draw(st.integers(1, 40))}")
    return ";".join(parts)


@pytest.fixture(scope="module", autouse=True)
def _ends_before_the_year_9999():
    """Where a rule gives no day at all, dateutil looks for one as long as there are years: here, there are few."""
    with pytest.MonkeyPatch.context() as patch:
        years = SimpleNamespace(datetime=datetime, date=date, time=time, timedelta=timedelta, MAXYEAR=LAST.year + 1)
        patch.setattr(dateutil_rrule, "datetime", years)
        yield


def by_dateutil(text, start):
    rule = dateutil_rrule.rrulestr(text, dtstart=datetime.combine(start, time()))
    return [when.date() for when in takewhile(lambda when: when.date() <= LAST, rule)]


@given(rrules(), st.dates(date(2024, 1, 1), date(2028, 12, 31)), st.integers(0, 1_500))
def test_the_days_are_those_of_dateutil(text, start, later):
    every = list(days(parse_rule(text), start, start, LAST, Work(10**9)))
    assert every == by_dateutil(text, start)
    # Begun later, it is the rest of the same.
    first = start + timedelta(days=later)
    assert list(days(parse_rule(text), start, first, LAST, Work(10**9))) == [day for day in every if day >= first]


def given_by(text, start, first, last, work=5_000):
    return [day.isoformat() for day in days(parse_rule(text), start, first, last, Work(work))]


def test_it_begins_near_what_is_asked_for():
    window = date(2026, 11, 1), date(2026, 11, 30)
    assert given_by("FREQ=DAILY;INTERVAL=10", date(1, 1, 1), *window) == ["2026-11-01", "2026-11-11", "2026-11-21"]
    assert given_by("FREQ=DAILY;INTERVAL=10;COUNT=73994", date(1, 1, 1), *window) == ["2026-11-01", "2026-11-11"]
    assert given_by("FREQ=WEEKLY;BYDAY=TU", date(1900, 1, 2), *window) == [
        "2026-11-03",
        "2026-11-10",
        "2026-11-17",
        "2026-11-24",
    ]
    assert given_by("FREQ=MONTHLY", date(1604, 1, 15), *window) == ["2026-11-15"]
    assert given_by("FREQ=YEARLY", date(1604, 11, 15), *window) == ["2026-11-15"]


def test_a_rule_that_never_gives_a_day_ends():
    window = date(2026, 11, 1), date(2028, 5, 1)
    for text in (
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=5",
        "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=31",
        "FREQ=YEARLY;BYWEEKNO=20;BYMONTH=12",
    ):
        assert given_by(text, date(2020, 1, 1), *window) == []


def test_work_has_an_end():
    with pytest.raises(RefusedEvent, match="trop de calcul"):
        given_by("FREQ=DAILY;COUNT=9999;BYMONTH=1", date(2000, 1, 1), date(2026, 1, 1), date(2026, 2, 1))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("FREQ=MINUTELY;COUNT=3", "chaque minute"),
        ("FREQ=DAILY;BYHOUR=9,14", "plusieurs fois par jour"),
        ("FREQ=FORTNIGHTLY", "mal écrite : « FREQ=FORTNIGHTLY »"),
        ("COUNT=3", "mal écrite"),
        ("", "mal écrite"),
        ("FREQ=DAILY;COUNT=beaucoup", "mal écrite"),
        ("FREQ=DAILY;UNTIL=demain", "mal écrite"),
        ("FREQ=WEEKLY;BYDAY=XX", "mal écrite"),
        ("FREQ=YEARLY;BYMONTH=13", "mal écrite"),
        ("FREQ=YEARLY;BYEASTER=0", "quelque chose d'inconnu : « BYEASTER »"),
        ("RSCALE=CHINESE;FREQ=YEARLY", "un autre calendrier"),
        ("RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=FORWARD", "un autre calendrier"),
    ],
)
def test_what_is_not_taken_is_said_why(text, reason):
    with pytest.raises(RefusedEvent, match=reason):
        parse_rule(text)


def test_what_others_write_is_taken():
    week = date(2026, 11, 23), date(2026, 12, 31)
    weekdays = ["2026-11-23", "2026-11-24", "2026-11-25"]
    assert given_by("FREQ=DAILY;COUNT=3;BYDAY=MO, TU, WE, TH, FR", week[0], *week) == weekdays
    assert given_by("RRULE:freq=daily;count=3;", week[0], *week) == weekdays
    assert given_by("FREQ=WEEKLY;BYDAY=1MO;COUNT=2;X-A=1", week[0], *week) == ["2026-11-23", "2026-11-30"]
    assert len(given_by("FREQ=DAILY;COUNT=-1", week[0], *week)) == 39
    assert len(given_by("FREQ=DAILY;INTERVAL=0", week[0], *week)) == 39
    # The Monday or the second Tuesday: dateutil wants both at once.
    assert given_by("FREQ=MONTHLY;BYDAY=1MO,2TU;COUNT=3", date(2026, 12, 1), date(2026, 12, 1), date(2027, 2, 1)) == [
        "2026-12-07",
        "2026-12-08",
        "2027-01-04",
    ]
