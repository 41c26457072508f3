"""What a feed of events holds, and what moves with it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Sum

from booking.models import Session
from core.choices import ExceptionKind
from events.agenda.filters import Filters
from events.models import EventException, EventPage, ExternalDate
from events.models.exception import added_uid
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


def our_uids(uids: Iterable[str]) -> set[str]:
    """
    Return those that our own feeds give or gave, as they were given: a partner who re-publishes them says nothing new.

    Events, dates added to them, sessions and imported dates. What a program appended after "@" counts for nothing.
    """
    asked: dict[UUID, set[str]] = {}
    for uid in uids:
        try:
            asked.setdefault(UUID(uid.strip().partition("@")[0]), set()).add(uid)
        except ValueError:  # ours are UUIDs
            continue
    if not asked:
        return set()
    known: set[UUID] = set()
    for rows in (EventPage.objects, Session.objects, ExternalDate.objects):
        known |= set(rows.filter(uid__in=list(asked)).values_list("uid", flat=True))
    additions = EventException.objects.filter(kind=ExceptionKind.ADDED).values_list("event__uid", "uid")
    known |= {added_uid(event, exception) for event, exception in additions.iterator()}
    return set().union(*(asked[uid] for uid in asked.keys() & known))
