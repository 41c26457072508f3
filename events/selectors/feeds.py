"""What a feed holds, and what moves with it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import CharField, Count, Exists, Max, Min, OuterRef, QuerySet, Sum, Value
from django.db.models.functions import Cast

from booking.feeds import in_feed
from booking.models import Session
from booking.models.session import SessionQuerySet
from core.choices import ExceptionKind
from core.dates import local_day
from core.recurrence.published import uid_of_date
from events.agenda.filters import Filters
from events.models import EventException, EventPage, ExternalDate
from events.models.exception import added_uid
from events.models.external import ExternalDateQuerySet
from events.models.occurrence import Occurrence
from events.selectors.agenda import events_matching, external_matching

FEED_KEEPS = timedelta(days=365)
"""How long what has ended stays in a feed (sessions: `booking.feeds.in_feed`)."""

MADE_UP = 5
"""The version of UUIDs that are made of others (RFC 9562 §5.5): those of dates that stand by themselves."""

PIECE = 500
"""How many rows are read whole at a time."""


def events_in_feed(filters: Filters, *, now: datetime) -> QuerySet[EventPage]:
    """Return the events with a date that ended within 12 months, or later."""
    recent = Occurrence.objects.filter(event=OuterRef("pk"), end__gt=now - FEED_KEEPS)
    return events_matching(filters).filter(Exists(recent), changed_at__isnull=False)


def sessions_in_feed(filters: Filters, *, now: datetime) -> SessionQuerySet:
    """Return the sessions of a feed, those near a town where one is asked for (they are for everybody)."""
    found = in_feed(filters.where, now=now)
    return found.filter(filters.near.condition("location")) if filters.near else found


def imported_in_feed(filters: Filters, *, now: datetime) -> ExternalDateQuerySet:
    """Return the partners' dates that ended within 12 months, or later."""
    return external_matching(filters).filter(end__gt=now - FEED_KEEPS)


def one_event(event_id: int) -> QuerySet[EventPage]:
    """Return the event with this number where anyone may see it: a set of one, or of none."""
    # By the page's own `id`: a number beyond the database's integers is then nobody's, where `pk` would be an error.
    return events_matching(Filters()).filter(id=event_id, changed_at__isnull=False)


def with_all_told(found: QuerySet[EventPage]) -> QuerySet[EventPage]:
    """Return the events with all that a calendar tells of them, oldest first (a stable order gives stable bytes)."""
    with_places = found.select_related("location", "commune", "activity").defer("body")
    return with_places.prefetch_related("exceptions").order_by("pk")


# What moves


class Facts(NamedTuple):
    """What moves as soon as anything in a set of rows does. The uids tell two sets apart that are counted alike."""

    what: str
    rows: int
    keys: int | None
    versions: int | None
    changed_at: datetime | None
    least_uid: str | None
    greatest_uid: str | None


def summary(what: str, found: QuerySet[Any], *, version: str = "sequence", of: str = "") -> QuerySet[Any, Any]:
    """Return the query that tells the facts of these rows; `of` leads to the row that has a uid ("event__")."""
    uid = Cast(f"{of}uid", CharField())
    told: QuerySet[Any, Any] = (
        found.order_by()
        .annotate(what=Value(what, output_field=CharField()))
        .values("what")
        .annotate(
            rows=Count("pk"),
            keys=Sum("pk"),
            versions=Sum(f"{of}{version}"),
            last=Max(f"{of}changed_at"),
            least=Min(uid),
            greatest=Max(uid),
        )
        .values_list("what", "rows", "keys", "versions", "last", "least", "greatest")
    )
    return told


def facts(summaries: Sequence[QuerySet[Any, Any]]) -> list[Facts]:
    """Return the facts of each set that is not empty: one query."""
    first, *others = summaries
    rows = first.union(*others, all=True) if others else first
    return sorted(Facts(*row) for row in rows if row[1])


def last_change(found: Iterable[Facts]) -> datetime | None:
    """Return when anything in these sets last changed."""
    return max((one.changed_at for one in found if one.changed_at), default=None)


# Our own


def our_uids(uids: Iterable[str]) -> set[str]:
    """
    Return those that our own feeds give or gave, as they were given: a partner who re-publishes them says nothing new.

    Events, dates of theirs that stand by themselves, sessions and imported dates. What a program appended after "@"
    counts for nothing.
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
    everything: list[QuerySet[Any]] = [EventPage.objects.all(), Session.objects.all(), ExternalDate.objects.all()]
    for rows in everything:
        known |= set(rows.filter(uid__in=list(asked)).values_list("uid", flat=True))
    additions = EventException.objects.filter(kind=ExceptionKind.ADDED).values_list("event__uid", "uid")
    known |= {added_uid(event, exception) for event, exception in additions.iterator()}
    if any(uid.version == MADE_UP for uid in asked.keys() - known):
        dates = Occurrence.objects.values_list("event__uid", "original_start", "event__zone").iterator()
        known |= {UUID(uid_of_date(str(uid), local_day(start, ZoneInfo(zone)))) for uid, start, zone in dates}
    return set().union(*(asked[uid] for uid in asked.keys() & known))
