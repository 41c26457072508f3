"""
French public holidays, by département. Pure: no Django, no clock.

Code du travail, articles L3133-1 (everywhere), L3134-13 (Alsace and Moselle) and L3422-2 (overseas: abolition of
slavery). School holidays are not here: no calendar of them is shipped with the site.
"""

from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

_EVERY_YEAR = {
    (1, 1): "jour de l'An",
    (5, 1): "fête du Travail",
    (5, 8): "Victoire de 1945",
    (7, 14): "fête nationale",
    (8, 15): "Assomption",
    (11, 1): "Toussaint",
    (11, 11): "Armistice de 1918",
    (12, 25): "Noël",
}
_AFTER_EASTER = {1: "lundi de Pâques", 39: "Ascension", 50: "lundi de Pentecôte"}

_ALSACE_MOSELLE = {"57", "67", "68"}
_ABOLITION = {
    "971": (5, 27),
    "972": (5, 22),
    "973": (6, 10),
    "974": (12, 20),
    "976": (4, 27),
    "977": (10, 9),
    "978": (5, 28),
}


def public_holiday(day: date, departement: str = "") -> str | None:
    """The name of the public holiday that this day is there ("Toussaint"); None on any other day."""
    return national_holiday(day) or _local_holiday(day, departement)


def national_holiday(day: date) -> str | None:
    """The name of the holiday that this day is in all of France."""
    return _national(day.year).get(day)


@lru_cache(maxsize=32)
def _national(year: int) -> dict[date, str]:
    sunday = easter(year)
    moving = {sunday + timedelta(days=after): name for after, name in _AFTER_EASTER.items()}
    # Where two fall on one day (1 May 2008 was Ascension too), the one that has its own date gives its name.
    return moving | {date(year, month, day): name for (month, day), name in _EVERY_YEAR.items()}


def _local_holiday(day: date, departement: str) -> str | None:
    if departement in _ALSACE_MOSELLE:
        if (day.month, day.day) == (12, 26):
            return "Saint-Étienne"
        if day == easter(day.year) - timedelta(days=2):
            return "Vendredi saint"
    if (day.month, day.day) == _ABOLITION.get(departement):
        return "abolition de l'esclavage"
    return None
