# ruff: noqa: S105 (the demonstration tells its password to everybody)
"""Staff accounts, with their roles."""

from django.contrib.auth.models import Group

from booking.models import Series
from core.models import User
from home.services.roles import COMMUNICATION, FACILITATORS, WRITERS, ensure_roles

PASSWORD = "une-lampe-allumee"
"""For the demonstration only, which says so."""

STAFF = {
    "admin": ("Administration", None),
    "communication": ("Équipe de communication", COMMUNICATION),
    "redaction": ("Rédaction, relue par la communication", WRITERS),
    "mediation": ("Médiation, Bibliothèque du Moulin", FACILITATORS),
}
FACILITATED = "bibliotheque-du-moulin"
"""Whose series the facilitator holds."""

NOT_THE_FIRST = [username for username, (_function, role) in STAFF.items() if role]
"""Those that tell a demonstration from a site whose administrator is called "admin" too."""


def load() -> int:
    """Make the accounts that are not there yet, and return how many that was."""
    ensure_roles()
    made = 0
    for username, (function, role) in STAFF.items():
        if User.objects.filter(username=username).exists():
            continue
        user = User(username=username, last_name=function, is_superuser=role is None, is_staff=role is None)
        user.set_password(PASSWORD)
        user.save()
        if role:
            user.groups.add(Group.objects.get(name=role))
        if role == FACILITATORS:
            # modelcluster's field has no types
            user.series_facilitated.set(  # type: ignore[attr-defined]
                Series.objects.filter(location__slug=FACILITATED)
            )
        made += 1
    return made
