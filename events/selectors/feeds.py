"""What a feed of events holds, and what moves with it."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Sum

from events.agenda.filters import Filters
from events.models import EventPage
from events.models.occurrence import Occurrence
from events.selectors.agenda import events_matching

FEED_KEEPS = timedelta(days=365)
"""How long an event that has ended stays in `agenda.ics`."""


def events_in_feed(filters: Filters, *, now: datetime) -> QuerySet[EventPage]:
    """Return the events with a date that ended within 12 months, or later."""
    recent = Occurrence.objects.filter(event=OuterRef("pk"), end__gt=now - FEED_KEEPS)
    return events_matching(filters).filter(Exists(recent), changed_at__isnull=False)


def last_change(found: QuerySet[EventPage]) -> dict[str, Any]:
    """Return, in one query, what moves as soon as anything in these events' feed does."""
    return found.order_by().aggregate(count=Count("pk"), changed_at=Max("changed_at"), keys=Sum("pk"))


def for_feed(found: QuerySet[EventPage]) -> QuerySet[EventPage]:
    """Return the events with all that a feed tells of them, oldest first (a stable order gives stable bytes)."""
    return found.select_related("location").prefetch_related("exceptions").order_by("pk")
