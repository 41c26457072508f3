"""Départements: names, regions, and which one a postcode or an INSEE code belongs to. Read once from our own data."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

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
