"""A session's participants in words, as its screens show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet, Sum

from booking.choices import HOLDING_A_PLACE, STILL_MEANT, AttendanceStatus, EnrolledBy, Need
from booking.models import Attendance, Session
from booking.services.waiting.order import IN_ORDER
from core.codes import code_words
from core.dates import moment_words
from core.phones import phone_words
from core.search import fold
from core.words import listing

NAMELESS = "Personne anonyme"
"""After the time that identities are kept."""

MOST = 1000
"""Groups that a session's lists are made of: a bound, which no session comes near."""

LEFT = (AttendanceStatus.CANCELLED, AttendanceStatus.DECLINED, AttendanceStatus.EXPIRED)

OUTCOMES = {
    AttendanceStatus.ATTENDED: "présence notée",
    AttendanceStatus.ABSENT: "absence notée",
    AttendanceStatus.EXCUSED: "absence excusée",
}
"""What was written down, said of anybody."""


@dataclass(frozen=True, slots=True)
class Row:
    """A group that comes, waits or came. `position`: in the waiting list."""

    pk: int
    booking_pk: int
    name: str
    people: int
    status: str
    state_words: str
    phone: str
    phone_words: str
    email: str
    is_helpers: bool
    needs_words: str
    companions: str
    code: str
    by_words: str
    since_words: str
    until_words: str
    is_referred: bool
    in_course: bool
    position: int = 0

    @property
    def is_offered(self) -> bool:
        """Whether its place waits for an answer."""
        return self.status == AttendanceStatus.OFFERED

    @property
    def has_outcome(self) -> bool:
        """Whether somebody wrote down that they came, or not."""
        return self.status in OUTCOMES

    @property
    def may_cancel(self) -> bool:
        """Whether there is a place to give back."""
        return self.status in STILL_MEANT


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people of each kind."""

    groups: int
    offered: int
    came: int
    absent: int


def name_of(attendance: Attendance) -> str:
    """Return the first name, and the last one where it is known."""
    booking = attendance.booking
    return f"{booking.first_name} {booking.last_name}".strip() or NAMELESS


def row_of(attendance: Attendance, session: Session, *, position: int = 0) -> Row:
    """Return a group as a line; its booking is loaded."""
    booking = attendance.booking
    needs = dict(Need.choices)
    words = OUTCOMES.get(AttendanceStatus(attendance.status)) or str(attendance.get_status_display()).lower()
    ends = attendance.offer_ends_at if attendance.status == AttendanceStatus.OFFERED else None
    by = "" if booking.enrolled_by == EnrolledBy.SELF else str(booking.get_enrolled_by_display())
    return Row(
        pk=attendance.pk,
        booking_pk=booking.pk,
        name=name_of(attendance),
        people=attendance.party_size,
        status=attendance.status,
        state_words=words,
        phone=booking.phone,
        phone_words=phone_words(booking.phone) if booking.phone else "",
        email=booking.email,
        is_helpers=booking.contact_is_helper,
        needs_words=listing([str(needs[need]) for need in booking.needs if need in needs]),
        companions=booking.companions,
        code="" if booking.anonymised_at else code_words(booking.code),
        by_words=by,
        since_words=_moment(attendance.queued_at, session),
        until_words=_moment(ends, session),
        is_referred=attendance.referred,
        in_course=booking.course_id is not None,
        position=position,
    )


def rows_of(attendances: Iterable[Attendance], session: Session, *, first: int = 0) -> list[Row]:
    """Return groups as lines; `first`: the position of the first of them in the waiting list."""
    return [
        row_of(attendance, session, position=first + number if first else 0)
        for number, attendance in enumerate(attendances)
    ]


def by_name(attendances: QuerySet[Attendance]) -> list[Attendance]:
    """Return groups in the order of their names, as a French reader looks them up; a session has no more than these."""
    return sorted(attendances.select_related("booking")[:MOST], key=lambda one: (fold(name_of(one)), one.pk))


def coming(session: Session) -> list[Attendance]:
    """Return those who hold a place, by name."""
    return by_name(session.attendances.filter(status__in=HOLDING_A_PLACE))


def in_line(session: Session) -> QuerySet[Attendance]:
    """Return those who wait, the next one first."""
    return session.attendances.filter(status=AttendanceStatus.WAITING).select_related("booking").order_by(*IN_ORDER)


def gone(session: Session) -> QuerySet[Attendance]:
    """Return those who come no more, the latest first."""
    left = session.attendances.filter(status__in=LEFT).select_related("booking")
    return left.order_by("-changed_at", "-pk")


def counts_of(session: Session) -> Counts:
    """Count, in one query."""

    def people(status: str) -> Sum:
        return Sum("party_size", filter=Q(status=status), default=0)

    held = session.attendances.filter(status__in=HOLDING_A_PLACE).aggregate(
        groups=Count("pk"),
        offered=people(AttendanceStatus.OFFERED),
        came=people(AttendanceStatus.ATTENDED),
        absent=people(AttendanceStatus.ABSENT),
    )
    return Counts(**held)


def _moment(moment: datetime | None, session: Session) -> str:
    return moment_words(moment.astimezone(session.tz)) if moment else ""
