"""An event for search engines: schema.org's terms, as JSON-LD."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings

from events import choices
from events.event.add import name_of
from events.event.where import Venue
from events.models.occurrence import Occurrence
from locations.models import Organisation

if TYPE_CHECKING:  # the page imports its own context from below
    from events.models import EventPage

MOST_DATES = 10
SCHEMA = "https://schema.org"

_PRICE = re.compile(r"(\d{1,5})(?:[.,](\d{1,2}))?[\s\u202f]*(?:€|euros?)", re.IGNORECASE)
_FREE = re.compile(r"gratuite?|libre|entrée libre|entrée gratuite|0[\s\u202f]*(?:€|euros?)", re.IGNORECASE)


def event_data(
    event: "EventPage",
    dates: Sequence[Occurrence],
    where: Venue,
    *,
    organisers: Sequence[Organisation] = (),
    image: str = "",
) -> dict[str, Any]:
    """
    Return what is known for sure of these dates, ten at most, as one graph: an `Event` a date, and their series.

    `image` is an absolute address.
    """
    url = settings.PUBLIC_BASE_URL + event.path_of_page
    common = _filled(
        {
            "@type": "Event",
            "name": event.title,
            "url": url,
            "description": event.introduction,
            "image": image,
            "eventAttendanceMode": f"{SCHEMA}/{attendance(where)}",
            "location": places(where, url=url),
            "organizer": [
                _filled({"@type": "Organization", "name": one.name, "url": one.website}) for one in organisers
            ],
            **price(event, url=url),
        }
    )
    listed = list(dates)[:MOST_DATES]
    if len(listed) < 2:
        return {"@context": SCHEMA, **common, **(of_date(event, listed[0]) if listed else of_no_date(event))}
    series = {"@type": "EventSeries", "@id": f"{url}#dates", "name": event.title, "url": url}
    graph = [
        {**common, "@id": f"{url}?date={name_of(one)}", **of_date(event, one), "superEvent": {"@id": series["@id"]}}
        for one in listed
    ]
    return {"@context": SCHEMA, "@graph": [series, *graph]}


def of_date(event: "EventPage", one: Occurrence) -> dict[str, Any]:
    """Return when this date is, and whether; whole days are told without hours, the last one included."""
    told: dict[str, Any] = {"eventStatus": f"{SCHEMA}/{status(event, one)}"}
    if event.all_day:
        told |= {"startDate": one.first_day.isoformat(), "endDate": one.last_day.isoformat()}
    else:
        told |= {"startDate": one.local_start.isoformat(), "endDate": one.local_end.isoformat()}
    if one.moved and not one.cancelled:
        was = one.original_start.astimezone(event.tz)
        told["previousStartDate"] = was.date().isoformat() if event.all_day else was.isoformat()
    return told


def of_no_date(event: "EventPage") -> dict[str, Any]:
    """Return the day of an event that has no date kept (a rule that is none of ours)."""
    return {"eventStatus": f"{SCHEMA}/{status(event, None)}", "startDate": event.first_day.isoformat()}


def status(event: "EventPage", one: Occurrence | None) -> str:
    """Return schema.org's word for whether it takes place; the gravest, where several would do."""
    if event.status == choices.EventStatus.CANCELLED or (one is not None and one.cancelled):
        return "EventCancelled"
    if event.status == choices.EventStatus.POSTPONED:
        return "EventPostponed"
    if one is not None and one.moved:
        return "EventRescheduled"
    return "EventMovedOnline" if event.status == choices.EventStatus.ONLINE else "EventScheduled"


def attendance(where: Venue) -> str:
    """Return schema.org's word for how one takes part."""
    if not where.is_online:
        return "OfflineEventAttendanceMode"
    return "MixedEventAttendanceMode" if where.is_on_site else "OnlineEventAttendanceMode"


def places(where: Venue, *, url: str) -> list[dict[str, Any]]:
    """Return the place, the address of the meeting, or both; online without an address, the page says how."""
    found = []
    if where.is_on_site:
        street = {"streetAddress": where.street, "postalCode": where.postcode, "addressLocality": where.town}
        place: dict[str, Any] = {"@type": "Place", "name": where.name or where.address}
        place["address"] = _filled({"@type": "PostalAddress", **street, "addressCountry": "FR"})
        if where.path:
            place["url"] = settings.PUBLIC_BASE_URL + where.path
        if where.point:
            place["geo"] = {"@type": "GeoCoordinates", "latitude": where.point.lat, "longitude": where.point.lon}
        found.append(place)
    if where.is_online:
        found.append({"@type": "VirtualLocation", "url": where.online_url or url})
    return found


def price(event: "EventPage", *, url: str) -> dict[str, Any]:
    """Return the price where it is one: free, or so many euros; other words say too much for a number."""
    words = event.price.strip()
    if _FREE.fullmatch(words):
        return {"isAccessibleForFree": True, "offers": offer("0", event, url=url)}
    if match := _PRICE.fullmatch(words):
        cents = f".{match[2]:0<2}" if match[2] else ""
        return {"isAccessibleForFree": False, "offers": offer(f"{match[1]}{cents}", event, url=url)}
    return {}


def offer(amount: str, event: "EventPage", *, url: str) -> dict[str, Any]:
    """Return an offer in euros, and where one takes it."""
    return {"@type": "Offer", "price": amount, "priceCurrency": "EUR", "url": event.registration_url or url}


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in ("", [], None)}
