"""
Sessions come out of series, and change.

Every change of a session goes through here (or through `booking`, for its places): it moves `version` and `changed_at`
on, raises `sequence` when time, place or status change (RFC 5545 §3.8.7.4), and tells those who have booked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from booking import choices, messages
from booking.choices import MessageKind
from booking.models import Attendance, Series, Session
from core.recurrence.expand import Occurrence, Window, expand
from core.recurrence.fields import rule_from_recurrence

HOURS_OF_GRACE = timedelta(hours=1)
"""A session that began so recently is still made: a series entered at 14:05 for 14:00 starts today."""

WHEN_WHERE = ("start", "end", "location_id", "status")
"""What raises `sequence`."""

COUNTED = frozenset({"booked", "waiting", "referred_booked", "uid", "created_at"})
"""What saving a session never writes: `booking.services.places` counts, the rest stays."""


@dataclass(frozen=True, slots=True)
class Made:
    """What making the sessions did; `kept` are booked ones that the rule does not give any more."""

    created: int = 0
    changed: int = 0
    removed: int = 0
    kept: int = 0

    def __add__(self, other: "Made") -> "Made":
        """Add up two series."""
        return Made(
            self.created + other.created,
            self.changed + other.changed,
            self.removed + other.removed,
            self.kept + other.kept,
        )


def make_sessions(*, now: datetime, series: Series | None = None) -> Made:
    """
    Make the sessions of every active series (or of one) `SESSION_HORIZON_DAYS` ahead; a second run changes nothing.

    A session keeps its identity by (series, date that the rule wanted), or by its day when the rule's hour changes.
    Future dates that the rule no longer gives are removed where nobody ever booked, and kept where somebody did.
    """
    chosen = Series.objects.filter(active=True) if series is None else Series.objects.filter(pk=series.pk, active=True)
    made = Made()
    for one in chosen.select_related("activity").prefetch_related("exceptions").order_by("pk"):
        made += _make_sessions_of(one, now=now)
    return made


def next_dates(series: Series, *, now: datetime, limit: int = 10) -> list[Occurrence]:
    """Return the next dates that the series gives, cancelled ones included."""
    return _occurrences(series, now=now)[:limit]


@transaction.atomic
def cancel_session(*, session: Session, now: datetime, note: str = "") -> None:
    """Cancel a session and tell everybody; cancelling twice is harmless."""
    before = _locked(session)
    if not before.is_cancelled:
        session.status = choices.SessionStatus.CANCELLED
        session.note = note or session.note
        _save(session, before, now=now)


@transaction.atomic
def move_session(*, session: Session, start: datetime, end: datetime, now: datetime) -> None:
    """Give the session another time and tell everybody."""
    before = _locked(session)
    session.start, session.end = start, end
    _save(session, before, now=now)


@transaction.atomic
def save_session(*, session: Session, now: datetime) -> None:
    """Save a session as staff changed it (or made it), and tell those whom it concerns."""
    if session.pk is None:
        session.created_at = session.changed_at = now
        session.save()
        return
    session.by_hand = True
    _save(session, _locked(session), now=now)


def touch(sessions: QuerySet[Session], *, now: datetime) -> int:
    """Say that what is shown of these sessions has changed (the name of a place, of an activity); return how many."""
    return sessions.update(version=F("version") + 1, changed_at=now)


def _make_sessions_of(series: Series, *, now: datetime) -> Made:
    wanted = {occurrence.original_start: occurrence for occurrence in _occurrences(series, now=now)}
    with transaction.atomic():
        existing = {
            session.original_start: session
            for session in series.sessions.filter(start__gt=now - HOURS_OF_GRACE)
            | series.sessions.filter(original_start__in=wanted)
        }
        orphans = {start: session for start, session in existing.items() if start not in wanted}
        _keep_identities(wanted, existing, orphans)
        created = [
            _new_session(series, occurrence, now=now) for start, occurrence in wanted.items() if start not in existing
        ]
        Session.objects.bulk_create(created)
        changed = sum(
            _follow(existing[start], series, occurrence, now=now)
            for start, occurrence in wanted.items()
            if start in existing
        )
        removed, kept = _drop(orphans.values(), now=now)
    return Made(len(created), changed, removed, kept)


def _occurrences(series: Series, *, now: datetime) -> list[Occurrence]:
    zone, lasting = series.tz, timedelta(minutes=series.activity.duration)
    return expand(
        rule_from_recurrence(series.recurrence, zone),
        datetime.combine(series.first_day, series.start_time),
        zone,
        [exception.change(usual=series.start_time, lasting=lasting) for exception in series.exceptions.all()],
        Window(now - HOURS_OF_GRACE, now + timedelta(days=settings.SESSION_HORIZON_DAYS)),
        duration=lasting,
    )


def _keep_identities(
    wanted: dict[datetime, Occurrence], existing: dict[datetime, Session], orphans: dict[datetime, Session]
) -> None:
    """Where the rule's hour changed, let the session of that day be the one of the new hour."""
    missing = {start.date(): start for start in wanted if start not in existing}
    for start, session in list(orphans.items()):
        new_start = missing.pop(start.astimezone(session.tz).date(), None)
        if new_start is not None:
            existing[new_start] = existing.pop(start)
            del orphans[start]


def _of_series(series: Series, occurrence: Occurrence) -> dict[str, object]:
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


def _new_session(series: Series, occurrence: Occurrence, *, now: datetime) -> Session:
    return Session(
        series=series,
        original_start=occurrence.original_start,
        created_at=now,
        changed_at=now,
        **_of_series(series, occurrence),
    )


def _follow(session: Session, series: Series, occurrence: Occurrence, *, now: datetime) -> bool:
    """Give a session what its series says now; return whether that changed anything."""
    values = _of_series(series, occurrence)
    # Places that are taken are not taken away: the session shrinks as far as it can.
    values["capacity"] = max(series.capacity, session.booked - session.overbooked)
    values["waiting_capacity"] = max(series.waiting_capacity, session.waiting)
    if session.by_hand:
        # An exception is somebody's word about this very date; the rest of the series is not.
        values = {name: values[name] for name in ("start", "end", "status", "note") if occurrence.change}
    changes = {name: value for name, value in values.items() if getattr(session, name) != value}
    if session.original_start != occurrence.original_start:
        changes["original_start"] = occurrence.original_start
    if not changes:
        return False
    before = _locked(session)
    session.booked, session.overbooked = before.booked, before.overbooked
    for name, value in changes.items():
        setattr(session, name, value)
    _save(session, before, now=now)
    return True


def _drop(orphans: Iterable[Session], *, now: datetime) -> tuple[int, int]:
    """Remove future sessions that nobody booked; return how many went and how many stay."""
    future = [session for session in orphans if session.start > now and not session.by_hand]
    booked = set(Attendance.objects.filter(session__in=future).values_list("session_id", flat=True))
    empty = [session.pk for session in future if session.pk not in booked]
    Session.objects.filter(pk__in=empty, attendances=None).delete()
    return len(empty), len(booked)


def _locked(session: Session) -> Session:
    """Return the session as the database has it, locked until the transaction ends."""
    return Session.objects.select_for_update(of=("self",)).get(pk=session.pk)


def _save(session: Session, before: Session, *, now: datetime) -> None:
    """Save what is different from `before` (never the counter of places), and tell those who have booked."""
    session.version = before.version + 1
    session.changed_at = max(before.changed_at, now)
    moved = any(getattr(session, name) != getattr(before, name) for name in WHEN_WHERE)
    session.sequence = before.sequence + 1 if moved else before.sequence
    concrete = [field.name for field in Session._meta.concrete_fields if not field.primary_key]
    session.save(update_fields=[name for name in concrete if name not in COUNTED])
    if not moved or before.end <= now:
        return
    held = Attendance.objects.filter(session=session, status__in=choices.HOLDING_A_PLACE)
    held.update(sequence=F("sequence") + 1, changed_at=now)
    for attendance in held.select_related("booking", "session__activity", "session__location"):
        kind = MessageKind.SESSION_CANCELLED if session.is_cancelled else MessageKind.SESSION_MOVED
        messages.tell(kind, [attendance], now=now)
