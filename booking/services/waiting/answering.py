"""What a person answers to an offer."""

from datetime import datetime

from django.db import transaction

from booking import messages
from booking.choices import AttendanceStatus, MessageKind
from booking.models import Attendance
from booking.services import places
from booking.services.access import new_link
from booking.services.patience import patient
from booking.services.refusals import OfferGone, SessionCancelled, SessionPast
from booking.services.waiting.offering import offer_freed
from booking.services.waiting.order import locked, sessions_of, still_among, together, turn

LATE = (AttendanceStatus.EXPIRED, AttendanceStatus.DECLINED)
"""Who answered no, or not in time, may still say yes while there are places."""


@patient
def accept(*, attendance: Attendance, now: datetime) -> bool:
    """
    Take the place that is offered (of a course: all of them), tell the person, and return whether that was new.

    The places of an offer are held already, until its end is written down. After that they are taken if there are any.

    :raises OfferGone: it was not answered in time, and its places went to somebody else.
    :raises SessionPast: the session has begun.
    :raises SessionCancelled: it does not take place.
    """
    ids = sessions_of(attendance)
    with transaction.atomic():
        sessions = locked(ids)
        session = sessions[attendance.session_id]
        attendance.refresh_from_db()
        if attendance.status == AttendanceStatus.CONFIRMED:
            return False
        if session.is_cancelled:
            raise SessionCancelled
        if session.start <= now:
            raise SessionPast
        answered = (AttendanceStatus.OFFERED,) if attendance.status == AttendanceStatus.OFFERED else LATE
        still = still_among(sessions, _still(attendance, answered))
        group = [one for one in still if sessions[one.session_id].start > now]
        if not group:
            raise OfferGone
        for one in group:
            one.session = sessions[one.session_id]
            held = one.status == AttendanceStatus.OFFERED
            if not held and not places.take(
                one.session_id, one.party_size, now=now, referred=one.referred, in_window=False
            ):
                raise OfferGone
            if not turn(one, AttendanceStatus.CONFIRMED, now=now):
                raise OfferGone
        group.sort(key=lambda one: one.session.start)
        kind = MessageKind.COURSE_CONFIRMED if group[0].booking.course_id else MessageKind.CONFIRMED
        messages.tell(kind, group, token=new_link(group[0].booking, now=now), now=now)
    attendance.refresh_from_db()
    return True


@patient
def decline(*, attendance: Attendance, now: datetime) -> bool:
    """Give an offered place back, to the next who waits; return whether there was an offer."""
    ids = sessions_of(attendance)
    with transaction.atomic():
        offered = still_among(locked(ids), _still(attendance, (AttendanceStatus.OFFERED,)))
        group = [one for one in offered if turn(one, AttendanceStatus.DECLINED, now=now)]
        for one in group:
            places.give_back(one.session_id, one.party_size, now=now, referred=one.referred)
        for one in group:
            offer_freed(one.session_id, now=now)
    attendance.refresh_from_db()
    return bool(group)


def _still(attendance: Attendance, statuses: tuple[AttendanceStatus, ...]) -> list[Attendance]:
    """Return what was offered together and is still in one of these states."""
    mine = together(attendance).filter(status__in=statuses)
    return list(mine.select_related("booking", "session__activity", "session__location").order_by("session_id"))
