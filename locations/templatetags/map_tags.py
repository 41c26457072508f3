"""What the map's element needs before anybody asks for the map: whose pictures it shows, which places are listed."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django import template
from django.conf import settings

from locations.place.words import Result

register = template.Library()


@register.simple_tag
def map_pictures() -> dict[str, str]:
    """Return the template of their addresses, whose they are, and the host that will be asked: `as pictures`."""
    url = settings.MAP_TILES_URL
    host = (urlsplit(url).hostname or "").removeprefix("{s}.")
    return {"url": url, "attribution": settings.MAP_TILES_ATTRIBUTION if url else "", "host": host}


@register.filter
def on_map(results: Iterable[Result]) -> str:
    """Return "slug,latitude,longitude" of those that have a place on the map, separated by spaces."""
    return " ".join(
        f"{result.slug},{result.point.lat:.5f},{result.point.lon:.5f}" for result in results if result.point
    )
