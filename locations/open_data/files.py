"""What is asked of the open data: which format, and which part of the places. Pure but for the gazetteer."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.http import QueryDict
from django.utils.text import slugify

from locations.choices import Network
from locations.hours.states import PARIS
from locations.selectors.territories import UnknownValue, Within, within
from locations.standard.rows import UNKNOWN_PIVOT
from locations.standard.writer import Row, as_csv, as_geojson, as_json


@dataclass(frozen=True, slots=True)
class Format:
    """One of the files: its ending, its type, and how rows become its bytes."""

    ending: str
    content_type: str
    write: Callable[[Iterable[Row]], Iterator[bytes]]

    @property
    def name(self) -> str:
        """Return the last part of its address."""
        return f"lieux.{self.ending}"


FORMATS = {
    "csv": Format("csv", "text/csv; charset=utf-8", as_csv),
    "json": Format("json", "application/json; charset=utf-8", as_json),
    "geojson": Format("geojson", "application/geo+json; charset=utf-8", as_geojson),
}


@dataclass(frozen=True, slots=True)
class Part:
    """Which places: within these territories, of these kinds in the network; all of them by default."""

    territory: Within
    networks: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.territory or self.networks)

    def condition(self) -> Q:
        """Return what such a `Location` satisfies."""
        condition = self.territory.condition()
        return condition & Q(network__in=self.networks) if self.networks else condition


def read_part(parameters: QueryDict) -> Part:
    """
    Read the filters of a query string: `commune`, `epci`, `departement`, `region` (official codes) and `reseau`.

    :raises UnknownValue: nobody has such a code. A file of everything instead would deceive a program.
    """
    asked = dict.fromkeys(code for code in parameters.getlist("reseau") if code)
    for code in asked:
        if code not in Network.values:
            sentence = f"Le réseau «\u00a0{code[:60]}\u00a0» n'existe pas. Il y a : {', '.join(Network.values)}."
            raise UnknownValue("reseau", sentence)
    territory = within(
        parameters.getlist("commune"),
        parameters.getlist("epci"),
        parameters.getlist("departement"),
        parameters.getlist("region"),
    )
    return Part(territory, tuple(code for code in Network.values if code in asked))


def file_name(kind: Format, part: Part, changed_at: datetime | None) -> str:
    """
    Name the file as the standard recommends: date of the last change, producer's number, subject, territory.

    "2026-11-23_00000000000000_lieux-de-mediation-numerique_isere.csv"
    """
    day = f"{changed_at.astimezone(PARIS):%Y-%m-%d}_" if changed_at else ""
    where = slugify("-".join([*part.territory.names, *part.networks]))[:100].strip("-") or "france"
    producer = settings.OPEN_DATA_PRODUCER or UNKNOWN_PIVOT
    return f"{day}{producer}_lieux-de-mediation-numerique_{where}.{kind.ending}"
