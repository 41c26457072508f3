"""What a question finds: pages and places."""

from dataclasses import dataclass, field

from django.db.models import Case, IntegerField, Q, When
from wagtail.models import Page

from core.search import words_of
from home import models
from locations.choices import Network
from locations.models import Location

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
    return Found(pages_saying(words), places_saying(words)) if words else Found()


def pages_saying(words: list[str]) -> list[Page]:
    """Return the pages that anyone may read and that hold these words."""
    copies = models.PageText.objects.published().saying(words)
    wanted = list(copies.values_list("page_id", flat=True)[: MOST_PAGES * 2])
    pages = Page.objects.live().public().filter(pk__in=wanted).specific(defer=False).defer_streamfields()
    return sorted(pages, key=lambda page: wanted.index(page.pk))[:MOST_PAGES]


def places_saying(words: list[str]) -> list[Location]:
    """Return the places that are shown and that hold these words."""
    condition = Q()
    for word in words:
        condition &= Q(search_text__contains=word)
    order = [Network.ACCESS_POINT, Network.PARTNER, Network.DIRECTORY]
    rank = Case(*(When(network=name, then=n) for n, name in enumerate(order)), output_field=IntegerField())
    return list(Location.objects.shown().filter(condition).defer("body").order_by(rank, "name", "pk")[:MOST_PLACES])
