"""What following its series would do to the sessions of one: read, and nothing written."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings

from booking import choices, schedule
from booking.models import Series, SeriesException, Session
from core.recurrence.expand import Occurrence

HOURS_OF_GRACE = timedelta(hours=1)
"""A session that began so recently is still made: a series entered at 14:05 for 14:00 starts today."""


@dataclass(frozen=True, slots=True)
class Plan:
    """
    What the series wants of its sessions, future ones and those of its dates.

    `follow` are those that it still gives, with their date; `lost` those that it does not give any more (future,
    taking place, not held by hand), `shifts` the new date in the same week of those of them that plainly have one.
    """

    missing: list[Occurrence] = field(default_factory=list)
    follow: list[tuple[Session, Occurrence]] = field(default_factory=list)
    lost: list[Session] = field(default_factory=list)
    shifts: dict[int, Occurrence] = field(default_factory=dict)


def plan_of(series: Series, exceptions: Iterable[SeriesException], *, now: datetime) -> Plan:
    """
    Compare the sessions of a series with what it says, saved or not; one that is no longer active gives none.

    A session keeps its identity by (series, date that the rule wanted), or by its day when the rule's hour changes.

    :raises core.recurrence.rule.InvalidRule: see `schedule.dates`.
    """
    wanted = {one.original_start: one for one in next_dates(series, exceptions, now=now)} if series.active else {}
    sessions = _existing(series, list(wanted), now=now)
    existing = {one.original_start: one for one in sessions if one.original_start is not None}
    orphans = {start: session for start, session in existing.items() if start not in wanted}
    _keep_identities(wanted, existing, orphans)
    missing = {start: one for start, one in wanted.items() if start not in existing}
    follow = [(existing[start], one) for start, one in wanted.items() if start in existing]
    lost = [one for one in orphans.values() if one.start > now and not one.by_hand and not one.is_cancelled]
    return Plan(list(missing.values()), follow, lost, _same_week(lost, missing.values()))


def next_dates(series: Series, exceptions: Iterable[SeriesException], *, now: datetime) -> list[Occurrence]:
    """Return the dates that sessions are made for, cancelled ones included."""
    until = now + timedelta(days=settings.SESSION_HORIZON_DAYS)
    return schedule.dates(series, exceptions, since=now - HOURS_OF_GRACE, until=until)


def values_of(series: Series, occurrence: Occurrence) -> dict[str, Any]:
    """Return what the series says of this date."""
    opens = series.opens_days_before
    return {
        "activity_id": series.activity_id,
        "location_id": series.location_id,
        "host_id": series.host_id,
        "zone": series.zone,
        "capacity": series.capacity,
        "waiting_capacity": series.waiting_capacity,
        "drop_in_places": series.drop_in_places,
        "referred_places": series.referred_places,
        "referred_until": occurrence.start - timedelta(days=series.referred_until_days)
        if series.referred_places
        else None,
        "online_url": series.online_url,
        "opens_at": None if opens is None else occurrence.start - timedelta(days=opens),
        "closes_at": occurrence.start - timedelta(minutes=series.closes_minutes_before),
        "start": occurrence.start,
        "end": occurrence.end,
        "status": choices.SessionStatus.CANCELLED if occurrence.cancelled else choices.SessionStatus.SCHEDULED,
        "note": occurrence.note,
    }


def changes_of(session: Session, series: Series, occurrence: Occurrence) -> dict[str, Any]:
    """Return what would change in this session, as it is now, for it to be what its series says."""
    values = values_of(series, occurrence)
    # Places that are taken are not taken away: the session shrinks as far as it can.
    values["capacity"] = max(series.capacity, session.booked - session.overbooked)
    values["waiting_capacity"] = max(series.waiting_capacity, session.waiting)
    if session.by_hand:
        # An exception is somebody's word about this very date; the rest of the series is not.
        values = {name: values[name] for name in ("start", "end", "status", "note") if occurrence.change}
    values["original_start"] = occurrence.original_start
    return {name: value for name, value in values.items() if getattr(session, name) != value}


def _existing(series: Series, wanted: list[datetime], *, now: datetime) -> list[Session]:
    if series.pk is None:
        return []
    sessions = Session.objects.filter(series=series.pk).select_related("activity", "location")
    coming = sessions.filter(start__gt=now - HOURS_OF_GRACE) | sessions.filter(original_start__in=wanted)
    return list(coming.order_by("start", "pk"))


def _keep_identities(
    wanted: dict[datetime, Occurrence], existing: dict[datetime, Session], orphans: dict[datetime, Session]
) -> None:
    """Where the rule's hour changed, let the session of that day be the one of the new hour."""
    zones = {start: one.start.tzinfo for start, one in wanted.items()}
    missing = {start.astimezone(zones[start]).date(): start for start in wanted if start not in existing}
    for start, session in list(orphans.items()):
        new_start = missing.pop(start.astimezone(session.tz).date(), None)
        if new_start is not None:
            existing[new_start] = existing.pop(start)
            del orphans[start]


def _same_week(lost: Iterable[Session], missing: Iterable[Occurrence]) -> dict[int, Occurrence]:
    """Return the new date of each lost session in its own week, where there is one date for one session."""
    sessions: dict[tuple[int, int], list[Session]] = {}
    dates: dict[tuple[int, int], list[Occurrence]] = {}
    for session in lost:
        sessions.setdefault(_week(session.local_start.date()), []).append(session)
    for one in missing:
        dates.setdefault(_week(one.start.date()), []).append(one)
    return {
        sessions[week][0].pk: dates[week][0]
        for week in sessions
        if len(sessions[week]) == 1 and len(dates.get(week, ())) == 1 and not dates[week][0].cancelled
    }


def _week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]
