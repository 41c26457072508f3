"""What follows from what is typed about a place: its slug, département, INSEE code and search text."""

from collections.abc import Collection
from functools import cached_property

from django.utils.text import slugify

from locations.choices import CommuneKind
from locations.completeness import completeness
from locations.departements import departement_of
from locations.finder.facets import facets_of
from locations.models import Commune, Location, Postcode
from locations.names import fold, fold_town

LONGEST_SLUG = 240
BATCH = 500

RESERVED_SLUGS = frozenset({"carte", "envoyer", "feuille", "signaler"})
"""Addresses of our own below the finder's, which no place may take."""
DERIVED = ("departement", "search_text", "completeness", "facets")
"""What `derive` sets: who writes some columns of a place writes these too."""


class Towns:
    """INSEE codes of towns as addresses write them ("LE MANS CEDEX 2", "LYON 8EME"); reads the gazetteer once."""

    def insee_code(self, town: str, postcode: str) -> str:
        """The code of the town, where the postcode or its département leaves no doubt; else nothing."""
        name = _district_name(fold_town(town))
        if not name:
            return ""
        in_postcode = self._by_postcode.get(postcode, {})
        found = in_postcode.get(name) or self._by_departement.get((departement_of("", postcode), name), "")
        if found:
            return found
        alike = {
            code for other, code in in_postcode.items() if other.startswith(f"{name} ") or other.endswith(f" {name}")
        }
        return alike.pop() if len(alike) == 1 else ""

    @cached_property
    def _by_departement(self) -> dict[tuple[str, str], str]:
        found: dict[tuple[str, str], str] = {}
        for code, name, departement in _communes():
            key = (departement, name)
            found[key] = (
                "" if key in found else code
            )  # Two of one name in a département: no code rather than a wrong one.
        return found

    @cached_property
    def _by_postcode(self) -> dict[str, dict[str, str]]:
        names = {code: name for code, name, _departement in _communes()}
        found: dict[str, dict[str, str]] = {}
        for postcode, code in Postcode.objects.values_list("code", "communes__code"):
            if code in names:
                found.setdefault(postcode, {})[names[code]] = code
        return found


def derive(location: Location) -> None:
    """Set the département, the search text, the score and the facets from the other fields; writes nothing."""
    location.departement = departement_of(location.insee_code, location.postcode)
    location.search_text = search_text(location)
    location.completeness = completeness(location)
    location.facets = facets_of(location)


def derive_again() -> int:
    """Derive every place again and write those that differ, as when what counts has changed; returns how many."""
    count, stale = 0, []
    for location in Location.objects.defer("body").iterator(chunk_size=BATCH):
        before = [getattr(location, name) for name in DERIVED]
        derive(location)
        if before != [getattr(location, name) for name in DERIVED]:
            stale.append(location)
        if len(stale) == BATCH:
            count += Location.objects.bulk_update(stale, DERIVED)
            stale = []
    return count + Location.objects.bulk_update(stale, DERIVED)


def complete(location: Location) -> None:
    """`derive`, and a slug for a place that has none yet; reads the slugs in use, writes nothing."""
    derive(location)
    if not location.slug:
        alike = Location.objects.filter(slug__startswith=_stem(location.name, location.town)).exclude(pk=location.pk)
        location.slug = new_slug(location.name, location.town, set(alike.values_list("slug", flat=True)))


def search_text(location: Location) -> str:
    """The folded words by which a place is found in the admin."""
    return fold(f"{location.name} {location.postcode} {location.town} {location.address}")


def new_slug(name: str, town: str, taken: Collection[str]) -> str:
    """``nom-commune``, ``-2`` on collision; it never changes afterwards."""
    base = _stem(name, town)
    slug, rank = base, 1
    while slug in taken or slug in RESERVED_SLUGS:
        rank += 1
        slug = f"{base}-{rank}"
    return slug


def _stem(name: str, town: str) -> str:
    return slugify(f"{name} {town}")[:LONGEST_SLUG].strip("-") or "lieu"


def _communes() -> list[tuple[str, str, str]]:
    current = Commune.objects.filter(kind__in=[CommuneKind.CURRENT, CommuneKind.DISTRICT])
    return [
        (code, _district_name(name), departement)
        for code, name, departement in current.values_list("code", "search_text", "departement")
    ]


def _district_name(folded: str) -> str:
    """``"lyon 8eme"`` and ``"lyon 8e arrondissement"`` → ``"lyon 8"``."""
    words = folded.removesuffix(" arrondissement").split()
    if len(words) > 1 and words[-1][0].isdigit():
        words[-1] = "".join(letter for letter in words[-1] if letter.isdigit()).lstrip("0")
    return " ".join(words)
