import csv
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from locations.hours import PARIS, InvalidHours, Kind, OpenState, intervals, is_valid, parse, state_at, zone_of
from locations.hours_words import state_words, week_table

SAMPLE = Path(__file__).parent / "data" / "horaires.csv"
THURSDAY = datetime(2026, 11, 26, 10, tzinfo=PARIS)
KINDS = {"oui": Kind.OPEN, "non": Kind.CLOSED, "": Kind.UNKNOWN}


def sample() -> list[dict[str, str]]:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def told(hours: str) -> list[str]:
    return [f"{day.name} : {day.words}" for day in week_table(hours).days if day.is_open]


def test_two_hundred_real_strings_have_the_state_the_library_gives() -> None:
    rows = sample()
    assert len(rows) == 200
    assert [state_at(row["horaires"], THURSDAY, PARIS).kind for row in rows] == [
        KINDS[row["ouvert_jeudi_2026_11_26_10h"]] for row in rows
    ]


def test_every_valid_string_is_told_in_words_alone_and_every_other_stands_as_it_is() -> None:
    for row in sample():
        table = week_table(row["horaires"])
        if row["valide"] == "oui":
            assert table.raw == ""
            assert table.days or table.notes
        else:
            assert (table.days, table.notes, table.raw) == ((), (), row["horaires"].strip())


def test_a_week_is_told_day_by_day() -> None:
    table = week_table("We-Fr 14:00-17:30; Tu 09:30-12:30,14:00-17:30; Sa 09:30-12:30")
    assert [f"{day.name} : {day.words}" for day in table.days] == [
        "lundi : fermé",
        "mardi : 9 h 30 – 12 h 30, 14 h – 17 h 30",
        "mercredi : 14 h – 17 h 30",
        "jeudi : 14 h – 17 h 30",
        "vendredi : 14 h – 17 h 30",
        "samedi : 9 h 30 – 12 h 30",
        "dimanche : fermé",
    ]
    assert (table.notes, table.raw) == ((), "")


@pytest.mark.parametrize(
    ("hours", "notes"),
    [
        ("Mo 09:00-12:00; PH off", ["Fermé les jours fériés."]),
        ("Tu[1,3] 14:00-17:00", ["Les 1er et 3e mardis du mois : 14 h – 17 h."]),
        ("Mo-Fr 09:00-12:00; Tu[-1] off", ["Fermé le dernier mardi du mois."]),
        ("week 2-52/2 Tu 09:30-12:00", ["Le mardi, une semaine sur deux (semaines paires) : 9 h 30 – 12 h."]),
        ("Mo 09:00-12:00; 2026 Dec 24-2027 Jan 02 off", ["Fermé du 24 décembre 2026 au 2 janvier 2027."]),
        ("Mo 09:00-12:00; May 01 off", ["Fermé le 1er mai."]),
        ("Mo 09:00-12:00; Aug off", ["Fermé en août."]),
        ("Oct-Nov We 10:00-12:00", ["D'octobre à novembre, le mercredi : 10 h – 12 h."]),
    ],
)
def test_what_a_week_cannot_hold_is_a_sentence(hours: str, notes: list[str]) -> None:
    table = week_table(hours)
    assert list(table.notes) == notes
    assert table.raw == ""


@pytest.mark.parametrize("hours", ["Mo-Fr 10:00+", "easter off", "PH off; Mo 10:00-12:00", "Mo-Fr,PH 09:00-12:00"])
def test_what_words_cannot_say_stands_beside_them(hours: str) -> None:
    assert week_table(hours).raw == hours


def test_opening_past_midnight_and_round_the_clock() -> None:
    assert told("Sa 22:00-02:00") == ["samedi : 22 h – 2 h"]
    assert told("Mo 18:00-24:00") == ["lundi : 18 h – minuit"]
    assert told("24/7")[0] == "lundi : 24 heures sur 24"
    assert len(told("24/7")) == 7


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [
        ("Mo-Fr 09:00-12:00,13:00-17:30", "Ouvert, ferme à 12 h"),
        ("Mo-Fr 14:00-17:30", "Fermé, ouvre à 14 h"),
        ("Fr 09:00-12:00", "Fermé, ouvre demain à 9 h"),
        ("Mo 09:30-12:00", "Fermé, ouvre lundi à 9 h 30"),
        ("2026 Dec 05 09:00-12:00", "Fermé, ouvre le 5 décembre à 9 h"),
        ("2027 Dec 05 09:00-12:00", "Fermé"),
        ('Mo-Fr 09:00-12:00 "sur rendez-vous"', "Sur rendez-vous"),
        ('Mo-Fr 14:00-16:00 "sur RDV"', "Fermé, sur rendez-vous à 14 h"),
        ('Mo-Fr 09:00-12:00 unknown "sur rendez-vous"', "Sur rendez-vous"),
        ("Th 08:00-24:00", "Ouvert, ferme à minuit"),
        ("24/7", "Ouvert"),
        ("", "Horaires non connus"),
        ("du lundi au vendredi", "Horaires non connus"),
    ],
)
def test_the_state_is_one_short_sentence(hours: str, sentence: str) -> None:
    assert state_words(state_at(hours, THURSDAY, PARIS), THURSDAY) == sentence


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
