"""
French public holidays, by département. Pure: no Django, no clock.

Code du travail, articles L3133-1 (everywhere), L3134-13 (Alsace and Moselle) and L3422-2 (abolition of slavery);
the territories of the Pacific name their own day. School holidays are not here: the site ships no calendar of them.
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
_ABOLITION = "abolition de l'esclavage"
_OVERSEAS = {
    "971": ((5, 27), _ABOLITION),
    "972": ((5, 22), _ABOLITION),
    "973": ((6, 10), _ABOLITION),
    "974": ((12, 20), _ABOLITION),
    "976": ((4, 27), _ABOLITION),
    "977": ((10, 9), _ABOLITION),
    "978": ((5, 28), _ABOLITION),
    "986": ((7, 29), "fête du Territoire"),
    "987": ((6, 29), "fête de l'Autonomie"),
    "988": ((9, 24), "fête de la Citoyenneté"),
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
    when, name = _OVERSEAS.get(departement, (None, None))
    return name if when == (day.month, day.day) else None
