"""Courses: series whose sessions are booked together."""

from datetime import datetime

from booking import choices
from booking.models import Booking, Series, Session
from booking.services.refusals import BookingRefused


def course_of(session: Session) -> Series | None:
    """Return the series whose sessions are booked together with this one, if it is a course."""
    series = session.series
    return series if series is not None and series.scope == choices.Scope.COURSE else None


def sessions_to_come(course: Series, *, now: datetime) -> list[Session]:
    """Return the dates that a booking made now is for, soonest first: those that take place and have not begun."""
    coming = course.sessions.filter(status=choices.SessionStatus.SCHEDULED).upcoming(now=now)
    return list(coming.with_place())


def why_not_course(
    course: Series, sessions: list[Session], *, now: datetime, party_size: int = 1, referred: bool = False
) -> BookingRefused | None:
    """Return why so many people cannot join the course, whose `sessions` to come are given; None if they can."""
    raise NotImplementedError


def add_to_course(session: Session, *, now: datetime) -> list[Booking]:
    """
    Give a session added to a course to those who have booked the course, and tell them.

    Returns the bookings for which it has no room: somebody must call them.
    """
    raise NotImplementedError
