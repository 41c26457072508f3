"""Forget what has been kept long enough."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from core.models import Purge
from home.services.forgetting import due, forget


class Command(BaseCommand):
    """As the night does; after a restore, before the site opens, it forgets again who had asked to be forgotten."""

    help = "Efface les données personnelles qui ont fait leur temps, et laisse la preuve en nombres."

    def add_arguments(self, parser: CommandParser) -> None:
        """Do it, or say what would be done."""
        parser.add_argument("--dry-run", action="store_true", help="compte sans rien effacer")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the counts, by kind."""
        now = timezone.now()
        counts = due(now=now) if options["dry_run"] else forget(now=now, because=Purge.Because.HAND).counts
        for name, count in counts.items():
            self.stdout.write(f"{count:>7}  {name}")
        done = "seraient effacées" if options["dry_run"] else "effacées"
        self.stdout.write(f"{sum(counts.values()):>7}  lignes {done} en tout")
