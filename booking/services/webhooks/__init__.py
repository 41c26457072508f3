"""Partners' programs are told of sessions; partners say which programs, and see what these answered."""

from booking.services.webhooks.telling import Change, change_of, tell_gone, tell_made, tell_programs

__all__ = ["Change", "change_of", "tell_gone", "tell_made", "tell_programs"]
