from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opening_hours import OpeningHours

from core.holidays import national_holiday, public_holiday


def test_a_year_has_eleven_national_holidays() -> None:
    days = [date(2026, 1, 1) + timedelta(days=step) for step in range(365)]
    assert {day: name for day in days if (name := national_holiday(day))} == {
        date(2026, 1, 1): "jour de l'An",
        date(2026, 4, 6): "lundi de Pâques",
        date(2026, 5, 1): "fête du Travail",
        date(2026, 5, 8): "Victoire de 1945",
        date(2026, 5, 14): "Ascension",
        date(2026, 5, 25): "lundi de Pentecôte",
        date(2026, 7, 14): "fête nationale",
        date(2026, 8, 15): "Assomption",
        date(2026, 11, 1): "Toussaint",
        date(2026, 11, 11): "Armistice de 1918",
        date(2026, 12, 25): "Noël",
    }


@pytest.mark.parametrize(
    ("day", "departement", "name"),
    [
        (date(2026, 12, 26), "67", "Saint-Étienne"),
        (date(2026, 12, 26), "54", None),
        (date(2026, 4, 3), "57", "Vendredi saint"),
        (date(2026, 4, 3), "75", None),
        (date(2026, 5, 27), "971", "abolition de l'esclavage"),
        (date(2026, 5, 22), "972", "abolition de l'esclavage"),
        (date(2026, 6, 10), "973", "abolition de l'esclavage"),
        (date(2026, 12, 20), "974", "abolition de l'esclavage"),
        (date(2026, 12, 20), "973", None),
        (date(2026, 4, 27), "976", "abolition de l'esclavage"),
        (date(2026, 10, 9), "977", "abolition de l'esclavage"),
        (date(2026, 5, 28), "978", "abolition de l'esclavage"),
        (date(2026, 9, 24), "988", "fête de la Citoyenneté"),
        (date(2026, 11, 1), "974", "Toussaint"),
        (date(2008, 5, 1), "", "fête du Travail"),
        (date(2026, 11, 2), "", None),
    ],
)
def test_some_days_are_holidays_in_some_departements(day: date, departement: str, name: str | None) -> None:
    assert public_holiday(day, departement) == name


@given(st.dates(date(2000, 1, 1), date(2049, 12, 31)))
def test_national_holidays_are_those_of_the_library_that_reads_opening_hours(day: date) -> None:
    assert bool(national_holiday(day)) == OpeningHours("PH", country="FR").is_open(datetime.combine(day, time(12)))
