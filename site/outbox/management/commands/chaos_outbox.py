"""`manage.py chaos_outbox`: no message is lost, and at most one comes twice, wherever its sender is killed."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from core.management.own_database import own_database
from outbox.management.chaos import kills


class Command(BaseCommand):
    """On a database of its own, beside that of the settings, which must have the failpoints."""

    help = "Tue l'envoi des messages à chaque étape (avec --settings outbox.tests.killing_settings ; des minutes)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How often, and with which chance."""
        parser.add_argument("--kills", type=int, default=210, help="combien de fois tuer l'envoi (kill -9)")
        parser.add_argument("--seed", type=int, default=int(time.time()), help="pour rejouer le même hasard")

    def handle(self, *args: Any, **options: Any) -> None:
        """:raises CommandError: something that must hold did not."""
        self.stdout.write(f"{connection.vendor}, hasard {options['seed']}")
        began = time.monotonic()
        with own_database():
            told = kills.play(seed=options["seed"], times=options["kills"], now=timezone.now())
        self.stdout.write(" kill -9 à l'étape      fois  terminé avant  reçus deux fois")
        for step in kills.STEPS:
            self.stdout.write(f" {step:20}{told.killed[step]:7}{told.survived[step]:15}{told.twice[step]:17}")
        seconds = time.monotonic() - began
        self.stdout.write(f"{told.written} messages, {told.twice.total()} reçus deux fois, en {seconds:.0f} s")
        if told.faults:
            raise CommandError("\n".join(["Il ne fallait pas :", *sorted(set(told.faults))]))
        if not told.killed["taken"]:
            raise CommandError("Personne n'est mort : il faut --settings outbox.tests.killing_settings.")
        self.stdout.write("Aucun message perdu.")
