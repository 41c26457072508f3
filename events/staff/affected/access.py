"""Who sees and changes what is planned in a place: staff of places or of sessions all of it, a partner its own."""

from typing import Any

from django.db.models import QuerySet

from booking.models import Session
from locations.models import Location
from locations.ownership.viewsets import policy_of


def may_enter(user: Any) -> bool:
    """Whether this person keeps places or sessions."""
    places, sessions = policy_of(Location), policy_of(Session)
    return places.user_has_permission(user, "change") or sessions.user_has_any_permission(user, ("change", "view"))


def sees_all(user: Any) -> bool:
    """Whether this person is of the staff who keep places or sessions."""
    return policy_of(Location).staff.user_has_permission(user, "change") or policy_of(Session).is_staff(user)


def shown(user: Any, sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Return those of these sessions that this person is shown."""
    return sessions if sees_all(user) else sessions.filter(policy_of(Session).owned_by(user))


def changeable(user: Any, sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Return those of these sessions that this person calls off and moves."""
    own = policy_of(Session).instances_user_has_permission_for(user, "change")
    return sessions.filter(pk__in=own.values("pk"))


def may_look_at(user: Any, place: Location) -> bool:
    """Whether this person is shown what is planned in this place: it is theirs, or their sessions take place there."""
    if sees_all(user) or policy_of(Location).user_has_permission_for_instance(user, "change", place):
        return True
    return Session.objects.filter(policy_of(Session).owned_by(user), location=place).exists()
