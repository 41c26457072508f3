"""Recompute what is open in the next days, as `run_due` does each night."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from locations.services.hours import recompute_all_intervals


class Command(BaseCommand):
    """Run again, it gives the same."""

    help = "Recalcule les heures d'ouverture des huit prochains jours."

    def handle(self, *args: Any, **options: Any) -> None:
        count = recompute_all_intervals(now=timezone.now())
        self.stdout.write(f"{count} ouvertures dans les huit prochains jours.")
