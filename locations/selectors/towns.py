"""Which town, district or postcode did the person mean? From our own gazetteer alone."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from django.db.models import F, Min, QuerySet

from core.geo import Point
from locations.choices import CommuneKind
from locations.departements import departement_name, departements
from locations.models import Commune
from locations.names import fold, fold_town
from locations.selectors.known_names import CommuneNames, commune_names
from locations.selectors.streets import is_street, last_words, town_parts

LONGEST_QUERY = 120
MOST_CHOICES = 30
MOST_IN_POSTCODE = 100
MOST_ALIKE = 12
"""Choices shown where the name typed is only the beginning of theirs, or near it."""

RIVAL = 4
"""A longer name is offered beside the exact one when its people are at least a fourth as many ("saint ouen")."""
EVIDENT = 100
"""Of several of one name, the first is taken when its people are a hundred times those of the next ("la rochelle")."""
CLEAR = 20
"""The same, between names that are only alike."""
SMALL = 2_000
FORMER = 300
"""What a former commune weighs beside those of today: nobody counts its people any more."""

_POSTCODE = re.compile(r"(?<!\d)(\d{2}) ?(\d{3})(?!\d)", re.ASCII)
_DISTRICT = re.compile(
    r"(paris|lyon|marseille) (?:0?(\d{1,2}))(?: ?(?:er|e|eme|ieme|nd|nde))?(?: ?arr(?:ondissement)?)?"
    r"|0?(\d{1,2}) ?(?:er|e|eme|ieme|nd|nde)(?: arr(?:ondissement)?)?(?: (?:de |a )?(paris|lyon|marseille))?"
)
_DISTRICT_BASE = {"paris": 75100, "lyon": 69380, "marseille": 13200}
_DISTRICTS_OF = {"75056": (75101, 20), "69123": (69381, 9), "13055": (13201, 16)}
_NOT_TOWNS = frozenset(
    "rue cours place pont ville bois port poste centre gare vie sur les aide mai mer sous bon bons saint sainte ile "
    "grand grande petit petite vieux neuf haut bas nord sud est ouest mairie eglise ecole fort art arc val"
    " non oui".split()
)
"""Words that are also communes, and hardly ever meant so inside a longer text."""


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
    def short_name(self) -> str:
        """The name as one says it: ``Paris 11e``."""
        return said(self.name)

    @property
    def departement_words(self) -> str:
        name = departement_name(self.departement)
        return f"{name} ({self.departement})" if name else self.departement


class How(Enum):
    """How well the towns found say what was typed."""

    EXACTLY = auto()
    ALIKE = auto()  # it begins so, has that word, or is a few letters away
    WITHIN = auto()  # one part of the text is a town, the rest is something else


@dataclass(frozen=True, slots=True)
class Found:
    """Towns, the likeliest first, and the words that are not of them (a street, a place's name)."""

    towns: list[Town]
    how: How = How.EXACTLY
    rest: str = ""


NOTHING = Found([])


def find_places_named(text: str) -> list[Town]:
    """
    What a search means: nothing (unknown), one town, or several to choose from, the most populated first.

    Takes a town ("St-Denis", "lille 59", "Paris 11e"), a former commune, a postcode, or an address that ends with them.
    """
    return find_towns(text).towns


def find_towns(text: str) -> Found:
    """As `find_places_named`, with how sure it is."""
    text = text[:LONGEST_QUERY]
    if re.fullmatch(r"\s*\d{4}\s*", text, re.ASCII):
        text = f"0{text.strip()}"  # Spreadsheets and haste eat the zero of the Ain to the Ariège.
    if match := _POSTCODE.search(text):
        rest = f"{text[: match.start()]} {text[match.end() :]}"
        if found := _in_postcode(match[1] + match[2], fold_town(rest)):
            return found
        if " " not in match[0]:  # a postcode that La Poste does not know, of a CEDEX perhaps
            text = rest
    folded = fold_town(text)
    if not folded:
        return NOTHING
    if match := _DISTRICT.fullmatch(folded):
        codes = _district_codes(match[1] or match[4], int(match[2] or match[3]))
        if districts := _in_order(Commune.objects.filter(code__in=codes, kind=CommuneKind.DISTRICT)):
            return Found(districts)
    return _named(folded)


def read_towns(names: CommuneNames, positions: Iterable[int]) -> list[Town]:
    """The towns at these positions, in that order: one query."""
    keys = [names.keys[position] for position in positions]
    told = _with_postcode(Commune.objects.filter(pk__in=keys))
    rows = {commune.pk: commune for commune in told}
    return [_town(rows[key]) for key in keys if key in rows]


def towns_of_postcodes(codes: list[str]) -> list[Town]:
    """The towns of these postcodes, in that order, the most populated first in each: one query."""
    rows = Commune.objects.filter(postcodes__code__in=codes).annotate(typed=F("postcodes__code")).order_by("code")
    ordered = sorted(rows, key=lambda row: (codes.index(row.typed), -row.population))
    districted = {row.parent_code for row in ordered if row.kind == CommuneKind.DISTRICT}
    return [_town(row, row.typed) for row in ordered if row.code not in districted]


def split_departement(folded: str) -> tuple[str, str]:
    """``"lille 59"`` → ``("lille", "59")``; ``"saint denis la reunion"`` → ``("saint denis", "974")``."""
    name, _space, last = folded.rpartition(" ")
    if name and last.upper() in departements():
        return name, last.upper()
    for code, known in departements().items():
        for words in {fold(known.name), fold(known.name).removeprefix("la ")}:
            rest = folded.removesuffix(f" {words}").removesuffix(" dans")
            # "chalons sur marne" is a name, not Châlons in the Marne.
            if rest != folded and rest.rpartition(" ")[2] not in {"sur", "de", "du", "la", "le", "les", "et"}:
                return rest, code
    return folded, ""


def _after_departement(folded: str) -> list[tuple[str, str]]:
    """``"59 lille"``, ``"haute savoie annecy"``: each département that the text begins with, and what follows."""
    return [
        (code, folded.removeprefix(f"{words} "))
        for code, known in departements().items()
        for words in (code.lower(), fold(known.name))
        if folded.startswith(f"{words} ")
    ]


def _district_codes(city: str | None, number: int) -> list[str]:
    return [str(base + number) for name, base in _DISTRICT_BASE.items() if city in {None, name}]


def _named(folded: str) -> Found:
    names = commune_names()
    name, departement = split_departement(folded)
    if positions := _exactly(names, name, departement):
        return Found(read_towns(names, positions))
    if departement and (positions := _exactly(names, folded, "")):
        return Found(read_towns(names, positions))
    for code, rest in _after_departement(folded):
        if positions := _exactly(names, rest, code):
            return Found(read_towns(names, positions))
    street = is_street(folded)
    if not street and (positions := _alike(names, name, departement)):
        return Found(read_towns(names, positions), How.ALIKE)
    # "lille rue de paris" ends with a département too: what it says is tried first, then forgotten.
    for text, there in ((name, departement), (folded, "")) if departement else ((folded, ""),):
        for part in town_parts(text):
            if len(part) > 2 and part not in _NOT_TOWNS and (positions := _exactly(names, part, there, rivals=False)):
                return _within(names, positions, text, part)
    for part in last_words(name) if street else ():
        if positions := _best(names, _near(names, part, departement), least=SMALL):
            return _within(names, positions, name, part)
    return NOTHING


def _within(names: CommuneNames, positions: list[int], folded: str, part: str) -> Found:
    rest = " ".join(f" {folded} ".replace(f" {part} ", " ").split())
    return Found(read_towns(names, positions), How.WITHIN, rest)


def _exactly(names: CommuneNames, name: str, departement: str, *, rivals: bool = True) -> list[int]:
    """
    Communes of this very name, and longer names that may well be meant; former communes where there is none of today.

    One alone where it is evident.
    """
    same = _there(names, names.exactly(name), departement)
    chosen = [position for position in same if names.is_today(position)] or same
    if not chosen:
        return []
    chosen = _by_people(names, chosen)
    most = max(names.populations[position] for position in chosen)
    longer = []
    if rivals:
        longer = [
            position
            for position in _there(names, names.starting(f"{name} "), departement)
            if names.kinds[position] == 0 and names.populations[position] * RIVAL >= max(most, SMALL)
        ]
        longer = _by_people(names, longer)[: max(MOST_ALIKE - len(chosen), RIVAL)]
    return _evident(_by_people(names, chosen[: MOST_CHOICES - len(longer)] + longer), names.populations, EVIDENT)


def _alike(names: CommuneNames, name: str, departement: str) -> list[int]:
    """Communes that begin so, hold these words, or are spelled nearly so, weighed by how many people live there."""
    if len(name) < 3:
        return []
    weights = {
        position: names.populations[position] / 3 for position in _there(names, names.holding(name), departement)
    }
    for position in _there(names, names.starting(name), departement):
        people = names.populations[position]
        # Three letters are no village: "caf" is not Caffiers.
        if people >= SMALL or 2 * len(name) >= len(names.names[position]):
            weights[position] = people if names.is_today(position) else FORMER
    for position, weight in _near(names, name, departement).items():
        weights.setdefault(position, weight)
    return _best(names, weights)


def _near(names: CommuneNames, name: str, departement: str) -> dict[int, float]:
    """Communes spelled nearly so: each letter of difference divides their weight by four."""
    distance = 0 if len(name) < 4 else 1 if len(name) < 8 else 2 if len(name) < 13 else 3
    if not distance:
        return {}
    # A few letters are near many names: only a town that many know is likely.
    least = 5_000 if len(name) < 6 else 500 if len(name) < 8 else 0
    return {
        position: names.populations[position] / 4**letters
        for letters, position in names.near(name, distance)
        if names.populations[position] >= least and (not departement or names.departements[position] == departement)
    }


def _best(names: CommuneNames, weights: dict[int, float], least: int = 0) -> list[int]:
    """The heaviest, a former commune only where none of today has its name; the first alone where it is clear."""
    kept = {position: weight for position, weight in weights.items() if names.populations[position] >= least}
    today = {(names.names[position], names.departements[position]) for position in kept if names.is_today(position)}
    kept = {
        position: weight
        for position, weight in kept.items()
        if names.is_today(position) or (names.names[position], names.departements[position]) not in today
    }
    # The districts of a city that begins so say less than the city itself.
    kept = {position: weight for position, weight in kept.items() if names.kinds[position] != 1} or kept
    ordered = sorted(kept, key=lambda position: (-kept[position], names.names[position], position))[:MOST_ALIKE]
    return _evident(ordered, kept, CLEAR)


def _evident(ordered: list[int], weights: Any, times: int) -> list[int]:
    if len(ordered) > 1 and weights[ordered[0]] >= times * max(weights[ordered[1]], 1):
        return ordered[:1]
    return ordered


def _there(names: CommuneNames, positions: Iterable[int], departement: str) -> list[int]:
    if not departement:
        return list(positions)
    return [position for position in positions if names.departements[position] == departement]


def _by_people(names: CommuneNames, positions: Iterable[int]) -> list[int]:
    return sorted(positions, key=lambda position: (-names.populations[position], names.names[position], position))


def _in_postcode(code: str, rest: str) -> Found | None:
    towns = _in_order(Commune.objects.filter(postcodes__code=code), code, MOST_IN_POSTCODE)
    if not towns:
        return None
    # An address may say the town before or after the postcode, with a street beside it: the longest name wins.
    named = [town for town in towns if f" {fold(town.name)} " in f" {rest} "]
    if not named and rest:
        named = [town for town in towns if town.insee_codes[0][:2] in {"75", "69", "13"} and _city(town.name) in rest]
    if named:
        town = max(named, key=lambda town: len(town.name))
        known = fold(town.name) if f" {fold(town.name)} " in f" {rest} " else _city(town.name)
        rest = " ".join(f" {rest} ".replace(f" {known} ", " ").split())
        return Found([town] if len(towns) > 1 else towns, How.WITHIN if rest else How.EXACTLY, rest)
    return Found(towns[:MOST_CHOICES], How.WITHIN if rest else How.EXACTLY, rest)


def _city(district: str) -> str:
    return fold(district).split(" ")[0]


def _with_postcode(communes: QuerySet[Commune]) -> QuerySet[Any]:
    return communes.annotate(first_postcode=Min("postcodes__code")).order_by("-population", "name", "code")


def _in_order(communes: QuerySet[Commune], postcode: str = "", most: int = MOST_CHOICES) -> list[Town]:
    """Today's communes, or the districts; the former ones only where there is nothing else."""
    found = list(_with_postcode(communes)[: most * 2])
    today = [commune for commune in found if commune.kind in {CommuneKind.CURRENT, CommuneKind.DISTRICT}]
    districted = {commune.parent_code for commune in today if commune.kind == CommuneKind.DISTRICT}
    # A postcode of Paris is that of a district: the city as a whole would say less.
    chosen = [commune for commune in today if not (postcode and commune.code in districted)] or found
    return [_town(commune, postcode) for commune in chosen[:most]]


def said(name: str) -> str:
    """The name of a commune as one says it: ``Paris 11e`` for ``Paris 11e Arrondissement``."""
    return name.removesuffix(" Arrondissement")


def _town(commune: Any, postcode: str = "") -> Town:
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
        label=f"{said(commune.name)} ({shown})" if shown else commune.name,
    )
