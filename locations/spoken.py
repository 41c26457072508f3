"""What the button « Écouter » reads aloud: short sentences, without what a voice stumbles on. Pure."""

import re

from django.utils.translation import gettext as _

_IN_FULL = {
    "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard", "blvd": "boulevard",
    "chem": "chemin", "che": "chemin", "imp": "impasse", "pl": "place", "rte": "route", "r": "rue", "all": "allée",
    "fbg": "faubourg", "fg": "faubourg", "sq": "square", "res": "résidence", "qu": "quai", "crs": "cours",
    "lot": "lotissement", "st": "saint", "ste": "sainte", "za": "zone d'activités", "bp": "boîte postale",
    "dr": "docteur", "gal": "général", "cdt": "commandant", "pr": "professeur", "pdt": "président",
}  # fmt: skip
_WORD = re.compile(r"(?<![\w'’])([^\W\d_]{1,4})\b\.?", re.UNICODE)
_POSTCODE = re.compile(r"\b(\d{2})(\d{3})\b")
_RANGE = re.compile(r"(\d{1,2} h(?: \d\d)?) – (\d{1,2} h(?: \d\d)?|minuit)")


def address_aloud(address: str) -> str:
    """``"12 av. de la Paix, 38000 Grenoble"`` → ``"12 avenue de la Paix, 38 000 Grenoble"``."""
    said = _WORD.sub(lambda match: _IN_FULL.get(match[1].lower(), match[0]), address)
    return _POSTCODE.sub(r"\1 \2", said)


def phone_aloud(words: str) -> str:
    """``"04 76 00 00 00"`` → ``"04, 76, 00, 00, 00"``: pair by pair, with the time to write them down."""
    return ", ".join(words.replace("+", "plus ").split(" ")) if words else ""


def hours_aloud(words: str) -> str:
    """``"9 h – 12 h, 14 h – 17 h"`` → ``"de 9 h à 12 h, de 14 h à 17 h"``."""
    return _RANGE.sub(r"de \1 à \2", words)


def place_aloud(
    *, name: str, state: str, address: str, hours: list[tuple[str, str]], phone: str, today: tuple[str, str] | None
) -> list[str]:
    """
    The sentences of a place, in the order in which one needs them.

    ``hours`` are (days, hours) as the week is told, ``today`` the day's own line where there is one.
    """
    sentences = [f"{name}.", f"{state}."]
    if address:
        sentences.append(_("Adresse : %(address)s.") % {"address": address_aloud(address)})
    if phone:
        sentences.append(_("Téléphone : %(phone)s.") % {"phone": phone_aloud(phone)})
    if today:
        sentences.append(_("Aujourd'hui, %(day)s : %(hours)s.") % {"day": today[0], "hours": hours_aloud(today[1])})
    if hours:
        told = "; ".join(f"{days}, {hours_aloud(words)}" for days, words in hours)
        sentences.append(_("Horaires de la semaine : %(hours)s.") % {"hours": told})
    return sentences
