"""Which town, district or postcode did the person mean? From our own gazetteer alone."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Min, QuerySet

from core.geo import Point
from locations.choices import CommuneKind
from locations.departements import departement_name, departements
from locations.models import Commune
from locations.names import fold, fold_town

LONGEST_QUERY = 120
MOST_CHOICES = 30

_POSTCODE = re.compile(r"(?<!\d)(\d{5})(?!\d)", re.ASCII)
_DISTRICT = re.compile(
    r"(paris|lyon|marseille) (?:0?(\d{1,2}))(?: ?(?:er|e|eme|ieme|nd|nde))?(?: ?arr(?:ondissement)?)?"
)
_DISTRICT_BASE = {"paris": 75100, "lyon": 69380, "marseille": 13200}
_DISTRICTS_OF = {"75056": (75101, 20), "69123": (69381, 9), "13055": (13201, 16)}


@dataclass(frozen=True, slots=True)
class Town:
    """
    Somewhere to look around. ``query`` typed into the search gives exactly this one.

    ``insee_codes`` are those of the places that stand there, its districts' included; ``postcodes`` the one typed.
    """

    name: str
    departement: str
    point: Point | None
    postcodes: tuple[str, ...]
    insee_codes: tuple[str, ...]
    population: int
    query: str
    label: str

    @property
    def departement_words(self) -> str:
        name = departement_name(self.departement)
        return f"{name} ({self.departement})" if name else self.departement


def find_places_named(text: str) -> list[Town]:
    """
    What a search means: nothing (unknown), one town, or several to choose from, the most populated first.

    Takes a town ("St-Denis", "lille 59", "Paris 11e"), a former commune, a postcode, or an address that ends with them.
    """
    text = text[:LONGEST_QUERY]
    if re.fullmatch(r"\s*\d{4}\s*", text, re.ASCII):
        text = f"0{text.strip()}"  # Spreadsheets and haste eat the zero of the Ain to the Ariège.
    if match := _POSTCODE.search(text):
        found = _in_postcode(match[1], fold_town(text[: match.start()] + " " + text[match.end() :]))
        if found:
            return found
        text = text[: match.start()] + " " + text[match.end() :]
    folded = fold_town(text)
    if not folded:
        return []
    if match := _DISTRICT.fullmatch(folded):
        code = str(_DISTRICT_BASE[match[1]] + int(match[2]))
        if found := _towns(Commune.objects.filter(code=code, kind=CommuneKind.DISTRICT)):
            return found
    return _named(folded)


def _named(folded: str) -> list[Town]:
    name, departement = _split_departement(folded)
    narrowed = Commune.objects.filter(departement=departement) if departement else Commune.objects.all()
    if exact := _towns(narrowed.filter(search_text=name)):
        return exact
    if departement and (whole := _towns(Commune.objects.filter(search_text=folded))):
        return whole
    if len(name) < 3:
        return []
    if begins := _towns(narrowed.filter(search_text__startswith=name)):
        return begins
    if holds := _towns(narrowed.filter(search_text__contains=f" {name}")):
        return holds
    return _ending(folded)


def _ending(folded: str) -> list[Town]:
    """The town that a text ends with ("5 rue de la republique lyon"), or else begins with ("meudon la foret")."""
    words = folded.split()
    last = words[-6:]
    endings = [" ".join(last[start:]) for start in range(len(last))]
    beginnings = [" ".join(words[:end]) for end in range(min(6, len(words)), 0, -1)]
    named: dict[str, list[Town]] = {}
    for town in _towns(
        Commune.objects.filter(search_text__in=[name for name in endings + beginnings if len(name) > 2])
    ):
        named.setdefault(fold(town.name), []).append(town)
    # Longest first, on both sides.
    return next((named[name] for name in endings + beginnings if name in named), [])


def _split_departement(folded: str) -> tuple[str, str]:
    """``"lille 59"`` → ``("lille", "59")``; ``"saint denis la reunion"`` → ``("saint denis", "974")``."""
    name, _space, last = folded.rpartition(" ")
    if name and last.upper() in departements():
        return name, last.upper()
    for code, known in departements().items():
        suffix = f" {fold(known.name)}"
        if folded.endswith(suffix):
            return folded.removesuffix(suffix), code
    return folded, ""


def _in_postcode(code: str, rest: str) -> list[Town]:
    towns = _towns(Commune.objects.filter(postcodes__code=code), postcode=code)
    if rest and len(towns) > 1:
        # An address may say the town before or after the postcode, with a street beside it: the longest name wins.
        named = [town for town in towns if f" {fold(town.name)} " in f" {rest} "]
        if named:
            return [max(named, key=lambda town: len(town.name))]
    return towns


def _towns(communes: QuerySet[Commune], postcode: str = "") -> list[Town]:
    """Today's communes, or the districts; the former ones only where there is nothing else."""
    told = communes.annotate(first_postcode=Min("postcodes__code")).order_by("-population", "name", "code")
    found = list(told[: MOST_CHOICES * 2])
    today = [commune for commune in found if commune.kind in {CommuneKind.CURRENT, CommuneKind.DISTRICT}]
    districted = {commune.parent_code for commune in today if commune.kind == CommuneKind.DISTRICT}
    # A postcode of Paris is that of a district: the city as a whole would say less.
    chosen = [commune for commune in today if not (postcode and commune.code in districted)] or found
    return [_town(commune, postcode) for commune in chosen[:MOST_CHOICES]]


def _town(commune: Any, postcode: str) -> Town:
    first, count = _DISTRICTS_OF.get(commune.code, (0, 0))
    # Each postcode of Paris, Lyon and Marseille is that of a district: the city is named alone.
    shown = "" if count else postcode or commune.first_postcode or commune.departement
    codes = [commune.code, *(str(first + rank) for rank in range(count))]
    return Town(
        name=commune.name,
        departement=commune.departement,
        point=None
        if commune.latitude is None or commune.longitude is None
        else Point(commune.latitude, commune.longitude),
        postcodes=(postcode,) if postcode else (),
        insee_codes=tuple(codes),
        population=commune.population,
        query=f"{commune.name} {shown}".strip(),
        label=f"{commune.name} ({shown})" if shown else commune.name,
    )
