"""Offers that nobody answered."""

import logging
from datetime import datetime

from django.db import DatabaseError, transaction
from django.db.models import Q

from booking import messages
from booking.choices import AttendanceStatus, MessageKind
from booking.models import Attendance
from booking.services import places
from booking.services.patience import patient
from booking.services.refusals import Busy
from booking.services.waiting.offer_time import MARGIN
from booking.services.waiting.offering import offer_freed
from booking.services.waiting.order import locked, sessions_of, still_among, together, turn

logger = logging.getLogger(__name__)

A_ROUND = 500
"""Offers that one round ends: the next one comes a minute later."""


def expire_offers(*, now: datetime) -> int:
    """
    End the offers that nobody answered in time, tell, and offer their places to the next; return how many.

    Each by itself, in a transaction of its own: one that cannot be ended now is left to the next round. An offer made
    before the session was moved to an earlier hour ends with that one.
    """
    due = Attendance.objects.filter(_over(now)).select_related("booking").order_by("offer_ends_at", "pk")
    ended = 0
    for attendance in due[:A_ROUND]:
        try:
            ended += _expire(attendance, now=now)
        except (DatabaseError, Busy):
            logger.exception("The offer of attendance %s was not ended.", attendance.pk)
    return ended


@patient
def _expire(attendance: Attendance, *, now: datetime) -> bool:
    with transaction.atomic():
        sessions = locked(sessions_of(attendance))
        offered = together(attendance).filter(_over(now)).select_related("booking").order_by("session_id")
        group = [one for one in still_among(sessions, offered) if turn(one, AttendanceStatus.EXPIRED, now=now)]
        for one in group:
            one.session = sessions[one.session_id]
            places.give_back(one.session_id, one.party_size, now=now, referred=one.referred)
        to_come = sorted((one for one in group if one.session.start > now), key=lambda one: one.session.start)
        if to_come:
            messages.tell(MessageKind.OFFER_EXPIRED, to_come, now=now)
        for one in group:
            offer_freed(one.session_id, now=now)
    return bool(group)


def _over(now: datetime) -> Q:
    ends = Q(offer_ends_at__lte=now) | Q(session__start__lte=now + MARGIN)
    return Q(status=AttendanceStatus.OFFERED) & ends
