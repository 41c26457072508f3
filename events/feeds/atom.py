"""`/flux/agenda.atom`: the events announced last (RFC 4287), with the same filters as the calendars."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from core import feeds
from core.atom import NOTHING_YET, StableAtom
from events.agenda.filters import Filters, read_filters
from events.agenda.subscribe import ATOM_PATH, subscription
from events.event.where import venue
from events.event.words import of_the_event, planned_words
from events.feeds import parts
from events.models import EventPage
from events.selectors import feeds as in_feeds
from events.selectors.announced import announced

LATEST = 50
"""Entries."""


@csrf_exempt
def agenda_atom(request: HttpRequest) -> HttpResponse:
    """Answer with the events announced last, latest first; when they take place does not count."""
    filters = read_filters(request.GET, now=timezone.now()).without_days()
    found = announced(filters)
    facts = in_feeds.facts([in_feeds.summary("announced", found)])
    return feeds.feed_response(
        request,
        etag=feeds.fingerprint(parts.version(), request.path, filters.query(), *facts),
        last_modified=in_feeds.last_change(facts) or NOTHING_YET,
        build=lambda: build(filters, found.select_related("location", "commune")[:LATEST]),
        content_type=feeds.ATOM,
    )


def build(filters: Filters, events: Iterable[EventPage]) -> bytes:
    """Return the feed's bytes; entries keep their identifier whatever becomes of their address."""
    base = settings.PUBLIC_BASE_URL
    own = f"{base}{ATOM_PATH}{filters.query()}"
    feed = StableAtom(
        title=_("Nouveaux événements – %s") % subscription(filters)["name"],
        link=f"{base}/agenda/{filters.query()}",
        description="",
        language="fr",
        feed_url=own,
        feed_guid=own,
        author_name=settings.SITE_NAME,
    )
    for event in events:
        feed.add_item(
            title=event.title,
            link=base + event.path_of_page,
            description=summary(event),
            unique_id=f"urn:uuid:{event.uid}",
            pubdate=event.first_published_at,
            updateddate=event.changed_at,
            categories=(event.get_kind_display(),),
        )
    return feed.writeString("utf-8").encode()


def summary(event: EventPage) -> str:
    """Return whether, when and where, then the opening sentence: a line each."""
    said = of_the_event(event, is_over=False)
    warning = " : ".join(part for part in (said.title, said.text) if part) if said else ""
    lines = (warning, planned_words(event), venue(event).line, event.introduction)
    return "\n".join(line for line in lines if line)
