"""What one takes away of a search: the nearest places, for a sheet of paper or a mail."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.text import Truncator

from core.dates import day_words, local_day
from core.phones import phone_words
from locations.finder import finder_context
from locations.hours import PARIS, zone_of
from locations.hours_words import week_table
from locations.models import Location
from locations.names import calm_name
from locations.place_page import absolute, closure_sentences, plain_lines
from locations.place_words import Result, address_line, facts_sentence
from locations.search import Search
from locations.week_lines import week_lines

FINDER_PATH = "/points-accueil/"
LONGEST_TEXT = 160


@dataclass(frozen=True, slots=True)
class Taken:
    """A place on paper: what holds beyond this hour. ``hours`` are (days, hours); ``more`` are sentences."""

    name: str
    url: str
    distance_words: str
    address: str
    phone: str
    phone_words: str
    hours: list[tuple[str, str]]
    more: list[str]
    conditions: str
    facts: str


@dataclass(frozen=True, slots=True)
class TakeAway:
    """The nearest places of a search, in the order of the list, and in words what was asked."""

    where: str
    asked: list[str]
    day: str
    places: list[Taken]


def take_away(search: Search, *, count: int, now: datetime) -> TakeAway | None:
    """The first places that the finder shows for this search; None where it shows none, or a choice."""
    shown = finder_context(replace(search, page=1), now=now, path=FINDER_PATH)
    results: list[Result] = [*shown["results"], *shown["elsewhere"]][:count]
    if not results:
        return None
    found = Location.objects.filter(slug__in=[result.slug for result in results]).prefetch_related("closures")
    by_slug = {location.slug: location for location in found.order_by()}
    return TakeAway(
        where=shown["centre_words"],
        asked=[chip.words for chip in shown["chips"]],
        day=day_words(local_day(now, PARIS)),
        places=[_taken(by_slug[result.slug], result.distance_words, now) for result in results],
    )


def letter(taken: TakeAway) -> tuple[str, str]:
    """The list as text, and as HTML. Nothing in it was typed by anyone but us."""
    context = {"taken": taken, "finder_url": absolute(FINDER_PATH)}
    text = render_to_string("locations/messages/places.txt", context)
    return text, render_to_string("locations/messages/places.html", context)


def _taken(location: Location, distance_words: str, now: datetime) -> Taken:
    week = week_table(location.opening_hours) if location.opening_hours else None
    text = plain_lines(location.opening_hours_text) or (week.raw if week else "")
    notes = list(week.notes) if week else []
    if text and not (week and week.days):
        notes.append(Truncator(" ".join(text.split())).chars(LONGEST_TEXT))
    return Taken(
        name=calm_name(location.name),
        url=absolute(location.get_absolute_url()),
        distance_words=distance_words,
        address=address_line(location),
        phone=location.phone,
        phone_words=phone_words(location.phone),
        hours=week_lines(week) if week else [],
        more=[*notes, *closure_sentences(location, local_day(now, zone_of(location.departement)))],
        conditions=location.offer_conditions,
        facts=facts_sentence(location, now),
    )
