"""The sessions and the dates of events that are still meant to take place in a place, on these days."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Case, DateField, Exists, OuterRef, Q, QuerySet, When
from django.db.models.functions import TruncDate

from booking.choices import SessionStatus
from booking.models import Session
from core.choices import Zone
from core.dates import make_aware_local
from events.choices import EventStatus
from events.models.occurrence import Occurrence
from locations.choices import OpeningStatus
from locations.hours.states import zone_of
from locations.models import Closure, Location

MOST = 100
"""Sessions, and dates of events, that one screen lists; those beyond come once these are seen to."""

MOST_CLOSURES = 10

Among = Callable[[QuerySet[Session]], QuerySet[Session]]
"""Keeps, of sessions, those that somebody is shown."""

GOING_ON = (EventStatus.SCHEDULED,)
"""The state of events that take place where they say."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days on which a place is closed (both included); without a last one, for good."""

    first: date
    last: date | None = None

    @property
    def for_good(self) -> bool:
        """Whether it has no end."""
        return self.last is None


def sessions_hit(place: Location, span: Span, *, now: datetime) -> QuerySet[Session]:
    """Return the sessions that are to take place there on these days, soonest first."""
    begins, ends = moments(place, span)
    found = Session.objects.filter(
        location=place, status=SessionStatus.SCHEDULED, end__gt=max(begins, now), start__gt=now
    )
    if ends is not None:
        found = found.filter(start__lt=ends)
    return found.select_related("activity", "location", "series").order_by("start", "pk")


def dates_hit(place: Location, span: Span, *, now: datetime) -> QuerySet[Occurrence]:
    """Return the dates of published events that are to take place there on these days, soonest first; no drafts."""
    found = Occurrence.objects.filter(
        event__location=place, event__live=True, event__status__in=GOING_ON, cancelled=False, end__gt=now
    ).filter(last_day__gte=span.first)
    if span.last is not None:
        found = found.filter(first_day__lte=span.last)
    return found.select_related("event__location", "event__commune").defer("event__body").order_by("start", "pk")


def moments(place: Location, span: Span) -> tuple[datetime, datetime | None]:
    """Return when the days begin and end, by the clock of the place."""
    zone = zone_of(place.departement)
    begins = make_aware_local(datetime.combine(span.first, time()), zone)
    if span.last is None:
        return begins, None
    return begins, make_aware_local(datetime.combine(span.last + timedelta(days=1), time()), zone)


def spans_of(place: Location, *, today: date) -> list[Span]:
    """Return the days from today on at which the place, as it is published, receives nobody; for good at first."""
    if not place.live or place.status in (OpeningStatus.CLOSED, OpeningStatus.MOVED):
        return [Span(today)]
    coming = Closure.objects.filter(location=place, last_day__gte=today).order_by("first_day")
    return [Span(max(one.first_day, today), one.last_day) for one in coming[:MOST_CLOSURES]]


def counts(place: Location, spans: Iterable[Span], *, now: datetime, among: Among) -> tuple[int, int]:
    """Return how many sessions (`among` those) and dates of events are hit in all (days that overlap count twice)."""
    sessions = dates = 0
    for span in spans:
        sessions += among(sessions_hit(place, span, now=now)).count()
        dates += dates_hit(place, span, now=now).count()
    return sessions, dates


# Everywhere


def sessions_in_closed_places(*, now: datetime) -> QuerySet[Session]:
    """Return the sessions to come in a place that is closed then, is not shown, or has left the open data."""
    day = Case(
        *(When(zone=zone, then=TruncDate("start", tzinfo=ZoneInfo(zone))) for zone in Zone.values),
        output_field=DateField(),
    )
    closed_then = Closure.objects.filter(
        location=OuterRef("location"), first_day__lte=OuterRef("day"), last_day__gte=OuterRef("day")
    )
    coming = Session.objects.filter(status=SessionStatus.SCHEDULED, start__gt=now).annotate(day=day)
    found = coming.annotate(is_closed_then=Exists(closed_then)).filter(
        Q(is_closed_then=True)
        | Q(location__imported_record__gone_with__isnull=False)
        | Q(location__live=False)
        | Q(location__status__in=(OpeningStatus.CLOSED, OpeningStatus.MOVED))
    )
    return found.select_related("activity", "location", "host").order_by("start", "pk")


def why_words(session: Session) -> str:
    """Say why a session of `sessions_in_closed_places` is in the list."""
    place = session.location
    if place.status == OpeningStatus.CLOSED:
        return "Lieu fermé définitivement"
    if place.status == OpeningStatus.MOVED:
        return "Lieu qui a déménagé"
    if getattr(session, "is_closed_then", False):
        return "Lieu fermé ce jour-là"
    if not place.live:
        return "Lieu non publié"
    return "Lieu disparu du fichier importé"
