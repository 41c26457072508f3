"""Sessions come out of series, and change; only their places are counted elsewhere (`booking.services.places`)."""

from booking.services.sessions.cancelling import (
    cancel_session,
    cancel_sessions,
    move_session,
    move_sessions,
    note_sessions,
    restore_sessions,
    stop_series,
)
from booking.services.sessions.changing import NotEnoughRoom, free_kept, save_session, touch
from booking.services.sessions.making import Made, follow, make_sessions
from booking.services.sessions.planning import next_dates

__all__ = [
    "Made",
    "NotEnoughRoom",
    "cancel_session",
    "cancel_sessions",
    "follow",
    "free_kept",
    "make_sessions",
    "move_session",
    "move_sessions",
    "next_dates",
    "note_sessions",
    "restore_sessions",
    "save_session",
    "stop_series",
    "touch",
]
