"""What a framed calendar may be asked for: the attributes of `<calendrier-seances>`, by the same names."""

from dataclasses import dataclass, field
from datetime import date
from typing import Self

from django.http import QueryDict

from booking.selectors import Filters
from core.parameters import read_values
from locations.choices import FrameKind
from locations.framing.look import Look

VIEWS = (FrameKind.LIST, FrameKind.WEEK, FrameKind.MONTH)
MOST, SHOWN = 30, 10
FIRST_YEAR, LAST_YEAR = 1900, 2100


@dataclass(frozen=True, slots=True)
class CalendarOptions:
    """
    What is shown of an organisation's sessions, and how.

    `lieu` and `type` are slugs (`type` an activity's, or a kind), `commune` INSEE codes: several values of one mean OR.
    `nombre`: how many a list shows. `du`: a day of the week or month that is shown, None for the one we are in.
    """

    vue: FrameKind = FrameKind.LIST
    lieu: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    commune: tuple[str, ...] = ()
    nombre: int = SHOWN
    du: date | None = None
    look: Look = field(default_factory=Look)

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        """Read them; what is none of the choices is as if it had not been written."""
        view, shown = query.get("vue", "").strip(), query.get("nombre", "").strip()
        named = shown.isascii() and shown.isdigit() and len(shown) < 7
        return cls(
            vue=FrameKind(view) if view in VIEWS else FrameKind.LIST,
            lieu=read_values(query, "lieu"),
            type=read_values(query, "type"),
            commune=read_values(query, "commune"),
            nombre=min(max(int(shown), 1), MOST) if named else SHOWN,
            du=_day(query.get("du", "")),
            look=Look.from_query(query),
        )

    @property
    def where(self) -> Filters:
        """What lists of sessions are asked by too."""
        return Filters(lieu=self.lieu, type=self.type)

    def query(self) -> list[tuple[str, str]]:
        """Return what differs from a calendar of which nothing was said, in one order."""
        pairs = [("vue", self.vue.value)] if self.vue != FrameKind.LIST else []
        pairs += [("lieu", slug) for slug in self.lieu] + [("type", slug) for slug in self.type]
        pairs += [("commune", code) for code in self.commune]
        pairs += [("nombre", str(self.nombre))] if self.nombre != SHOWN else []
        pairs += [("du", self.du.isoformat())] if self.du else []
        return pairs + self.look.query()


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
