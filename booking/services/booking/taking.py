"""
Taking places, by oneself or with somebody's help.

It begins with one conditional UPDATE of the session, which is at once the test and the lock: whoever comes second waits
there, then finds the counter as the first one left it. Locks are always taken in this order: sessions (by id), then
attendances. The database's own CHECK stands behind it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from booking import choices, messages
from booking.choices import AttendanceStatus, EnrolledBy, MessageKind
from booking.models import Attendance, Booking, Series, Session
from booking.services import places
from booking.services.access import new_link
from booking.services.booking.person import TAKEN_BY_SOMEBODY, Person, attendance_of, folded
from booking.services.courses import course_of, has_begun, sessions_to_come, why_not_course
from booking.services.patience import patient
from booking.services.refusals import (
    AlreadyBooked,
    BookingRefused,
    Busy,
    CourseBegun,
    KeyTaken,
    NobodyComes,
    NoRoom,
    PartyTooLarge,
    ReferralOnly,
    SessionCancelled,
    WaitingListFull,
)
from booking.services.windows import why_not
from core.codes import new_code
from locations.models import Organisation

TRIES = 3
"""A code drawn twice is drawn again; it happens once in tens of billions."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for. `sessions`: soonest first, all those to come where it is for a `course`."""

    sessions: list[Session]
    course: Series | None
    person: Person
    party_size: int
    idempotency_key: str
    enrolled_by: str
    referred: bool = False
    via: Organisation | None = None
    wait: bool = False
    in_window: bool = True
    overbook: bool = False

    @property
    def ids(self) -> list[int]:
        """The sessions' ids, in the order of their locks."""
        return sorted(session.pk for session in self.sessions)

    @property
    def window_of(self) -> list[int]:
        """Whose window counts: the next date's."""
        return [self.sessions[0].pk] if self.in_window else []


def book(
    *,
    session: Session,
    person: Person,
    party_size: int,
    idempotency_key: str,
    now: datetime,
    enrolled_by: str = EnrolledBy.SELF,
    via: Organisation | None = None,
    wait: bool = False,
) -> Booking:
    """
    Give this person places in the session, or in all sessions to come of its course, and tell them.

    `wait`: where there are none left, join the waiting list. Places kept for referred people are taken by
    professionals (`enrolled_by`) only. The same key twice, even at the same moment, gives the same booking: places are
    taken once.

    :raises BookingRefused: one of `booking.services.refusals`; nothing has changed.
    """
    if party_size > session.activity.party_limit:
        raise PartyTooLarge(session.activity.party_limit)
    if session.activity.access == choices.Access.REFERRAL and enrolled_by == EnrolledBy.SELF:
        raise ReferralOnly
    return _order(
        session,
        now=now,
        person=person,
        party_size=party_size,
        idempotency_key=idempotency_key,
        enrolled_by=enrolled_by,
        referred=enrolled_by == EnrolledBy.PRESCRIBER,
        via=via,
        wait=wait,
    )


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

    `overbook` also writes down who came to a session that has begun. `referred`: the person comes by referral.

    :raises BookingRefused: one of `booking.services.refusals`; nothing has changed.
    """
    return _order(
        session,
        now=now,
        person=person,
        party_size=party_size,
        idempotency_key=idempotency_key,
        enrolled_by=EnrolledBy.STAFF,
        referred=referred,
        wait=wait,
        in_window=False,
        overbook=overbook,
    )


@patient
def _order(session: Session, *, now: datetime, **asked: object) -> Booking:
    """Carry out what is asked, once."""
    course = course_of(session)
    sessions = sessions_to_come(course, now=now) if course else [session]
    order = Order(sessions=sessions, course=course, **asked)  # type: ignore[arg-type]  # as the two above give them
    if order.party_size < 1:
        raise NobodyComes
    for turn in range(TRIES):
        try:
            return _book_once(order, now=now)
        except IntegrityError:
            # The same form sent twice at once: the first to commit has made the booking.
            if made := _made_with(order):
                return made
            if turn == TRIES - 1:
                raise
        except BookingRefused as refusal:
            # A form sent twice for the last place: the second finds none left, and has one all the same.
            if made := _made_with(order):
                return made
            if isinstance(refusal, NoRoom | AlreadyBooked) and (mine := attendance_of(order.person, order.ids)):
                _remind(mine, now=now)
                raise AlreadyBooked from None
            raise
    raise AssertionError("unreachable")


def _book_once(order: Order, *, now: datetime) -> Booking:
    if order.course and order.in_window and has_begun(order.course, now=now):
        raise CourseBegun
    with transaction.atomic():
        status = _take(order, now=now)
        if order.course and order.ids != sorted(one.pk for one in sessions_to_come(order.course, now=now)):
            raise Busy  # a date was added or cancelled before the locks were ours
        if attendance_of(order.person, order.ids):
            raise AlreadyBooked
        person = order.person
        booking = Booking.objects.create(
            code=new_code(),
            first_name=person.first_name,
            last_name=person.last_name,
            phone=person.phone,
            email=person.email,
            contact_is_helper=person.contact_is_helper,
            needs=list(person.needs),  # type: ignore[misc]  # a field of codes takes a list, which its stubs do not say
            companions=person.companions,
            course=order.course,
            enrolled_by=order.enrolled_by,
            via=order.via,
            idempotency_key=order.idempotency_key,
            created_at=now,
        )
        attendances = Attendance.objects.bulk_create(
            Attendance(
                booking=booking,
                session=session,
                party_size=order.party_size,
                status=status,
                referred=order.referred,
                queued_at=now if status == AttendanceStatus.WAITING else None,
                created_at=now,
                changed_at=now,
            )
            for session in order.sessions
        )
        messages.tell(_kind(order, status), attendances, token=new_link(booking, now=now), now=now)
    return booking


def _take(order: Order, *, now: datetime) -> AttendanceStatus:
    """
    Take the places, or those on the waiting list; return what the booking so becomes.

    :raises BookingRefused: there are none of either, or it is not the time.
    """
    people, ids = order.party_size, order.ids
    if not ids:
        raise CourseBegun
    if order.overbook:
        if order.sessions[0].is_cancelled:
            raise SessionCancelled
        places.overbook_each(ids, people, now=now, referred=order.referred)
        return AttendanceStatus.CONFIRMED
    if places.take_each(ids, people, now=now, referred=order.referred, window_of=order.window_of):
        return AttendanceStatus.CONFIRMED
    refusal = _refusal(order, now=now)
    if not order.wait or not isinstance(refusal, NoRoom):
        # Between the two statements a place may have come free: it begins again.
        raise refusal or Busy()
    if not places.queue_each(ids, people, now=now, window_of=order.window_of):
        raise WaitingListFull
    return AttendanceStatus.WAITING


def _refusal(order: Order, *, now: datetime) -> BookingRefused | None:
    """Say why there is no place, from what the database holds now."""
    people, referred, in_window = order.party_size, order.referred, order.in_window
    if order.course is None:
        session = Session.objects.filter(pk=order.ids[0]).first()
        if session is None:
            return SessionCancelled()  # its series gave it up this very moment, and nobody had booked it
        return why_not(session, now=now, party_size=people, referred=referred, in_window=in_window)
    coming = sessions_to_come(order.course, now=now)
    return why_not_course(order.course, coming, now=now, party_size=people, referred=referred, in_window=in_window)


def _kind(order: Order, status: AttendanceStatus) -> MessageKind:
    if status == AttendanceStatus.WAITING:
        return MessageKind.WAITING
    return MessageKind.COURSE_CONFIRMED if order.course else MessageKind.CONFIRMED


def _made_with(order: Order) -> Booking | None:
    """
    Return the booking that this form has already made.

    :raises KeyTaken: the key made another booking, to which it must not give access, or one cancelled since: who comes
        back to an old form and sends it wants a place, not the news of having none.
    """
    booking = Booking.objects.filter(idempotency_key=order.idempotency_key).first()
    if booking is None:
        return None
    person = order.person
    same = (booking.phone, booking.email, folded(booking.first_name)) == (
        person.phone,
        person.email,
        folded(person.first_name),
    )
    held = booking.attendances.filter(session__in=order.ids, status__in=TAKEN_BY_SOMEBODY)
    if not same or not held.exists():
        raise KeyTaken
    return booking


def _remind(attendance: Attendance, *, now: datetime) -> None:
    """Send the contact a fresh link, once an hour at most."""
    with transaction.atomic():
        places.lock_each([attendance.session_id])
        if messages.may_remind(attendance, now=now):
            messages.tell(MessageKind.FOUND, [attendance], token=new_link(attendance.booking, now=now), now=now)
