"""Load the demonstration."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from home.demo.accounts import PASSWORD
from home.demo.seeding import NotADemonstration, seed


class Command(BaseCommand):
    """Run again, it changes nothing; it refuses a production database."""

    help = "Charge la démonstration : partenaires, lieux, séances, pages, comptes."

    def handle(self, *args: Any, **options: Any) -> None:
        """
        Load, and say how to sign in.

        :raises CommandError: these are no settings, or this is no database, of a demonstration.
        """
        try:
            seed(now=timezone.now(), progress=self.stdout.write if options["verbosity"] else lambda _words: None)
        except NotADemonstration as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["verbosity"]:
            self.stdout.write(f"Compte d'administration : admin, mot de passe {PASSWORD}")
