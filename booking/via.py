"""Whose site led here, and the way back to it."""

from dataclasses import dataclass

from django.http import QueryDict

from locations.framing.origins import is_origin
from locations.models import Organisation

LONGEST = 100
HTTP = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class WayBack:
    """The site that one came from: whose it is, and its address."""

    name: str
    url: str


def slug_of(query: QueryDict) -> str:
    """Return what the address says of the partner whose site led here, "" for nothing. It may be nobody."""
    slug = query.get("via", "")
    # PostgreSQL takes no NUL, not even to compare with.
    return slug if len(slug) <= LONGEST and "\x00" not in slug else ""


def partner_of(query: QueryDict) -> Organisation | None:
    """Return the partner whose site led here, if the address names one."""
    slug = slug_of(query)
    return Organisation.objects.filter(slug=slug).first() if slug else None


def way_back(partner: Organisation | None) -> WayBack | None:
    """Return the way back to this partner's site: the address that it gives, or one that shows our calendars."""
    if partner is None:
        return None
    origins = [str(origin) for origin in partner.embed_origins if is_origin(origin)]
    address = partner.website if partner.website.startswith(HTTP) else next(iter(origins), "")
    return WayBack(partner.name, address) if address else None
