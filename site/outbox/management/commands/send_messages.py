"""`manage.py send_messages`: send what is due, once or for ever."""

import signal
from argparse import ArgumentParser
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from outbox.services import Round, send_due, sweep

PAUSE = 3  # seconds between two rounds that had nothing to do


class Command(BaseCommand):
    """Requeue what was interrupted, send what is due."""

    help = "Envoie les messages en attente (une fois, ou sans fin avec --loop)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer the loop."""
        parser.add_argument("--loop", action="store_true", help="recommencer jusqu'à l'arrêt (SIGTERM)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run one round, or rounds until told to stop; the database's troubles end a round, not the loop."""
        if not options["loop"]:
            done = self.round()
            self.stdout.write(
                f"{done.sent} envoyés, {done.postponed} remis à plus tard, {done.failed} échoués, "
                f"{done.too_late} trop tard"
            )
            return
        stop = Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        while not stop.is_set():
            close_old_connections()
            try:
                done = self.round()
            except DatabaseError as error:
                self.stderr.write(f"base de données : {error}")
                done = Round()
            if not done.sent:
                stop.wait(PAUSE)

    def round(self) -> Round:
        """Do what is due now."""
        now = timezone.now()
        sweep(now=now)
        return send_due(now=now, clock=timezone.now)
