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


def address_aloud(address: str) -> str:
    """``"12 av. de la Paix, 38000 Grenoble"`` → ``"12 avenue de la Paix, 38 000 Grenoble"``."""
    said = _WORD.sub(lambda match: _IN_FULL.get(match[1].lower(), match[0]), address)
    return _POSTCODE.sub(r"\1 \2", said)


def phone_aloud(words: str) -> str:
    """``"04 76 00 00 00"`` → ``"04, 76, 00, 00, 00"``: pair by pair, with the time to write them down."""
    return ", ".join(words.replace("+", "plus ").split(" ")) if words else ""


def place_aloud(*, name: str, state: str, address: str, hours: str, phone: str) -> str:
    """What one needs of a place, sentence after sentence; ``hours`` as `hours_words.hours_line` tells them."""
    sentences = [f"{name}.", f"{state.rstrip('.')}."]
    if address:
        sentences.append(_("Adresse : %(address)s.") % {"address": address_aloud(address)})
    if phone:
        sentences.append(_("Téléphone : %(phone)s.") % {"phone": phone_aloud(phone)})
    if hours:
        sentences.append(_("Horaires : %(hours)s.") % {"hours": hours})
    return " ".join(sentences)
