"""Events translated, once, into the terms of `core.ical`: what calendars are told of each."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from django.conf import settings

from booking.entries import address_lines
from core.dates import make_aware_local
from core.geo import Point
from core.ical import Calendar, Entry, Status
from core.phones import phone_words
from core.recurrence.expand import Change, ChangeKind, first_occurrence
from core.recurrence.rule import to_rrule
from events import choices, schedule
from events.models import EventPage
from locations.models import Location

CANCELLED_STAYS = timedelta(days=28)
"""How long after its day a cancelled date is still told as such; then it is simply absent."""

NAMESPACE = UUID("0d0f5a34-8f0e-4d1c-9a53-6b8c1f6f2f55")
"""Calendars are told apart by their paths, whatever the site is called."""

NOTHING_YET = datetime(2014, 1, 1, tzinfo=UTC)
"""The last change of a calendar in which nothing ever was."""

POSTPONED_PREFIX = "REPORTÉ – "


def still_told(change: Change, changed_at: datetime) -> bool:
    """Whether a cancelled date is recent enough, as of the event's last change, to be told as cancelled."""
    return change.original_start.date() + CANCELLED_STAYS >= changed_at.date()


def calendar(*, name: str, path: str, changed_at: datetime | None, description: str = "", page: str = "") -> Calendar:
    """Return the calendar as a whole; `path` is the address of the .ics itself, with its filters."""
    source = settings.PUBLIC_BASE_URL + path
    return Calendar(
        name=name,
        description=description,
        uid=str(uuid5(NAMESPACE, path)),
        url=settings.PUBLIC_BASE_URL + page,
        source_url=source,
        changed_at=changed_at or NOTHING_YET,
        color="teal",
    )


def entries_of(events: Iterable[EventPage]) -> list[Entry]:
    """Return every entry of these events, each series before its own exceptions."""
    return [entry for event in events for entry in entries_of_event(event)]


def entries_of_event(event: EventPage) -> list[Entry]:
    """
    Return the event as a calendar tells it: one series, the dates that differ, and each added date by itself.

    Only the row counts, and `changed_at` in it, never the clock: the same row gives the same entries.
    """
    changed_at = event.changed_at or NOTHING_YET
    its_rule, wanted = schedule.rule(event), schedule.first_start(event)
    first = wanted if its_rule is None else first_occurrence(its_rule, wanted) or wanted
    changes = schedule.changes(event, event.exceptions.all())
    series = replace(dated(event, common(event, changed_at), first), uid=str(event.uid))
    added = [
        noted(replace(dated(event, series, change.original_start), uid=change.uid), change)
        for change in changes
        if change.kind is ChangeKind.ADDED
    ]
    if its_rule is None:
        return [series, *added]
    told, untold = [], []
    for change in changes:
        if change.kind is ChangeKind.ADDED:
            continue
        if change.kind is ChangeKind.CANCELLED and not still_told(change, changed_at):
            untold.append(moment(event, change.original_start))
        else:
            told.append(override(event, series, change))
    rrule = to_rrule(its_rule.spelled_out(first.date()), None if event.all_day else event.tz)
    return [replace(series, rrule=rrule, exdates=tuple(untold)), *told, *added]


def common(event: EventPage, changed_at: datetime) -> Entry:
    """Return what every date of the event has alike (its own date is a stand-in)."""
    place = event.location
    title, status = event.title, Status.CONFIRMED
    if event.status == choices.EventStatus.CANCELLED:
        status = Status.CANCELLED
    elif event.status == choices.EventStatus.POSTPONED:
        title, status = POSTPONED_PREFIX + title, Status.TENTATIVE
    return Entry(
        uid=str(event.uid),
        title=title,
        starts_at=event.first_day,
        ends_at=event.first_day + timedelta(days=1),
        changed_at=changed_at,
        created_at=event.first_published_at,
        sequence=event.sequence,
        status=status,
        description=event.introduction,
        location=place_line(place) if place else event.address,
        geo=Point(place.latitude, place.longitude)
        if place and place.latitude is not None and place.longitude is not None
        else None,
        url=settings.PUBLIC_BASE_URL + event.path_of_page,
        categories=(event.get_kind_display(),),
        contact=phone_words(place.phone) if place else "",
        busy=False,
    )


def place_line(place: Location) -> str:
    """Return the place in one line, as a map would find it."""
    return ", ".join([place.name, *address_lines(place)])


def dated(event: EventPage, entry: Entry, start: datetime) -> Entry:
    """Return the entry on this date (naive, local)."""
    end = start + schedule.duration(event)
    return replace(entry, starts_at=moment(event, start), ends_at=moment(event, end))


def moment(event: EventPage, local: datetime) -> datetime | date:
    """Return the moment, or the day where the event lasts whole days."""
    return local.date() if event.all_day else make_aware_local(local, event.tz)


def override(event: EventPage, series: Entry, change: Change) -> Entry:
    """Return the one date of a series that differs."""
    entry = replace(dated(event, series, change.start), recurrence_id=moment(event, change.original_start))
    if change.kind is ChangeKind.CANCELLED:
        entry = replace(entry, status=Status.CANCELLED)
    return noted(entry, change)


def noted(entry: Entry, change: Change) -> Entry:
    """Return the entry with what is to be said of this date before the rest."""
    return replace(entry, description="\n\n".join(filter(None, [change.note, entry.description])))
