"""The sessions' feeds: one small query tells whether anything moved, before anything is built."""

import uuid
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Max, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from booking import choices
from booking.entries import absolute, session_entry
from booking.models import Session
from booking.models.session import SessionQuerySet
from booking.selectors import Asked, Filters, in_words, unknown_sentences
from core import feeds, ical

VERSION = 1
"""Raised when the same rows give other bytes: clients then fetch them once more."""

BACK = timedelta(days=30)
CANCELLED_FOR = timedelta(weeks=6)
"""How long a cancelled session is still told, so that every client has struck it out."""

MAX_AGE = 300  # seconds
NAMESPACE = uuid.UUID("6f2b9c1e-3f5d-4a0c-9b57-0f1e5d8a7c21")
NOTHING_YET = datetime.fromisoformat("2014-01-01T00:00:00+00:00")


def in_feed(filters: Filters, *, now: datetime) -> SessionQuerySet:
    """Return what the feed holds: from 30 days back to the horizon, cancelled ones for a few weeks."""
    recent = ~Q(status=choices.SessionStatus.CANCELLED) | Q(changed_at__gt=now - CANCELLED_FOR)
    return filters.apply(Session.objects.shown().filter(recent, start__gt=now - BACK))


@csrf_exempt
def sessions_ics(request: HttpRequest) -> HttpResponse:
    """Answer with the sessions asked for, each with its own page and its places left."""
    filters = Filters.from_query(request.GET)
    sessions = in_feed(filters, now=timezone.now())
    facts = sessions.order_by().aggregate(count=Count("pk"), versions=Sum("version"), changed_at=Max("changed_at"))
    query = f"?{urlencode(filters.query())}" if filters else ""

    def build() -> bytes:
        asked = in_words(filters)
        head = ical.Calendar(
            name=_name(asked),
            description="\n".join([_("Les séances où l'on peut réserver une place."), *unknown_sentences(asked)]),
            uid=str(uuid.uuid5(NAMESPACE, f"seances{query}")),
            url=absolute(f"/rendez-vous/{query}"),
            source_url=absolute(f"{request.path}{query}"),
            changed_at=facts["changed_at"] or NOTHING_YET,
        )
        return ical.serialise(head, map(session_entry, sessions.with_place().order_by("start", "pk").iterator()))

    return feeds.calendar_response(
        request,
        etag=feeds.fingerprint(VERSION, settings.PUBLIC_BASE_URL, request.path, query, *facts.values()),
        last_modified=facts["changed_at"] or NOTHING_YET,
        build=build,
        max_age=MAX_AGE,
    )


@csrf_exempt
def session_ics(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with one session, for whoever wants this date only."""
    session = Session.objects.with_place().filter(pk=pk, location__live=True).first()
    if session is None:
        raise Http404
    entry = session_entry(session)

    def build() -> bytes:
        head = ical.Calendar(
            name=entry.title,
            uid=str(uuid.uuid5(NAMESPACE, entry.uid)),
            url=entry.url,
            source_url=absolute(request.path),
            changed_at=entry.changed_at,
        )
        return ical.serialise(head, [entry])

    return feeds.calendar_response(
        request,
        etag=feeds.fingerprint(VERSION, settings.PUBLIC_BASE_URL, request.path, session.version, session.changed_at),
        last_modified=session.changed_at,
        build=build,
        filename=f"seance-{session.pk}.ics",
        max_age=MAX_AGE,
    )


def _name(asked: list[Asked]) -> str:
    """Return the name that the calendar takes in people's programs: the site's, and what is chosen."""
    chosen = ", ".join(one.words for one in asked if one.words)
    name = _("Rendez-vous – %(site)s") % {"site": settings.SITE_NAME}
    return f"{name} ({chosen})" if chosen else name
