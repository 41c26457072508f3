"""`/flux/seances.rss`: the next sessions to book (RSS 2.0), with the same filters as the calendars."""

from collections.abc import Iterable
from html import escape
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from booking.entries import session_entry
from booking.feeds import MAX_AGE
from booking.models import Session
from core import feeds
from core.atom import StableRss
from core.clocks import zone_words
from core.dates import moment_words
from core.ical.text import cleaned, on_one_line
from events.agenda.filters import Filters, read_filters
from events.agenda.subscribe import chosen_words
from events.feeds import parts
from events.feeds.calendars import SESSIONS_PATH
from events.selectors import feeds as in_feeds

PATH = "/flux/seances.rss"
NEXT = 50
"""Entries: portals show the first few."""


@csrf_exempt
def sessions_rss(request: HttpRequest) -> HttpResponse:
    """Answer with the next sessions, soonest first."""
    now = timezone.now()
    filters = read_filters(request.GET, now=now).without_days()
    found = in_feeds.sessions_in_feed(filters, now=now).upcoming(now=now)
    facts = in_feeds.facts([in_feeds.summary("next sessions", found, version="version")])
    # What is to come shrinks by itself: a date of last change would promise too much.
    return feeds.feed_response(
        request,
        etag=feeds.fingerprint(parts.version(), settings.SITE_NAME, request.path, filters.query(), *facts),
        last_modified=None,
        build=lambda: build(filters, found.with_place()[:NEXT]),
        content_type=feeds.RSS,
        max_age=MAX_AGE,
    )


def build(filters: Filters, sessions: Iterable[Session]) -> bytes:
    """
    Return the feed's bytes.

    Entries have no date of their own: portals that sort by it (WordPress does) would put what was planned last first,
    and keep the order of the file where there is none.
    """
    base, query = settings.PUBLIC_BASE_URL, filters.query()
    name = _("Rendez-vous – %(site)s") % {"site": settings.SITE_NAME}
    words = ", ".join(chosen_words(filters))
    feed = StableRss(
        title=on_one_line(f"{name} ({words})" if words else name),
        link=f"{base}{SESSIONS_PATH}{query}",
        description=_("Les prochaines séances où l'on peut réserver une place."),
        language="fr",
        feed_url=f"{base}{PATH}{query}",
    )
    for session in sessions:
        entry = session_entry(session)
        feed.add_item(
            title=title(session),
            link=entry.url + via(filters),
            # Read as HTML, whatever is in it.
            description="<br>".join(map(escape, cleaned(f"{entry.location}\n{entry.description}").splitlines())),
            unique_id=f"urn:uuid:{session.uid}",
            unique_id_is_permalink=False,
            updateddate=session.changed_at,
            categories=entry.categories,
        )
    return feed.writeString("utf-8").encode()


def title(session: Session) -> str:
    """Return when, what and where: "Mardi 3 mars 2026 à 14 h – Premiers clics, Médiathèque"."""
    when = " ".join(filter(None, [moment_words(session.local_start), zone_words(session.zone)]))
    what = on_one_line(f"{session.activity.name}, {session.location.name}")
    said = f"{when[:1].upper()}{when[1:]} – {what}"
    return _("Annulé – %s") % said if session.is_cancelled else said


def via(filters: Filters) -> str:
    """Return what tells a booking that came by the site of the only partner asked for."""
    partners = filters.where.partenaire
    return f"?{urlencode({'via': partners[0]})}" if len(partners) == 1 else ""
