"""
Waiting lists: a freed place becomes an offer that holds its places, to the oldest group that fits.

The order is `queue_rank`, `queued_at`, `pk`. An offer lasts as long as `offer_lasts` says and never past the start. Who
lets it pass leaves the list, yet a late yes is taken as long as places are left; who declines is not asked again.
"""

from datetime import datetime

from booking import choices
from booking.models import Attendance


def offer_freed(session_id: int, *, now: datetime) -> int:
    """
    Offer the free places of a session to those who wait for it, and return to how many groups.

    The caller holds the session's lock (`booking.services.places`) and has given the places back already. A course is
    offered as a whole: where it fits in all sessions still to come, or not at all.
    """
    return 0


def accept(*, attendance: Attendance, now: datetime) -> bool:
    """
    Take the place that is offered (of a course: all of them), tell the person, and return whether that was new.

    :raises OfferGone: it was not answered in time, and its places went to somebody else.
    :raises SessionPast: the session has begun.
    """
    return False


def decline(*, attendance: Attendance, now: datetime) -> bool:
    """Give an offered place back, to the next who waits; return whether there was an offer."""
    return False


def expire_offers(*, now: datetime) -> int:
    """End the offers that nobody answered in time, tell, and offer their places to the next; return how many."""
    return 0


def offer_now(*, attendance: Attendance, now: datetime, overbook: bool = False) -> None:
    """
    Offer a place to this group before its turn, as only staff may; with `overbook` even where none is left.

    :raises SessionFull: no places are left, and nothing was said of adding some.
    :raises TooLateToOffer: nobody could answer before the start.
    """


def put_first(*, attendance: Attendance, now: datetime) -> None:
    """Put a group that waits before all others."""


def position(attendance: Attendance) -> int:
    """Return the place of a group that waits, 1 for the next; 0 for who does not wait."""
    return 1 if attendance.status == choices.AttendanceStatus.WAITING else 0
