"""Whom a change of sessions concerns, and how each is told: asked before anything changes, in one query."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from booking import messages
from booking.choices import STILL_MEANT, AttendanceStatus, MessageKind
from booking.models import Attendance
from core.phones import phone_words
from core.words import listing
from outbox.models import Message


@dataclass(frozen=True, slots=True)
class Concerned:
    """Somebody who comes, or waits, and how they are told; `call` is the number to ring where nothing else goes."""

    attendance_id: int
    booking_id: int
    session_id: int
    first_name: str
    people: int
    state: str
    how: str
    call: str = ""

    @property
    def waits(self) -> bool:
        """Whether they are on the waiting list."""
        return self.state == AttendanceStatus.WAITING

    @property
    def is_offered(self) -> bool:
        """Whether a place is being offered to them."""
        return self.state == AttendanceStatus.OFFERED


def concerned_by(
    sessions: Iterable[int], *, now: datetime, kind: MessageKind = MessageKind.SESSION_CANCELLED
) -> dict[int, list[Concerned]]:
    """Return, by session, those who hold a place or wait for one, first come first; `kind` is what they would hear."""
    found: dict[int, list[Concerned]] = {}
    rows = Attendance.objects.filter(session_id__in=list(sessions), status__in=STILL_MEANT)
    for one in rows.select_related("booking", "session").order_by("session_id", "created_at", "pk"):
        channels = messages.ways(kind, one, now=now)
        person = Concerned(
            attendance_id=one.pk,
            booking_id=one.booking_id,
            session_id=one.session_id,
            first_name=one.booking.first_name,
            people=one.party_size,
            state=one.status,
            how=listing([WAYS[channel] for channel in channels]) or "sans contact",
            call=phone_words(one.booking.phone) if Message.Channel.CALL in channels else "",
        )
        found.setdefault(one.session_id, []).append(person)
    return found


WAYS: dict[str, str] = {Message.Channel.MAIL: "courriel", Message.Channel.SMS: "SMS", Message.Channel.CALL: "à appeler"}


def digest(*parts: object) -> str:
    """Return a name for what somebody was shown: another one where anything of it has changed."""
    return sha256(repr(parts).encode()).hexdigest()[:32]
