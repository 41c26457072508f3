"""Where a planning is read by programs, and where its address is renewed and ended."""

from django.urls import reverse

from booking.entries import absolute
from locations.models import Organisation
from locations.space.registry import space_url

NAME = "planning"
OWN = "own_planning"


def page_of(organisation: Organisation | None) -> str:
    """Return the path of the screen where an address to this planning is renewed and ended."""
    return space_url(NAME, organisation) if organisation else reverse(OWN)


def feed_url(token: str, organisation: Organisation | None) -> str:
    """Return the address that a calendar program is given."""
    return absolute(reverse(f"booking_feeds:{'of_organisation' if organisation else 'of_facilitator'}", args=[token]))
