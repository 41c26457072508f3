"""Départements: names, regions, and which one a postcode or an INSEE code belongs to. Read once from our own data."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from locations.names import fold

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Departement:
    """A département or a territory overseas; ``seat``: the INSEE code of its chef-lieu."""

    code: str
    name: str
    region: str
    seat: str = ""


@cache
def departements() -> dict[str, Departement]:
    """All of them, by code (``"01"``, ``"2A"``, ``"974"``)."""
    rows = json.loads((DATA / "departements.json").read_text(encoding="utf-8"))
    return {row["code"]: Departement(row["code"], row["nom"], row.get("region", ""), row["chefLieu"]) for row in rows}


def departement_name(code: str) -> str:
    """The name, or nothing for an unknown code."""
    known = departements().get(code)
    return known.name if known else ""


def departements_named(text: str) -> list[str]:
    """
    The codes that a folded text names: one, those of a région, or none.

    ``"93"``, ``"2a"``, ``"20"``, ``"dept de l isere"``, ``"seine saint denis 93"``, ``"reunion"``, ``"bretagne"``.
    """
    text = re.sub(r"^(?:departement|dept|dep) (?:de la |de l |du |des |de |d )?", "", text)
    if text.upper() in departements():
        return [text.upper()]
    if text == "20":
        return ["2A", "2B"]
    if text in {"97", "98"}:
        return [code for code in departements() if code.startswith(text)]
    named = _by_name().get(text)
    if named:
        return named
    for code in (text.rpartition(" ")[2], text.partition(" ")[0]):
        words = " ".join(word for word in text.split() if word != code)
        if _by_name().get(words) == [code.upper()]:
            return [code.upper()]
    return []


def departements_nearly_named(text: str) -> list[str]:
    """The codes whose name is a few letters away from a folded text of at least eight; none where several names are."""
    if len(text) < 8:
        return []
    found = process.extract(text, list(_by_name()), scorer=OSA.distance, score_cutoff=2 if len(text) < 14 else 3)
    nearest = [_by_name()[name] for name, distance, _rank in found if distance == found[0][1]]
    return nearest[0] if len(nearest) == 1 else []


def departements_starting(text: str) -> list[str]:
    """The codes whose name, with or without its article, or number begins so."""
    found = [code for name, codes in _by_name().items() if name.startswith(text) for code in codes if len(codes) == 1]
    return list(dict.fromkeys([code for code in departements() if code.lower() == text] + found))


@cache
def _by_name() -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    regions: dict[str, list[str]] = {}
    for code, known in departements().items():
        names[fold(known.name)] = [code]
        regions.setdefault(known.region, []).append(code)
    for row in json.loads((DATA / "regions.json").read_text(encoding="utf-8")):
        names.setdefault(fold(row["nom"]), regions.get(row["code"], []))
    shorter = {name.removeprefix(article): codes for article in ("la ", "l ") for name, codes in names.items()}
    return shorter | names


def departement_of(insee_code: str, postcode: str = "") -> str:
    """
    The code of the département of an INSEE code, or else of a postcode; nothing when neither says.

    Corsica's postcodes begin with 200 and 201 (2A), 202 and 206 (2B); Saint-Barthélemy and Saint-Martin have one each.
    """
    for code in (insee_code, postcode):
        if len(code) != 5:
            continue
        known = _special_postcode(code) if code is postcode and not insee_code else ""
        known = known or (code[:3] if code[:2] in {"97", "98"} else code[:2])
        if known in departements():
            return known
    return ""


def _special_postcode(postcode: str) -> str:
    if postcode.startswith("20"):
        return "2A" if postcode[2] in "01" else "2B"
    return {"97133": "977", "97150": "978"}.get(postcode, "")
