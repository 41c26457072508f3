from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opening_hours import OpeningHours

from core.holidays import (
    SCHOOL_ZONES,
    SchoolHoliday,
    UnknownSchoolZone,
    national_holiday,
    public_holiday,
    public_holidays,
    school_calendar_end,
    school_calendar_words,
    school_holidays,
)


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


def test_the_public_holidays_of_some_days_in_order() -> None:
    assert public_holidays(date(2026, 11, 1), date(2027, 1, 1)) == [
        (date(2026, 11, 1), "Toussaint"),
        (date(2026, 11, 11), "Armistice de 1918"),
        (date(2026, 12, 25), "Noël"),
        (date(2027, 1, 1), "jour de l'An"),
    ]
    assert public_holidays(date(2026, 12, 1), date(2026, 12, 31), "974") == [
        (date(2026, 12, 20), "abolition de l'esclavage"),
        (date(2026, 12, 25), "Noël"),
    ]
    assert public_holidays(date(2026, 11, 2), date(2026, 11, 10)) == []


def test_the_school_holidays_of_the_year_in_grenoble() -> None:
    assert school_holidays("A", date(2026, 9, 1), date(2027, 9, 1)) == [
        SchoolHoliday("Vacances de la Toussaint", date(2026, 10, 17), date(2026, 11, 1)),
        SchoolHoliday("Vacances de Noël", date(2026, 12, 19), date(2027, 1, 3)),
        SchoolHoliday("Vacances d'hiver", date(2027, 2, 13), date(2027, 2, 28)),
        SchoolHoliday("Vacances de printemps", date(2027, 4, 10), date(2027, 4, 25)),
        SchoolHoliday("Pont de l'Ascension", date(2027, 5, 6), date(2027, 5, 8)),
        SchoolHoliday("Vacances d'été", date(2027, 7, 3), date(2027, 8, 31)),
    ]


def test_winter_comes_zone_by_zone() -> None:
    winter = {zone: school_holidays(zone, date(2027, 2, 1), date(2027, 3, 10)) for zone in SCHOOL_ZONES}
    assert winter == {
        "A": [SchoolHoliday("Vacances d'hiver", date(2027, 2, 13), date(2027, 2, 28))],
        "B": [SchoolHoliday("Vacances d'hiver", date(2027, 2, 20), date(2027, 3, 7))],
        "C": [SchoolHoliday("Vacances d'hiver", date(2027, 2, 6), date(2027, 2, 21))],
    }


@pytest.mark.parametrize(
    ("day", "on_holiday"),
    [
        (date(2026, 10, 16), False),  # the Friday whose class is the last
        (date(2026, 10, 17), True),
        (date(2026, 11, 1), True),
        (date(2026, 11, 2), False),  # the Monday when class resumes
        # In 2021 the summer began after class on a Tuesday.
        (date(2021, 7, 6), False),
        (date(2021, 7, 7), True),
    ],
)
def test_a_holiday_goes_from_its_first_day_without_class_to_its_last(day: date, on_holiday: bool) -> None:
    assert bool(school_holidays("B", day, day)) is on_holiday


def test_what_no_calendar_says_yet_is_said() -> None:
    assert {zone: school_calendar_end(zone) for zone in SCHOOL_ZONES} == dict.fromkeys(SCHOOL_ZONES, date(2028, 8, 31))
    assert school_holidays("C", date(2028, 9, 1), date(2040, 1, 1)) == []
    assert school_calendar_words("C") == (
        "Les vacances scolaires sont connues jusqu'au jeudi 31 août 2028. "
        "Après, aucune date n'est laissée de côté tant que le calendrier officiel n'est pas publié."
    )


@pytest.mark.parametrize("zone", ["", "D", "a", "corse"])
def test_a_zone_without_a_calendar_is_refused(zone: str) -> None:
    with pytest.raises(UnknownSchoolZone):
        school_holidays(zone, date(2026, 9, 1), date(2027, 9, 1))


def test_every_school_year_that_is_known_is_whole() -> None:
    """Each has its holidays, which neither overlap nor last longer than a summer: the package's new data too."""
    for zone in SCHOOL_ZONES:
        end = school_calendar_end(zone)
        known = school_holidays(zone, date(2020, 9, 1), end)
        for before, after in pairwise(known):
            assert before.first <= before.last < after.first
        for year in range(2020, end.year):
            names = {one.name for one in school_holidays(zone, date(year, 9, 5), date(year + 1, 8, 25))}
            assert names - {"Pont de l'Ascension"} == {
                "Vacances de la Toussaint",
                "Vacances de Noël",
                "Vacances d'hiver",
                "Vacances de printemps",
                "Vacances d'été",
            }
