"""Which places are open at a moment: from the table of open intervals, or by reading their hours."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, Value, When

from core.dates import local_day
from core.geo import Box, Point, box_around
from locations.choices import OpeningStatus
from locations.finder.facets import Wanted
from locations.hours.states import Kind, state_at, zone_of
from locations.models import Closure, Location, OpenInterval

TABLE_HOLDS = timedelta(days=7)

Where = Mapping[str, object]
"""Which places: lookups of `Location`."""


@dataclass(frozen=True, slots=True)
class Openings:
    """The keys of the places that are open now, and at the moment asked for (None where none is)."""

    now: set[int]
    then: set[int] | None


def in_table(moment: datetime, *, now: datetime) -> bool:
    """Whether the table of open intervals, recomputed each night, tells that moment."""
    return now <= moment < now + TABLE_HOLDS


def openings(open_now: set[int], where: Iterable[Where], wanted: Wanted, *, now: datetime) -> Openings:
    """What is known to be open now, and what is open there at the moment wanted: no query where that is now."""
    if wanted.open_at is None:
        return Openings(open_now, None)
    return Openings(open_now, open_now if wanted.open_at == now else open_places(where, wanted.open_at, now=now))


def open_places(where: Iterable[Where], moment: datetime, *, now: datetime) -> set[int]:
    """
    The keys of those of these places that are open at that moment; not of those that are so by appointment.

    One query for each `Where` if the table tells the moment; two if not, and each of their hours is read.
    """
    found: set[int] = set()
    for there in where:
        found |= _in_table(there, moment) if in_table(moment, now=now) else _by_reading(there, moment)
    return found


def is_open(where: Iterable[Where], now: datetime) -> Case:
    """Whether a place is open, as a column of a query about places; false for those outside of ``where``."""
    at_present = OpenInterval.objects.filter(location=OuterRef("pk"), start__lte=now, end__gt=now, by_appointment=False)
    return Case(
        *(When(Q(**there) & Exists(at_present), then=Value(value=True)) for there in where),
        default=Value(value=False),
        output_field=BooleanField(),
    )


def inside(box: Box) -> Where:
    """The places of a box, which must not lie across the antimeridian."""
    return {"latitude__range": (box.south, box.north), "longitude__range": (box.west, box.east)}


def inside_circle(point: Point, radius_m: float) -> list[Where]:
    """The places of the box around a circle, in two parts where it lies across the antimeridian."""
    return [inside(part) for part in box_around(point, radius_m).parts()]


def _in_table(there: Where, moment: datetime) -> set[int]:
    open_then = OpenInterval.objects.filter(start__lte=moment, end__gt=moment, by_appointment=False)
    return set(open_then.filter(**_of_location(there)).order_by().values_list("location_id", flat=True))


def _by_reading(there: Where, moment: datetime) -> set[int]:
    closures: dict[int, list[tuple[date, date]]] = defaultdict(list)
    # A day on either side: the clocks of France are up to twelve hours from the moment's own.
    first, last = moment.date() - timedelta(days=1), moment.date() + timedelta(days=1)
    near = Closure.objects.filter(**_of_location(there), first_day__lte=last, last_day__gte=first)
    for key, begins, ends in near.values_list("location_id", "first_day", "last_day"):
        closures[key].append((begins, ends))

    @cache
    def is_open(hours: str, departement: str) -> bool:
        return state_at(hours, moment, zone_of(departement)).kind is Kind.OPEN

    places = Location.objects.filter(**there, status=OpeningStatus.OPEN).exclude(opening_hours="").order_by()
    return {
        key
        for key, hours, departement in places.values_list("pk", "opening_hours", "departement")
        if is_open(hours, departement)
        and not any(begins <= local_day(moment, zone_of(departement)) <= ends for begins, ends in closures[key])
    }


def _of_location(there: Where) -> dict[str, object]:
    return {f"location__{lookup}": value for lookup, value in there.items()}
