"""
Reminders before a session, and a word after it: each once, whoever runs this beside us.

Who was written to within the last day is not reminded: who has just booked, or has just heard of a change, knows. What
was said about another date does not count: a session that moved is reminded of again.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import DatabaseError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from booking import messages
from booking.choices import STILL_MEANT, AttendanceStatus, MessageKind, SessionStatus
from booking.models import Attendance
from booking.services.access import new_link
from core.choices import Zone
from core.dates import local_day, make_aware_local

logger = logging.getLogger(__name__)

BATCH = 50
"""Messages that one transaction writes: on SQLite, nobody else writes meanwhile."""

A_ROUND = 1_000
"""Messages of each kind in one round: the next one comes a few minutes later."""

KNOWS = timedelta(hours=24)
LONG_BEFORE, SHORTLY_BEFORE = timedelta(hours=48), timedelta(hours=3)
AFTERWARDS = time(10)
"""When, on the day after, we write again."""

TOO_LONG_AGO = timedelta(days=4)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something to write about: to whom, and the column that remembers it."""

    kind: MessageKind
    column: str
    due: Callable[[datetime], QuerySet[Attendance]]


def remind(*, now: datetime) -> dict[str, int]:
    """Write all the messages that are due, and return how many of each kind."""
    return {occasion.kind.value: _write_all(occasion, now=now) for occasion in OCCASIONS}


def _write_all(occasion: Occasion, *, now: datetime) -> int:
    written = 0
    while written < A_ROUND:
        batch = _write_batch(occasion, now=now)
        written += batch
        if batch < BATCH:
            break
    return written


def _write_batch(occasion: Occasion, *, now: datetime) -> int:
    """
    Write to some, in one transaction with the mark that it was done; return to how many.

    Their sessions are held as well: one that is being moved or cancelled at this moment is left to the next round, or a
    reminder of the old date would come after the news of the new one.
    """
    with transaction.atomic():
        due = occasion.due(now).select_related("booking", "session__activity", "session__location")
        # SQLite locks no rows, and needs not: there, a transaction begins alone.
        group = list(due.select_for_update(of=("self", "session"), skip_locked=True)[:BATCH])
        Attendance.objects.filter(pk__in=[one.pk for one in group]).update(**{occasion.column: now})
        for attendance in group:
            _write_one(occasion.kind, attendance, now=now)
    return len(group)


def _write_one(kind: MessageKind, attendance: Attendance, *, now: datetime) -> None:
    """Write one message; what cannot be said to one person keeps nobody else waiting."""
    try:
        with transaction.atomic():
            messages.tell(kind, [attendance], now=now, token=new_link(attendance.booking, now=now))
    except DatabaseError:
        raise
    except Exception:  # anything at all may stand in a name or an address
        logger.exception("Attendance %s could not be written to (%s)", attendance.pk, kind)


def _before(now: datetime, column: str, *, ahead: timedelta, at_least: timedelta) -> QuerySet[Attendance]:
    """Return the places in sessions that begin within `ahead`, and not sooner than `at_least`, not yet reminded of."""
    never = Q(**{f"{column}__isnull": True})
    of_another_date = Q(**{f"{column}__lt": F("session__start") - ahead})
    return Attendance.objects.filter(
        never | of_another_date,
        status=AttendanceStatus.CONFIRMED,
        booking__anonymised_at=None,
        session__status=SessionStatus.SCHEDULED,
        session__start__lte=now + ahead,
        session__start__gt=now + at_least,
        session__start__gte=F("changed_at") + KNOWS,
    ).order_by("session__start", "pk")


def _long_before(now: datetime) -> QuerySet[Attendance]:
    known = Q(changed_at__lte=now - KNOWS)
    return _before(now, "reminded_at", ahead=LONG_BEFORE, at_least=SHORTLY_BEFORE).filter(known)


def _shortly_before(now: datetime) -> QuerySet[Attendance]:
    wanted = Q(session__activity__reminder_soon=True)
    return _before(now, "reminded_soon_at", ahead=SHORTLY_BEFORE, at_least=timedelta()).filter(wanted)


def _afterwards(now: datetime) -> QuerySet[Attendance]:
    """Return those who came, or of whom nobody said, to what ended on the day before by the clock of the place."""
    ended = Q()
    for zone in Zone.values:
        ended |= Q(session__zone=zone, session__end__lt=_yesterdays_end(now, ZoneInfo(zone)))
    to_come = Attendance.objects.filter(
        booking=OuterRef("booking"), session__start__gt=OuterRef("session__start"), status__in=STILL_MEANT
    )
    return Attendance.objects.filter(
        ended,
        ~Exists(to_come),
        followed_up_at=None,
        status__in=(AttendanceStatus.CONFIRMED, AttendanceStatus.ATTENDED),
        booking__anonymised_at=None,
        session__activity__follow_up=True,
        session__status=SessionStatus.SCHEDULED,
        session__end__gt=now - TOO_LONG_AGO,
    ).order_by("session__end", "pk")


def _yesterdays_end(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the midnight before which it is time to write after a session."""
    today = local_day(now, zone)
    early = now < make_aware_local(datetime.combine(today, AFTERWARDS), zone)
    return make_aware_local(datetime.combine(today - timedelta(days=1) if early else today, time()), zone)


OCCASIONS = (
    Occasion(MessageKind.REMINDER, "reminded_at", _long_before),
    Occasion(MessageKind.REMINDER_SOON, "reminded_soon_at", _shortly_before),
    Occasion(MessageKind.FOLLOW_UP, "followed_up_at", _afterwards),
)
