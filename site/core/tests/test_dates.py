# ruff: noqa: DTZ001 -- the clock on the wall is naive by contract
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dates import (
    NaiveMoment,
    clock_change_days,
    day_words,
    days_words,
    following_month,
    in_clock_change,
    local_day,
    make_aware_local,
    moment_words,
    month_words,
    near_day_words,
    preceding_month,
    range_words,
    read_month,
    time_words,
)

PARIS = ZoneInfo("Europe/Paris")
NOUMEA = ZoneInfo("Pacific/Noumea")
MIQUELON = ZoneInfo("America/Miquelon")
TODAY = date(2026, 3, 3)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (time(14), "14 h"),
        (time(14, 30), "14 h 30"),
        (time(9, 5), "9 h 05"),
        (time(0), "0 h"),
        (datetime(2026, 3, 3, 8, 15), "8 h 15"),
    ],
)
def test_an_hour(at, words):
    assert time_words(at) == words


def test_a_day():
    assert day_words(date(2026, 3, 3)) == "mardi 3 mars 2026"
    assert day_words(date(2026, 3, 1), weekday=False, year=False) == "1er mars"
    assert day_words(date(2026, 8, 11), year=False) == "mardi 11 août"
    assert month_words(date(2026, 12, 25)) == "décembre 2026"


def test_a_near_day_is_named_from_today():
    assert near_day_words(TODAY, today=TODAY) == "aujourd'hui"
    assert near_day_words(date(2026, 3, 4), today=TODAY) == "demain"
    assert near_day_words(date(2026, 3, 5), today=TODAY) == "jeudi 5 mars 2026"
    assert near_day_words(date(2026, 3, 2), today=TODAY) == "lundi 2 mars 2026"


def test_a_moment():
    assert moment_words(datetime(2026, 3, 3, 14)) == "mardi 3 mars 2026 à 14 h"
    assert moment_words(datetime(2026, 3, 4, 14, 30), today=TODAY) == "demain à 14 h 30"


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (datetime(2026, 3, 3, 14), datetime(2026, 3, 3, 16), "mardi 3 mars 2026 de 14 h à 16 h"),
        (datetime(2026, 3, 3, 14), datetime(2026, 3, 3, 14), "mardi 3 mars 2026 à 14 h"),
        (datetime(2026, 3, 3, 18), datetime(2026, 3, 4), "mardi 3 mars 2026 de 18 h à minuit"),
        (
            datetime(2026, 3, 3, 22),
            datetime(2026, 3, 4, 2, 30),
            "du mardi 3 mars à 22 h au mercredi 4 mars 2026 à 2 h 30",
        ),
        (
            datetime(2026, 12, 31, 22),
            datetime(2027, 1, 1, 2),
            "du jeudi 31 décembre 2026 à 22 h au vendredi 1er janvier 2027 à 2 h",
        ),
    ],
)
def test_from_one_hour_to_another(start, end, words):
    assert range_words(start, end) == words


def test_from_one_hour_to_another_today():
    assert range_words(datetime(2026, 3, 3, 14), datetime(2026, 3, 3, 16), today=TODAY) == "aujourd'hui de 14 h à 16 h"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 3, 3), date(2026, 3, 3), "mardi 3 mars 2026"),
        (date(2026, 3, 3), date(2026, 3, 5), "du mardi 3 au jeudi 5 mars 2026"),
        (date(2026, 2, 28), date(2026, 3, 1), "du samedi 28 février au dimanche 1er mars 2026"),
        (date(2026, 12, 31), date(2027, 1, 1), "du jeudi 31 décembre 2026 au vendredi 1er janvier 2027"),
    ],
)
def test_whole_days_include_the_last(first, last, words):
    assert days_words(first, last) == words


def test_today_is_the_day_of_the_place():
    evening = datetime(2026, 3, 3, 23, 30, tzinfo=UTC)
    assert local_day(evening, PARIS) == date(2026, 3, 4)
    assert local_day(evening, ZoneInfo("America/Martinique")) == date(2026, 3, 3)
    assert local_day(evening, NOUMEA) == date(2026, 3, 4)
    with pytest.raises(NaiveMoment):
        local_day(datetime(2026, 3, 3, 23, 30), PARIS)


def test_an_hour_that_does_not_exist_moves_forward():
    assert make_aware_local(datetime(2026, 3, 29, 2, 30), PARIS).isoformat() == "2026-03-29T03:30:00+02:00"


def test_an_hour_that_comes_twice_is_the_first():
    assert make_aware_local(datetime(2026, 10, 25, 2, 30), PARIS).isoformat() == "2026-10-25T02:30:00+02:00"
    assert make_aware_local(datetime(2026, 10, 25, 2, 30, fold=1), PARIS).isoformat() == "2026-10-25T02:30:00+02:00"


@pytest.mark.parametrize(
    ("naive", "zone", "changes"),
    [
        (datetime(2026, 3, 29, 1, 59), PARIS, False),
        (datetime(2026, 3, 29, 2), PARIS, True),
        (datetime(2026, 3, 29, 2, 59), PARIS, True),
        (datetime(2026, 3, 29, 3), PARIS, False),
        (datetime(2026, 10, 25, 2), PARIS, True),
        (datetime(2026, 10, 25, 3), PARIS, False),
        (datetime(2026, 10, 24, 2, 30), PARIS, False),
        (datetime(2026, 3, 29, 2, 30), NOUMEA, False),
        (datetime(2026, 11, 1, 1, 30), MIQUELON, True),
    ],
)
def test_the_hour_of_a_clock_change(naive, zone, changes):
    assert in_clock_change(naive, zone) is changes


@given(
    naive=st.datetimes(datetime(2007, 1, 1), datetime(2037, 12, 31)),
    zone=st.sampled_from([PARIS, NOUMEA, MIQUELON]),
)
def test_outside_of_clock_changes_the_clock_shows_what_was_asked(naive, zone):
    aware = make_aware_local(naive, zone)
    shown = aware.replace(tzinfo=None)
    if in_clock_change(naive, zone):
        assert shown - naive in (timedelta(0), timedelta(hours=1))
    else:
        assert shown == naive


def test_the_days_on_which_the_clock_changes():
    assert clock_change_days(PARIS, 2027) == (date(2027, 3, 28), date(2027, 10, 31))
    assert clock_change_days(MIQUELON, 2027) == (date(2027, 3, 14), date(2027, 11, 7))
    assert clock_change_days(NOUMEA, 2027) == ()


def test_a_month_in_an_address():
    assert read_month("2026-11") == date(2026, 11, 1)
    assert not any(map(read_month, ["", "2026-13", "zut", "0001-01", "9999-12", "2026-03-01"]))


def test_the_months_beside_one():
    months = [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
    assert [following_month(month) for month in months[:2]] == months[1:]
    assert [preceding_month(month) for month in months[1:]] == months[:2]
