"""`manage.py bench_agenda`: what a feed of 2,000 events costs, in a site of its own."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from events.management.bench import steps
from events.models import AgendaPage


class Command(BaseCommand):
    """Make a site apart, fill its agenda, and measure in one process, so that the shares can be compared."""

    help = "Mesure le flux d'un agenda de 2 000 événements (dix minutes, presque toutes pour les écrire)."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many events; `--here` is for the command itself, inside the site that it measures."""
        parser.add_argument("--events", type=int, default=2_000, help="combien d'événements")
        parser.add_argument("--folder", help="dossier à garder : un essai suivant y reprend les événements")
        parser.add_argument("--here", action="store_true", help="usage interne")

    def handle(self, *args: Any, **options: Any) -> None:
        """:raises CommandError: a step failed."""
        if options["here"]:
            self.here(options["events"])
            return
        with tempfile.TemporaryDirectory(prefix="bench-agenda-") as temporary:
            folder = options["folder"] or temporary
            environment = {
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "config.settings.demo",
                "VAR_DIR": folder,
                "LOG_LEVEL": "ERROR",
            }
            environment.pop("DATABASE_URL", None)
            program = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "bench_agenda", "--here"]
            ran = subprocess.run([*program, "--events", str(options["events"])], env=environment, check=False)  # noqa: S603 - ours
            if ran.returncode:
                raise CommandError("La mesure a échoué.")

    def here(self, events: int) -> None:
        """Set the site up where it is new, and measure."""
        call_command("migrate", verbosity=0)
        if not AgendaPage.objects.exists():
            call_command("seed_demo")
        for told in steps.feeds(events, now=timezone.now()):
            self.stdout.write(told)
