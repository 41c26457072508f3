"""Dates to come as JSON, for programs that draw them themselves."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from core import feeds
from events.agenda.entries import as_json
from events.agenda.filters import Filters, page_number, read_filters
from events.feeds import parts
from events.selectors import agenda
from events.selectors import feeds as in_feeds

PAGE_SIZE = 100


@csrf_exempt
def agenda_json(request: HttpRequest) -> HttpResponse:
    """Answer with what the agenda shows for this question: `{"resultats", "total", "page", "suivant"}`."""
    now = timezone.now()
    filters = read_filters(request.GET, now=now)
    page = page_number(request.GET.get("page", ""))
    facts = in_feeds.facts(summaries(filters, now=now))

    def build() -> bytes:
        found, total = (agenda.past if filters.past else agenda.upcoming)(filters, now=now)
        lines = agenda.entries(found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], now=now)
        more = page * PAGE_SIZE < total
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
        etag=feeds.fingerprint(parts.version(), request.path, filters.query(), page, agenda.today(now), *facts),
        last_modified=None,
        build=build,
        content_type=feeds.JSON,
        max_age=60,
    )


def summaries(filters: Filters, *, now: datetime) -> list[QuerySet[Any, Any]]:
    """Return what moves as soon as a date found, its event or the places left do, or once a date is over."""
    dates, imported = agenda.occurrences_matching(filters), agenda.external_matching(filters)
    found = [
        in_feeds.summary("dates to come", dates.upcoming(now=now), of="event__"),
        in_feeds.summary("imported to come", imported.upcoming(now=now)),
        in_feeds.summary("sessions", agenda.sessions_matching(filters, now=now), version="version"),
    ]
    if filters.past or filters.days != (None, None):
        found += [
            in_feeds.summary("dates", dates, of="event__"),
            in_feeds.summary("imported", imported),
        ]
    return found
