"""Who sees and changes the participants of a session: staff with the permission, and those who hold the session."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from booking.models import Session

SEE = "booking.view_booking"
ACT = ("booking.change_session", "booking.add_booking")


def held_by(user: Any) -> QuerySet[Session]:
    """Return the sessions that this person holds (a session's own facilitators do, else those of its series)."""
    own = Q(facilitators=user)
    of_series = Q(facilitators=None, series__facilitators=user)
    return Session.objects.filter(own | of_series)


def may_see(user: Any, session: Session) -> bool:
    """Whether this person reads who comes."""
    return user.has_perm(SEE) or held_by(user).filter(pk=session.pk).exists()


def may_act(user: Any, session: Session) -> bool:
    """Whether this person, who sees it, enrols, cancels, offers and writes down who came."""
    return any(user.has_perm(name) for name in ACT) or held_by(user).filter(pk=session.pk).exists()


def sees(user: Any) -> Callable[[Session], bool]:
    """Return `may_see` for a list of sessions: one query at most, however many there are."""
    if user.has_perm(SEE):
        return lambda session: True
    held = set(held_by(user).values_list("pk", flat=True))
    return lambda session: session.pk in held
