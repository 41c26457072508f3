"""Where a place stands in the map of authorities: commune, group of communes, département, région."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from django.db.models import Q

from locations.choices import CommuneKind
from locations.departements import DATA, departement_name, departements
from locations.models import Commune, Intercommunalite, Location

GRAND_PARIS = "200054781"
"""Its communes are known by their EPT, which people know better; Paris alone stands in it directly."""


@dataclass(frozen=True, slots=True)
class Area:
    """One authority: its official code (INSEE, or SIREN for a group of communes) and its name; "" twice if unknown."""

    code: str = ""
    name: str = ""

    def __bool__(self) -> bool:
        return bool(self.code)


@dataclass(frozen=True, slots=True)
class Territory:
    """The authorities of one place. `group_kind` is CC, CA, CU, METRO, MET69 or EPT."""

    commune: Area = Area()
    group: Area = Area()
    group_kind: str = ""
    departement: Area = Area()
    region: Area = Area()


def territory_of(location: Location) -> Territory:
    """Return the territory of one place, in one query; see `territories_of` for lists."""
    return territories_of([location])[location.pk]


def territories_of(locations: Iterable[Location]) -> dict[int, Territory]:
    """
    Return the territory of each place by its key, in one query however many there are.

    The commune is today's, the whole city for a district. It comes from the INSEE code alone, with its group: one
    postcode may be that of dozens of communes.
    """
    places = list(locations)
    communes = _communes({place.insee_code for place in places} - {""})
    return {place.pk: _territory(communes.get(place.insee_code), place.departement) for place in places}


@cache
def region_names() -> dict[str, str]:
    """The names of the régions by code ("84"); each collectivity overseas stands as its own."""
    rows = json.loads((DATA / "regions.json").read_text(encoding="utf-8"))
    return {row["code"]: row["nom"] for row in rows}


class UnknownValue(ValueError):
    """A filter asks for what does not exist. `parameter` names it; the message is for the person who asked."""

    def __init__(self, parameter: str, sentence: str) -> None:
        super().__init__(sentence)
        self.parameter = parameter


@dataclass(frozen=True, slots=True)
class Within:
    """Limits of a list to authorities: codes of one kind mean "or", kinds together mean "and"."""

    communes: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    departements: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    names: tuple[str, ...] = field(default=(), compare=False)

    def __bool__(self) -> bool:
        return bool(self.communes or self.groups or self.departements or self.regions)

    def condition(self) -> Q:
        """Return what a `Location` of all these territories satisfies."""
        condition = Q()
        if self.communes:
            condition &= Q(insee_code__in=self.communes)
        if self.groups:
            there = Q(intercommunalite__in=self.groups)
            if GRAND_PARIS in self.groups:
                there |= Q(intercommunalite__kind="EPT")
            condition &= Q(insee_code__in=Commune.objects.filter(there).values("code"))
        if self.departements:
            condition &= Q(departement__in=self.departements)
        if self.regions:
            inside = [code for code, known in departements().items() if known.region in self.regions]
            condition &= Q(departement__in=inside)
        return condition


def within(
    communes: Iterable[str] = (),
    groups: Iterable[str] = (),
    departement_codes: Iterable[str] = (),
    regions: Iterable[str] = (),
) -> Within:
    """
    Return the limits that these codes mean; a city means its districts too, a former commune that of today.

    :raises UnknownValue: one of the codes is nobody's.
    """
    communes, groups, regions = _asked(communes), _asked(groups), _asked(regions)
    wanted = tuple(code.upper() for code in _asked(departement_codes))
    codes, names = _whole_communes(communes)
    group_names = dict(Intercommunalite.objects.filter(code__in=groups).values_list("code", "name")) if groups else {}
    _all_known("epci", "Aucune intercommunalité n'a le numéro", groups, group_names)
    _all_known("departement", "Aucun département n'a le numéro", wanted, departements())
    _all_known("region", "Aucune région n'a le numéro", regions, region_names())
    names += [group_names[code] for code in groups]
    names += [departement_name(code) for code in wanted]
    names += [region_names()[code] for code in regions]
    return Within(tuple(sorted(codes)), groups, wanted, regions, tuple(names))


def _asked(codes: Iterable[str]) -> tuple[str, ...]:
    # PostgreSQL takes no NUL, not even to find nothing.
    return tuple(dict.fromkeys(code.strip().replace("\x00", "\ufffd")[:60] for code in codes if code.strip()))


def _all_known(parameter: str, sentence: str, codes: Iterable[str], known: object) -> None:
    for code in codes:
        if code not in known:  # type: ignore[operator]  # a dict of names, or of départements
            raise UnknownValue(parameter, f"{sentence} «\u00a0{code}\u00a0».")


def _whole_communes(asked: tuple[str, ...]) -> tuple[set[str], list[str]]:
    """Return the codes under which places of these communes may stand, and the communes' names."""
    if not asked:
        return set(), []
    asked = tuple(code.upper() for code in asked)
    found = _communes(set(asked))
    _all_known("commune", "Aucune commune n'a le code INSEE", asked, found)
    districts = set(Commune.objects.filter(code__in=asked, kind=CommuneKind.DISTRICT).values_list("code", flat=True))
    roots = {code if code in districts else commune.code for code, commune in found.items()}
    parts = Commune.objects.filter(parent_code__in=roots).values_list("code", flat=True)
    return roots | set(parts), [found[code].name for code in asked]


def _communes(codes: set[str]) -> dict[str, Commune]:
    """The communes of these codes, in one query: today's, for a former one or a district's code too."""
    parents = Commune.objects.filter(code__in=codes).exclude(parent_code="").values("parent_code")
    rows = list(Commune.objects.filter(Q(code__in=codes) | Q(code__in=parents)).select_related("intercommunalite"))
    today = {commune.code: commune for commune in rows if commune.kind == CommuneKind.CURRENT}
    found = {commune.code: today.get(commune.parent_code, commune) for commune in rows}
    return {code: commune for code, commune in (found | today).items() if code in codes}


def _territory(commune: Commune | None, departement: str) -> Territory:
    known = departements().get(departement)
    region = known.region if known else ""
    group = commune.intercommunalite if commune else None
    return Territory(
        commune=Area(commune.code, commune.name) if commune else Area(),
        group=Area(group.code, group.name) if group else Area(),
        group_kind=group.kind if group else "",
        departement=Area(known.code, known.name) if known else Area(),
        region=Area(region, region_names().get(region, "")) if region in region_names() else Area(),
    )
