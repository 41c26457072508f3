"""Offers that nobody answered, and sessions that changed under those who wait."""

import logging
from datetime import datetime

from django.db import DatabaseError, transaction
from django.db.models import F

from booking import messages
from booking.choices import AttendanceStatus, MessageKind
from booking.models import Attendance, Session
from booking.services import places
from booking.services.access import new_link
from booking.services.waiting.offer_time import offer_lasts
from booking.services.waiting.offering import offer_freed
from booking.services.waiting.order import locked, sessions_of, together, turn

logger = logging.getLogger(__name__)

A_ROUND = 500
"""Offers that one round ends: the next one comes a minute later."""


def expire_offers(*, now: datetime) -> int:
    """
    End the offers that nobody answered in time, tell, and offer their places to the next; return how many.

    Each by itself, in a transaction of its own: one that cannot be ended now is left to the next round.
    """
    due = Attendance.objects.filter(status=AttendanceStatus.OFFERED, offer_ends_at__lte=now)
    ended = 0
    for attendance in due.select_related("booking").order_by("offer_ends_at", "pk")[:A_ROUND]:
        try:
            ended += _expire(attendance, now=now)
        except DatabaseError:
            logger.exception("The offer of attendance %s was not ended.", attendance.pk)
    return ended


def follow(session: Session, *, now: datetime) -> None:
    """
    Follow a session that was just saved, and is locked: offer its free places, or tell who waits that it is cancelled.

    What was offered ends before a start that comes sooner.
    """
    if session.is_cancelled:
        _end_all(session, now=now)
        return
    last = now + offer_lasts(session.local_start, now)
    session.attendances.filter(status=AttendanceStatus.OFFERED, offer_ends_at__gte=session.start).update(
        offer_ends_at=last
    )
    offer_freed(session.pk, now=now)


def _expire(attendance: Attendance, *, now: datetime) -> bool:
    with transaction.atomic():
        sessions = locked(sessions_of(attendance))
        offered = together(attendance).filter(status=AttendanceStatus.OFFERED, offer_ends_at__lte=now)
        group = [
            one
            for one in offered.select_related("booking").order_by("session_id")
            if turn(one, AttendanceStatus.EXPIRED, now=now)
        ]
        for one in group:
            one.session = sessions[one.session_id]
            places.give_back(one.session_id, one.party_size, now=now, referred=one.referred)
        to_come = sorted((one for one in group if one.session.start > now), key=lambda one: one.session.start)
        if to_come:
            token = new_link(to_come[0].booking, now=now)
            messages.tell(MessageKind.OFFER_EXPIRED, to_come, token=token, now=now)
        for one in group:
            offer_freed(one.session_id, now=now)
    return bool(group)


def _end_all(session: Session, *, now: datetime) -> None:
    """End the waiting list and the offers of a session that no longer takes place, and tell."""
    hoping = session.attendances.filter(status__in=(AttendanceStatus.WAITING, AttendanceStatus.OFFERED))
    for one in hoping.select_related("booking"):
        one.session = session
        if one.status == AttendanceStatus.WAITING:
            places.unqueue(session.pk, one.party_size, now=now)
        else:
            places.give_back(session.pk, one.party_size, now=now, referred=one.referred)
        turn(one, AttendanceStatus.CANCELLED, now=now)
        Attendance.objects.filter(pk=one.pk).update(sequence=F("sequence") + 1)
        one.refresh_from_db(fields=["sequence"])
        if session.end > now:
            messages.tell(MessageKind.SESSION_CANCELLED, [one], now=now)
