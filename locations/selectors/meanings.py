"""What a person may mean by what they typed in the finder's one field."""

from dataclasses import dataclass

from core.geo import Point
from locations.selectors.towns import Town, find_places_named

COMMUNE = "commune"
POSTCODE = "code-postal"
DEPARTEMENT = "departement"
PLACE = "lieu"
ADDRESS = "adresse"


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
    """No choice: unknown. One: take it. Several: let the person choose. ``remark``: a sentence to show, or nothing."""

    choices: tuple[Meaning, ...]
    remark: str = ""


def meanings(text: str) -> Meanings:
    """What a search means, the most likely first."""
    return Meanings(tuple(_of_town(town) for town in find_places_named(text)))


def suggestions(text: str, limit: int = 8) -> list[Meaning]:
    """What a person may be about to type, the most likely first."""
    return list(meanings(text).choices[:limit])


def _of_town(town: Town) -> Meaning:
    kind = POSTCODE if town.postcodes else COMMUNE
    return Meaning(kind, town.label, town.departement_words, town.query, town.point, town=town)
