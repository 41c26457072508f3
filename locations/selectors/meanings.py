"""What a person may mean by what they typed in the finder's one field."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from core.geo import Point
from locations import geocoder
from locations.departements import (
    departement_of,
    departements,
    departements_named,
    departements_nearly_named,
    departements_starting,
)
from locations.models import Commune, Location
from locations.names import calm, fold, fold_town
from locations.selectors.known_names import CommuneNames, PlaceNames, commune_names, place_names, postcodes_starting
from locations.selectors.places import shown_place
from locations.selectors.streets import is_street
from locations.selectors.towns import EVIDENT, LONGEST_QUERY, Found, How, Town, find_towns, read_towns

COMMUNE = "commune"
POSTCODE = "code-postal"
DEPARTEMENT = "departement"
PLACE = "lieu"
ADDRESS = "adresse"

MOST_PLACES = 12
MOST_WORDS = 8
MOST_BESIDE = 3
FAME = 10
"""A département counts as a town of a tenth of its people."""
MOST_PROPOSED = 5
AS_GOOD = 0.05
"""Between the scores of two addresses that answer equally well."""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+){2,}")
_SMALL_WORDS = frozenset("a au aux d de des du en et l la le les".split())


@dataclass(frozen=True, slots=True)
class Meaning:
    """
    Somewhere to look. ``query`` typed again gives exactly this one.

    ``kind`` is one of the five above. ``town`` where it is one; ``departement``, the code, where the list is that
    département's; ``slug`` where it is a place, which the list is around.
    """

    kind: str
    label: str
    detail: str
    query: str
    point: Point | None
    town: Town | None = None
    departement: str = ""
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Meanings:
    """
    No choice: unknown. One: take it. Several: let the person choose. ``remark``: a sentence to show, or nothing.

    ``near``: what is spelled most nearly so, to propose where nothing is known.
    """

    choices: tuple[Meaning, ...]
    remark: str = ""
    near: tuple[Meaning, ...] = ()


def meanings(text: str) -> Meanings:
    """What a search means, the most likely first. Any text has an answer."""
    text = " ".join(text[:LONGEST_QUERY].split())
    folded = fold_town(text)
    if not folded:
        return Meanings(())
    if _SLUG.fullmatch(text) and (place := shown_place(text)):
        return Meanings((_of_place(place, 2),))
    found = find_towns(text)
    if codes := departements_named(folded):
        return _departements_or_towns(codes, found)
    if found.towns and found.how is How.EXACTLY:
        return Meanings(of_towns(found.towns))
    names = place_names()
    words = name_words(folded)
    hits = names.holding(words) if words else []
    if same := [position for position in hits if names.whole(position) == folded]:
        return Meanings(of_places(names, same[:MOST_PLACES]))
    if is_street(folded):
        if answer := _street(text, found):
            return answer
    elif found.towns and found.how is How.ALIKE:
        return _alike(found, names, hits, folded)
    if hits:
        return _places(names, hits, words, found)
    if found.towns:
        return Meanings(of_towns(found.towns), _understood(found.towns))
    if codes := departements_nearly_named(folded):
        return Meanings(
            of_departements(codes), _understood_as(departements()[codes[0]].name) if len(codes) == 1 else ""
        )
    return Meanings((), near=_near(text, folded))


def of_towns(towns: Iterable[Town]) -> tuple[Meaning, ...]:
    """Towns as meanings."""
    return tuple(
        Meaning(
            POSTCODE if town.postcodes else COMMUNE, town.label, town.departement_words, town.query, town.point, town
        )
        for town in towns
    )


def of_departements(codes: Iterable[str]) -> tuple[Meaning, ...]:
    """Départements as meanings, each around its chef-lieu: one query."""
    known = [departements()[code] for code in codes]
    seats = {commune.code: commune for commune in Commune.objects.filter(code__in=[one.seat for one in known])}
    names = commune_names()
    found = []
    for one in known:
        seat = seats.get(one.seat)
        point = Point(seat.latitude, seat.longitude) if seat and seat.latitude and seat.longitude else None
        # "Paris (75)" and "Mayenne (53)" are towns too.
        own = any(names.departements[position] == one.code for position in names.exactly(fold(one.name)))
        query = f"département {one.code}" if own else f"{one.name} ({one.code})"
        found.append(
            Meaning(DEPARTEMENT, f"{one.name} ({one.code})", _("Département"), query, point, departement=one.code)
        )
    return tuple(found)


def of_places(names: PlaceNames, positions: Iterable[int]) -> tuple[Meaning, ...]:
    """Places as meanings, in that order: one query, and another where one has no coordinates."""
    wanted = {names.keys[position]: names.whole(position) for position in positions}
    rows = {
        place.pk: place
        for place in Location.objects.shown()
        .filter(pk__in=wanted)
        .only("name", "slug", "address", "postcode", "town", "insee_code", "departement", "latitude", "longitude")
    }
    namesakes = names.namesakes(wanted.values())
    return tuple(_of_place(rows[key], namesakes[whole]) for key, whole in wanted.items() if key in rows)


def name_words(folded: str) -> list[str]:
    """The words by which a place's name is looked for."""
    words = [word for word in folded.split() if word not in _SMALL_WORDS]
    return list(dict.fromkeys(words))[:MOST_WORDS] if sum(map(len, words)) > 2 else []


def _of_place(place: Location, namesakes: int) -> Meaning:
    point, town = None, None
    if place.latitude is not None and place.longitude is not None:
        point = Point(place.latitude, place.longitude)
    else:
        town = next(iter(find_towns(f"{place.town} {place.postcode}").towns), None)
        point = town.point if town else None
    where = " ".join(part for part in (place.postcode, calm(place.town)) if part)
    return Meaning(
        PLACE,
        calm(place.name),
        ", ".join(part for part in (calm(place.address), where) if part),
        # Two places of one name in one town: only the name in their addresses tells them apart.
        place.slug if namesakes > 1 else f"{calm(place.name)}, {calm(place.town)}",
        point,
        town=town,
        slug=place.slug,
    )


def _understood(towns: list[Town]) -> str:
    return _understood_as(towns[0].short_name) if len(towns) == 1 else ""


def _understood_as(name: str) -> str:
    return _("Nous avons compris «\u00a0%(name)s\u00a0».") % {"name": name}


def _departements_or_towns(codes: list[str], found: Found) -> Meanings:
    """Départements, beside the towns of the same name unless so few live there that they are hardly meant."""
    towns = found.towns if found.how is How.EXACTLY else []
    if any(town.departement in codes and town.insee_codes[0] == "75056" for town in towns):
        return Meanings(of_towns(towns))
    people = sum(commune_names().people(code) for code in codes)
    if towns and people >= EVIDENT * max(town.population for town in towns):
        towns = []
    return Meanings(of_towns(towns) + of_departements(codes))


def _alike(found: Found, names: PlaceNames, hits: list[int], folded: str) -> Meanings:
    towns = of_towns(found.towns)
    codes = departements_nearly_named(folded)
    if len(towns) == 1 and not codes:
        return Meanings(towns, _understood(found.towns))
    if not codes:  # "seine" begins three of them, where many more live than in any town that it begins
        people = commune_names().people
        most = found.towns[0].population * FAME
        codes = [code for code in departements_starting(folded) if people(code) > most][:MOST_BESIDE]
    return Meanings(of_departements(codes) + towns + of_places(names, hits[:MOST_BESIDE]))


def _places(names: PlaceNames, hits: list[int], words: list[str], found: Found) -> Meanings:
    """Places of that name, and the town where it is one of theirs; one alone where most of its words were typed."""
    places = of_places(names, hits[:MOST_PLACES])
    there = {names.town(position) for position in hits}
    towns = of_towns(town for town in found.towns[:MOST_BESIDE] if fold(town.name) in there)
    named = _covers(names.name(hits[0]), words)
    if len(hits) == 1 and named:
        return Meanings(places)
    if towns and not named:  # "bordeaux centre"
        return Meanings(towns + places)
    remark = "" if len(hits) <= MOST_PLACES or towns else _("Beaucoup de lieux portent ce nom : ajoutez votre ville.")
    return Meanings(places + towns, remark)


def _covers(name: str, words: list[str]) -> bool:
    told = [word for word in name.split() if word not in _SMALL_WORDS]
    return 2 * sum(one in words for one in told) >= len(told)


def _street(text: str, found: Found) -> Meanings | None:
    """The address where a geocoder knows it; else the centre of its town, saying so; nothing without a town."""
    try:
        addresses = geocoder.find_addresses(text)
    except geocoder.GeocoderSilent:
        addresses = []
    there = [address for address in addresses if not found.towns or _is_in(address, found.towns)]
    if there:
        exact = [address for address in there if fold(address.label) == fold(text)]
        best = [address for address in there if address.score >= there[0].score - AS_GOOD]
        chosen = exact[:1] or best if len(found.towns) != 1 else there[:1]
        return Meanings(tuple(_of_address(address) for address in chosen))
    if not found.towns:
        return None
    towns = of_towns(found.towns)
    if len(towns) > 1:
        if geocoder.is_on() and found.rest:  # the street is asked for again, in the town that is chosen
            towns = tuple(replace(town, query=f"{found.rest} {town.query}") for town in towns)
        return Meanings(towns)
    if geocoder.is_on():
        remark = _("La rue n'a pas été trouvée : voici le centre de %(town)s.")
    else:
        remark = _("Nous cherchons sans la rue : voici le centre de %(town)s.")
    return Meanings(towns, remark % {"town": found.towns[0].short_name})


def _is_in(address: geocoder.Address, towns: list[Town]) -> bool:
    return any(
        address.insee_code in town.insee_codes
        or address.postcode in town.postcodes
        # A former commune has the code of today's there, and keeps its name in the label.
        or (departement_of(address.insee_code) == town.departement and fold(town.name) in fold(address.label))
        for town in towns
    )


def _of_address(address: geocoder.Address) -> Meaning:
    name = departements().get(departement_of(address.insee_code, address.postcode))
    return Meaning(ADDRESS, address.label, f"{name.name} ({name.code})" if name else "", address.label, address.point)


def _near(text: str, folded: str) -> tuple[Meaning, ...]:
    """What is spelled most nearly so: postcodes that begin so, or towns a letter further away than is believed."""
    digits = text.replace(" ", "")
    if digits.isascii() and digits.isdigit():
        alike = next((codes for size in (4, 3) if len(digits) > 4 and (codes := postcodes_starting(digits[:size]))), [])
        return tuple(choice for code in alike[:3] for choice in of_towns(find_towns(code).towns[:2]))[:MOST_PROPOSED]
    names: CommuneNames = commune_names()
    if not 3 < len(folded) <= 40:
        return ()
    letters = 2 if len(folded) < 8 else 3 if len(folded) < 13 else 5
    weights = {
        position: names.populations[position] / 10**distance
        for distance, position in names.near(folded, letters)
        if names.kinds[position] == 0
    }
    best = sorted(weights, key=lambda position: (-weights[position], position))[:MOST_PROPOSED]
    return of_towns(read_towns(names, best))
