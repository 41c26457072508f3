"""Prepare the demonstration's database, from nothing to the last page."""

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from home.demo.seeding import NotADemonstration, check_it_may_be_loaded, seed, timed
from locations.departements import DATA
from locations.services.gazetteer import load_gazetteer
from locations.services.importing import import_places

SOURCE = "lieux"


class Command(BaseCommand):
    """All in one process, since starting one takes seconds. Run again, it changes nothing."""

    help = "Prépare la démonstration : base, communes, lieux, contenu."

    def handle(self, *args: Any, **options: Any) -> None:
        """
        Prepare, telling what takes time.

        :raises CommandError: these are no settings, or this is no database, of a demonstration.
        """
        try:
            check_it_may_be_loaded()
        except NotADemonstration as refusal:
            raise CommandError(str(refusal)) from refusal
        with timed("Tout est prêt", self.say), in_a_hurry():
            self.prepare()

    def prepare(self) -> None:
        """Take the steps, in their order."""
        now = timezone.now()
        self.say("Préparation de la base de données (une demi-minute, la première fois)…")
        with timed("Base de données", self.say):
            call_command("migrate", verbosity=0, interactive=False)
        self.say("Chargement des communes de France…")
        with timed("Communes", self.say) as done:
            counts = load_gazetteer()
            done.append(f"{counts.communes} communes, {counts.postcodes} codes postaux")
        self.say("Chargement des lieux d'aide numérique…")
        with timed("Lieux", self.say) as done:
            report = import_places((DATA / "lieux.csv").read_bytes(), source=SOURCE, now=now, pause=0)
            done.append(f"{report.rows} lignes, {report.created} lieux créés, {report.unchanged} inchangés")
        self.say("Chargement de la démonstration…")
        seed(now=now, progress=self.say)

    def say(self, words: str) -> None:
        """Write a line at once."""
        self.stdout.write(words)
        self.stdout.flush()


@contextmanager
def in_a_hurry() -> Iterator[None]:
    """
    Write without waiting for the disk at each commit: what a power cut would lose is made again.

    Collect garbage seldom: migrations make thousands of classes that stay, and searching them takes a third of the time
    (15.6 s of processor against 10.7 s, for 40 MB more).
    """
    logging.disable(logging.INFO)
    thresholds = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
        logging.disable(logging.NOTSET)
        connection.close()
