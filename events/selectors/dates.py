"""The dates of one event, and what stands beside it."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, Subquery

from core.dates import make_aware_local
from events import models
from events.models.occurrence import Occurrence, OccurrenceQuerySet
from events.selectors.agenda import public_events

if TYPE_CHECKING:  # the page imports its own context from below
    from events.models import AgendaPage, EventPage


def next_dates(event: "EventPage", *, now: datetime, limit: int, skip: int = 0) -> list[Occurrence]:
    """Return the event's next dates, cancelled ones included."""
    return _of(event, Occurrence.objects.filter(event=event).upcoming(now=now)[skip : skip + limit])


def past_dates(event: "EventPage", *, now: datetime, limit: int, skip: int = 0) -> list[Occurrence]:
    """Return the event's dates that are over, latest first."""
    return _of(event, Occurrence.objects.filter(event=event).past(now=now)[skip : skip + limit])


def count_dates(event: "EventPage", *, now: datetime, past: bool) -> int:
    """Return how many dates are over, or to come."""
    found = Occurrence.objects.filter(event=event)
    return (found.past(now=now) if past else found.upcoming(now=now)).count()


def dates_on(event: "EventPage", day: date) -> list[Occurrence]:
    """
    Return what was planned for that day (local), wherever it has been moved since; else what is moved to it.

    The day a date was planned for is its name in addresses, which must not change with it.
    """
    if day in {date.min, date.max}:  # they have no day before, or after
        return []
    midnight, next_midnight = (
        make_aware_local(datetime(each.year, each.month, each.day), event.tz)  # noqa: DTZ001 - the clock on the wall
        for each in (day, day + timedelta(days=1))
    )
    mine = Occurrence.objects.filter(event=event).order_by("start", "pk")
    planned = Q(original_start__gte=midnight, original_start__lt=next_midnight)
    found = _of(event, mine.filter(planned | Q(first_day=day)))
    return [one for one in found if midnight <= one.original_start < next_midnight] or found


def others_at_its_place(event: "EventPage", *, now: datetime, limit: int) -> list[Occurrence]:
    """Return the next date of each of the events that come next at the same place."""
    if event.location_id is None:
        return []
    others = public_events().filter(location=event.location_id).exclude(pk=event.pk)
    coming = Occurrence.objects.filter(event=OuterRef("event"), cancelled=False, end__gt=now).order_by("start", "pk")
    firsts = Occurrence.objects.filter(event__in=others, pk=Subquery(coming.values("pk")[:1]))
    return list(firsts.select_related("event").order_by("start", "pk")[:limit])


def for_its_page(parent: "AgendaPage", slug: str) -> "EventPage | None":
    """Return the agenda's event of this name, published or not, with what its page says and whether it has sequels."""
    has_sequels = Exists(models.EventPage.objects.filter(follows=OuterRef("pk"), live=True))
    named = models.EventPage.objects.child_of(parent).filter(slug=slug).annotate(has_sequels=has_sequels)
    event: EventPage | None = named.select_related("location", "commune", "activity", "share_image").first()
    return event


def before_and_after(event: "EventPage") -> tuple["EventPage | None", list["EventPage"]]:
    """Return the event that this one goes on from, and those that go on from it, where the public may see them."""
    if not event.follows_id and not getattr(event, "has_sequels", True):
        return None, []
    found = public_events().filter(Q(pk=event.follows_id) | Q(follows=event.pk)).order_by("first_day", "pk")[:5]
    before = next((one for one in found if one.pk == event.follows_id), None)
    return before, [one for one in found if one.follows_id == event.pk]


def _of(event: "EventPage", found: OccurrenceQuerySet) -> list[Occurrence]:
    """Return these dates with the event in hand: none asks the database for it again."""
    dates = list(found)
    for one in dates:
        one.event = event
    return dates
