"""
What becomes of a booking: cancelled, for more or fewer people, on another date.

Places that come free are offered to those who wait, in the same transaction. In a course, who waits is offered all
dates or none: its sessions are locked together.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.db.models import F, QuerySet

from booking import choices, messages
from booking.choices import AttendanceStatus, EnrolledBy, MessageKind
from booking.models import Attendance, Booking, Session
from booking.services import places, waiting
from booking.services.access import new_link
from booking.services.booking.person import Person, attendance_of
from booking.services.courses import course_of, locked_together
from booking.services.patience import patient
from booking.services.refusals import (
    AlreadyBooked,
    Busy,
    NobodyComes,
    NoLongerMeant,
    NoMorePlaces,
    NothingToChange,
    OtherActivity,
    PartyTooLarge,
    TooLateToCancel,
    TooLateToChange,
    WholeCourse,
)
from booking.services.windows import why_not

RELATED = ("booking", "session__activity", "session__location", "session__series")


@patient
def cancel(*, attendance: Attendance, now: datetime, by: str = EnrolledBy.SELF) -> bool:
    """
    Give the places back and tell the person; return whether there was something to cancel (asking twice is harmless).

    It may wait or be offered as well. `by` is who asks (`EnrolledBy`): what has begun only staff can cancel.

    :raises TooLateToCancel: the session has begun.
    """
    cancelled = _cancel(Attendance.objects.filter(pk=attendance.pk), now=now, by=by)
    attendance.refresh_from_db(fields=["status", "sequence", "changed_at"])
    return cancelled


@patient
def cancel_booking(*, booking: Booking, now: datetime, by: str = EnrolledBy.SELF) -> bool:
    """
    Cancel all that is still to come of the booking, and tell the person once; return whether there was anything.

    :raises TooLateToCancel: all of it has begun, and it is not staff who ask.
    """
    return _cancel(Attendance.objects.filter(booking=booking), now=now, by=by)


@patient
def change_party(*, attendance: Attendance, party_size: int, now: datetime, by: str = EnrolledBy.SELF) -> None:
    """
    Come with more or fewer people (to all dates of a course), and tell the person.

    :raises BookingRefused: one of `booking.services.refusals`; nothing has changed.
    """
    chosen = Attendance.objects.filter(pk=attendance.pk)
    if attendance.booking.course_id:
        chosen = Attendance.objects.filter(booking=attendance.booking_id)
    with _held(chosen, now=now) as meant:
        changed = _still_to_come(meant, now=now, by=by, too_late=TooLateToChange)
        if not changed:
            raise NoLongerMeant
        limit = changed[0].session.activity.party_limit
        if party_size < 1:
            raise NobodyComes
        if party_size > limit and by != EnrolledBy.STAFF:
            raise PartyTooLarge(limit)
        if all(one.party_size == party_size for one in changed):
            raise NothingToChange
        for group in _alike(changed):
            _resize(group, party_size, now=now, by=by)
        _write(changed, now=now, party_size=party_size)
        _tell(MessageKind.CHANGED, changed, now=now)
        _offer(changed, now=now)
    attendance.refresh_from_db(fields=["party_size", "sequence", "changed_at"])


@patient
def move(*, attendance: Attendance, to: Session, now: datetime, by: str = EnrolledBy.SELF) -> Attendance:
    """
    Come to another session of the same activity instead, and tell the person; the calendar entry moves with it.

    The new places are taken before the former are given back. Who waits or was offered a place gets one there.

    :raises BookingRefused: one of `booking.services.refusals`; nothing has changed.
    """
    with _held(Attendance.objects.filter(pk=attendance.pk), now=now, also=[to.pk]) as meant:
        moved = _still_to_come(meant, now=now, by=by, too_late=TooLateToChange)
        if not moved:
            raise NoLongerMeant
        (one,), former = moved, moved[0].session
        goal = Session.objects.select_related("activity", "location", "series").get(pk=to.pk)
        _may_move(one, goal, by=by)
        in_window = by != EnrolledBy.STAFF
        people, referred = one.party_size, one.referred
        if not places.take(goal.pk, people, now=now, referred=referred, in_window=in_window):
            raise why_not(goal, now=now, party_size=people, referred=referred, in_window=in_window) or Busy()
        if _is_there_already(one, goal):
            raise AlreadyBooked
        _leave([one], now=now)
        one.session = goal
        _write([one], now=now, session=goal, status=AttendanceStatus.CONFIRMED, **_ANEW)
        _tell(MessageKind.CHANGED, [one], now=now)
        _offer_in([former], now=now)
    return one


_ANEW = dict.fromkeys(("queued_at", "offered_at", "offer_ends_at", "reminded_at", "reminded_soon_at", "followed_up_at"))
"""What a new date begins again: its reminders, and no waiting."""


@contextmanager
def _held(chosen: QuerySet[Attendance], *, now: datetime, also: Iterable[int] = ()) -> Iterator[list[Attendance]]:
    """
    Begin a transaction that holds the sessions of these attendances (and `also`), and give those that are still meant.

    :raises Busy: they hang on other sessions than a moment ago.
    """
    ids = locked_together([*chosen.values_list("session_id", flat=True), *also], now=now)
    with transaction.atomic():
        places.lock_each(ids)
        meant = list(chosen.filter(status__in=choices.STILL_MEANT).select_related(*RELATED).order_by("session_id"))
        if not ids.issuperset(one.session_id for one in meant):
            raise Busy
        yield meant


def _still_to_come(
    meant: list[Attendance], *, now: datetime, by: str, too_late: Callable[[], Exception]
) -> list[Attendance]:
    """Return those that may be changed: all for staff, else what has not begun."""
    coming = [one for one in meant if by == EnrolledBy.STAFF or one.session.start > now]
    if meant and not coming:
        raise too_late()
    return coming


def _cancel(chosen: QuerySet[Attendance], *, now: datetime, by: str) -> bool:
    with _held(chosen, now=now) as meant:
        cancelled = _still_to_come(meant, now=now, by=by, too_late=TooLateToCancel)
        if not cancelled:
            return False
        _leave(cancelled, now=now)
        _write(cancelled, now=now, status=AttendanceStatus.CANCELLED)
        # What is over is put right by staff for their counts: it is no news to anybody.
        messages.tell(MessageKind.CANCELLED, [one for one in cancelled if one.session.end > now], now=now)
        _offer(cancelled, now=now)
    return True


def _alike(attendances: list[Attendance]) -> Iterator[list[Attendance]]:
    """Part them into those that count in the same way, so that each part is one UPDATE."""

    def way(one: Attendance) -> tuple[bool, bool, int]:
        return one.status == AttendanceStatus.WAITING, one.referred, one.party_size

    for _, group in groupby(sorted(attendances, key=way), key=way):
        yield list(group)


def _leave(attendances: list[Attendance], *, now: datetime) -> None:
    """Give the places back, or those on the waiting list."""
    for group in _alike(attendances):
        ids, one = [each.session_id for each in group], group[0]
        if one.status == AttendanceStatus.WAITING:
            places.unqueue_each(ids, one.party_size, now=now)
        else:
            places.give_back_each(ids, one.party_size, now=now, referred=one.referred)


def _resize(group: list[Attendance], party_size: int, *, now: datetime, by: str) -> None:
    """
    Take the places that are missing, or give back those that are too many.

    :raises NoMorePlaces: there are fewer than are missing.
    """
    ids, one = [each.session_id for each in group], group[0]
    more, waits = party_size - one.party_size, one.status == AttendanceStatus.WAITING
    window_of = [] if by == EnrolledBy.STAFF else [min(group, key=lambda each: each.session.start).session_id]
    if more <= 0 and waits:
        places.unqueue_each(ids, -more, now=now)
    elif more <= 0:
        places.give_back_each(ids, -more, now=now, referred=one.referred)
    elif waits and not places.queue_each(ids, more, now=now):
        raise NoMorePlaces(min(each.session.waiting_left for each in group))
    elif not waits and not places.take_each(ids, more, now=now, referred=one.referred, window_of=window_of):
        nearest = min((each.session for each in group), key=lambda session: session.start)
        closed = why_not(nearest, now=now, party_size=0, in_window=bool(window_of))
        raise closed or NoMorePlaces(min(each.session.places_for(now=now, referred=one.referred) for each in group))


def _may_move(one: Attendance, goal: Session, *, by: str) -> None:
    """:raises BookingRefused: this booking cannot be for that session, whatever its places."""
    if goal.pk == one.session_id:
        raise NothingToChange
    if goal.activity_id != one.session.activity_id:
        raise OtherActivity
    if by != EnrolledBy.STAFF and (one.booking.course_id or course_of(goal)):
        raise WholeCourse


def _is_there_already(one: Attendance, goal: Session) -> bool:
    """Whether the person has another booking there, or this one had that date once."""
    booking = one.booking
    person = Person(first_name=booking.first_name, phone=booking.phone, email=booking.email)
    return (
        attendance_of(person, [goal.pk]) is not None
        or Attendance.objects.filter(booking=booking, session=goal).exists()
    )


def _write(attendances: list[Attendance], *, now: datetime, **values: object) -> None:
    """Change them in the database and here; their entries in calendars are newer than before."""
    rows = Attendance.objects.filter(pk__in=[one.pk for one in attendances])
    rows.update(sequence=F("sequence") + 1, changed_at=now, **values)
    for one in attendances:
        one.sequence, one.changed_at = one.sequence + 1, now
        for name, value in values.items():
            setattr(one, name, value)


def _tell(kind: MessageKind, attendances: list[Attendance], *, now: datetime) -> None:
    messages.tell(kind, attendances, now=now, token=new_link(attendances[0].booking, now=now))


def _offer(freed: list[Attendance], *, now: datetime) -> None:
    _offer_in([one.session for one in freed], now=now)


def _offer_in(freed: list[Session], *, now: datetime) -> None:
    """Offer what came free in these sessions, read under their locks, to those who wait; once for a course."""
    asked = {course.pk if (course := course_of(one)) else -one.pk: one for one in freed if one.waiting}
    for session in asked.values():
        waiting.offer_freed(session.pk, now=now)
