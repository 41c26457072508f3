from datetime import UTC, date, datetime

import pytest

from locations.hours.holidays import holiday_note, state_holiday_note
from locations.hours.states import PARIS, UNKNOWN, state_at

WORKING_WEEK = "Mo-Fr 09:00-12:00"
ARMISTICE = date(2026, 11, 11)  # A Wednesday
SAINT_ETIENNE = date(2026, 12, 26)  # A Saturday, holiday in Alsace and Moselle only


@pytest.mark.parametrize(
    ("hours", "day", "departement", "note"),
    [
        (WORKING_WEEK, ARMISTICE, "38", "Jour férié (Armistice de 1918) : appelez avant de venir."),
        ("", ARMISTICE, "38", "Jour férié (Armistice de 1918) : appelez avant de venir."),
        (f"{WORKING_WEEK}; PH off", ARMISTICE, "38", ""),
        ("Mo-Fr,PH 09:00-12:00", ARMISTICE, "38", ""),
        ('Mo-Fr 09:00-12:00 "voir PH"', ARMISTICE, "38", "Jour férié (Armistice de 1918) : appelez avant de venir."),
        ("Mo,Tu 09:00-12:00", ARMISTICE, "38", ""),
        ("Mo-Sa 09:00-12:00; PH off", SAINT_ETIENNE, "67", "Jour férié (Saint-Étienne) : appelez avant de venir."),
        ("Mo-Sa 09:00-12:00; PH off", SAINT_ETIENNE, "38", ""),
    ],
)
def test_a_holiday_is_told_where_the_hours_do_not_speak_of_it(
    hours: str, day: date, departement: str, note: str
) -> None:
    assert holiday_note(hours, day, departement) == note


def test_nobody_is_told_to_call_a_place_without_a_phone() -> None:
    note = holiday_note(WORKING_WEEK, ARMISTICE, "38", can_call=False)
    assert note == "Jour férié (Armistice de 1918) : les horaires peuvent changer."


@pytest.mark.parametrize(
    ("now", "note"),
    [
        (datetime(2026, 11, 11, 10, tzinfo=PARIS), "Jour férié (Armistice de 1918) : appelez avant de venir."),
        (datetime(2026, 11, 10, 18, tzinfo=PARIS), "Demain est férié (Armistice de 1918) : appelez avant de venir."),
        (datetime(2026, 11, 10, 10, tzinfo=PARIS), "Demain est férié (Armistice de 1918) : appelez avant de venir."),
        (datetime(2026, 11, 9, 18, tzinfo=PARIS), ""),
        (datetime(2026, 11, 11, 18, tzinfo=PARIS), ""),
    ],
)
def test_the_note_is_about_the_day_that_the_state_tells_of(now: datetime, note: str) -> None:
    state = state_at(WORKING_WEEK, now, PARIS)
    assert state_holiday_note(WORKING_WEEK, state, now, "38") == note


def test_the_day_of_the_next_opening_has_its_name() -> None:
    saturday = datetime(2027, 5, 15, 10, tzinfo=PARIS)
    state = state_at(WORKING_WEEK, saturday, PARIS)
    note = state_holiday_note(WORKING_WEEK, state, saturday, "38")
    assert note == "Lundi est férié (lundi de Pentecôte) : appelez avant de venir."


def test_hours_that_nobody_knows_are_doubtful_on_a_holiday() -> None:
    evening_of_tuesday_in_paris = datetime(2026, 11, 10, 22, tzinfo=UTC)
    note = state_holiday_note("", UNKNOWN, evening_of_tuesday_in_paris, "988")
    assert note == "Jour férié (Armistice de 1918) : appelez avant de venir."
    note = state_holiday_note("", UNKNOWN, evening_of_tuesday_in_paris, "38")
    assert note == "Demain est férié (Armistice de 1918) : appelez avant de venir."
