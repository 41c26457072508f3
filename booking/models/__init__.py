"""What can be booked, when, and by whom."""

from booking.models.booking import Attendance, Booking, BookingLink
from booking.models.offer import Activity, Series, SeriesException
from booking.models.session import Session
from booking.models.sharing import PrivateFeed, Webhook
from booking.models.texts import MessageText

__all__ = [
    "Activity",
    "Attendance",
    "Booking",
    "BookingLink",
    "MessageText",
    "PrivateFeed",
    "Series",
    "SeriesException",
    "Session",
    "Webhook",
]
