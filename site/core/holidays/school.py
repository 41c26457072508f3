"""
School holidays by zone, as far as they are known.

Source: the calendar that the ministry of Éducation nationale decrees (code de l'éducation, D521-1 and following; open
data under Licence ouverte), as the package vacances-scolaires-france carries it: its next version brings the next
year. Corse and the overseas académies decide on theirs, which are in no such source: they are not offered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from vacances_scolaires_france import SchoolHolidayDates

from core.dates import day_words

SCHOOL_ZONES = ("A", "B", "C")

_DAY = timedelta(days=1)
_SATURDAY = 5
_BRIDGE = "Pont"


class UnknownSchoolZone(ValueError):
    """There is no calendar of this zone."""


@dataclass(frozen=True, slots=True)
class SchoolHoliday:
    """
    One holiday ("Vacances de Noël"), from its first day without class to its last, both included.

    The decree says after which day's class a holiday begins and on which morning class resumes: the last day is the
    one before. A holiday that begins on a Saturday has that day for its first, although some have class in the
    morning; one that begins on another weekday, a day of class for all, begins with the next. A bridge ("Pont de
    l'Ascension") is its days.
    """

    name: str
    first: date
    last: date


def school_holidays(zone: str, first: date, last: date) -> list[SchoolHoliday]:
    """
    The holidays that touch the days from one to another (both included), in order.

    After `school_calendar_end` there are none: nobody knows them yet.

    :raises UnknownSchoolZone: the zone is none of `SCHOOL_ZONES`.
    """
    return [holiday for holiday in _calendar(zone) if holiday.first <= last and holiday.last >= first]


def school_calendar_end(zone: str) -> date:
    """
    The last day that the calendar of this zone says anything about: the last of the last holiday known.

    :raises UnknownSchoolZone: see `school_holidays`.
    """
    return _calendar(zone)[-1].last


def school_calendar_words(zone: str) -> str:
    """
    Until when the calendar is known, for the person who leaves school holidays out.

    :raises UnknownSchoolZone: see `school_holidays`.
    """
    return (
        f"Les vacances scolaires sont connues jusqu'au {day_words(school_calendar_end(zone))}. "
        "Après, aucune date n'est laissée de côté tant que le calendrier officiel n'est pas publié."
    )


def _calendar(zone: str) -> tuple[SchoolHoliday, ...]:
    try:
        return _calendars()[zone]
    except KeyError:
        raise UnknownSchoolZone(f"Pas de calendrier scolaire pour la zone {zone!r}.") from None


@cache
def _calendars() -> Mapping[str, tuple[SchoolHoliday, ...]]:
    # The package reads 14,000 days into objects (0.3 s): once, and then only the holidays are kept.
    days = SchoolHolidayDates().data
    found = {}
    for zone in SCHOOL_ZONES:
        column = f"vacances_zone_{zone.lower()}"
        found[zone] = _holidays({day: said["nom_vacances"] for day, said in days.items() if said[column]})
    return found


def _holidays(names: Mapping[date, str]) -> tuple[SchoolHoliday, ...]:
    """Days in a row under one name are one holiday."""
    runs: list[list[date]] = []
    for day in sorted(names):
        if runs and runs[-1][-1] == day - _DAY and names[runs[-1][-1]] == names[day]:
            runs[-1].append(day)
        else:
            runs.append([day])
    return tuple(SchoolHoliday(names[run[0]], _first(names[run[0]], run[0]), run[-1]) for run in runs)


def _first(name: str, named: date) -> date:
    if named.weekday() == _SATURDAY or name.startswith(_BRIDGE):
        return named
    return named + _DAY
