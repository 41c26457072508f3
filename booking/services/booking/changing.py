"""What becomes of a booking: cancelled, for more or fewer people, on another date."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from booking import choices, messages
from booking.choices import MessageKind
from booking.models import Attendance, Booking, Session
from booking.services import places
from booking.services.refusals import TooLateToCancel


def cancel(*, attendance: Attendance, now: datetime, by: str = choices.EnrolledBy.SELF) -> bool:
    """
    Give the places back and tell the person; return whether there was something to cancel (asking twice is harmless).

    `by` is who asks (`EnrolledBy`): a person can no longer cancel what has begun, staff can.

    :raises TooLateToCancel: the session has begun.
    """
    session = attendance.session
    if session.start <= now and by == choices.EnrolledBy.SELF:
        raise TooLateToCancel
    with transaction.atomic():
        places.lock(session.pk, now=now)
        held = Attendance.objects.filter(pk=attendance.pk, status__in=[choices.AttendanceStatus.CONFIRMED])
        party_size = held.values_list("party_size", flat=True).first()
        if party_size is None:
            return False
        held.update(status=choices.AttendanceStatus.CANCELLED, sequence=F("sequence") + 1, changed_at=now)
        places.give_back(session.pk, party_size, now=now, referred=attendance.referred)
        attendance.refresh_from_db(fields=["status", "sequence", "changed_at"])
        messages.tell(MessageKind.CANCELLED, [attendance], now=now)
    return True


def cancel_booking(*, booking: Booking, now: datetime, by: str = choices.EnrolledBy.SELF) -> bool:
    """
    Cancel all that the booking still holds or waits for, and tell the person once; return whether there was anything.

    :raises TooLateToCancel: all of it has begun, and it is not staff who ask.
    """
    return any([cancel(attendance=one, now=now, by=by) for one in booking.attendances.select_related("session")])


def change_party(*, attendance: Attendance, party_size: int, now: datetime, by: str = choices.EnrolledBy.SELF) -> None:
    """
    Come with more or fewer people (to all dates of a course), and tell the person.

    :raises BookingRefused: one of `booking.services.refusals`; nothing has changed.
    """
    raise NotImplementedError


def move(*, attendance: Attendance, to: Session, now: datetime, by: str = choices.EnrolledBy.SELF) -> Attendance:
    """
    Come to another session of the same activity instead, and tell the person; the calendar entry moves with it.

    The new places are taken before the former are given back. Who waits or was offered a place gets one there.

    :raises BookingRefused: one of `booking.services.refusals`; nothing has changed.
    """
    raise NotImplementedError
