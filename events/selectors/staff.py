"""What staff read of the agenda: every event, published or not, as its own page has it."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from wagtail.models import Revision, WorkflowState

from core.search import fold, words_of
from events.choices import EventStatus
from events.models import EventException, EventPage, ExternalDate
from events.models.occurrence import Occurrence

SEQUEL_SOUGHT = timedelta(weeks=4)
"""How long before its last date what repeats is to be followed by something."""

SEQUEL_FORGOTTEN = timedelta(days=365)
"""How long after its last date nobody asks any more what comes next."""

MOST_DATES = 1_000
MOST_DRAFTS = 100


class Standing(TextChoices):
    """Where the page of an event stands, in the masculine of "événement"."""

    LIVE = "publie", "publié"
    CHANGED = "modifie", "publié, brouillon modifié"
    REPLACED = "remplace", "publié, changement programmé"
    REVIEWED = "relu", "publié, changement en relecture"
    DRAFT = "brouillon", "brouillon"
    SCHEDULED = "programme", "programmé"
    REVIEW = "relecture", "en relecture"
    EXPIRED = "expire", "expiré"
    PARTNER = "partenaire", "agenda d'un partenaire"


def standing(event: EventPage) -> Standing:
    """Return where the page stands (`annotate_approved_schedule` and `prefetch_workflow_states` spare two queries)."""
    if event.approved_schedule:
        return Standing.REPLACED if event.live else Standing.SCHEDULED
    if event.workflow_in_progress:
        return Standing.REVIEWED if event.live else Standing.REVIEW
    if event.live:
        return Standing.CHANGED if event.has_unpublished_changes else Standing.LIVE
    return Standing.EXPIRED if event.expired else Standing.DRAFT


def scheduled() -> Q:
    """Return the condition of pages that wait for their day."""
    waiting = Revision.page_revisions.filter(approved_go_live_at__isnull=False)
    return Q(Exists(waiting.filter(object_id=Cast(OuterRef("pk"), output_field=CharField()))))


def in_review() -> Q:
    """Return the condition of pages that somebody is asked to approve."""
    asked = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_IN_PROGRESS, base_content_type__app_label="wagtailcore"
    )
    return Q(Exists(asked.filter(object_id=Cast(OuterRef("pk"), output_field=CharField()))))


def events_at_place() -> QuerySet[EventPage]:
    """Return the events of a place, for a query about places."""
    found: QuerySet[EventPage] = EventPage.objects.filter(location=OuterRef("pk")).order_by()
    return found


def with_dates(events: QuerySet[EventPage], *, now: datetime) -> QuerySet[EventPage]:
    """
    Add `next_start`, the next date that takes place, and `last_start`, the last one of all.

    What is not published has no dates yet: both are then null.
    """
    dates = Occurrence.objects.filter(event=OuterRef("pk"))
    found: QuerySet[EventPage] = events.annotate(
        next_start=Subquery(dates.filter(cancelled=False).upcoming(now=now).values("start")[:1]),
        last_start=Subquery(dates.order_by("-start").values("start")[:1]),
    )
    return found


def within(first: date | None, last: date | None) -> Q:
    """Return the condition of events with a date on these days (both included), a draft by its own first ones."""
    begins, ends = first or date.min, last or date.max
    published = Exists(Occurrence.objects.filter(event=OuterRef("pk")).between(begins, ends))
    drafts = Q(live=False, first_day__lte=ends) & (Q(first_day__gte=begins) | Q(last_day__gte=begins))
    return Q(published) | drafts


def events_named(events: QuerySet[EventPage], question: str) -> QuerySet[EventPage]:
    """Keep those whose title, place, town or address holds every word, without accents; none for no word."""
    if not question.strip():
        return events
    words = words_of(question)
    told = ("draft_title", "title", "address", "location__name", "location__town")
    rows = EventPage.objects.order_by().values_list("pk", *told) if words else []
    found = [pk for pk, *texts in rows if all(word in fold(" ".join(filter(None, texts))) for word in words)]
    return events.filter(pk__in=found)


# What a month holds


def dates_in(events: QuerySet[EventPage], first: date, last: date) -> list[Occurrence]:
    """Return the published dates of these events on these days, the earliest `MOST_DATES`."""
    found = Occurrence.objects.filter(event__in=events.order_by().values("pk")).between(first, last)
    return list(found.order_by("start", "pk")[:MOST_DATES])


def pages_of(keys: set[int]) -> dict[int, EventPage]:
    """Return these events by key, with what is said of them, in two queries."""
    found = EventPage.objects.filter(pk__in=keys).select_related("location", "commune").defer("body")
    return {event.pk: event for event in found.annotate_approved_schedule().prefetch_workflow_states()}


def drafts_before(events: QuerySet[EventPage], first: date, last: date) -> list[EventPage]:
    """
    Return those of these events that are not published and may have dates on these days.

    The row of a page that is not published is its latest draft. The `MOST_DRAFTS` edited last, in three queries.
    """
    over = Q(recurrence="", first_day__lt=first) & (Q(last_day__isnull=True) | Q(last_day__lt=first))
    elsewhere = Exists(EventException.objects.filter(event=OuterRef("pk")))
    found: Any = events.filter(~over | Q(elsewhere), live=False, first_day__lte=last)
    found = found.select_related("location", "commune").prefetch_related("exceptions").defer("body")
    found = found.annotate_approved_schedule().prefetch_workflow_states()
    return list(found.order_by(F("latest_revision_created_at").desc(nulls_last=True), "-pk")[:MOST_DRAFTS])


def partners_dates_in(first: date, last: date) -> list[ExternalDate]:
    """Return the dates of partners' calendars on these days, the earliest `MOST_DATES`."""
    return list(ExternalDate.objects.with_calendar().between(first, last).order_by("start", "pk")[:MOST_DATES])


# What is to be completed


class Lack(TextChoices):
    """What an event wants."""

    IMAGE = "image", "Sans image"
    PLACE = "lieu", "Sans lieu"
    SEQUEL = "suite", "Passé sans suite"


def lacks(*, now: datetime, today: date) -> dict[Lack, Any]:
    """
    Return the condition of each lack, for events `with_dates`.

    A picture and a place are asked of what is still to come and takes place; a sequel of what repeats until a date or
    a number of times, when its last date is near or was within a year, and no other page follows it.
    """
    takes_place = ~Q(status=EventStatus.CANCELLED)
    drafted = Q(live=False, expired=False) & (Q(first_day__gte=today) | Q(last_day__gte=today) | ~Q(recurrence=""))
    to_come = takes_place & (Q(next_start__isnull=False) | drafted)
    nowhere = Q(location__isnull=True, address="", online_url="")
    ends = Q(recurrence__contains="UNTIL=") | Q(recurrence__contains="COUNT=")
    over = Q(last_start__lt=now + SEQUEL_SOUGHT, last_start__gt=now - SEQUEL_FORGOTTEN)
    followed = Exists(EventPage.objects.filter(follows=OuterRef("pk")))
    return {
        Lack.IMAGE: to_come & Q(share_image__isnull=True),
        Lack.PLACE: to_come & nowhere,
        Lack.SEQUEL: takes_place & Q(live=True) & ends & over & ~Q(followed),
    }


def mark(lack: Lack) -> str:
    """Return the name under which `marked` says whether an event has this lack."""
    return f"lacks_{lack.name.lower()}"


def marked(events: QuerySet[EventPage], *, now: datetime, today: date) -> QuerySet[EventPage]:
    """Add what each event wants, a truth value for each lack, beside its dates."""
    told = {
        mark(lack): Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())
        for lack, condition in lacks(now=now, today=today).items()
    }
    found: QuerySet[EventPage] = with_dates(events, now=now).annotate(**told)
    return found


def incomplete(events: QuerySet[EventPage], asked: list[str]) -> QuerySet[EventPage]:
    """Return the `marked` events with a lack asked for (any where none is), what comes soonest first."""
    wanted = [lack for lack in Lack if lack.value in asked] or list(Lack)
    some = Q(*((mark(lack), True) for lack in wanted), _connector=Q.OR)
    soonest = Coalesce("next_start", "last_start")
    return events.filter(some).order_by(soonest.asc(nulls_last=True), "first_day", "pk")


def counts(events: QuerySet[EventPage]) -> dict[str, int]:
    """Return how many of these `marked` events have each lack, in one query."""
    told = {lack.value: Count("pk", filter=Q((mark(lack), True))) for lack in Lack}
    return dict(events.order_by().aggregate(**told))
