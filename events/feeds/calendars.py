"""
The calendars that people's programs follow: events, sessions, and all together, with every filter of the agenda.

One small query tells whether anything moved, before anything is built.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from booking import feeds as booking_feeds
from booking.selectors import unknown_sentences
from core import feeds, ical
from events import calendar
from events.agenda.filters import Filters, named, read_filters
from events.agenda.subscribe import calendar_name, chosen_words
from events.feeds import parts
from events.selectors import feeds as in_feeds

AGENDA_PATH = "/agenda/"
SESSIONS_PATH = "/rendez-vous/"

Parts = Callable[[], list[ical.Part]]


@csrf_exempt
def agenda_ics(request: HttpRequest) -> HttpResponse:
    """Answer with the events that ended within 12 months or later."""
    now = timezone.now()
    filters = read_filters(request.GET, now=now).without_days()
    events = in_feeds.events_in_feed(filters, now=now)
    return answer(
        request,
        filters,
        [in_feeds.summary("events", events)],
        lambda: parts.of_events(events, now=now),
        lambda path: calendar.calendar(
            name=calendar_name(chosen_words(filters)),
            description=described(filters, _("Ce qui se passe dans les lieux d'aide numérique du réseau.")),
            path=path,
            page=AGENDA_PATH + filters.query(),
        ),
        now=now,
    )


@csrf_exempt
def sessions_ics(request: HttpRequest) -> HttpResponse:
    """Answer with the bookable sessions, each with its own page and its places left."""
    now = timezone.now()
    filters = read_filters(request.GET, now=now).without_days()
    sessions = in_feeds.sessions_in_feed(filters, now=now)
    query = filters.query()

    def head(path: str) -> ical.Calendar:
        words = ", ".join(chosen_words(filters))
        name = _("Rendez-vous – %(site)s") % {"site": settings.SITE_NAME}
        told = calendar.calendar(
            name=f"{name} ({words})" if words else name,
            description=described(filters, _("Les séances où l'on peut réserver une place.")),
            path=path,
            page=SESSIONS_PATH + query,
        )
        # As it was when sessions had their calendar to themselves: a calendar's uid never changes.
        return replace(told, uid=str(uuid.uuid5(booking_feeds.NAMESPACE, f"seances{query}")))

    return answer(
        request,
        filters,
        [in_feeds.summary("sessions", sessions, version="version")],
        lambda: parts.of_sessions(sessions, now=now),
        head,
        now=now,
        max_age=booking_feeds.MAX_AGE,
    )


@csrf_exempt
def everything_ics(request: HttpRequest) -> HttpResponse:
    """Answer with all that the agenda shows: events, bookable sessions, and dates of partners' own calendars."""
    now = timezone.now()
    filters = read_filters(request.GET, now=now).without_days()
    events = in_feeds.events_in_feed(filters, now=now)
    sessions = in_feeds.sessions_in_feed(filters, now=now)
    imported = in_feeds.imported_in_feed(filters, now=now)
    return answer(
        request,
        filters,
        [
            in_feeds.summary("events", events),
            in_feeds.summary("imported", imported),
            in_feeds.summary("sessions", sessions, version="version"),
        ],
        lambda: [
            *parts.of_events(events, now=now),
            *parts.of_sessions(sessions, now=now),
            *parts.of_imported(imported, now=now),
        ],
        lambda path: calendar.calendar(
            name=calendar_name(chosen_words(filters)),
            description=described(
                filters,
                _("Les événements du réseau et de ses partenaires, et les séances où l'on peut réserver une place."),
            ),
            path=path,
            page=AGENDA_PATH + filters.query(),
        ),
        now=now,
        max_age=booking_feeds.MAX_AGE,
    )


def answer(
    request: HttpRequest,
    filters: Filters,
    summaries: Sequence[QuerySet[Any, Any]],
    found: Parts,
    head: Callable[[str], ical.Calendar],
    *,
    now: datetime,
    max_age: int = 900,
) -> HttpResponse:
    """Answer with a calendar, put together only for who has not got this version of it."""
    facts = in_feeds.facts(summaries)
    address = request.path + filters.query()

    def build() -> bytes:
        told = replace(head(address), changed_at=in_feeds.last_change(facts) or calendar.NOTHING_YET)
        entries = found()
        zones = sorted({zone for one in entries for zone in one.zones})
        return ical.assemble(told, zones, [one.octets for one in entries])

    return feeds.kept_calendar_response(
        request,
        address=address,
        etag=feeds.fingerprint(parts.version(), settings.SITE_NAME, address, *facts),
        now=now,
        build=build,
        max_age=max_age,
    )


def described(filters: Filters, sentence: str) -> str:
    """
    Return what the calendar is, and what of the question nobody understood.

    Only what stands in its address counts: the same calendar may be asked for in other words.
    """
    unknown = unknown_sentences(named(filters))
    if filters.near and not filters.near.is_understood:
        unknown.append(_("Nous ne connaissons pas «\u00a0%(value)s\u00a0».") % {"value": filters.near.q[:60]})
    return "\n".join([sentence, *unknown])
