"""Offering free places to those who wait."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import DatabaseError, transaction
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Greatest

from booking import messages
from booking.choices import AttendanceStatus, MessageKind, SessionStatus
from booking.models import Attendance, Session
from booking.services import places
from booking.services.access import new_link
from booking.services.courses import has_begun
from booking.services.patience import patient
from booking.services.refusals import Busy, SessionCancelled, SessionFull, TooLateToOffer
from booking.services.waiting.offer_time import offer_lasts
from booking.services.waiting.order import in_order, locked, sessions_of, together, turn

logger = logging.getLogger(__name__)

AT_ONCE = 20
"""Groups that one change makes offers to: the rest follow each minute, so that nobody waits long for the lock."""

COUNTERS = ("booked", "referred_booked", "waiting", "overbooked")


def offer_freed(session_id: int, *, now: datetime) -> int:
    """
    Offer the free places of a session to those who wait for it, and return to how many groups.

    The caller holds the session's lock (`booking.services.places`) and has given the places back already. A course is
    offered as a whole: where it fits in all sessions still to come, or not at all.
    """
    session = Session.objects.with_place().filter(pk=session_id, waiting__gt=0).first()
    if session is None or session.is_cancelled or not offer_lasts(session.local_start, now):
        return 0
    made = 0
    for attendance in in_order(session_id).select_related("booking__course"):
        if not session.places_left or made == AT_ONCE:
            break
        attendance.session = session
        group = _course_of(attendance, now=now) if attendance.booking.course_id else [attendance]
        if group and all(one.session.places_for(now=now, referred=one.referred) >= one.party_size for one in group):
            made += _offer(group, now=now)
            session.refresh_from_db(fields=COUNTERS)
    return made


def offer_where_free(*, now: datetime) -> int:
    """
    Offer what is free in all sessions to come; return to how many groups.

    Places are free without anybody's cancelling where more were added, or where those kept for referred people are
    kept no longer. A session that cannot be locked now is left to the next round.
    """
    made = 0
    for session_id in _with_a_place_for_somebody(now):
        try:
            made += _offer_in(session_id, now=now)
        except (DatabaseError, Busy):
            logger.exception("The free places of session %s were not offered.", session_id)
    return made


@patient
@transaction.atomic
def _offer_in(session_id: int, *, now: datetime) -> int:
    locked([session_id])
    return offer_freed(session_id, now=now)


@patient
def offer_now(*, attendance: Attendance, now: datetime, overbook: bool = False) -> bool:
    """
    Offer a place to this group before its turn, as only staff may; return whether it was waiting.

    `overbook`: even where none is left, or only places kept for referred people.

    :raises SessionFull: no places are left, and nothing was said of adding some.
    :raises SessionCancelled: it does not take place.
    :raises TooLateToOffer: nobody could answer before the start.
    """
    ids = sessions_of(attendance)
    with transaction.atomic():
        sessions = locked(ids)
        group = _waiting(attendance, sessions, now=now)
        if not group:
            return False
        if any(one.session.is_cancelled for one in group):
            raise SessionCancelled
        if not _lasts(group, now):
            raise TooLateToOffer
        for one in group:
            left = one.session.places_for(now=now, referred=one.referred)
            if left < one.party_size and not overbook:
                raise SessionFull(left)
        _offer(group, now=now, overbook=overbook)
    attendance.refresh_from_db()
    return True


def _waiting(attendance: Attendance, sessions: dict[int, Session], *, now: datetime) -> list[Attendance]:
    """Return what this group waits for and has not begun, in the order of the sessions' ids."""
    mine = together(attendance).filter(status=AttendanceStatus.WAITING, session__in=sessions, session__start__gt=now)
    group = list(mine.select_related("booking").order_by("session_id"))
    for one in group:
        one.session = sessions[one.session_id]
    return group


def _course_of(attendance: Attendance, *, now: datetime) -> list[Attendance]:
    """
    Return all that a group waits for in a course, its sessions locked; nothing where it cannot be offered now.

    The caller holds one of the sessions already, so the others are not waited for: two who did so might wait for each
    other. Where one is held by another request, the next minute's job tries again.
    """
    course = attendance.booking.course
    wanted = together(attendance).filter(status=AttendanceStatus.WAITING, session__start__gt=now)
    ids = list(wanted.order_by("session_id").values_list("session_id", flat=True))
    if course is None or has_begun(course, now=now):
        return []
    sessions = locked(ids, wait=False)
    group = _waiting(attendance, sessions, now=now)
    whole = len(group) == len(ids) and not any(one.session.is_cancelled for one in group)
    return group if whole and _lasts(group, now) else []


def _lasts(group: Sequence[Attendance], now: datetime) -> bool:
    return bool(offer_lasts(min(one.session.local_start for one in group), now))


def _offer(group: list[Attendance], *, now: datetime, overbook: bool = False) -> int:
    """Hold places for a group, out of the queue, and tell it; return 1."""
    ends = now + offer_lasts(min(one.session.local_start for one in group), now)
    for one in group:
        if not places.take(one.session_id, one.party_size, now=now, referred=one.referred, in_window=False):
            if not overbook:
                raise AssertionError("The session was not locked.")
            places.overbook(one.session_id, one.party_size, now=now, referred=one.referred)
        places.unqueue(one.session_id, one.party_size, now=now)
        turn(one, AttendanceStatus.OFFERED, now=now, offered_at=now, offer_ends_at=ends)
    group.sort(key=lambda one: one.session.start)
    messages.tell(MessageKind.OFFER, group, token=new_link(group[0].booking, now=now), now=now)
    return 1


def _with_a_place_for_somebody(now: datetime) -> list[int]:
    """Return the sessions to come where somebody waits and seems to fit, read without a lock."""
    left = F("capacity") + F("overbooked") - F("booked")
    kept = Greatest(F("referred_places") - F("referred_booked"), Value(0))
    waiting = Attendance.objects.filter(session=OuterRef("pk"), status=AttendanceStatus.WAITING)
    fits_all = waiting.filter(party_size__lte=OuterRef("left"))
    fits_public = waiting.filter(party_size__lte=OuterRef("left") - OuterRef("kept"))
    still_kept = Q(referred_until__gt=now)
    found = (
        Session.objects.filter(status=SessionStatus.SCHEDULED, start__gt=now, waiting__gt=0)
        .annotate(left=left, kept=kept)
        .filter(left__gt=0)
        .filter(
            Q(~still_kept, Exists(fits_all))
            | Q(still_kept, Exists(fits_all.filter(referred=True)) | Exists(fits_public))
        )
    )
    return list(found.order_by("pk").values_list("pk", flat=True))
