"""What can be booked, when, and by whom."""

from booking.models.booking import Attendance, Booking
from booking.models.offer import Activity, Series, SeriesException
from booking.models.session import Session

__all__ = ["Activity", "Attendance", "Booking", "Series", "SeriesException", "Session"]
