"""Finding one's booking again: by code and contact, or by the mailed link. Neither says what was wrong."""

from datetime import datetime, timedelta

from django.db.models import Max
from django.utils.crypto import constant_time_compare

from booking.models import Booking, BookingLink
from core.codes import new_token, token_digest

LINK_LIVES = timedelta(days=30)
"""How long after the last session the mailed link works."""


def find_by_code(*, code: str, contact: str) -> Booking | None:
    """Return the booking with this code, if this (normalised) phone or mail address is its contact."""
    booking = Booking.objects.filter(code=code, anonymised_at=None).first()
    # Both are compared whatever is found, so that a wrong code and a wrong contact take the same time.
    known = [booking.phone, booking.email] if booking else ["", ""]
    matches = [constant_time_compare(contact, one) for one in known]
    return booking if contact and any(matches) else None


def new_link(booking: Booking, *, now: datetime) -> str:
    """Make one more link to the booking, and return its token: the former ones keep working."""
    token = new_token()
    BookingLink.objects.create(booking=booking, token_hash=token_digest(token), created_at=now)
    return token


def find_by_token(*, token: str, now: datetime) -> Booking | None:
    """
    Return the booking that this link opens, as long as it does.

    One query whatever is wrong. The database compares digests, of which a guess teaches nothing about the token.
    """
    booking = (
        Booking.objects.filter(links__token_hash=token_digest(token), anonymised_at=None)
        .annotate(ends=Max("attendances__session__end"))
        .first()
    )
    return booking if booking and now < (booking.ends or booking.created_at) + LINK_LIVES else None
