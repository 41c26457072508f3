"""`manage.py bench_outbox`: how many mails leave in a minute, and what each costs."""

import os
import time
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections
from django.utils import timezone

from core.management.own_database import own_database
from outbox.management.chaos.server import listening
from outbox.models import Message
from outbox.services import enqueue, send_due

TEXT = "Votre place est réservée. Gardez ce message.\n" * 20
HTML = f"<!doctype html><html lang=fr><title>Votre rendez-vous</title><p>{TEXT * 4}</p></html>"
CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\n" + "X-LIGNE:une ligne comme une autre\r\n" * 40 + "END:VCALENDAR\r\n"


class Command(BaseCommand):
    """A sender in a process of its own, as `site-jobs` is, and a mail server on loopback."""

    help = "Mesure l'envoi des courriels, sur une base à part (une minute)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many."""
        parser.add_argument("--messages", type=int, default=600, help="combien de courriels")

    def handle(self, *args: Any, **options: Any) -> None:
        """:raises CommandError: some did not arrive."""
        count, now = options["messages"], timezone.now()
        with own_database(), listening() as server:
            began = time.monotonic()
            for number in range(count):
                write(number, now)
            written = (time.monotonic() - began) / count
            seconds, cpu = send_all(now)
            if len(server.times) != count or Message.objects.exclude(status="sent").exists():
                raise CommandError(f"{len(server.times)} courriels arrivés sur {count}")
        self.stdout.write(
            f"{connection.vendor}, {count} courriels (texte, HTML, agenda) : {count / seconds * 60:.0f} par minute, "
            f"{cpu / count * 1000:.1f} ms de processeur chacun ; {written * 1000:.1f} ms pour en écrire un"
        )


def write(number: int, now: datetime) -> None:
    """Write one as long as a confirmation."""
    enqueue(
        kind="essai",
        recipient=f"personne{number}@exemple.invalid",
        subject="Votre rendez-vous du mardi 3 mars à 14 h",
        text=TEXT,
        html=HTML,
        calendar=CALENDAR,
        calendar_method="REQUEST",
        now=now,
    )


def send_all(now: datetime) -> tuple[float, float]:
    """Send all that is due, in another process; return its seconds, by the clock and of processor."""
    connections.close_all()  # a child that inherits an open one would speak on it
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            began, used = time.monotonic(), time.process_time()
            while send_due(now=now).sent:
                pass
            os.write(writing, f"{time.monotonic() - began} {time.process_time() - used}".encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        seconds, cpu = map(float, told.read().split())
    os.waitpid(pid, 0)
    return seconds, cpu
