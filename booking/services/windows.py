"""Whether a session can be booked, as it was read: `booking.services.places` decides, this says why."""

from datetime import datetime

from booking.models import Session
from booking.services.refusals import (
    BookingClosed,
    BookingRefused,
    NotYetOpen,
    SessionCancelled,
    SessionFull,
    SessionPast,
)


def why_not(
    session: Session, *, now: datetime, party_size: int = 1, referred: bool = False, in_window: bool = True
) -> BookingRefused | None:
    """Return why this session, as it is now, has no room for so many people; None if it has."""
    if session.is_cancelled:
        return SessionCancelled()
    if session.start <= now:
        return SessionPast()
    if in_window and session.closes_at and session.closes_at <= now:
        return BookingClosed()
    if in_window and session.opens_at and session.opens_at > now:
        return NotYetOpen(session.opens_at.astimezone(session.tz))
    left = session.places_for(now=now, referred=referred)
    if left < party_size:
        return SessionFull(left)
    return None
