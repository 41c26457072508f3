"""Whom a change of sessions concerns, and how each is told: asked before anything changes, in one query."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from booking import choices
from booking.models import Attendance, Booking
from core.phones import phone_words
from outbox import sms


@dataclass(frozen=True, slots=True)
class Concerned:
    """Somebody who comes, or waits, and how they are told; `call` is the number to ring where nothing else goes."""

    attendance_id: int
    session_id: int
    first_name: str
    people: int
    state: str
    how: str
    call: str = ""

    @property
    def waits(self) -> bool:
        """Whether they are on the waiting list."""
        return self.state == choices.AttendanceStatus.WAITING

    @property
    def is_offered(self) -> bool:
        """Whether a place is being offered to them."""
        return self.state == choices.AttendanceStatus.OFFERED


def concerned_by(sessions: Iterable[int]) -> dict[int, list[Concerned]]:
    """Return, by session, those who hold a place or wait for one, first come first."""
    found: dict[int, list[Concerned]] = {}
    rows = Attendance.objects.filter(session_id__in=list(sessions), status__in=choices.STILL_MEANT)
    for one in rows.select_related("booking").order_by("session_id", "created_at", "pk"):
        how, call = how_told(one.booking)
        person = Concerned(
            attendance_id=one.pk,
            session_id=one.session_id,
            first_name=one.booking.first_name,
            people=one.party_size,
            state=one.status,
            how=how,
            call=call,
        )
        found.setdefault(one.session_id, []).append(person)
    return found


def how_told(booking: Booking) -> tuple[str, str]:
    """Return how the person is told, in words, and the number to call where somebody has to."""
    if booking.email:
        return "courriel", ""
    if booking.phone and sms.is_available():
        return "SMS", ""
    if booking.phone:
        return "à appeler", phone_words(booking.phone)
    return "sans contact", ""


def digest(*parts: object) -> str:
    """Return a name for what somebody was shown: another one where anything of it has changed."""
    return sha256(repr(parts).encode()).hexdigest()[:32]
