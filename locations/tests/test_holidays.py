"""Which days are public holidays, and where."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opening_hours import OpeningHours

from locations.holidays import easter, holiday

# Published dates (Bureau des longitudes).
EASTERS = {2008: (3, 23), 2011: (4, 24), 2019: (4, 21), 2024: (3, 31), 2026: (4, 5), 2027: (3, 28), 2038: (4, 25)}


@pytest.mark.parametrize(("year", "day"), EASTERS.items())
def test_easter(year: int, day: tuple[int, int]) -> None:
    assert easter(year) == date(year, *day)


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_the_common_holidays_are_those_of_the_opening_hours_library(day: date) -> None:
    known = OpeningHours("PH", country="FR").is_open(_noon(day))
    assert bool(holiday(day, "38")) == known


@pytest.mark.parametrize(
    ("day", "departement", "name"),
    [
        (date(2026, 12, 25), "38", "Noël"),
        (date(2026, 5, 14), "974", "Ascension"),
        (date(2026, 12, 26), "38", ""),
        (date(2026, 12, 26), "67", "Saint-Étienne"),
        (date(2026, 4, 3), "57", "Vendredi saint"),
        (date(2026, 4, 3), "75", ""),
        (date(2026, 12, 20), "974", "abolition de l'esclavage"),
        (date(2026, 12, 20), "971", ""),
    ],
)
def test_holidays_differ_by_place(day: date, departement: str, name: str) -> None:
    assert holiday(day, departement) == name


def _noon(day: date) -> object:
    from datetime import datetime, time

    return datetime.combine(day, time(12))
