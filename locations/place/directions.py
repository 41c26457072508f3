"""
The way to a place, on a map that a telephone can open. Pure.

``geo:`` opens the person's own map application on Android, and is an error in the browser of older iPhones; there,
``https://maps.apple.com`` opens Plans. On the web OpenStreetMap shows the way with no account and no advertising, so
that is the address without JavaScript; none of them is asked for anything before the click.
"""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from locations.models import Location
from locations.names import calm


@dataclass(frozen=True, slots=True)
class Directions:
    """Addresses of the way there; ``android`` is "" where the point is not known, all are where the address is not."""

    web: str = ""
    android: str = ""
    iphone: str = ""


def directions(location: Location, address: str) -> Directions:
    """The way to this place: to its point where it is known, else to its address in one line."""
    if location.latitude is None or location.longitude is None:
        return directions_to(address)
    point = f"{location.latitude:.5f},{location.longitude:.5f}"
    label = quote(calm(location.name).replace("(", "").replace(")", ""), safe="")
    return Directions(
        web=f"{_osm('directions', to=point)}#map=16/{point.replace(',', '/')}",
        # Android's own form with a label (developer.android.com, "Common intents: maps"): the point alone has no name.
        android=f"geo:{point}?q={point}({label})",
        iphone=_apple(daddr=point, q=location.name),
    )


def directions_to(address: str) -> Directions:
    """The way to an address in one line, which the map looks for itself."""
    return Directions(_osm("search", query=address), iphone=_apple(daddr=address)) if address else Directions()


def _osm(what: str, **query: str) -> str:
    return f"https://www.openstreetmap.org/{what}?{urlencode(query)}"


def _apple(**query: str) -> str:
    return f"https://maps.apple.com/?{urlencode(query)}"
