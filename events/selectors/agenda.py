"""
What is read of the agenda. Only what the public may see: published pages without restriction.

The page types are reached through `models` at the moment of the call: they load this module themselves.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import ExtractYear
from wagtail.models import PageViewRestriction

from booking.models import Session
from booking.models.session import SessionQuerySet
from core.dates import local_day
from events import models
from events.agenda.entries import Entry, entry_of_occurrence, entry_of_session
from events.agenda.filters import Filters
from events.models.external import ExternalDate, ExternalDateQuerySet
from events.models.occurrence import Occurrence, OccurrenceQuerySet
from locations.models import Location, Organisation

if TYPE_CHECKING:
    from events.models import EventPage

MAX_CHOICES = 200


def today(now: datetime) -> date:
    """Return the site's own day."""
    return local_day(now, ZoneInfo(settings.TIME_ZONE))


def public_events() -> QuerySet["EventPage"]:
    """Return the events that anyone may see."""
    # Wagtail's own `public()` reads all restrictions at each call, in a query more.
    closed = PageViewRestriction.objects.alias(below=ExpressionWrapper(OuterRef("path"), CharField()))
    found: QuerySet[EventPage] = models.EventPage.objects.live().filter(
        ~Exists(closed.filter(below__startswith=F("page__path")))
    )
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
    # The day of a session overseas may differ by hours from the site's: near enough for a filter by days.
    first, last = filters.days
    if first:
        found = found.filter(start__gte=midnight(first))
    if last and last < date.max:
        found = found.filter(start__lt=midnight(last + timedelta(days=1)))
    return found


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


def midnight(day: date) -> datetime:
    """Return the beginning of the day on the site's clock."""
    # In the first year of all, Paris's midnight would lie before time itself.
    return datetime.combine(max(day, date(1900, 1, 1)), time(), ZoneInfo(settings.TIME_ZONE)).astimezone(UTC)


def upcoming(filters: Filters, *, now: datetime) -> tuple[QuerySet[Any], Any]:
    """
    Return the keys (what, pk, start) of what is to come, soonest first, and how many there are.

    Days asked for in so many words may be past ones: events are then shown as they were.
    """
    dates = occurrences_matching(filters)
    first, last = filters.days
    if filters.when or not (first or (last and last < today(now))):
        dates = dates.upcoming(now=now)
    mixed = keys(dates, "date").union(keys(sessions_matching(filters, now=now), "session"), all=True)
    return mixed.order_by("start", "what", "pk"), mixed.count()


def past(filters: Filters, *, now: datetime) -> tuple[QuerySet[Any], int]:
    """Return the keys of the events that are over, latest first, and how many there are."""
    found = keys(occurrences_matching(filters).past(now=now), "date")
    return found.order_by("-start", "-pk"), found.count()


def keys(found: QuerySet[Any], what: str) -> QuerySet[Any, Any]:
    """Return what is needed to put dates and sessions in one order."""
    labelled: QuerySet[Any, Any] = found.order_by().annotate(what=Value(what, output_field=CharField()))
    return labelled.values_list("what", "pk", "start")


def entries(found: Iterable[tuple[str, int, datetime]], *, now: datetime) -> list[Entry]:
    """Return the lines of these keys, in their order, in as many queries whatever their number."""
    rows = list(found)
    day = today(now)
    dates = [pk for what, pk, _ in rows if what == "date"]
    sessions = [pk for what, pk, _ in rows if what == "session"]
    lines = {
        ("date", one.pk): entry_of_occurrence(one, today=day)
        for one in Occurrence.objects.filter(pk__in=dates).with_event()
    }
    lines |= {
        ("session", one.pk): entry_of_session(one, now=now)
        for one in Session.objects.filter(pk__in=sessions).with_place()
    }
    return [lines[what, pk] for what, pk, _ in rows if (what, pk) in lines]


def past_years(*, now: datetime) -> list[int]:
    """Return the years that have past events, latest first."""
    over = Occurrence.objects.filter(event__in=public_events(), end__lte=now).order_by()
    years = over.annotate(year=ExtractYear("first_day")).values_list("year", flat=True).distinct()
    return sorted(years, reverse=True)


def places_to_choose(*, now: datetime) -> QuerySet[Location]:
    """Return the places where something happens, by name."""
    some = Q(Exists(Occurrence.objects.filter(event__location=OuterRef("pk"), event__live=True)))
    some |= Q(Exists(Session.objects.upcoming(now=now).bookable().filter(location=OuterRef("pk"))))
    return (
        Location.objects.filter(some, live=True)
        .only("slug", "name", "town", "departement")
        .order_by("name")[:MAX_CHOICES]
    )


def partners_to_choose(*, now: datetime) -> QuerySet[Organisation]:
    """Return the organisations that something of the agenda comes from, by name."""
    through = models.EventPage.organisers.through
    some = Q(Exists(through.objects.filter(organisation=OuterRef("pk"), eventpage__live=True)))
    some |= Q(Exists(Session.objects.upcoming(now=now).bookable().filter(host=OuterRef("pk"))))
    return Organisation.objects.filter(some).only("slug", "name").order_by("name")[:MAX_CHOICES]
