"""A place in words, for its page and for the admin's preview alike; places near it; and our own points, by town."""

from django import template
from django.template import Context
from django.utils import timezone

from locations.choices import Network
from locations.models import Location
from locations.place.page import PlacePage, place_page
from locations.place.words import Result, result
from locations.selectors.alternatives import alternatives

register = template.Library()

_TOLD = "locations.place.words"
_DRAWN = {"13": "marseille", "38": "grenoble", "59": "lille", "69": "lyon", "75": "paris", "93": "saint-denis"}


@register.simple_tag(takes_context=True)
def place_words(context: Context, location: Location) -> PlacePage:
    """Return everything the page of a place says now, once for all blocks: `{% place_words location as place %}`."""
    told: PlacePage | None = context.render_context.get(_TOLD)
    if told is None or told.location is not location:
        told = context.render_context[_TOLD] = place_page(location, now=timezone.now())
    return told


@register.simple_tag
def places_instead(location: Location) -> list[Result]:
    """Return where else to go, nearest first, with the distance where it is known."""
    now = timezone.now()
    located = location.latitude is not None
    return [
        result(place.location, now=now, distance_m=place.distance_m if located else None)
        for place in alternatives(location, now=now)
    ]


@register.simple_tag
def own_points() -> list[Location]:
    """Return the network's own points, in the order of their towns: `{% own_points as points %}`."""
    points = Location.objects.shown().in_network()
    return list(points.defer("body", "description", "search_text").order_by("town", "name"))


@register.filter
def town_picture(location: Location) -> str:
    """Return the drawing that stands beside one of our own points, "" beside any other place."""
    if location.network != Network.ACCESS_POINT:
        return ""
    return f"img/ville-{_DRAWN.get(location.departement, 'autre')}.svg"
