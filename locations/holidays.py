"""
Public holidays in France, and where they differ: Alsace-Moselle, and each overseas territory. Pure.

Code du travail, L3133-1 (everywhere), L3134-13 (Moselle and Alsace) and L3422-2 (the days of the abolition of slavery);
the territories of the Pacific name their own day.
"""

from datetime import date, timedelta
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

_FIXED = {
    (1, 1): _("Jour de l'an"),
    (5, 1): _("Fête du Travail"),
    (5, 8): _("8 mai"),
    (7, 14): _("14 juillet"),
    (8, 15): _("Assomption"),
    (11, 1): _("Toussaint"),
    (11, 11): _("11 novembre"),
    (12, 25): _("Noël"),
}
_AFTER_EASTER = {1: _("lundi de Pâques"), 39: _("Ascension"), 50: _("lundi de Pentecôte")}
_ABOLITION = _("abolition de l'esclavage")
_LOCAL = {
    "971": {(5, 27): _ABOLITION},
    "972": {(5, 22): _ABOLITION},
    "973": {(6, 10): _ABOLITION},
    "974": {(12, 20): _ABOLITION},
    "976": {(4, 27): _ABOLITION},
    "977": {(10, 9): _ABOLITION},
    "978": {(5, 28): _ABOLITION},
    "986": {(7, 29): _("fête du Territoire")},
    "987": {(6, 29): _("fête de l'Autonomie")},
    "988": {(9, 24): _("fête de la Citoyenneté")},
}
_ALSACE_MOSELLE = frozenset({"57", "67", "68"})


def holiday(day: date, departement: str) -> str:
    """The name of the public holiday of that day there (code of the département), or nothing."""
    here = {**_FIXED, **_LOCAL.get(departement, {})}
    after = (day - easter(day.year)).days
    name = here.get((day.month, day.day)) or _AFTER_EASTER.get(after, "")
    if not name and departement in _ALSACE_MOSELLE:
        name = _("Vendredi saint") if after == -2 else _("Saint-Étienne") if (day.month, day.day) == (12, 26) else ""
    return str(name)


@lru_cache(maxsize=16)
def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (Meeus, Jones and Butcher's rule)."""
    cycle, century, rest = year % 19, year // 100, year % 100
    moved = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * cycle + century - century // 4 - moved + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (cycle + 11 * epact + 22 * weekday) // 451
    shifted = epact + weekday - 7 * late
    return date(year, 3, 22) + timedelta(days=shifted)
