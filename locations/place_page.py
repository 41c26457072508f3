"""What the page of a place says, ready for its template."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from urllib.parse import urlencode, urlsplit

from django.utils.translation import gettext as _

from core.dates import days_words, local_day
from core.phones import phone_link, phone_words
from locations import choices
from locations.hours import zone_of
from locations.hours_words import WeekTable, week_table
from locations.models import Location
from locations.place_words import State, address_line, facts_are_old, facts_sentence, labels, state


@dataclass(frozen=True, slots=True)
class PlacePage:
    """What a place's page says. Lists are empty and texts "" where nothing is known."""

    location: Location
    state: State
    address: str
    phone_link: str
    phone_words: str
    map_url: str
    geo_link: str
    booking_url: str
    week: WeekTable
    today: int
    hours_text: str
    closures: list[str]
    services: list[str]
    offers: list[str]
    fees: list[str]
    conditions: list[str]
    audiences: list[str]
    care: list[str]
    access: list[str]
    support: list[str]
    programmes: list[str]
    websites: list[tuple[str, str]]
    facts: str
    facts_old: bool
    group: list[Location]


def place_page(location: Location, *, now: datetime) -> PlacePage:
    """Everything the page of a place says, at this moment of this place's day."""
    zone = zone_of(location.departement)
    today = local_day(now, zone)
    no_public = choices.AccessMode.NO_PUBLIC in location.access_modes
    return PlacePage(
        location=location,
        state=state(location, now),
        address=address_line(location),
        phone_link=phone_link(location.phone) if location.phone else "",
        phone_words=phone_words(location.phone),
        map_url=map_url(location),
        geo_link=f"geo:{location.latitude},{location.longitude}" if location.latitude is not None else "",
        booking_url=location.booking_url,
        week=week_table(location.opening_hours) if location.opening_hours else WeekTable(),
        today=today.weekday(),
        hours_text=plain_lines(location.opening_hours_text),
        closures=_closures(location, today),
        services=labels(choices.Service, location.services),
        offers=labels(choices.SolidarityOffer, location.offers),
        fees=labels(choices.Fee, location.fees),
        conditions=[location.offer_conditions] if location.offer_conditions else [],
        audiences=labels(choices.Audience, location.audiences),
        care=labels(choices.SpecificCare, location.specific_care),
        access=[_("Ce lieu n'accueille pas de public")]
        if no_public
        else labels(choices.AccessMode, location.access_modes),
        support=labels(choices.SupportMode, location.support_modes),
        programmes=labels(choices.Programme, location.programmes),
        websites=[(url, urlsplit(url).netloc.removeprefix("www.")) for url in location.websites],
        facts=facts_sentence(location, now),
        facts_old=facts_are_old(location, now),
        group=list(location.duplicates.filter(live=True)) if location.pk else [],
    )


def plain_lines(text: str) -> str:
    """A text that may hold HTML, as some producers write it, as plain lines (to be escaped as any text)."""
    lines = (" ".join(line.split()) for line in unescape(re.sub(r"<[^<>]{1,200}>", "\n", text)).splitlines())
    return "\n".join(line for line in lines if line)


def map_url(location: Location) -> str:
    """The way there on OpenStreetMap: the point where it is known, else a search of the address."""
    if location.latitude is not None:
        query = {"mlat": f"{location.latitude:.5f}", "mlon": f"{location.longitude:.5f}"}
        return (
            f"https://www.openstreetmap.org/?{urlencode(query)}#map=17/{location.latitude:.5f}/{location.longitude:.5f}"
        )
    address = address_line(location)
    return f"https://www.openstreetmap.org/search?{urlencode({'query': address})}" if address else ""


def _closures(location: Location, today: date) -> list[str]:
    sentences = []
    for closure in location.closures.all():
        if closure.last_day < today:
            continue
        when = days_words(closure.first_day, closure.last_day)
        sentence = _("Fermé %(when)s") % {"when": when if when.startswith("du ") else _("le %(day)s") % {"day": when}}
        sentences.append(f"{sentence} ({closure.reason})." if closure.reason else f"{sentence}.")
    return sentences
