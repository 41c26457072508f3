"""A filtered agenda as a calendar that one's own programs follow: its addresses, and the words for what it holds."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from booking.selectors import Asked
from core.calendar_links import OUTLOOK_AT_WORK, google_follow, outlook_follow, webcal
from events import choices
from events.agenda.filters import Chosen, Filters, chosen, named

CALENDAR_PATH = "/flux/tout.ics"
ATOM_PATH = "/flux/agenda.atom"
ANCHOR = "abonner"
"""Where the panel stands in the page: what the code leads to."""


def subscription(filters: Filters, *, path: str = "/agenda/", asked: Sequence[Asked] | None = None) -> dict[str, Any]:
    """
    Return what `events/agenda/_subscribe.html` shows: the addresses of exactly this filter, whatever the days.

    `path` is the list's own; `asked` what is asked by name, where it is known already (else a query a parameter).

    The code leads to this panel and not to the calendar itself: an iPhone would take a `webcal:` address, other
    telephones would not, and here each finds the button that is its own.
    """
    kept = filters.without_days()
    words = chosen_words(kept, asked)
    query = kept.query()
    feed = f"{settings.PUBLIC_BASE_URL}{CALENDAR_PATH}{query}"
    name = calendar_name(words)
    return {
        "name": name,
        "words": holds_words(words),
        "feed_url": feed,
        "phone_url": webcal(feed),
        "google_url": google_follow(feed),
        "outlook_url": outlook_follow(feed, name=name),
        "outlook_at_work_url": outlook_follow(feed, name=name, base=OUTLOOK_AT_WORK),
        "atom_url": f"{settings.PUBLIC_BASE_URL}{ATOM_PATH}{query}",
        "here_url": f"{settings.PUBLIC_BASE_URL}{path}{query}#{ANCHOR}",
    }


def chosen_words(filters: Filters, asked: Sequence[Asked] | None = None) -> list[str]:
    """Return what is chosen, as it stands within a sentence; `asked` as `subscription` has it."""
    return [within(one) for one in chosen(filters, named(filters) if asked is None else asked)]


def calendar_name(words: Sequence[str]) -> str:
    """Return the name that the calendar takes in people's programs: the site's, and what is chosen."""
    name = _("Agenda – %s") % settings.SITE_NAME
    return f"{name} ({', '.join(words)})" if words else name


def holds_words(words: Sequence[str]) -> str:
    """Return what the calendar will hold: "L'agenda : à moins de 10 km de Grenoble (38000), atelier"."""
    return _("L'agenda : %s") % ", ".join(words) if words else _("Tout l'agenda")


def within(one: Chosen) -> str:
    """Return a filter's words as they stand within a sentence: names keep their capitals."""
    is_name = one.words not in set(choices.EventKind.labels) and one.name != "public" and one.words[:2] != "À "
    return one.words if is_name else f"{one.words[:1].lower()}{one.words[1:]}"
