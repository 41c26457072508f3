"""An event of the living agenda before it is put in the tree."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from core.choices import Zone
from core.recurrence.fields import recurrence_from_rule
from core.recurrence.rule import Rule
from events.models import EventException, EventPage
from home.demo.pictures import picture
from home.demo.tree import hard_spaces
from locations.models import Commune, Location, Organisation

PARIS = ZoneInfo(Zone.PARIS)
NETWORK, LIBRARY, WINDOWS, CANAL = (
    "emmaus-connect",
    "bibliotheque-du-moulin",
    "les-fenetres-ouvertes",
    "espace-numerique-du-canal",
)


@dataclass(frozen=True, slots=True)
class Living:
    """An event not yet put in the tree: its fields (with a `picture` by name), and what hangs on it."""

    fields: dict[str, Any]
    text: str
    organisers: tuple[str, ...]
    rule: Rule | None = None
    exceptions: tuple[EventException, ...] = ()


def page_of(living: Living, organisations: dict[str, Organisation]) -> EventPage:
    """Return the page, not saved."""
    fields = {**living.fields, "body": [("prose", hard_spaces(living.text))]}
    name = fields.pop("picture", "")
    zone = ZoneInfo(fields.get("zone", Zone.PARIS))
    page = EventPage(
        recurrence=recurrence_from_rule(living.rule, zone), share_image=picture(name) if name else None, **fields
    )
    page.organisers = [organisations[slug] for slug in living.organisers]
    page.exceptions = list(living.exceptions)
    return page


def place(slug: str) -> Location:
    """Return one of the demonstration's places."""
    found: Location = Location.objects.get(slug=slug)
    return found


def commune(code: str) -> Commune | None:
    """Return a town of today, where the gazetteer is loaded."""
    return Commune.objects.filter(code=code).first()
