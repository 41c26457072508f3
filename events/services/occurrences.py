"""
What publishing an event sets in motion: its dates, and what calendars are told.

Only the published rule and exceptions count: a draft lives in its revision, and the rows that these functions read
are those of the page as the public sees it.
"""

import hashlib
import logging
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction

from core import ical
from core.choices import ExceptionKind
from core.holidays import school_holidays
from core.recurrence.expand import Change, ChangeKind
from core.recurrence.published import UNEVEN_TOLD, still_told
from core.recurrence.rule import to_rrule
from events import schedule
from events.calendar import NOTHING_YET, entries_of_event
from events.models import EventException, EventPage, Occurrence
from events.selectors.feeds import with_all_told

log = logging.getLogger(__name__)

MORNING = time(4)
"""From this hour on, no clock changes until midnight."""

DIGEST = 32
"""Characters of each of the two fingerprints that `announced` holds: of when and where, and of all that is told."""

PROJECTED = ("start", "end", "first_day", "last_day", "cancelled", "moved", "note")


def announce(event: EventPage, *, now: datetime) -> None:
    """Take note that the event was published (again): its dates follow, and calendars hear of a change."""
    rebuild_occurrences(event, now=now, published_again=True)


def withdraw(event: EventPage) -> None:
    """Take an event that is no longer published out of the agenda."""
    Occurrence.objects.filter(event_id=event.pk).delete()


def rebuild_location(location_id: int, *, now: datetime) -> None:
    """Tell the calendars of events at this place what changed there (its name, its address)."""
    for event in EventPage.objects.live().filter(location_id=location_id):
        rebuild_occurrences(event, now=now)


def rebuild_all(*, now: datetime) -> int:
    """
    Bring the dates of every event up to the horizon, and return how many events changed.

    An event that cannot be expanded, or told, is logged and leaves the others alone.
    """
    Occurrence.objects.exclude(event__in=EventPage.objects.live()).delete()
    changed = 0
    for event in EventPage.objects.live().order_by("pk"):
        try:
            changed += rebuild_occurrences(event, now=now)
        except Exception:  # whatever one event holds, the dates of all others must follow
            log.exception("Event %s cannot be expanded", event.pk)
    return changed


@transaction.atomic
def rebuild_occurrences(event: EventPage, *, now: datetime, published_again: bool = False) -> bool:
    """
    Make the event's dates what its published rule and exceptions give, from the first to the horizon.

    Writes what differs and nothing else, and returns whether anything did. What calendars are told: see `tell`.

    :raises core.recurrence.rule.InvalidRule: the stored rule is none of ours.
    """
    # Held until the end: the nightly command and somebody who publishes would both count from the same `sequence`.
    published = with_all_told(EventPage.objects.filter(pk=event.pk)).select_for_update(of=("self",)).get()
    if not published.live:
        withdraw(published)
        return False
    exceptions = list(published.exceptions.all())
    changes = schedule.changes(published, exceptions, until=horizon(now))
    moved_on = project(published, schedule.dates(published, changes, until=horizon(now)))
    heard = tell(published, changes, now=now, published_again=published_again)
    event.sequence, event.changed_at, event.announced = published.sequence, published.changed_at, published.announced
    return moved_on or heard


def horizon(now: datetime) -> datetime:
    """Return until when dates are kept."""
    return now + timedelta(days=settings.OCCURRENCE_HORIZON_DAYS)


def project(event: EventPage, found: list[Occurrence]) -> bool:
    """Write the dates that differ from what is stored, and return whether any did."""
    wanted = {one.original_start.astimezone(UTC): one for one in found}
    stored = {one.original_start.astimezone(UTC): one for one in Occurrence.objects.filter(event_id=event.pk)}
    gone = [one.pk for start, one in stored.items() if start not in wanted]
    new = [one for start, one in wanted.items() if start not in stored]
    changed = []
    for start, one in stored.items():
        if start in wanted and any(getattr(one, name) != getattr(wanted[start], name) for name in PROJECTED):
            for name in PROJECTED:
                setattr(one, name, getattr(wanted[start], name))
            changed.append(one)
    if gone:
        Occurrence.objects.filter(pk__in=gone).delete()
    if new:
        Occurrence.objects.bulk_create(new, batch_size=200)
    if changed:
        Occurrence.objects.bulk_update(changed, PROJECTED, batch_size=200)
    return bool(gone or new or changed)


def tell(event: EventPage, changes: list[Change], *, now: datetime, published_again: bool = False) -> bool:
    """
    Keep what calendars go by, and return whether it moved.

    `changed_at` becomes `now` where they are told anything else than before, and `sequence` rises (RFC 5545 §3.8.7.4)
    where that is when or where it takes place, or whether. A program that goes by LAST-MODIFIED counts in seconds: each
    change is a second later than the one before, whatever the clock says.
    """
    timing, before = announcement(event, list(event.exceptions.all())), event.changed_at
    known_timing, known_words = event.announced[:DIGEST], event.announced[DIGEST:]
    same = timing == known_timing and before is not None and words(event) == known_words
    if same and not published_again and not lapsed(event, changes, now=now):
        return False
    if known_timing and timing != known_timing:
        event.sequence += 1
    event.changed_at = now if before is None else max(now, before + timedelta(seconds=1))
    event.announced = timing + words(event)
    EventPage.objects.filter(pk=event.pk).update(
        sequence=event.sequence, changed_at=event.changed_at, announced=event.announced
    )
    return True


def words(event: EventPage) -> str:
    """Return a fingerprint of all that calendars are told of the event, as of its last change."""
    entries = [replace(one, changed_at=NOTHING_YET, created_at=None, sequence=0) for one in entries_of_event(event)]
    return hashlib.sha256(ical.part(entries, stamp="").octets).hexdigest()[:DIGEST]


def announcement(event: EventPage, exceptions: list[EventException]) -> str:
    """Return a fingerprint of when and where the event is, and whether it is: what must make `sequence` rise."""
    its_rule, place = schedule.rule(event), event.location
    parts = [
        event.status,
        event.zone,
        schedule.first_start(event).isoformat(),
        schedule.duration(event),
        event.all_day,
        to_rrule(its_rule, None) if its_rule else "",
        event.address if place is None else (place.name, place.address, place.postcode, place.town),
        *sorted(
            (one.kind, str(one.original_day), str(one.new_day), str(one.new_start_time), str(one.new_end_time))
            for one in exceptions
            # A note on a holiday says that the date takes place.
            if one.kind != ExceptionKind.NOTE or schedule.leaves_out(event)
        ),
        # Not the dates themselves, of which each change tells more; but a school year that is decreed changes them.
        *([schedule.departement(event)] if event.without_public_holidays else []),
        *(school_holidays(event.school_zone, event.first_day, date.max) if event.school_zone else []),
    ]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:DIGEST]


def lapsed(event: EventPage, changes: list[Change], *, now: datetime) -> bool:
    """
    Whether time alone has changed what is told since the last change.

    A cancelled date has grown too old, and goes; a date to leave out has come nearer than was looked then; or so has a
    night of a clock change.
    """
    before = event.changed_at or NOTHING_YET
    grown_old = any(
        still_told(change, before, event.tz) and not still_told(change, now, event.tz)
        for change in changes
        if change.kind is ChangeKind.CANCELLED
    )
    known = schedule.left_out_until(event)
    come_near = any(change.original_start.date() > known for change in changes if change.kind is ChangeKind.EXCLUDED)
    by_day = not event.all_day and event.end_day == event.first_day and event.begins_at >= MORNING
    if grown_old or come_near or by_day or horizon(now) < before + UNEVEN_TOLD:
        return grown_old or come_near
    told = words(event)
    event.changed_at = now
    try:
        return words(event) != told
    finally:
        event.changed_at = before
