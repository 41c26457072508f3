"""What one takes away of a search: the nearest places, for a sheet of paper or a mail."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.text import Truncator
from django.utils.translation import ngettext

from core.dates import day_words, local_day
from core.phones import phone_words
from locations.finder.page import finder_context
from locations.finder.search import Search
from locations.hours.states import PARIS, zone_of
from locations.hours.words import hours_line
from locations.models import Location
from locations.names import calm_name
from locations.place.page import absolute, closure_sentences, plain_lines
from locations.place.words import Result, address_line, facts_sentence

FINDER_PATH = "/points-accueil/"
LONGEST_TEXT = 160


@dataclass(frozen=True, slots=True)
class Taken:
    """A place on paper: what holds beyond this hour. ``hours`` is one line, ``more`` are sentences."""

    name: str
    url: str
    distance_words: str
    address: str
    phone: str
    phone_words: str
    hours: str
    more: list[str]
    facts: str


@dataclass(frozen=True, slots=True)
class TakeAway:
    """The first places of the list, in its order; ``asked`` are the filters in words."""

    title: str
    asked: list[str]
    day: str
    places: list[Taken]


def take_away(search: Search, *, count: int, now: datetime) -> TakeAway | None:
    """The first places that the finder shows for this search; None where it shows none, or a choice."""
    shown = finder_context(replace(search, page=1), now=now, path=FINDER_PATH)
    results: list[Result] = [*shown["results"], *shown["elsewhere"]][:count]
    if not results:
        return None
    # A list leaves out what only paper tells.
    told = Location.objects.filter(slug__in=[result.slug for result in results]).prefetch_related("closures")
    by_slug = {location.slug: location for location in told.order_by()}
    where = "" if search.point else shown["centre_words"]
    return TakeAway(
        title=_title(len(results), where, nearest=not shown["whole_departement"]),
        asked=[chip.words for chip in shown["chips"]],
        day=day_words(local_day(now, PARIS)),
        places=[_taken(result, by_slug[result.slug], now) for result in results],
    )


def letter(taken: TakeAway) -> tuple[str, str]:
    """The list as text, and as HTML. Nothing in it was typed by the person who asks."""
    context = {"taken": taken, "subject": taken.title, "finder_url": absolute(FINDER_PATH)}
    text = render_to_string("locations/messages/places.txt", context)
    return text, render_to_string("locations/messages/places.html", context)


def _title(count: int, where: str, *, nearest: bool) -> str:
    if not nearest:
        words = ngettext("%(count)s lieu d'aide numérique", "%(count)s lieux d'aide numérique", count)
    elif where:
        words = ngettext("Le lieu le plus proche", "Les %(count)s lieux les plus proches", count)
    else:
        words = ngettext("Le lieu le plus proche de vous", "Les %(count)s lieux les plus proches de vous", count)
    # A colon, since French would write "d'Annecy", "du Havre".
    return " : ".join(part for part in (words % {"count": count}, where) if part)


def _taken(result: Result, location: Location, now: datetime) -> Taken:
    hours = hours_line(location.opening_hours) if location.opening_hours else ""
    text = " ".join(plain_lines(location.opening_hours_text).split())
    closures = closure_sentences(location, local_day(now, zone_of(location.departement)))
    return Taken(
        name=calm_name(location.name),
        url=absolute(location.get_absolute_url()),
        distance_words=result.distance_words,
        address=address_line(location),
        phone=location.phone,
        phone_words=phone_words(location.phone),
        hours=hours or Truncator(text).chars(LONGEST_TEXT),
        more=[*closures, *([location.offer_conditions] if location.offer_conditions else [])],
        facts=facts_sentence(location, now),
    )
