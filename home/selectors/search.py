"""What a question finds: pages and places."""

from dataclasses import dataclass, field

from django.db.models import Case, IntegerField, Q, When
from wagtail.models import Page

from core.search import LONGEST_QUESTION, MOST_WORDS, words_of
from home import models
from locations.choices import Network
from locations.models import Location
from locations.names import fold as fold_name

MOST_PAGES = 20
MOST_PLACES = 20


@dataclass(frozen=True, slots=True)
class Found:
    """Pages (specific) and places that hold every word of a question; nothing for a question without words."""

    pages: list[Page] = field(default_factory=list)
    places: list[Location] = field(default_factory=list)


def search(question: str) -> Found:
    """Return what holds every word of the question, the network's own places first."""
    words = words_of(question)
    # Names of places have their own folding: "St-Étienne" is found by "saint etienne".
    names = list(dict.fromkeys(fold_name(question[:LONGEST_QUESTION]).split()))[:MOST_WORDS]
    return Found(pages_saying(words) if words else [], places_saying(names) if names else [])


def pages_saying(words: list[str]) -> list[Page]:
    """Return the pages that anyone may read and that hold these words."""
    copies = models.PageText.objects.published().saying(words)
    wanted = list(copies.values_list("page_id", flat=True)[: MOST_PAGES * 2])
    pages = Page.objects.live().public().filter(pk__in=wanted).specific(defer=False).defer_streamfields()
    return sorted(pages, key=lambda page: wanted.index(page.pk))[:MOST_PAGES]


def places_saying(words: list[str]) -> list[Location]:
    """Return the places that are shown and that hold these words."""
    condition, whole = Q(), Q()
    for word in words:
        condition &= Q(search_text__contains=word)
        whole &= Q(search_text__startswith=f"{word} ") | Q(search_text__contains=f" {word} ")
    order = [Network.ACCESS_POINT, Network.PARTNER, Network.DIRECTORY]
    ours = Case(*(When(network=name, then=n) for n, name in enumerate(order)), output_field=IntegerField())
    exact = Case(When(whole, then=0), default=1, output_field=IntegerField())  # Lille before Lillebonne
    found = Location.objects.shown().filter(condition).defer("body")
    return list(found.order_by(ours, exact, "name", "pk")[:MOST_PLACES])
