"""Give each role of the admin what it may do."""

from typing import Any

from django.core.management.base import BaseCommand

from home.services.roles import ensure_roles


class Command(BaseCommand):
    """Run again, it changes nothing; after a new version, it adds what that version lets each role do."""

    help = "Crée les rôles de l'équipe (communication, rédaction, médiation, partenaires) et leur donne leurs droits."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing."""
        ensure_roles()
