"""Writing what differs of a partner's calendar, or holding it for somebody to decide."""

import zlib
from datetime import datetime
from typing import Any

from django.db import transaction

from events.choices import CalendarState
from events.external.asking import Given
from events.external.comparing import TOLD, Difference, compare
from events.external.row import READ_BY_ITSELF, is_ours, next_time, note, success
from events.external.taking import Taken, digest_of
from events.models import ExternalCalendar, ExternalDate, HeldReading

BATCH = 200
NAMES = ["key", "kept"]


@transaction.atomic
def take_in(calendar: ExternalCalendar, given: Given, taken: Taken, *, now: datetime) -> None:
    """Write what differs, unless too much would go; nothing where the calendar is no longer ours to write."""
    if not is_ours(calendar):
        return
    found = difference(calendar, taken, now=now)
    facts: dict[str, Any] = {**success(given, taken, now=now), "next_try_at": next_time(calendar, now)}
    is_held = calendar.state == CalendarState.HELD
    if calendar.state in READ_BY_ITSELF and (found.loses_too_much or (is_held and found.lost)):
        hold(calendar, given, found, now=now)
        note(calendar, **{**facts, "state": CalendarState.HELD})
        return
    if is_held:
        HeldReading.objects.filter(calendar=calendar).delete()
        facts["state"] = CalendarState.LIVE
    if found.is_told:
        facts["changed_at"] = now
    write(calendar, found)
    note(calendar, **facts)


def difference(calendar: ExternalCalendar, taken: Taken, *, now: datetime) -> Difference:
    """Return what would make the dates that we keep those that were read."""
    return compare(ExternalDate.objects.filter(calendar=calendar), taken.dates, now=now, until=taken.until)


def hold(calendar: ExternalCalendar, given: Given, found: Difference, *, now: datetime) -> None:
    """Keep what the calendar has become apart from what is shown."""
    facts = {
        "content": zlib.compress(given.body),
        "digest": digest_of(given.body),
        "to_come": found.to_come,
        "gone": [one.pk for one in found.lost],
    }
    HeldReading.objects.update_or_create(calendar=calendar, defaults=facts, create_defaults={**facts, "held_at": now})


def write(calendar: ExternalCalendar, found: Difference) -> None:
    """Write what differs and nothing else."""
    if found.gone:
        ExternalDate.objects.filter(pk__in=[one.pk for one in found.gone]).delete()
    for one in found.new:
        one.calendar = calendar
    ExternalDate.objects.bulk_create(found.new, batch_size=BATCH)
    # Rows that exist, each written as a whole: twenty times as fast as `bulk_update`, and others wait meanwhile.
    for rows, fields in (found.changed, [*NAMES, "sequence", "changed_at", *TOLD]), (found.renamed, NAMES):
        ExternalDate.objects.bulk_create(
            rows, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=fields
        )
