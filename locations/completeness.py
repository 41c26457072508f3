"""How much is known of a place, out of what a person needs in order to come: a score, and what is missing. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from locations import choices
from locations.models import Location

Share = Callable[[Location], float]
"""How much of a fact is known: 0 nothing, 1 all of it."""


@dataclass(frozen=True, slots=True)
class Fact:
    """
    One thing worth knowing of a place.

    ``words`` end the sentence "Il manque : …"; ``weight`` is out of 100, together with the other facts; ``visited``
    facts say where and when one comes, and do not count for a place that receives nobody.
    """

    words: str
    weight: int
    known: Share
    visited: bool = False


FACTS = (
    Fact("horaires", 20, lambda place: 1 if place.opening_hours else 0.5 if place.opening_hours_text else 0, True),
    Fact("téléphone", 15, lambda place: bool(place.phone)),
    Fact("position sur la carte", 15, lambda place: place.latitude is not None, True),
    Fact("adresse", 10, lambda place: bool(place.address and place.postcode), True),
    Fact("services", 10, lambda place: bool(place.services)),
    Fact("présentation", 5, lambda place: bool(place.summary or place.description)),
    Fact("frais", 5, lambda place: bool(place.fees)),
    Fact("comment y accéder", 5, lambda place: bool(place.access_modes)),
    Fact("date des informations", 5, lambda place: place.facts_date is not None),
    Fact("accès en fauteuil", 4, lambda place: place.step_free is not None or bool(place.acceslibre_url), visited=True),
    Fact("accompagnement", 3, lambda place: bool(place.support_modes)),
    Fact("adresse électronique ou site internet", 3, lambda place: bool(place.emails or place.websites)),
)
"""What counts, heaviest first: without hours, telephone, point and address nobody knows when and where to come."""


def completeness(location: Location) -> int:
    """The score, 0 to 100."""
    facts = _facts_of(location)
    known = sum(fact.weight * fact.known(location) for fact in facts)
    return round(100 * known / sum(fact.weight for fact in facts))


def missing(location: Location) -> list[str]:
    """What is not known, in words, the heaviest first; hours that are kept as text are named so."""
    found = []
    for fact in _facts_of(location):
        share = fact.known(location)
        if share < 1:
            found.append(f"{fact.words} en lignes plutôt qu'en texte" if share else fact.words)
    return found


def _facts_of(location: Location) -> list[Fact]:
    receives = choices.AccessMode.NO_PUBLIC not in location.access_modes
    return [fact for fact in FACTS if receives or not fact.visited]
