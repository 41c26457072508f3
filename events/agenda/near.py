"""Near a town: the places and the communes around it where something of the agenda happens."""

from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value

from booking.models import Session
from core.geo import Point, distance_from
from events import models
from locations.finder.near import MOST_PLACES, Keys
from locations.models import Commune, Location
from locations.selectors.openings import inside_circle


def within(point: Point, radius_km: float) -> tuple[Keys, Keys]:
    """Return the keys of the places, and those of the communes, where something of the agenda is so near: one query."""
    here, parts = OuterRef("pk"), []
    events = models.EventPage.objects.filter(live=True)
    held = (
        Exists(events.filter(location=here))
        | Exists(Session.objects.filter(location=here))
        | Exists(models.ExternalCalendar.objects.filter(location=here))
    )
    addressed = Exists(events.filter(location=None, commune=here))
    for there in inside_circle(point, radius_km * 1000):
        parts.append(labelled(Location.objects.filter(held, live=True, **there), "place"))
        parts.append(labelled(Commune.objects.filter(addressed, **there), "town"))
    distance = distance_from(point)
    measured = sorted((distance(lat, lon), what, pk) for what, pk, lat, lon in parts[0].union(*parts[1:], all=True))
    near = [(what, pk) for metres, what, pk in measured if metres <= radius_km * 1000][:MOST_PLACES]
    return tuple(pk for what, pk in near if what == "place"), tuple(pk for what, pk in near if what == "town")


def labelled(found: QuerySet[Any], what: str) -> QuerySet[Any, Any]:
    """Return the columns by which places and communes are measured together."""
    named: QuerySet[Any, Any] = found.order_by().annotate(what=Value(what, output_field=CharField()))
    return named.values_list("what", "pk", "latitude", "longitude")
