"""A place in words, for its page and for the admin's preview alike; and our own points, by town."""

from django import template
from django.utils import timezone

from locations.choices import Network
from locations.models import Location
from locations.place_page import PlacePage, place_page

register = template.Library()

_DRAWN = {"13": "marseille", "38": "grenoble", "59": "lille", "69": "lyon", "75": "paris", "93": "saint-denis"}


@register.simple_tag
def place_words(location: Location) -> PlacePage:
    """Return everything the page of a place says now: `{% place_words location as place %}`."""
    return place_page(location, now=timezone.now())


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
