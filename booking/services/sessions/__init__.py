"""Sessions come out of series, and change: the only ways to write one, but for its places (`booking.services.places`)."""

from booking.services.sessions.making import (
    Made,
    cancel_session,
    make_sessions,
    move_session,
    next_dates,
    save_session,
    touch,
)

__all__ = ["Made", "cancel_session", "make_sessions", "move_session", "next_dates", "save_session", "touch"]
