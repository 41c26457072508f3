"""
What is read of the agenda. Only what the public may see: published pages without restriction.

The page types are reached through `models` at the moment of the call: they load this module themselves.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import CharField, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Substr
from wagtail.models import Page, PageViewRestriction

from booking.models import Session
from booking.models.session import SessionQuerySet
from booking.offer_list.asked import on_days
from booking.selectors import courses
from core.dates import local_day
from events import models
from events.agenda.entries import Entry, entry_of_external, entry_of_occurrence, entry_of_session
from events.agenda.filters import Filters
from events.models.external import ExternalDate, ExternalDateQuerySet
from events.models.occurrence import Occurrence, OccurrenceQuerySet

if TYPE_CHECKING:
    from events.models import EventPage

SAID = (
    *("original_start", "start", "end", "first_day", "last_day", "cancelled", "moved", "note"),
    *(f"event__{name}" for name in ("uid", "title", "url_path", "kind", "status", "first_day", "zone", "all_day")),
    "event__address",
    *(f"event__location__{name}" for name in ("slug", "name", "town", "live")),
)
"""What a line says of an event's date: pages and places have many more columns."""

DEEPEST = 6
"""Events stand at the fourth depth of the tree: front page, agenda, event."""


def today(now: datetime) -> date:
    """Return the site's own day."""
    return local_day(now, ZoneInfo(settings.TIME_ZONE))


def public_events() -> QuerySet["EventPage"]:
    """Return the events that anyone may see."""
    # Wagtail's own `public()` reads all restrictions at each call, in a query more. A page is below those whose paths
    # its own begins with: asked by equality, so that an index answers whatever order the planner thinks of.
    steps = range(Page.steplen, Page.steplen * (DEEPEST + 1), Page.steplen)
    above = [Substr(OuterRef("path"), 1, length) for length in steps]
    closed = PageViewRestriction.objects.filter(page__path__in=above)
    found: QuerySet[EventPage] = models.EventPage.objects.live().filter(~Exists(closed))
    return found


def events_matching(filters: Filters) -> QuerySet["EventPage"]:
    """Return the events that the filters (but for the days) let through."""
    found, where = public_events(), filters.where
    if where.type:
        found = found.filter(kind__in=where.type)
    if where.lieu:
        found = found.filter(location__slug__in=where.lieu)
    if where.departement:
        nowhere = Q(location=None, commune__departement__in=where.departement)
        found = found.filter(Q(location__departement__in=where.departement) | nowhere)
    if where.partenaire:
        through = models.EventPage.organisers.through
        found = found.filter(
            Exists(through.objects.filter(eventpage=OuterRef("pk"), organisation__slug__in=where.partenaire))
        )
    if filters.publics:
        # Where nobody is named, everybody is meant.
        meant = [Q(publics__contains=f"|{code}|") for code in filters.publics]
        found = found.filter(reduce(or_, meant, Q(publics="")))
    return found.filter(filters.near.condition("location", "commune")) if filters.near else found


def occurrences_matching(filters: Filters) -> OccurrenceQuerySet:
    """Return the dates of events that the filters let through."""
    found = Occurrence.objects.filter(event__in=events_matching(filters))
    first, last = filters.days
    return found.between(first or date.min, last or date.max) if first or last else found


def sessions_matching(filters: Filters, *, now: datetime) -> SessionQuerySet:
    """Return the sessions to come that anyone may book (they are for everybody) and that the filters let through."""
    found = narrowed(Session.objects.bookable().upcoming(now=now), filters)
    return on_days(found, *filters.days)


def narrowed(sessions: SessionQuerySet, filters: Filters) -> SessionQuerySet:
    """Return those of these sessions that the filters (but for the days) let through."""
    found = filters.where.apply(sessions)
    return found.filter(filters.near.condition("location")) if filters.near else found


def external_matching(filters: Filters) -> ExternalDateQuerySet:
    """Return the dates of partners' own calendars (which name no public) that the filters let through."""
    found, where = ExternalDate.objects.shown(), filters.where
    if where.type:
        found = found.filter(calendar__kind__in=where.type)
    if where.lieu:
        found = found.filter(calendar__location__slug__in=where.lieu)
    if where.departement:
        found = found.filter(calendar__location__departement__in=where.departement)
    if where.partenaire:
        found = found.filter(calendar__organisation__slug__in=where.partenaire)
    if filters.near:
        found = found.filter(filters.near.condition("calendar__location"))
    first, last = filters.days
    return found.between(first or date.min, last or date.max) if first or last else found


class Found(NamedTuple):
    """What a question finds, by where it comes from."""

    dates: OccurrenceQuerySet
    sessions: SessionQuerySet
    imported: ExternalDateQuerySet


def found(filters: Filters, *, now: datetime) -> Found:
    """
    Return what is found: what is over (`past`), what is to come, or whatever the days asked for hold.

    Days asked for in so many words may be past ones: events are then shown as they were.
    """
    every = Found(occurrences_matching(filters), sessions_matching(filters, now=now), external_matching(filters))
    if filters.past:
        return Found(every.dates.past(now=now), every.sessions.none(), every.imported.past(now=now))
    first, last = filters.days
    if not filters.when and (first or (last and last < today(now))):
        return every
    return Found(every.dates.upcoming(now=now), every.sessions, every.imported.upcoming(now=now))


def in_order(filters: Filters, *, now: datetime) -> QuerySet[Any, Any]:
    """Return the keys (what, pk, start) of what is found, soonest first, or latest first where it is over."""
    one = found(filters, now=now)
    mixed = keys(one.dates, "date").union(keys(one.sessions, "session"), keys(one.imported, "imported"), all=True)
    sign = "-" if filters.past else ""
    return mixed.order_by(f"{sign}start", f"{sign}what", f"{sign}pk")


def upcoming(filters: Filters, *, now: datetime) -> tuple[QuerySet[Any, Any], int]:
    """Return the keys of what is to come (or of the days asked for), soonest first, and how many there are."""
    ordered = in_order(replace(filters, past=False), now=now)
    return ordered, ordered.count()


def past(filters: Filters, *, now: datetime) -> tuple[QuerySet[Any, Any], int]:
    """Return the keys of what is over, latest first, and how many there are."""
    ordered = in_order(replace(filters, past=True), now=now)
    return ordered, ordered.count()


def keys(found: QuerySet[Any], what: str) -> QuerySet[Any, Any]:
    """Return what is needed to put dates, sessions and partners' dates in one order."""
    labelled: QuerySet[Any, Any] = found.order_by().annotate(what=Value(what, output_field=CharField()))
    return labelled.values_list("what", "pk", "start")


def entries(
    found: Iterable[tuple[Any, ...]], *, now: datetime, since: date | None = None, partners: bool = True
) -> list[Entry]:
    """Return the lines of these keys, in their order; what began before `since` (today) stands under that day."""
    rows = [(row[0], row[1]) for row in found]
    known = lines(rows, now=now, since=since or today(now), partners=partners)
    return [known[key] for key in rows if key in known]


def lines(
    keys: Iterable[tuple[str, int]], *, now: datetime, since: date, partners: bool
) -> dict[tuple[str, int], Entry]:
    """Return the line of each key: a query for each kind of thing, one more for the `partners` of events."""
    wanted: dict[str, list[int]] = {"date": [], "session": [], "imported": []}
    for what, pk in keys:
        wanted[what].append(pk)
    known: dict[tuple[str, int], Entry] = {}
    if wanted["date"]:
        dates = Occurrence.objects.filter(pk__in=wanted["date"]).select_related("event", "event__location").only(*SAID)
        for one in dates.prefetch_related("event__organisers") if partners else dates:
            named = tuple(organiser.slug for organiser in one.event.organisers.all()) if partners else ()
            known["date", one.pk] = entry_of_occurrence(one, since=since, partners=named)
    if wanted["session"]:
        sessions = list(Session.objects.filter(pk__in=wanted["session"]).with_place())
        of_course = courses(sessions, now=now)
        for session in sessions:
            course = of_course.get(session.series_id or 0)
            known["session", session.pk] = entry_of_session(session, now=now, course=course)
    if wanted["imported"]:
        for imported in ExternalDate.objects.filter(pk__in=wanted["imported"]).with_calendar():
            known["imported", imported.pk] = entry_of_external(imported, since=since)
    return known


def next_day(filters: Filters, *, now: datetime) -> date | None:
    """Return the first day after those asked for (or from today on) on which there is something, as if none were."""
    last = filters.days[1]
    after = replace(filters.without_days(), first=max(last + timedelta(days=1), today(now)) if last else None)
    row = in_order(after, now=now).first()
    if row is None:
        return None
    return max(local_day(row[2], ZoneInfo(settings.TIME_ZONE)), after.first or today(now))


def counts(asked: Sequence[Filters], *, now: datetime) -> list[int]:
    """Return how many dates each of these questions finds: one query."""
    parts = [
        part.order_by()
        .annotate(what=Value(number, output_field=IntegerField()))
        .values("what")
        .annotate(n=Count("pk"))
        .values_list("what", "n")
        for number, filters in enumerate(asked)
        for part in found(filters, now=now)
    ]
    totals = [0] * len(asked)
    for number, count in parts[0].union(*parts[1:], all=True) if parts else ():
        totals[number] += count
    return totals
