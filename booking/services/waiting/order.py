"""Who waits before whom."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Min, Q, QuerySet

from booking.choices import AttendanceStatus
from booking.models import Attendance, Session
from booking.services.patience import patient
from booking.services.refusals import Busy

IN_ORDER = ("queue_rank", "queued_at", "pk")


def in_order(session_id: int) -> QuerySet[Attendance]:
    """Return those who wait for a session, the next one first."""
    return Attendance.objects.filter(session=session_id, status=AttendanceStatus.WAITING).order_by(*IN_ORDER)


def position(attendance: Attendance) -> int:
    """Return the place of a group that waits, 1 for the next; 0 for who does not wait."""
    if attendance.status != AttendanceStatus.WAITING:
        return 0
    rank, since = attendance.queue_rank, attendance.queued_at
    before = (
        Q(queue_rank__lt=rank)
        | Q(queue_rank=rank, queued_at__lt=since)
        | Q(queue_rank=rank, queued_at=since, pk__lt=attendance.pk)
    )
    return in_order(attendance.session_id).filter(before).count() + 1


@patient
def put_first(*, attendance: Attendance, now: datetime) -> None:
    """Put a group that waits before all others."""
    ids = sessions_of(attendance)
    with transaction.atomic():
        locked(ids)
        waiting = Attendance.objects.filter(session__in=ids, status=AttendanceStatus.WAITING)
        first = waiting.aggregate(rank=Min("queue_rank"))["rank"] or 0
        together(attendance).filter(status=AttendanceStatus.WAITING).update(
            queue_rank=min(first, 0) - 1, changed_at=now
        )
    attendance.refresh_from_db(fields=["status", "queue_rank", "changed_at"])


def together(attendance: Attendance) -> QuerySet[Attendance]:
    """Return what is waited for, offered and answered with this one: of a course all of it, else itself."""
    if attendance.booking.course_id:
        return Attendance.objects.filter(booking=attendance.booking_id)
    return Attendance.objects.filter(pk=attendance.pk)


def sessions_of(attendance: Attendance) -> list[int]:
    """Return the sessions to lock before anything is read of these places."""
    if not attendance.booking.course_id:
        return [attendance.session_id]
    return list(together(attendance).order_by("session_id").values_list("session_id", flat=True))


def turn(attendance: Attendance, to: AttendanceStatus, *, now: datetime, **values: datetime) -> bool:
    """Give places another state where they are still in the one that was read; return whether they were."""
    values |= {"changed_at": now}
    still = Attendance.objects.filter(pk=attendance.pk, status=attendance.status)
    if not still.update(status=to, **values):
        return False
    attendance.status = to
    for name, value in values.items():
        setattr(attendance, name, value)
    return True


def still_among(sessions: Mapping[int, Session], attendances: Iterable[Attendance]) -> list[Attendance]:
    """
    Return these places, all in sessions that are locked.

    :raises Busy: a course was given one more date, or a place moved, before the locks were ours.
    """
    found = list(attendances)
    if any(one.session_id not in sessions for one in found):
        raise Busy
    return found


def locked(ids: Iterable[int], *, wait: bool = True) -> dict[int, Session]:
    """
    Return sessions as the database has them, locked in the order of their ids until the transaction ends.

    Without `wait`, those that another request holds are left out.
    """
    sessions = Session.objects.with_place().filter(pk__in=ids).order_by("pk")
    return {one.pk: one for one in sessions.select_for_update(of=("self",), no_key=True, skip_locked=not wait)}
