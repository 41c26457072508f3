"""What the page of a place says, ready for its template."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.calendar_links import webcal
from core.dates import days_words, local_day
from core.phones import phone_link, phone_words
from locations import choices
from locations.hours.states import zone_of
from locations.hours.words import WeekTable, hours_line, week_table
from locations.models import Location
from locations.names import calm, calm_name
from locations.place.directions import Directions, directions
from locations.place.spoken import place_aloud
from locations.place.structured_data import place_data
from locations.place.words import State, address_line, facts_are_old, facts_sentence, labels, state, warnings
from locations.standard.kinds import kinds_words

ACCESS_WORDS = {
    choices.AccessMode.COME: gettext_lazy("Venir sur place"),
    choices.AccessMode.PHONE: gettext_lazy("Téléphoner"),
    choices.AccessMode.MAIL: gettext_lazy("Écrire un courriel"),
    choices.AccessMode.ONLINE: gettext_lazy("Prendre rendez-vous sur internet"),
    choices.AccessMode.NO_PUBLIC: gettext_lazy("Ce lieu n'accueille pas de public"),
    choices.AccessMode.REFERRAL: gettext_lazy("Demander à un travailleur social d'envoyer une fiche par courriel"),
}
"""The standard's words for ways to come in, as one says them to the person who comes."""

GONE = {choices.OpeningStatus.CLOSED, choices.OpeningStatus.MOVED}

_OPAQUE = re.compile(r"\d{6}|[0-9a-f-]{16}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PlacePage:
    """What a place's page says. Lists are empty and texts "" where nothing is known."""

    location: Location
    name: str
    url: str
    is_gone: bool
    receives_public: bool
    state: State
    address: str
    phone_link: str
    phone_words: str
    directions: Directions
    booking_url: str
    calendar_url: str
    calendar_link: str
    week: WeekTable
    today: int
    hours_text: str
    warnings: list[str]
    kinds: list[str]
    itinerant: bool
    parent: str
    summary: str
    description: str
    services: list[str]
    offers: list[tuple[str, str]]
    fees: list[str]
    conditions: str
    audiences: list[str]
    care: list[str]
    access: list[str]
    support: list[str]
    programmes: list[str]
    training: list[str]
    websites: list[tuple[str, str]]
    facts: str
    warn_of_age: bool
    aloud: str
    share_line: str
    around_url: str
    data: dict[str, Any]

    @property
    def town(self) -> str:
        """The town, without capitals that shout."""
        return calm(self.location.town)

    @property
    def moved_words(self) -> str:
        """The place that stands for it now, and its town."""
        there = self.location.moved_to
        return f"{calm_name(there.name)}, {calm(there.town)}" if there else ""

    @property
    def has_conditions(self) -> bool:
        """Whether anything is said about who may come, how, and at what price."""
        return bool(self.conditions or self.fees or self.access or self.support or self.audiences or self.care)


def place_page(location: Location, *, now: datetime) -> PlacePage:
    """Everything the page of a place says, at this moment of this place's day."""
    today = local_day(now, zone_of(location.departement))
    no_public = choices.AccessMode.NO_PUBLIC in location.access_modes
    url = absolute(location.get_absolute_url())
    calendar = absolute(f"/flux/tout.ics?{urlencode({'lieu': location.slug})}")
    week = week_table(location.opening_hours, today=today) if location.opening_hours else WeekTable()
    address, name, told_state = address_line(location), calm_name(location.name), state(location, now)
    programmes = labels(choices.Programme, location.programmes)
    closures = [(one.first_day, one.last_day) for one in location.closures.all() if one.last_day >= today]
    return PlacePage(
        location=location,
        name=name,
        url=url,
        is_gone=location.status in GONE,
        receives_public=not no_public,
        state=told_state,
        address=address,
        phone_link=phone_link(location.phone) if location.phone else "",
        phone_words=phone_words(location.phone),
        directions=directions(location, address),
        booking_url=location.booking_url,
        calendar_url=calendar,
        calendar_link=webcal(calendar),
        week=week,
        today=today.weekday(),
        hours_text=plain_lines(location.opening_hours_text),
        warnings=list(dict.fromkeys([*closure_sentences(location, today), *warnings(location, now)])),
        kinds=[words for words in kinds_words(location.kinds) if words not in programmes],
        itinerant=choices.Mobility.MOBILE in location.mobility,
        parent=readable(location.parent_structure),
        summary=plain_lines(location.summary),
        description=plain_lines(location.description),
        services=labels(choices.Service, location.services),
        offers=[(code, str(choices.SolidarityOffer(code).label)) for code in known_offers(location)],
        fees=labels(choices.Fee, location.fees),
        conditions=location.offer_conditions,
        audiences=labels(choices.Audience, location.audiences),
        care=labels(choices.SpecificCare, location.specific_care),
        access=access_words(location),
        support=labels(choices.SupportMode, location.support_modes),
        programmes=programmes,
        # The standard's own pattern lost a space: « Étapes numériques(La Poste) ».
        training=[
            re.sub(r"(?<=\w)\(", " (", words)
            for words in (*labels(choices.TrainingLabel, location.training_labels), *location.other_labels)
        ],
        websites=[(site, urlsplit(site).netloc.removeprefix("www.")) for site in location.websites],
        facts=facts_sentence(location, now),
        warn_of_age=_must_warn(location, told_state, now),
        aloud=place_aloud(
            name=name,
            state=told_state.words,
            address=address,
            hours=hours_line(location.opening_hours) if week.days else "",
            phone=phone_words(location.phone),
        ),
        share_line=" – ".join(part for part in (name, address, phone_words(location.phone)) if part),
        around_url=_around(location),
        data=place_data(location, url=url, description=description_line(name, address), closures=closures),
    )


def absolute(path: str) -> str:
    """The public address of a path of ours."""
    return f"{settings.PUBLIC_BASE_URL}{path}"


def description_line(name: str, address: str) -> str:
    """The page in one sentence, for those who list it or share it."""
    what = _("adresse, téléphone, horaires, ce que l'on y trouve et les prochaines séances")
    return f"{name}, {address} : {what}." if address else f"{name} : {what}."


def known_offers(location: Location) -> list[str]:
    return [code for code in location.offers if code in choices.SolidarityOffer.values]


def access_words(location: Location) -> list[str]:
    """How one gets in touch; where no public is received, that alone."""
    if choices.AccessMode.NO_PUBLIC in location.access_modes:
        return [str(ACCESS_WORDS[choices.AccessMode.NO_PUBLIC])]
    return [str(words) for code, words in ACCESS_WORDS.items() if code in location.access_modes]


def readable(structure: str) -> str:
    """The name of a parent structure; nothing for the numbers and keys that most producers write there."""
    return "" if _OPAQUE.search(structure) else calm_name(structure.strip())


def plain_lines(text: str) -> str:
    """A text that may hold HTML, as some producers write it, as plain lines (to be escaped as any text)."""
    lines = (" ".join(line.split()) for line in unescape(re.sub(r"<[^<>]{1,200}>", "\n", text)).splitlines())
    return "\n".join(line for line in lines if line)


def _must_warn(location: Location, told: State, now: datetime) -> bool:
    """Whether the age of the facts must stand above: they are old, and the state does not say so itself."""
    return location.status not in GONE and facts_are_old(location, now) and not told.age


def _around(location: Location) -> str:
    """The finder around this place; nothing where it is not on the map."""
    if location.latitude is None:
        return ""
    return f"/points-accueil/?{urlencode({'lat': f'{location.latitude:.3f}', 'lon': f'{location.longitude:.3f}'})}"


def closure_sentences(location: Location, today: date) -> list[str]:
    sentences = []
    for closure in location.closures.all():
        if closure.last_day < today:
            continue
        when = days_words(closure.first_day, closure.last_day)
        sentence = _("Fermé %(when)s") % {"when": when if when.startswith("du ") else _("le %(day)s") % {"day": when}}
        sentences.append(f"{sentence} ({closure.reason})." if closure.reason else f"{sentence}.")
    return sentences
