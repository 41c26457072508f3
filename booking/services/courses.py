"""Courses: series whose sessions are booked together."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from booking import choices, messages
from booking.choices import AttendanceStatus, MessageKind
from booking.models import Attendance, Booking, Series, Session
from booking.services import places
from booking.services.patience import patient
from booking.services.refusals import BookingRefused, CourseBegun, CourseFull
from booking.services.windows import why_not

IN_THE_COURSE = frozenset({*choices.HOLDING_A_PLACE, *choices.WAITING_FOR_A_PLACE})


def course_of(session: Session) -> Series | None:
    """Return the series whose sessions are booked together with this one, if it is a course."""
    series = session.series
    return series if series is not None and series.scope == choices.Scope.COURSE else None


def sessions_to_come(course: Series, *, now: datetime) -> list[Session]:
    """Return the dates that a booking made now is for, soonest first: those that take place and have not begun."""
    coming = course.sessions.filter(status=choices.SessionStatus.SCHEDULED).upcoming(now=now)
    return list(coming.with_place())


def has_begun(course: Series, *, now: datetime) -> bool:
    """Whether so many dates have begun that nobody can join any more."""
    begun: int = course.sessions.filter(status=choices.SessionStatus.SCHEDULED, start__lte=now).count()
    return begun >= course.join_until


def why_not_course(
    course: Series,
    sessions: list[Session],
    *,
    now: datetime,
    party_size: int = 1,
    referred: bool = False,
    in_window: bool = True,
) -> BookingRefused | None:
    """
    Return why so many people cannot join the course, whose `sessions` to come are given; None if they can.

    The window is that of the next date.
    """
    if not sessions or (in_window and has_begun(course, now=now)):
        return CourseBegun()
    refusal = why_not(sessions[0], now=now, party_size=0, in_window=in_window)
    left = min(session.places_for(now=now, referred=referred) for session in sessions)
    return refusal or (CourseFull(left) if left < party_size else None)


def locked_together(session_ids: Iterable[int], *, now: datetime) -> set[int]:
    """Return these sessions with all those to come of their courses: a place freed in one is offered in all."""
    ids = set(session_ids)
    course = Q(start__gt=now, series__scope=choices.Scope.COURSE, series__sessions__in=ids)
    return ids | set(Session.objects.filter(course).values_list("pk", flat=True))


@patient
@transaction.atomic
def add_to_course(session: Session, *, now: datetime) -> list[Booking]:
    """
    Give a session added to a course to those who have booked the course, first come first, and tell them.

    In the course is who holds a place, or waits for one, on its last date so far. Who waits, waits here too. Returns
    the bookings for which it has no room: somebody must call them. A second call changes nothing.
    """
    course = course_of(session)
    if course is None or session.is_cancelled or session.start <= now:
        return []
    places.lock_each({session.pk, *course.sessions.filter(start__gt=now).values_list("pk", flat=True)})
    return [last.booking for last in _last_dates(course, session) if not _follow(last, session, now=now)]


def _last_dates(course: Series, session: Session) -> list[Attendance]:
    """Return the last date of each booking of the course that does not have this session yet, first come first."""
    attendances = Attendance.objects.filter(
        booking__course=course, booking__anonymised_at=None, session__series=course
    ).exclude(booking__attendances__session=session)
    last = {one.booking_id: one for one in attendances.select_related("booking").order_by("session__start", "pk")}
    staying = [one for one in last.values() if one.status in IN_THE_COURSE]
    return sorted(staying, key=lambda one: (one.booking.created_at, one.booking_id))


def _follow(last: Attendance, session: Session, *, now: datetime) -> bool:
    """Give one more date to who has `last`; return whether there was room."""
    people = last.party_size
    waits = last.status == AttendanceStatus.WAITING
    if waits:
        has_room = places.queue(session.pk, people, now=now, in_window=False)
    else:
        has_room = places.take(session.pk, people, now=now, referred=last.referred, in_window=False)
    if not has_room:
        return False
    offered = last.status == AttendanceStatus.OFFERED
    added = Attendance.objects.create(
        booking=last.booking,
        session=session,
        party_size=people,
        status=last.status if waits or offered else AttendanceStatus.CONFIRMED,
        referred=last.referred,
        queued_at=last.queued_at,
        queue_rank=last.queue_rank,
        offered_at=last.offered_at if offered else None,
        offer_ends_at=last.offer_ends_at if offered else None,
        created_at=now,
        changed_at=now,
    )
    if added.status == AttendanceStatus.CONFIRMED:
        dates = Attendance.objects.filter(
            booking=last.booking_id, status=AttendanceStatus.CONFIRMED, session__start__gt=now
        ).select_related("booking", "session__activity", "session__location")
        messages.tell(MessageKind.COURSE_CONFIRMED, list(dates.order_by("session__start")), now=now)
    return True
