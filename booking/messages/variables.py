"""
The closed list of what may stand in braces in a text: `{prenom}`, or `{Prenom}` where a sentence begins with it.

Pure. A text is filled in by looking names up in a mapping, never by `str.format` or a template: what staff write can
name these things, and reach nothing else.
"""

import re
from collections.abc import Iterable, Mapping

EXPLAINED = {
    "prenom": "le prénom de la personne qui vient",
    "vous": "« vous », ou le prénom si le contact est celui d'une personne qui aide",
    "votre_rendez_vous": "« votre rendez-vous », « le rendez-vous d'Amina », « vos 6 rendez-vous »",
    "votre_place": "« votre place », « la place d'Amina »",
    "quand": "le jour et l'heure : « mardi 3 mars à 14 h »",
    "lieu": "le nom du lieu, « par téléphone » ou « en ligne »",
    "ville": "la ville du lieu",
    "activite": "le nom de l'activité",
    "personnes": "« 2 personnes »",
    "code": "le code de la réservation",
    "telephone": "le numéro de l'équipe",
    "site": "le nom du site",
    "jusqua": "la fin de la proposition : « jusqu'au mardi 3 mars à 14 h »",
    "lien": "le lien court qui ouvre la réservation",
}
"""Every variable, with what staff read of it."""

NOT_IN = {
    # What people come for is nobody's business who sees a screen light up.
    "subject": frozenset({"activite", "code", "lien", "telephone"}),
    "sms": frozenset({"activite"}),
    "opening": frozenset({"lien"}),  # the button is the link
    "after": frozenset({"lien"}),
}
"""What a part of a message must not name."""

_BRACED = re.compile(r"\{([^{}]*)\}")


def allowed(part: str) -> list[str]:
    """Return the variables that this part of a message may name."""
    return [name for name in EXPLAINED if name not in NOT_IN[part]]


def refused(text: str, *, part: str, without: Iterable[str] = ()) -> list[str]:
    """Return what stands in braces and must not, each once and in order; a brace left alone is one of them."""
    known = set(allowed(part)) - set(without)
    names = [found for found in _BRACED.findall(text) if _plain(found) not in known]
    alone = re.findall(r"[{}]", _BRACED.sub("", text))
    return list(dict.fromkeys([f"{{{name}}}" for name in names] + alone))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return the text with its variables in words, once: a value that holds braces is left as it is."""
    return _BRACED.sub(lambda found: _value(found, values), text)


def named(text: str) -> set[str]:
    """Return the variables that a text names."""
    return {_plain(name) for name in _BRACED.findall(text)}


def _plain(name: str) -> str:
    return name[:1].lower() + name[1:]


def _value(found: re.Match[str], values: Mapping[str, str]) -> str:
    name = found[1]
    value = values.get(_plain(name))
    if value is None:
        return found[0]
    return value[:1].upper() + value[1:] if name[:1].isupper() else value
