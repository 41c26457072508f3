"""`manage.py chaos_booking`: nobody gets a place that is not there, whatever happens at once, and none is lost."""

import os
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from booking.management.load import kills, oversell
from booking.management.load.site import started
from core.management.own_database import own_database

COLUMNS = (
    *("tour", "303", "409", "verrou", "autres", "annulées", "changées"),
    *("répondues", "prises", "plus lente", "secondes", "fautes"),
)
"""« verrou » : les refus, parmi les 409, de qui n'a pas eu son verrou à temps."""

WIDTH = 12

KILLING = "booking.tests.killing_settings"


class Command(BaseCommand):
    """On a database of its own, beside that of the settings: SQLite, or PostgreSQL where `DATABASE_URL` says so."""

    help = "Réservations simultanées et processus tués : rien n'est pris deux fois, rien n'est perdu (des minutes)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How much of each."""
        parser.add_argument("--rounds", type=int, default=20, help="combien de fois 200 personnes pour 20 places")
        parser.add_argument("--guests", type=int, default=200, help="combien de personnes à la fois")
        parser.add_argument("--places", type=int, default=20, help="combien de places")
        parser.add_argument("--kills", type=int, default=200, help="combien de fois tuer un processus (kill -9)")
        parser.add_argument("--seed", type=int, default=int(time.time()), help="pour rejouer le même hasard")

    def handle(self, *args: Any, **options: Any) -> None:
        """:raises CommandError: something that must hold did not."""
        wrong: list[str] = []
        self.stdout.write(f"{connection.vendor}, {os.cpu_count()} CPU, hasard {options['seed']}")
        with own_database() as database:
            if options["rounds"]:
                with started(database) as site:
                    wrong += self.oversell(site.url, site.log, options)
            if options["kills"]:
                wrong += self.kill(database, options)
        if wrong:
            raise CommandError("\n".join(["Il ne fallait pas :", *sorted(set(wrong))]))
        self.stdout.write("Rien de pris deux fois, rien de perdu.")

    def oversell(self, url: str, log: Any, options: dict[str, Any]) -> list[str]:
        """Play all rounds, one line each; return what was wrong."""
        self.stdout.write("".join(name.rjust(WIDTH) for name in COLUMNS))
        wrong: list[str] = []
        for number in range(1, options["rounds"] + 1):
            told = oversell.play(
                url,
                log,
                seed=options["seed"] + number,
                guests=options["guests"],
                places=options["places"],
                now=timezone.now(),
            )
            others = told.answers.total() - told.answers[303] - told.answers[409]
            values = (
                *(number, told.answers[303], told.answers[409], told.busy, others, told.cancelled, told.changed),
                *(told.promoted, told.booked, f"{told.slowest:.1f}", f"{told.seconds:.1f}", len(told.faults)),
            )
            self.stdout.write("".join(str(value).rjust(WIDTH) for value in values))
            wrong += told.faults
        return wrong

    def kill(self, database: str, options: dict[str, Any]) -> list[str]:
        """Kill workers in turn at each step; return what was wrong."""
        with kills.Deaths() as deaths, started(database, DJANGO_SETTINGS_MODULE=KILLING, **deaths.environment) as site:
            told = kills.play(site.url, deaths, seed=options["seed"], times=options["kills"], now=timezone.now())
        for step, count in told.killed.items():
            self.stdout.write(f"kill -9 {step:32}{count:6} fois")
        self.stdout.write(
            f"réservations acquises {told.acknowledged}, renvois {told.sent_again}, fautes {len(told.faults)}"
        )
        return told.faults
