# ruff: noqa: S105 (the demonstration tells its password to everybody)
"""Staff accounts with their roles, and partners' with their organisations."""

from datetime import datetime

from django.contrib.auth.models import Group

from booking.models import Series
from core.models import User
from home.services.roles import COMMUNICATION, FACILITATORS, WRITERS, ensure_roles
from locations.models import Organisation
from locations.services.members import join

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

PARTNERS = {
    "moulin": ("Partenaire, Bibliothèque du Moulin", ("bibliotheque-du-moulin",)),
    "canal": (
        "Partenaire, Espace du Canal et Fenêtres ouvertes",
        ("espace-numerique-du-canal", "les-fenetres-ouvertes"),
    ),
}
"""Members of the organisations with these slugs: the second belongs to two."""

NOT_THE_FIRST = [username for username, (_function, role) in STAFF.items() if role]
"""Those that tell a demonstration from a site whose administrator is called "admin" too."""


def load(*, now: datetime) -> int:
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
    return made + load_partners(now=now)


def load_partners(*, now: datetime) -> int:
    """Make the partners' accounts that are not there yet, and return how many that was."""
    made = 0
    for username, (function, slugs) in PARTNERS.items():
        if User.objects.filter(username=username).exists():
            continue
        user = User.objects.create_user(
            username=username, last_name=function, email=f"{username}@exemple.invalid", password=PASSWORD
        )
        for organisation in Organisation.objects.filter(slug__in=slugs):
            join(user=user, organisation=organisation, now=now)
        made += 1
    return made
