"""Who sees and changes the participants of a session: staff with the permission, and those whose session it is."""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from booking.models import Series, Session
from locations.ownership.members import organisations_of

SEE = "booking.view_booking"
ACT = ("booking.change_session", "booking.add_booking")


def held_by(user: Any) -> QuerySet[Session]:
    """Return the sessions that are this person's, each once: those that they hold, those of their organisations."""
    return Session.objects.filter(holds(user) | Q(host__in=organisations_of(user)))


def holds(user: Any) -> Q:
    """
    Return what holds for the sessions of this person: a session's own facilitators hold it, else its series's.

    A date of a series that was given to another organisation is held by those whom it names itself: who keeps the
    series must not come to read who comes there by naming somebody.
    """
    own, of_series = Session.facilitators.through.objects, Series.facilitators.through.objects
    taken_over = Exists(own.filter(session=OuterRef("pk")))
    by_series = Q(series__in=of_series.filter(user=user).values("series")) & Q(host=F("series__host")) & ~Q(taken_over)
    return Q(pk__in=own.filter(user=user).values("session")) | by_series


def may_see(user: Any, session: Session) -> bool:
    """Whether this person reads who comes."""
    return user.has_perm(SEE) or held_by(user).filter(pk=session.pk).exists()


def may_act(user: Any, session: Session) -> bool:
    """Whether this person, who sees it, enrols, cancels, offers and writes down who came."""
    return any(user.has_perm(name) for name in ACT) or held_by(user).filter(pk=session.pk).exists()


def sees(user: Any) -> Callable[[Session], bool]:
    """Return `may_see` for a list of sessions: two queries at most, however many there are."""
    if user.has_perm(SEE):
        return lambda session: True
    organisations = organisations_of(user)
    held = set(Session.objects.filter(holds(user)).values_list("pk", flat=True))
    return lambda session: session.host_id in organisations or session.pk in held
