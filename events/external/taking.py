"""From the bytes of a partner's calendar to the dates that we would show, and a report of what was left out."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from core.choices import Zone
from core.dates import make_aware_local
from core.ical.reading import ReadDate, Reading, read_apart
from events.models import ExternalCalendar, ExternalDate
from events.selectors.feeds import our_uids

BEHIND = timedelta(days=31)
"""How far back dates are taken: the agenda shows what has just been, too."""

MOST_DATES = 2_000
TOLD_REFUSALS = 100

_STAMPS = re.compile(rb"^DTSTAMP[:;][^\r\n]*\r?\n", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Taken:
    """The dates by key, not saved; `report` is what staff are told, as JSON; `until`: none is known after (or None)."""

    dates: dict[str, ExternalDate]
    report: dict[str, Any]
    until: datetime | None


def take(body: bytes, calendar: ExternalCalendar, *, now: datetime) -> Taken:
    """
    Read a calendar in a process of its own, from a month back to the horizon, and leave out what is ours already.

    :raises core.ical.reading.UnreadableFile: it is no calendar, or takes too long or too much to read.
    """
    last = now + timedelta(days=settings.OCCURRENCE_HORIZON_DAYS)
    reading = read_apart(body, default_zone=calendar.zone, first=now - BEHIND, last=last, limit=MOST_DATES)
    ours = our_uids({one.uid for one in reading.dates})
    theirs = [one for one in reading.dates if one.uid not in ours]
    dates = {one.key: one for one in (date_of(calendar, read) for read in theirs)}
    until = max((one.start for one in reading.dates), default=None) if reading.truncated else None
    return Taken(dates, report_of(reading, dates.values(), loops=len(reading.dates) - len(theirs), now=now), until)


def digest_of(body: bytes) -> str:
    """Return a fingerprint of the content; many servers write the moment of the demand into each event."""
    return hashlib.sha256(_STAMPS.sub(b"", body)).hexdigest()


def report_of(reading: Reading, dates: Iterable[ExternalDate], *, loops: int, now: datetime) -> dict[str, Any]:
    """Return what staff are told of a reading."""
    found = list(dates)
    return {
        "name": reading.name,
        "prodid": reading.prodid,
        "zone": reading.zone,
        "events": reading.events,
        "dates": len(found),
        "to_come": sum(one.end > now for one in found),
        "truncated": reading.truncated,
        "loops": loops,
        "notes": list(reading.notes),
        "refused": len(reading.refusals),
        "refusals": [{"title": one.title, "reason": one.reason} for one in reading.refusals[:TOLD_REFUSALS]],
    }


def key_of(uid: str, recurrence_id: str) -> str:
    """Return the identity of a date there: its event's half first, so that dates of one series are known as such."""
    return "".join(hashlib.sha256(part.encode()).hexdigest()[:32] for part in (uid, recurrence_id))


def date_of(calendar: ExternalCalendar, read: ReadDate) -> ExternalDate:
    """Return a date in our own terms: by a clock of France, its days beside it."""
    zone = read.zone if read.zone in Zone.values else calendar.zone
    start, end, first_day, last_day = _moments(read, ZoneInfo(zone))
    return ExternalDate(
        calendar=calendar,
        key=key_of(read.uid, read.recurrence_id),
        title=read.title or "Sans titre",
        description=read.description,
        where=read.location,
        url=read.url,
        start=start,
        end=end,
        first_day=first_day,
        last_day=last_day,
        all_day=read.all_day,
        zone=zone,
        latitude=read.geo.lat if read.geo else None,
        longitude=read.geo.lon if read.geo else None,
        cancelled=read.cancelled,
    )


def _moments(read: ReadDate, zone: ZoneInfo) -> tuple[datetime, datetime, date, date]:
    """The moments of a date, and its days there; whole days stay the same days, whatever clock they were written by."""
    instant = timedelta(microseconds=1)
    if read.all_day:
        first, last = read.start.date(), max(read.start.date(), (read.end - instant).date())
        midnights = (make_aware_local(datetime.combine(day, time()), zone) for day in (first, last + timedelta(days=1)))
        start, end = (one.astimezone(UTC) for one in midnights)
        return start, end, first, last
    start, end = read.start.astimezone(UTC), max(read.start, read.end).astimezone(UTC)
    # What ends at midnight does not touch the next day.
    last_moment = max(start, end - instant)
    return start, end, start.astimezone(zone).date(), last_moment.astimezone(zone).date()
