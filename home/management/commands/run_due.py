"""Run the jobs that are due."""

import logging
import signal
import sys
import time
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from core.services import sync_site
from home.services.jobs import run_due

logger = logging.getLogger(__name__)

PAUSE = 2  # seconds


class Command(BaseCommand):
    """Once (for cron or a systemd timer), or for ever; TERM ends it at once, and what it was doing is rolled back."""

    help = "Fait ce qui est dû : messages, publications, séances, horaires, agenda, oubli. --loop : sans s'arrêter."

    def add_arguments(self, parser: CommandParser) -> None:
        """Once, or for ever."""
        parser.add_argument("--loop", action="store_true", help="continue jusqu'à ce qu'on l'arrête")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the site's address right, then run."""
        signal.signal(signal.SIGTERM, stop)
        sync_site()
        if not options["loop"]:
            run_due(now=timezone.now())
            return
        try:
            while True:
                one_round()
                time.sleep(PAUSE)
        except KeyboardInterrupt:
            return


def one_round() -> None:
    """Run what is due; a database that does not answer is waited for."""
    close_old_connections()
    try:
        run_due(now=timezone.now())
    except DatabaseError:
        logger.exception("The database did not answer")


def stop(_signal: int, _frame: FrameType | None) -> None:
    """End, as an exception does: open transactions are rolled back."""
    sys.exit(0)
