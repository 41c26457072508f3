"""The agenda's feeds: one small query tells whether anything moved, before anything is built."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from booking.entries import session_entry
from booking.feeds import in_feed as sessions_in_feed
from core import feeds, ical
from events import calendar
from events.agenda.entries import as_json
from events.agenda.filters import Filters, named, read_filters
from events.agenda.listing import page_number
from events.selectors import agenda
from events.selectors import feeds as in_feeds

VERSION = 1
"""Raised when the same rows give other bytes: clients then fetch them once more."""

JSON_PAGE_SIZE = 100
AGENDA_PATH = "/agenda/"


@csrf_exempt
def agenda_ics(request: HttpRequest) -> HttpResponse:
    """Answer with the events that ended within 12 months or later."""
    now = timezone.now()
    filters = read_filters(request.GET, now=now).without_days()
    found = in_feeds.events_in_feed(filters, now=now)
    facts = in_feeds.last_change(found)

    def build() -> bytes:
        head = calendar.calendar(
            name=calendar_name(filters),
            description=_("Ce qui se passe dans les lieux d'aide numérique du réseau."),
            path=request.path + filters.query(),
            page=AGENDA_PATH + filters.query(),
            changed_at=facts["changed_at"],
        )
        return ical.serialise(head, calendar.entries_of(in_feeds.for_feed(found)))

    return feeds.calendar_response(
        request,
        etag=etag(request, filters, *facts.values()),
        last_modified=facts["changed_at"] or calendar.NOTHING_YET,
        build=build,
    )


@csrf_exempt
def everything_ics(request: HttpRequest) -> HttpResponse:
    """Answer with events and bookable sessions together."""
    now = timezone.now()
    filters = read_filters(request.GET, now=now).without_days()
    found, sessions = in_feeds.events_in_feed(filters, now=now), sessions_in_feed(filters.where, now=now)
    facts = in_feeds.last_change(found)
    more = sessions.order_by().aggregate(count=Count("pk"), versions=Sum("version"), changed_at=Max("changed_at"))
    changed_at = max(moment or calendar.NOTHING_YET for moment in (facts["changed_at"], more["changed_at"]))

    def build() -> bytes:
        head = calendar.calendar(
            name=calendar_name(filters),
            description=_("Les événements du réseau, et les séances où l'on peut réserver une place."),
            path=request.path + filters.query(),
            page=AGENDA_PATH + filters.query(),
            changed_at=changed_at,
        )
        events = calendar.entries_of(in_feeds.for_feed(found))
        return ical.serialise(head, [*events, *map(session_entry, sessions.with_place().order_by("start", "pk"))])

    return feeds.calendar_response(
        request,
        etag=etag(request, filters, *facts.values(), *more.values()),
        last_modified=changed_at,
        build=build,
        max_age=300,
    )


@csrf_exempt
def event_ics(request: HttpRequest, event_id: int) -> HttpResponse:
    """Answer with one event, all its dates included."""
    # By the page's own `id`: a number beyond the database's integers is then nobody's, where `pk` would be an error.
    event = in_feeds.for_feed(agenda.public_events().filter(id=event_id, changed_at__isnull=False)).first()
    if event is None:
        raise Http404

    def build() -> bytes:
        head = calendar.calendar(
            name=event.title, path=request.path, page=event.path_of_page, changed_at=event.changed_at
        )
        return ical.serialise(head, calendar.entries_of_event(event))

    return feeds.calendar_response(
        request,
        etag=etag(request, Filters(), event.changed_at),
        last_modified=event.changed_at,
        build=build,
        filename=f"evenement-{event.pk}.ics",
    )


@csrf_exempt
def agenda_json(request: HttpRequest) -> HttpResponse:
    """Answer with the dates to come, sessions included, paged: `{"resultats", "total", "page", "suivant"}`."""
    now = timezone.now()
    filters = read_filters(request.GET, now=now)
    page = page_number(request.GET.get("page", ""))
    facts = facts_of_what_comes(filters, now=now)

    def build() -> bytes:
        found, total = agenda.upcoming(filters, now=now)
        lines = agenda.entries(found[(page - 1) * JSON_PAGE_SIZE : page * JSON_PAGE_SIZE], now=now)
        more = page * JSON_PAGE_SIZE < total
        answer = {
            "resultats": [as_json(line) for line in lines],
            "total": total,
            "page": page,
            "suivant": settings.PUBLIC_BASE_URL + request.path + filters.query(page=str(page + 1)) if more else None,
        }
        return json.dumps(answer, ensure_ascii=False).encode()

    # What is to come shrinks by itself: a date of last change would promise too much.
    return feeds.feed_response(
        request,
        etag=etag(request, filters, page, *facts),
        last_modified=None,
        build=build,
        content_type=feeds.JSON,
        max_age=60,
    )


def facts_of_what_comes(filters: Filters, *, now: datetime) -> list[Any]:
    """Return what moves as soon as a date to come, an event or the places left do."""
    dates = agenda.occurrences_matching(filters).upcoming(now=now).order_by()
    sessions = agenda.sessions_matching(filters, now=now).order_by()
    return [
        *dates.aggregate(Count("pk"), Sum("pk"), Max("event__changed_at")).values(),
        *sessions.aggregate(Count("pk"), Sum("pk"), Sum("version"), Max("changed_at")).values(),
    ]


def etag(request: HttpRequest, filters: Filters, *facts: object) -> str:
    """Return the entity tag of a feed: which one it is, and what moves with its content."""
    return feeds.fingerprint(VERSION, settings.PUBLIC_BASE_URL, request.path, filters.query(), *facts)


def calendar_name(filters: Filters) -> str:
    """Return the name that the calendar takes in people's programs: the site's, and what is chosen."""
    words = ", ".join(one.words for one in named(filters) if one.words)
    name = _("Agenda – %s") % settings.SITE_NAME
    return f"{name} ({words})" if words else name
