"""Sessions come out of series: made to the horizon each night, and when a series is saved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from booking import choices
from booking.models import Attendance, Booking, Series, Session
from booking.services import courses, places, webhooks
from booking.services.patience import patient
from booking.services.sessions import planning
from booking.services.sessions.cancelling import cancel_sessions
from booking.services.sessions.changing import change_each
from core.bulk import batches
from core.recurrence.expand import Occurrence

BATCH = 50
"""New or empty sessions written in one transaction."""


@dataclass(frozen=True, slots=True)
class Made:
    """
    What making the sessions did; `kept` are booked ones that the rule does not give any more.

    `to_call` are bookings of a course for which a session added to it has no room.
    """

    created: int = 0
    changed: int = 0
    removed: int = 0
    kept: int = 0
    to_call: tuple[Booking, ...] = field(default=(), compare=False)

    def __add__(self, other: "Made") -> "Made":
        """Add up two series."""
        return Made(
            self.created + other.created,
            self.changed + other.changed,
            self.removed + other.removed,
            self.kept + other.kept,
            self.to_call + other.to_call,
        )


def make_sessions(*, now: datetime, series: Series | None = None) -> Made:
    """
    Make the sessions of every active series (or of one) `SESSION_HORIZON_DAYS` ahead; a second run changes nothing.

    Future dates that the rule no longer gives are removed where nobody ever booked, and kept where somebody did.
    """
    chosen = Series.objects.filter(active=True) if series is None else Series.objects.filter(pk=series.pk)
    made = Made()
    rows = chosen.select_related("activity", "location").prefetch_related("exceptions").order_by("pk")
    for one in rows:
        made += follow(one, now=now)
    return made


def follow(series: Series, *, now: datetime, lost: str | None = None, note: str = "") -> Made:
    """
    Give the sessions what their series, as it is saved, says now, and tell those who have booked.

    `lost` says what becomes of booked sessions that it does not give any more (`choices.Lost`, with a note for the
    public for what is cancelled); without a word they stay as they are.
    """
    plan = planning.plan_of(series, series.exceptions.all(), now=now)
    removed, booked = _drop_empty(plan.lost, now=now)
    shifts = {pk: one for pk, one in plan.shifts.items() if pk in booked and lost == choices.Lost.MOVE}
    taken = {one.original_start for one in shifts.values()}
    created, to_call = _create(series, (one for one in plan.missing if one.original_start not in taken), now=now)
    dates = {session.pk: one for session, one in plan.follow if planning.changes_of(session, series, one)} | shifts

    def decide(session: Session) -> dict[str, Any]:
        return planning.changes_of(session, series, dates[session.pk])

    changed = change_each(dates, decide, now=now)
    staying = sorted(booked - shifts.keys())
    if lost == choices.Lost.CANCEL:
        cancel_sessions(staying, note=note, now=now)
        staying = []
    elif lost is not None:
        change_each(staying, lambda _session: {"by_hand": True}, now=now)
    return Made(created, changed, removed, len(staying), to_call)


def _create(series: Series, missing: Iterable[Occurrence], *, now: datetime) -> tuple[int, tuple[Booking, ...]]:
    """Make sessions of these dates; those that are made at the same moment elsewhere are left. Courses take them up."""
    new = [
        Session(
            series=series,
            original_start=one.original_start,
            created_at=now,
            changed_at=now,
            **planning.values_of(series, one),
        )
        for one in missing
    ]
    to_call: list[Booking] = []
    for batch in batches(new, BATCH):
        to_call += _make(series, batch, now=now)
    return len(new), tuple(to_call)


@patient
@transaction.atomic
def _make(series: Series, batch: Sequence[Session], *, now: datetime) -> list[Booking]:
    """Make these sessions and give those of a course to its people, or neither: the next run then makes them."""
    Session.objects.bulk_create(batch, ignore_conflicts=True)
    webhooks.tell_made(series, [one.original_start for one in batch if one.original_start], now=now)
    to_call: list[Booking] = []
    if series.scope == choices.Scope.COURSE and series.bookings.exists():
        starts = [one.original_start for one in batch if not one.is_cancelled]
        for session in series.sessions.filter(original_start__in=starts, start__gt=now).order_by("start", "pk"):
            to_call += courses.add_to_course(session, now=now)
    return to_call


def _drop_empty(lost: Iterable[Session], *, now: datetime) -> tuple[int, set[int]]:
    """Remove sessions that nobody ever booked; return how many went, and which stay."""
    pks, removed = sorted(one.pk for one in lost), 0
    booked: set[int] = set()
    for batch in batches(pks, BATCH):
        with transaction.atomic():
            # Who books one of them at this moment waits here, or is seen below.
            places.lock_each(batch)
            here = set(Attendance.objects.filter(session_id__in=batch).values_list("session_id", flat=True))
            empty = set(batch) - here
            Session.objects.filter(pk__in=empty).delete()
            removed += len(empty)
            booked |= here
    return removed, booked
