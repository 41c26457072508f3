"""
What the finder filters by, as one bit a value: a box of places is filtered and counted from one number each. Pure.

A bit never moves once it is taken: each list of values has room to grow before the next one begins.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from locations.choices import AccessMode, Audience, Fee, Network, Service, SolidarityOffer, SpecificCare
from locations.hours.states import is_by_appointment

WITH_APPOINTMENT, WITHOUT_APPOINTMENT = "avec", "sans"
YES = "oui"

# The names of the address bar, each with its values and the bit of the first one.
_FIRST_BITS: Mapping[str, tuple[int, Iterable[str]]] = {
    "service": (0, Service.values),
    "public": (14, Audience.values),
    "reseau": (22, Network.values),
    "frais": (26, Fee.values),
    "rdv": (30, (WITH_APPOINTMENT, WITHOUT_APPOINTMENT)),
    "fauteuil": (32, (YES,)),
    "soin": (34, SpecificCare.values),
    "offre": (46, SolidarityOffer.values),
}
CAN_BE_CALLED = 1 << 54
HAS_HOURS = 1 << 55

BITS: Mapping[str, Mapping[str, int]] = {
    name: {str(value): 1 << (first + rank) for rank, value in enumerate(values)}
    for name, (first, values) in _FIRST_BITS.items()
}
"""The bit of each value, by the name of its filter; 62 at most fit the column."""


class Described(Protocol):
    """What of a place the finder filters by."""

    network: str
    services: list[str]
    audiences: list[str]
    specific_care: list[str]
    fees: list[str]
    offers: list[str]
    access_modes: list[str]
    step_free: bool | None
    opening_hours: str
    booking_url: str
    phone: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    Which places: codes of the choices; several of one kind mean "or", kinds together mean "and".

    `open_at` is aware; a place that is open "by appointment" at that moment is not open.
    """

    services: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    open_at: datetime | None = None
    fees: tuple[str, ...] = ()
    appointments: tuple[str, ...] = ()
    step_free: tuple[str, ...] = ()
    care: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    departement: str = ""

    def __bool__(self) -> bool:
        return bool(self.masks() or self.open_at or self.departement)

    def masks(self) -> dict[str, int]:
        """For each filter in force, by its name, the bits of which a place has at least one."""
        return {name: mask(name, codes) for name, codes in self.codes().items() if codes}

    def codes(self) -> dict[str, tuple[str, ...]]:
        """The codes asked for, by the name of their filter."""
        return {
            "service": self.services,
            "public": self.audiences,
            "reseau": self.networks,
            "frais": self.fees,
            "rdv": self.appointments,
            "fauteuil": self.step_free,
            "soin": self.care,
            "offre": self.offers,
        }


def mask(name: str, codes: Iterable[str]) -> int:
    """The bits of these values of a filter."""
    return sum(BITS[name][code] for code in set(codes))


def facets_of(place: Described) -> int:
    """What is said of a place, one bit a value; a value that is no longer in the lists has none."""
    said = {
        "service": place.services,
        "public": place.audiences,
        "reseau": [place.network],
        "frais": place.fees,
        "rdv": _appointments(place),
        "fauteuil": [YES] if place.step_free else [],
        "soin": place.specific_care,
        "offre": place.offers,
    }
    bits = sum(mask(name, (code for code in codes if code in BITS[name])) for name, codes in said.items())
    return bits | (CAN_BE_CALLED if place.phone else 0) | (HAS_HOURS if place.opening_hours else 0)


def _appointments(place: Described) -> list[str]:
    """
    How one may come.

    A place that says nothing of its ways of access but opens its door at given hours may be entered: the national data
    most often says no more than that.
    """
    found = []
    if place.booking_url or AccessMode.ONLINE in place.access_modes or is_by_appointment(place.opening_hours):
        found.append(WITH_APPOINTMENT)
    open_door = not place.access_modes and _opens_its_door(place.opening_hours)
    if AccessMode.COME in place.access_modes or open_door:
        found.append(WITHOUT_APPOINTMENT)
    return found


def _opens_its_door(hours: str) -> bool:
    """Whether some rule of the hours opens the place without a word of appointments."""
    rules = (rule.strip() for rule in re.split(r";|\|\|", hours))
    return any(rule and not re.search(r"\b(off|closed)$", rule) and not is_by_appointment(rule) for rule in rules)
