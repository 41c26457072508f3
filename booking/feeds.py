"""What a feed of sessions holds (`events.feeds` puts it together, with the agenda's filters), and one session alone."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from booking import choices
from booking.entries import absolute, session_entry
from booking.models import Session
from booking.models.session import SessionQuerySet
from booking.selectors import Filters
from core import feeds, ical

VERSION = 2
"""Raised when the same rows give other bytes: clients then fetch them once more."""

BACK = timedelta(days=30)
CANCELLED_FOR = timedelta(weeks=6)
"""How long a cancelled session is still told, so that every client has struck it out."""

MAX_AGE = 300  # seconds
NAMESPACE = uuid.UUID("6f2b9c1e-3f5d-4a0c-9b57-0f1e5d8a7c21")


def in_feed(filters: Filters, *, now: datetime) -> SessionQuerySet:
    """Return what the feed holds: from 30 days back to the horizon, cancelled ones for a few weeks."""
    recent = ~Q(status=choices.SessionStatus.CANCELLED) | Q(changed_at__gt=now - CANCELLED_FOR)
    return filters.apply(Session.objects.shown().filter(recent, start__gt=now - BACK))


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
