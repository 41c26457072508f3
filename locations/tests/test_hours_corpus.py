"""The 4,646 strings of the national file, each: read, told, and its state held against the library's own."""

import csv
import os
import random
import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours

from locations.hours.rows import hours_of, rows_of
from locations.hours.states import PARIS, Kind, is_valid, state_at
from locations.hours.words import hours_line, state_words, week_table

CORPUS = Path(__file__).parent / "data" / "horaires.csv"
THURSDAY = datetime(2026, 11, 26, 10, tzinfo=PARIS)
KINDS = {"oui": Kind.OPEN, "non": Kind.CLOSED, "": Kind.UNKNOWN}
DAY = timedelta(days=1)
JARGON = re.compile(r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH|off|week)\b|\d:\d")
ZULU = ZoneInfo("UTC")  # The library knows zones by their key.
THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
INSTANTS = 200 if THOROUGH else 2
SOME = 1 if THOROUGH else 5
"""What takes long is held against one string in so many, unless one looks further."""


@cache
def corpus() -> list[dict[str, str]]:
    with CORPUS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


table_of = cache(week_table)


def valid() -> list[str]:
    return [row["horaires"] for row in corpus() if row["syntaxe_osm_valide"] == "oui"]


def test_each_is_read_or_stands_as_it_is() -> None:
    assert len(corpus()) == 4_646
    for row in corpus():
        hours = row["horaires"]
        assert is_valid(hours) == (row["syntaxe_osm_valide"] == "oui"), hours
        assert state_at(hours, THURSDAY, PARIS).kind == KINDS[row["ouvert_jeudi_2026-11-26_10h00"]], hours
        if not is_valid(hours):
            table = week_table(hours)
            assert (table.days, table.notes, table.raw) == ((), (), hours.strip())
            assert hours_line(hours) == " ".join(hours.split())
            assert state_words(state_at(hours, THURSDAY, PARIS), THURSDAY) == "Horaires non connus"


def test_each_valid_one_is_told_in_french_words_alone() -> None:
    for hours in valid():
        table = table_of(hours)
        assert table.raw == "", hours
        told = [*(day.words for day in table.days), *table.notes, hours_line(hours)]
        assert table.days, hours
        assert not any(JARGON.search(words) for words in told), told


def test_its_table_opens_when_the_library_does() -> None:
    # Two weeks, one even and one odd, without a holiday: what a person reads in the table, minute by minute.
    monday = datetime(2026, 11, 16)  # noqa: DTZ001 - local time, the library's own convention
    for hours in valid():
        read = list(_opened([(day.index, day.words) for day in table_of(hours).days], monday))
        assert read == _library(OpeningHours(hours), monday, monday + 14 * DAY), hours


def test_its_notes_hold() -> None:
    holidays = [datetime(2026, month, day) for month, day in [(1, 1), (4, 6), (5, 1), (5, 14), (7, 14), (11, 11)]]  # noqa: DTZ001
    notes = {hours: table_of(hours).notes for hours in valid() if table_of(hours).notes}
    assert set(notes.values()) == {("Fermé les jours fériés.",)}
    assert len(notes) == 10
    for hours in {*notes, *valid()[::SOME]}:
        schedule, plain = OpeningHours(hours, country="FR"), OpeningHours(hours)
        for day in holidays:
            expected = [] if hours in notes else _library(plain, day, day + DAY)
            assert _library(schedule, day, day + DAY) == expected, hours


def test_its_state_is_the_librarys_at_any_instant() -> None:
    instants = list(_instants(200))
    chance = random.Random(26)
    for hours in valid():
        zone = chance.choice([PARIS, PARIS, ZoneInfo("Indian/Reunion"), ZoneInfo("America/Miquelon")])
        schedule = OpeningHours(hours, country="FR", timezone=zone)
        for instant in chance.sample(instants, INSTANTS):
            is_open = state_at(hours, instant, zone).kind is Kind.OPEN
            assert is_open == schedule.is_open(instant), (hours, instant)


def test_it_means_the_same_once_it_has_been_rows() -> None:
    start = datetime(2026, 4, 27)  # noqa: DTZ001
    for hours in valid()[::SOME]:
        rows, rest = rows_of(hours)
        again = hours_of(rows, rest)
        assert rest in {"", "PH off"}
        assert rows_of(again) == (rows, rest)
        same, other = (OpeningHours(text, country="FR") for text in (hours, again))
        assert _library(same, start, start + 20 * DAY) == _library(other, start, start + 20 * DAY), (hours, again)


def _instants(count: int) -> Iterator[datetime]:
    """Instants of three years: the nights when the clock changes, holidays, and any."""
    chance = random.Random(200)
    for night in (datetime(2026, 3, 29, tzinfo=ZULU), datetime(2026, 10, 25, tzinfo=ZULU)):
        yield from (night + timedelta(minutes=20 * step) for step in range(9))
    for month, day in [(1, 1), (5, 1), (7, 14), (8, 15), (11, 1), (12, 25)]:
        yield datetime(2027, month, day, 9, 30, tzinfo=ZULU)
    for _instant in range(count - 24):
        yield datetime(2026, 1, 1, tzinfo=ZULU) + timedelta(minutes=chance.randrange(3 * 365 * 24 * 60))


def _library(schedule: OpeningHours, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    return [
        (begins, ends) for begins, ends, state, _comment in schedule.intervals(start, end) if str(state) != "closed"
    ]


def _opened(cells: list[tuple[int, str]], monday: datetime) -> Iterator[tuple[datetime, datetime]]:
    """What a table says is open in the two weeks from a Monday of an odd week's eve, those that touch as one."""
    found = []
    for day in range(-1, 14):
        start = monday + day * DAY
        parity = "paires" if start.isocalendar().week % 2 == 0 else "impaires"
        for part in cells[day % 7][1].split(" ; "):
            when, _colon, hours = part.rpartition(" : ")
            if hours != "fermé" and when in {"", f"semaines {parity}"}:
                found += [_read(stretch, start) for stretch in hours.split(", ")]
    pending: tuple[datetime, datetime] | None = None
    for begins, ends in sorted(found):
        if pending and begins <= pending[1]:
            pending = (pending[0], max(pending[1], ends))
            continue
        if pending and pending[1] > monday:
            yield max(monday, pending[0]), pending[1]
        pending = (begins, ends)
    if pending:
        yield max(monday, pending[0]), min(monday + 14 * DAY, pending[1])


def _read(words: str, day: datetime) -> tuple[datetime, datetime]:
    if words == "24 heures sur 24":
        return day, day + DAY
    start, _dash, end = words.removesuffix(" le lendemain").partition(" – ")
    begins, ends = (datetime.combine(day, _hour(bound)) for bound in (start, end))
    return begins, ends if ends > begins else ends + DAY


def _hour(words: str) -> time:
    hour, _h, minute = words.replace("minuit", "0 h").partition(" h")
    return time(int(hour), int(minute or 0))
