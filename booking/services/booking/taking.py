"""
Taking places and giving them back.

Both begin with one conditional UPDATE of the session, which is at once the test and the lock: whoever comes second
waits there, then finds the counter as the first one left it. Locks are always taken in this order: sessions (by id),
then attendances. The database's own CHECK stands behind it.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from booking import choices, messages
from booking.choices import MessageKind
from booking.models import Attendance, Booking, Session
from booking.services import places
from booking.services.access import new_link
from booking.services.booking.person import Person, attendance_of, folded
from booking.services.refusals import (
    AlreadyBooked,
    BookingClosed,
    BookingRefused,
    KeyTaken,
    NotYetOpen,
    PartyTooLarge,
    ReferralOnly,
    SessionCancelled,
    SessionFull,
    SessionPast,
)
from core.codes import new_code
from locations.models import Organisation

TRIES = 3
"""A code drawn twice is drawn again; it happens once in tens of billions."""


def book(
    *,
    session: Session,
    person: Person,
    party_size: int,
    idempotency_key: str,
    now: datetime,
    enrolled_by: str = choices.EnrolledBy.SELF,
    via: Organisation | None = None,
    wait: bool = False,
) -> Booking:
    """
    Give this person places in the session, or in all sessions to come of its course, and tell them.

    `wait`: where there are none left, join the waiting list.

    The same key twice, even at the same moment, gives the same booking: places are taken once.

    :raises BookingRefused: one of `booking.services.refusals`; nothing has changed.
    """
    if party_size > session.activity.party_limit:
        raise PartyTooLarge(session.activity.party_limit)
    if session.activity.access == choices.Access.REFERRAL and enrolled_by == choices.EnrolledBy.SELF:
        raise ReferralOnly
    for turn in range(TRIES):
        try:
            return _book_once(session, person, party_size, idempotency_key, now, enrolled_by, via)
        except IntegrityError:
            # The same form sent twice at once: the first to commit has made the booking.
            if made := _made_with(idempotency_key, session, person):
                return made
            if turn == TRIES - 1:
                raise
        except BookingRefused as refusal:
            # A form sent twice for the last place: the second finds none left, and has one all the same.
            if made := _made_with(idempotency_key, session, person):
                return made
            if isinstance(refusal, SessionFull | AlreadyBooked) and (mine := attendance_of(person, [session.pk])):
                _remind(mine, now=now)
                raise AlreadyBooked from None
            raise
    raise AssertionError("unreachable")


def enrol(
    *,
    session: Session,
    person: Person,
    party_size: int,
    idempotency_key: str,
    now: datetime,
    overbook: bool = False,
    wait: bool = False,
    referred: bool = False,
) -> Booking:
    """
    Book for somebody, as staff: no window and no limit of people stops them, and `overbook` adds the places it needs.

    :raises BookingRefused: one of `booking.services.refusals`; nothing has changed.
    """
    raise NotImplementedError


def why_not(session: Session, *, now: datetime, party_size: int = 1, referred: bool = False) -> BookingRefused | None:
    """Return why this session, as it is now, has no room for so many people; None if it has."""
    if session.is_cancelled:
        return SessionCancelled()
    if session.start <= now:
        return SessionPast()
    if session.closes_at and session.closes_at <= now:
        return BookingClosed()
    if session.opens_at and session.opens_at > now:
        return NotYetOpen(session.opens_at.astimezone(session.tz))
    left = session.places_for(now=now, referred=referred)
    if left < party_size:
        return SessionFull(left)
    return None


def _book_once(
    session: Session,
    person: Person,
    party_size: int,
    idempotency_key: str,
    now: datetime,
    enrolled_by: str,
    via: Organisation | None,
) -> Booking:
    with transaction.atomic():
        referred = enrolled_by != choices.EnrolledBy.SELF
        if not places.take(session.pk, party_size, now=now, referred=referred):
            session.refresh_from_db()
            # Between the two statements a place may have come free: the next answer will say so.
            raise why_not(session, now=now, party_size=party_size, referred=referred) or SessionFull(0)
        if attendance_of(person, [session.pk]):
            raise AlreadyBooked
        booking = Booking.objects.create(
            code=new_code(),
            first_name=person.first_name,
            last_name=person.last_name,
            phone=person.phone,
            email=person.email,
            enrolled_by=enrolled_by,
            via=via,
            idempotency_key=idempotency_key,
            created_at=now,
        )
        attendance = Attendance.objects.create(
            booking=booking,
            session=session,
            party_size=party_size,
            status=choices.AttendanceStatus.CONFIRMED,
            referred=referred,
            created_at=now,
            changed_at=now,
        )
        messages.tell(MessageKind.CONFIRMED, [attendance], token=new_link(booking, now=now), now=now)
    return booking


def _made_with(idempotency_key: str, session: Session, person: Person) -> Booking | None:
    """
    Return the booking that this form has already made.

    :raises KeyTaken: the key made another booking, to which it must not give access, or one cancelled since: who comes
        back to an old form and sends it wants a place, not the news of having none.
    """
    booking = Booking.objects.filter(idempotency_key=idempotency_key).first()
    if booking is None:
        return None
    same = (booking.phone, booking.email, folded(booking.first_name)) == (
        person.phone,
        person.email,
        folded(person.first_name),
    )
    held = booking.attendances.filter(session=session, status__in=choices.HOLDING_A_PLACE)
    if not same or not held.exists():
        raise KeyTaken
    return booking


def _remind(attendance: Attendance, *, now: datetime) -> None:
    """Send the contact a fresh link, once an hour at most."""
    with transaction.atomic():
        if messages.may_remind(attendance, now=now):
            messages.tell(MessageKind.FOUND, [attendance], token=new_link(attendance.booking, now=now), now=now)
