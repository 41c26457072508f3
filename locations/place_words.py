"""What is said of a place in a list, ready for the templates."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from core.dates import day_words, month_words
from core.geo import Point
from core.phones import phone_words
from core.words import distance_words
from locations import choices
from locations.hours import Kind
from locations.hours_words import state_words
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
    point: Point | None = None


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
        point=_point(location),
    )


def _point(location: Location) -> Point | None:
    """Where the place stands, for those that somebody has put on the map."""
    if location.latitude is None or location.longitude is None:
        return None
    return Point(location.latitude, location.longitude)


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
