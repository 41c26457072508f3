"""What is said of a place in lists and on its page, ready for the templates."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import unescape
from urllib.parse import urlencode, urlsplit

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from core.dates import day_words, days_words, local_day, month_words
from core.phones import phone_link, phone_words
from core.words import distance_words
from locations import choices
from locations.hours import Kind, zone_of
from locations.hours_words import WeekTable, state_words, week_table
from locations.models import Location
from locations.names import calm
from locations.selectors.places import open_state

FACTS_OLD_AFTER = timedelta(days=365)

_STATE_CLASS = {
    Kind.OPEN: "open",
    Kind.CLOSED: "closed",
    Kind.BY_APPOINTMENT: "appointment",
    Kind.UNKNOWN: "unknown",
}


@dataclass(frozen=True, slots=True)
class State:
    """A state as `components/state.html` shows it."""

    state: str
    words: str


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the list, as `components/place_card.html` shows it; the distance is absent where nobody knows it."""

    slug: str
    url: str
    name: str
    address: str
    badge: str
    state: State
    services: list[str]
    phone: str
    phone_words: str
    nearest: bool = False
    distance_m: int | None = None
    distance_words: str = ""


def result(location: Location, *, now: datetime, distance_m: float | None = None, nearest: bool = False) -> Result:
    """A place as a line of a list."""
    return Result(
        slug=location.slug,
        url=location.get_absolute_url(),
        name=location.name,
        address=address_line(location),
        badge=str(choices.Network(location.network).label),
        state=state(location, now),
        services=[choices.SERVICE_WORDS[code] for code in location.services if code in choices.SERVICE_WORDS],
        phone=location.phone,
        phone_words=phone_words(location.phone),
        nearest=nearest,
        distance_m=None if distance_m is None else round(distance_m),
        # The card says "À" for those who listen: the words go on from there.
        distance_words="" if distance_m is None else distance_words(distance_m).removeprefix("à "),
    )


def state(location: Location, now: datetime) -> State:
    """Open or not, with the age of what says so."""
    if location.status == choices.OpeningStatus.SOON:
        opening = _(" le %(day)s") % {"day": day_words(location.opened_on)} if location.opened_on else ""
        return State("caution", _("Ouvre bientôt") + opening)
    if location.status == choices.OpeningStatus.MOVED:
        return State("stop", _("A déménagé"))
    if location.status == choices.OpeningStatus.CLOSED:
        return State("closed", _("Fermé définitivement"))
    found = open_state(location, now)
    words = state_words(found, now)
    if found.kind is Kind.OPEN and location.facts_date and facts_are_old(location, now):
        words = _("%(state)s (horaires de %(month)s)") % {"state": words, "month": month_words(location.facts_date)}
    return State(_STATE_CLASS[found.kind], words)


def facts_are_old(location: Location, now: datetime) -> bool:
    return location.facts_date is not None and now.date() - location.facts_date > FACTS_OLD_AFTER


def facts_sentence(location: Location, now: datetime) -> str:
    """Where the facts come from and how old they are: ``Informations de juin 2022 (France Services). Appelez…``."""
    if location.facts_date is None:
        sentence = _("La date de ces informations n'est pas connue.")
    else:
        sentence = _("Informations de %(month)s.") % {"month": month_words(location.facts_date)}
    if location.source:
        sentence += " " + _("Source : %(source)s.") % {"source": location.source}
    if location.facts_date is None or facts_are_old(location, now):
        sentence += " " + (_("Appelez avant de venir.") if location.phone else _("Elles ont pu changer."))
    return sentence


def address_line(location: Location) -> str:
    """The address in one line, without capitals that shout: ``12 rue de la Paix, 51100 Reims``."""
    town = " ".join(part for part in (location.postcode, calm(location.town)) if part)
    return ", ".join(part for part in (calm(location.address), town) if part)


def labels(vocabulary: type[TextChoices], codes: list[str]) -> list[str]:
    """The standard's labels of these codes; a code that is no more in the list is left out."""
    known = {str(code): str(label) for code, label in vocabulary.choices}
    return [known[code] for code in codes if code in known]


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
