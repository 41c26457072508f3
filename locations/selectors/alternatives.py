"""Where else to go when a place is closed, full, or gone."""

from datetime import datetime

from core.geo import InvalidPoint, Point
from locations import choices
from locations.hours.states import Kind
from locations.models import Commune, Location
from locations.selectors.places import NearPlace, nearest_places, open_state

WITHIN_M = 60_000.0
LOOKED_AT = 24
SHOWN = 3


def alternatives(location: Location, *, now: datetime) -> list[NearPlace]:
    """
    Up to three of the nearest other places where the person would not stand before a closed door for nothing.

    Each is open now, or can be called; where one of the nearest is open, and where one can be called, they are among
    them. Nearest first. Around the centre of the town for a place that nobody has put on the map.
    """
    point = point_of(location)
    if point is None:
        return []
    near = [
        place
        for place in nearest_places(point, LOOKED_AT + 1, now=now, within_m=WITHIN_M)
        if place.location.pk != location.pk and _receives(place.location)
    ]
    opened = {place.location.pk for place in near if open_state(place.location, now).kind is Kind.OPEN}
    called = {place.location.pk for place in near if place.location.phone}
    useful = [place for place in near if place.location.pk in opened | called]
    chosen = useful[:SHOWN]
    for wanted in (opened, called):
        if not any(place.location.pk in wanted for place in chosen):
            # It takes the place of the furthest that says nothing of its own.
            chosen = chosen[: SHOWN - 1] + [place for place in useful[SHOWN:] if place.location.pk in wanted][:1]
    return chosen


def point_of(location: Location) -> Point | None:
    """Where the place is, or else the centre of its town; one query at most."""
    found: tuple[float | None, float | None] | None = (location.latitude, location.longitude)
    if location.latitude is None:
        named = {"code": location.insee_code} if location.insee_code else {"postcodes__code": location.postcode}
        towns = Commune.objects.filter(**named).order_by("-population", "code")
        found = towns.values_list("latitude", "longitude").first()
    if found is None or found[0] is None or found[1] is None:
        return None
    try:
        return Point(found[0], found[1])
    except InvalidPoint:
        return None


def _receives(location: Location) -> bool:
    return location.status == choices.OpeningStatus.OPEN and choices.AccessMode.NO_PUBLIC not in location.access_modes
