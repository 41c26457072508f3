"""
French public holidays, by département.

Code du travail, articles L3133-1 (everywhere), L3134-13 (Alsace and Moselle) and L3422-2 (abolition of slavery);
the territories of the Pacific name their own day.
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
    return _of_year(day.year, departement).get(day)


def public_holidays(first: date, last: date, departement: str = "") -> list[tuple[date, str]]:
    """The public holidays there, with their names, from one day to another (both included), in order."""
    years = range(first.year, last.year + 1)
    return [
        (day, name)
        for year in years
        for day, name in sorted(_of_year(year, departement).items())
        if first <= day <= last
    ]


def national_holiday(day: date) -> str | None:
    """The name of the holiday that this day is in all of France."""
    return _of_year(day.year, "").get(day)


@lru_cache(maxsize=256)
def _of_year(year: int, departement: str) -> dict[date, str]:
    sunday = easter(year)
    days = {sunday + timedelta(days=after): name for after, name in _AFTER_EASTER.items()}
    # Where two fall on one day (1 May 2008 was Ascension too), the one that has its own date gives its name,
    # and that of all of France before that of one territory.
    days |= {date(year, month, day): name for (month, day), name in _EVERY_YEAR.items()}
    return _local(year, departement) | days


def _local(year: int, departement: str) -> dict[date, str]:
    if departement in _ALSACE_MOSELLE:
        return {easter(year) - timedelta(days=2): "Vendredi saint", date(year, 12, 26): "Saint-Étienne"}
    if departement in _OVERSEAS:
        (month, day), name = _OVERSEAS[departement]
        return {date(year, month, day): name}
    return {}
