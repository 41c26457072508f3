"""Where an event is, and how one gets there."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from core.geo import InvalidPoint, Point
from events import choices
from locations.names import calm, calm_name
from locations.place.directions import Directions, directions, directions_to
from locations.place.words import address_line

if TYPE_CHECKING:  # the page imports its own context from below
    from events.models import EventPage


@dataclass(frozen=True, slots=True)
class Venue:
    """
    Where one goes. Texts are "" where nothing is known.

    `path` is the page of a place that the public may see, `address` one line; `online_url` is where one takes part
    from afar, on the site `online_host`. Where `moved_online` is true nobody is expected at the place.
    """

    name: str = ""
    path: str = ""
    address: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""
    point: Point | None = None
    way: Directions = field(default_factory=Directions)
    phone: str = ""
    online_url: str = ""
    online_host: str = ""
    moved_online: bool = False

    @property
    def line(self) -> str:
        """The place in one line, as a map would find it."""
        return ", ".join(part for part in (self.name, self.address) if part)

    @property
    def is_on_site(self) -> bool:
        """Whether one goes somewhere."""
        return bool(self.line) and not self.moved_online

    @property
    def is_online(self) -> bool:
        """Whether one may take part from afar."""
        return bool(self.online_url) or self.moved_online


def venue(event: "EventPage") -> Venue:
    """Return where the event is."""
    online = Venue(
        online_url=event.online_url,
        online_host=urlsplit(event.online_url).netloc.removeprefix("www."),
        moved_online=event.status == choices.EventStatus.ONLINE,
    )
    place = event.location
    if place is None:
        address, town = full_address(event), event.commune.name if event.commune else ""
        return replace(online, address=address, town=town, street=event.address, way=directions_to(address))
    if not place.live:
        # Its facts are not published: the name alone says where, to those who know it.
        return replace(online, name=calm_name(place.name), town=calm(place.town), address=calm(place.town))
    address = address_line(place)
    return replace(
        online,
        name=calm_name(place.name),
        path=place.get_absolute_url(),
        address=address,
        street=calm(place.address),
        postcode=place.postcode,
        town=calm(place.town),
        point=point(place.latitude, place.longitude),
        way=directions(place, address),
        phone=place.phone,
    )


def full_address(event: "EventPage") -> str:
    """Return the free address with its commune, once."""
    town = event.commune.name if event.commune else ""
    if not town or town.casefold() in event.address.casefold():
        return event.address
    return ", ".join(part for part in (event.address, town) if part)


def point(lat: float | None, lon: float | None) -> Point | None:
    """Return a point, `None` where nobody knows it or where it is nowhere on Earth."""
    if lat is None or lon is None:
        return None
    try:
        return Point(lat, lon)
    except InvalidPoint:
        return None
