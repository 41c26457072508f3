"""`manage.py bench_booking`: how many bookings a minute one session takes over HTTP, and what one costs."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from booking.management.load import pace
from booking.management.load.site import started
from core.management.own_database import own_database

AT_LEAST = {"sqlite": 200, "postgresql": 400}
"""Bookings a minute, on two processors that do nothing else."""

AT_MOST = 15  # milliseconds of a worker's processor for one booking


class Command(BaseCommand):
    """On a database of its own, beside that of the settings: SQLite, or PostgreSQL where `DATABASE_URL` says so."""

    help = "Mesure les réservations : combien par minute pour une séance, et ce que coûte chacune."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many."""
        parser.add_argument("--bookings", type=int, default=400, help="combien de réservations, deux fois")

    def handle(self, *args: Any, **options: Any) -> None:
        """:raises CommandError: too slow, or too dear."""
        at_least = AT_LEAST[connection.vendor]
        self.stdout.write(f"{connection.vendor}, {os.cpu_count()} CPU, 2 processus × 4 fils, 8 clients")
        self.stdout.write("réservations   par minute   formulaire, ms CPU   réservation, ms CPU   CPU pris ailleurs")
        best = None
        with own_database() as database, started(database) as site:
            for _ in range(2):
                seen = pace.measure(site, bookings=options["bookings"], now=timezone.now())
                self.stdout.write(
                    f"{seen.bookings:12}{seen.a_minute:13.0f}{seen.form_ms:21.1f}{seen.booking_ms:22.1f}"
                    f"{seen.elsewhere:20.1f}"
                )
                if best is None or seen.a_minute > best.a_minute:
                    best = seen
        if best and (best.a_minute < at_least or best.booking_ms > AT_MOST):
            raise CommandError(f"Attendu : {at_least} par minute au moins, {AT_MOST} ms au plus.")
