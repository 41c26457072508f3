"""What is said of a place in a list, ready for the templates."""

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext as _

from core.dates import day_words, days_words, local_day, month_words, time_words
from core.geo import Point
from core.phones import phone_words
from core.words import distance_words
from locations import choices
from locations.hours.holidays import state_holiday_note
from locations.hours.states import Kind, OpenState, zone_of
from locations.hours.words import state_words
from locations.models import Location
from locations.names import calm, calm_name
from locations.selectors.places import closures_of, open_state

SOURCES = {
    "aidants-connect": "Aidants Connect",
    "cd35": "département d'Ille-et-Vilaine",
    "cd72": "département de la Sarthe",
    "conseiller-numerique": "Conseiller numérique",
    "dora": "Dora",
    "etapes-numerique": "Étapes numériques",
    "france-services": "France Services",
    "france-tiers-lieux": "France Tiers-Lieux",
}
"""Producers that the national file names by a code."""

MINUTES_A_METRE = 1.3 / 75
"""Minutes: streets are a third longer than the bird's way, and not everybody walks fast (4.5 km an hour)."""
LONGEST_WALK_M = 2_000
CLOSURE_SOON = timedelta(days=14)

_STATE_CLASS = {
    Kind.OPEN: "open",
    Kind.CLOSED: "closed",
    Kind.BY_APPOINTMENT: "appointment",
    Kind.UNKNOWN: "unknown",
}


@dataclass(frozen=True, slots=True)
class State:
    """
    A state as `components/state.html` shows it: ``state`` is its kind.

    ``short`` is what is told of the place; ``age``, where the facts are old, goes on with how old and what to do.
    """

    state: str
    short: str
    age: str = ""

    @property
    def lead(self) -> str:
        """What is told of the place, as the sentence begins."""
        return f"{self.short}," if self.age else self.short

    @property
    def words(self) -> str:
        """The whole sentence."""
        return f"{self.lead} {self.age}".rstrip()


@dataclass(frozen=True, slots=True)
class Result:
    """
    One line of the list, as `components/place_card.html` shows it; the distance is absent where nobody knows it.

    ``warnings`` are whole sentences about closures and public holidays; ``call_instead`` is true where nothing is
    certain and the place has no telephone; ``beyond`` is what parts it from the nearer ones before it.
    """

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
    walk_words: str = ""
    warnings: tuple[str, ...] = ()
    call_instead: bool = False
    beyond: str = ""
    location: Location | None = None
    point: Point | None = None


def result(
    location: Location,
    *,
    now: datetime,
    distance_m: float | None = None,
    nearest: bool = False,
    moment: datetime | None = None,
) -> Result:
    """A place as a line of a list: its state now, or at the ``moment`` that was asked for."""
    told = state(location, now, moment=moment)
    return Result(
        slug=location.slug,
        url=location.get_absolute_url(),
        name=calm_name(location.name),
        address=address_line(location),
        badge=str(choices.Network(location.network).label),
        state=told,
        services=[choices.SERVICE_WORDS[code] for code in location.services if code in choices.SERVICE_WORDS],
        phone=location.phone,
        phone_words=phone_words(location.phone),
        nearest=nearest,
        distance_m=None if distance_m is None else round(distance_m),
        # The card says "À" for those who listen: the words go on from there.
        distance_words="" if distance_m is None else distance_words(distance_m).removeprefix("à "),
        walk_words="" if distance_m is None else walk_words(distance_m),
        warnings=tuple(warnings(location, moment or now)),
        call_instead=not location.phone and told.state == "unknown",
        location=location,
        point=_point(location),
    )


def _point(location: Location) -> Point | None:
    """Where the place stands, for those that somebody has put on the map."""
    if location.latitude is None or location.longitude is None:
        return None
    return Point(location.latitude, location.longitude)


def state(location: Location, now: datetime, *, moment: datetime | None = None) -> State:
    """Open or not, now or at that ``moment``, with the age of what says so."""
    if location.status == choices.OpeningStatus.SOON:
        opening = _(" le %(day)s") % {"day": day_words(location.opened_on)} if location.opened_on else ""
        return State("caution", _("Ouvre bientôt") + opening)
    if location.status == choices.OpeningStatus.MOVED:
        return State("stop", _("A déménagé"))
    if location.status == choices.OpeningStatus.CLOSED:
        return State("closed", _("Fermé définitivement"))
    found = open_state(location, moment or now)
    words = (
        state_words(found, now) if moment is None else _then(found, moment.astimezone(zone_of(location.departement)))
    )
    if found.kind is Kind.UNKNOWN or location.facts_date is None or not facts_are_old(location, now):
        return State(_STATE_CLASS[found.kind], words)
    if not location.phone:
        return State("unknown", unconfirmed())
    if found.kind is Kind.OPEN and moment is None:
        words = _("Ouvert")  # to the minute would be more than old hours know
    age = _("d'après des horaires %(of_month)s. Appelez avant de venir.") % {"of_month": of_month(location.facts_date)}
    return State(_STATE_CLASS[found.kind], words, age)


def of_month(day: date) -> str:
    """``de juin 2022``, ``d'avril 2022``."""
    month = month_words(day)
    return (_("d'%(month)s") if month[0] in "ao" else _("de %(month)s")) % {"month": month}


def unconfirmed() -> str:
    """What is said of old hours that nobody can check by telephone."""
    return _("Horaires non confirmés")


def _then(found: OpenState, moment: datetime) -> str:
    told = {"when": f"{day_words(moment.date(), year=False)} à {time_words(moment)}"}
    if found.kind is Kind.OPEN:
        return _("Ouvert %(when)s") % told
    if found.kind is Kind.BY_APPOINTMENT:
        return _("Sur rendez-vous %(when)s") % told
    return _("Fermé %(when)s") % told if found.kind is Kind.CLOSED else _("Horaires non connus")


def walk_words(metres: float) -> str:
    """How long it takes on foot, by fives: ``environ 10 min à pied``; nothing from two kilometres on."""
    if metres >= LONGEST_WALK_M:
        return ""
    minutes = 5 * math.ceil(metres * MINUTES_A_METRE / 5)
    return _("moins de 5 min à pied") if minutes <= 5 else _("environ %(minutes)s min à pied") % {"minutes": minutes}


def warnings(location: Location, moment: datetime) -> list[str]:
    """What may make somebody come for nothing about that moment: closures, and holidays that the hours do not tell."""
    today = local_day(moment, zone_of(location.departement))
    found = []
    for closure in closures_of(location):
        if closure.last_day >= today and closure.first_day <= today + CLOSURE_SOON:
            days = days_words(closure.first_day, closure.last_day)
            when = days if days.startswith("du ") else _("le %(day)s") % {"day": days}
            reason = f" ({closure.reason})" if closure.reason else ""
            found.append(_("Fermé %(when)s") % {"when": when} + f"{reason}.")
    if location.opening_hours:
        found.append(_holiday_note(location, moment))
    return [warning for warning in found if warning]


def _holiday_note(location: Location, moment: datetime) -> str:
    hours, can_call = location.opening_hours, bool(location.phone)
    return state_holiday_note(hours, open_state(location, moment), moment, location.departement, can_call=can_call)


def facts_are_old(location: Location, now: datetime) -> bool:
    """Whether what is known of the place is older than `OLD_FACTS_DAYS`; not where nobody knows its age."""
    oldest = now.date() - timedelta(days=settings.OLD_FACTS_DAYS)
    return location.facts_date is not None and location.facts_date < oldest


def facts_sentence(location: Location, now: datetime) -> str:
    """Where the facts come from and how old they are: ``Informations de juin 2022 (France Services). Appelez…``."""
    if location.facts_date is None:
        sentence = _("La date de ces informations n'est pas connue.")
    else:
        sentence = _("Informations %(of_month)s.") % {"of_month": of_month(location.facts_date)}
    if location.facts_date is None or facts_are_old(location, now):
        sentence += " " + (_("Appelez avant de venir.") if location.phone else _("Elles ont pu changer."))
    if location.source:
        sentence += " " + _("Source : %(source)s.") % {"source": SOURCES.get(location.source, location.source)}
    return sentence


def address_line(location: Location) -> str:
    """The address in one line, without capitals that shout: ``12 rue de la Paix, 51100 Reims``."""
    town = " ".join(part for part in (location.postcode, calm(location.town)) if part)
    return ", ".join(part for part in (calm(location.address), town) if part)


def labels(vocabulary: type[TextChoices], codes: list[str]) -> list[str]:
    """The standard's labels of these codes; a code that is no more in the list is left out."""
    known = {str(code): str(label) for code, label in vocabulary.choices}
    return [known[code] for code in codes if code in known]
