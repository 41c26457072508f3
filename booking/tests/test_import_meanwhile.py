"""While places are imported, undone or changed by the hundred, others write: nobody waits for two seconds."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections, transaction

from booking.models import Session
from booking.tests.factories import make_session
from locations.choices import ImportStatus
from locations.models import DatasetImport, Location
from locations.services.import_queue import ask_undoing
from locations.services.import_work import carry_out
from locations.services.importing import import_places
from locations.tests.factories import ROW, csv_text

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MANY = 420
PATIENCE = 2.0
"""Seconds that a person's booking may wait; on a machine busy with other things, half of the whole."""

HELD = 1.0


def rows(**cells: str) -> bytes:
    return csv_text(
        *({**ROW, "id": f"x{n}", "nom": f"Lieu {n}", "adresse": f"{n} rue de la Paix", **cells} for n in range(MANY))
    ).encode()


@dataclass(frozen=True, slots=True)
class Waits:
    """How long another connection waited at most to write (seconds), how often it wrote, and in how long."""

    longest: float
    times: int
    whole: float


def waits_during(work: Callable[[], object], session: Session) -> Waits:
    waits: list[float] = []
    over = threading.Event()

    def book_and_book() -> None:
        while not over.is_set():
            begun = time.monotonic()
            with transaction.atomic():
                Session.objects.filter(pk=session.pk).update(note=str(len(waits)))
            waits.append(time.monotonic() - begun)
            time.sleep(0.02)
        connections.close_all()

    other = threading.Thread(target=book_and_book)
    begun = time.monotonic()
    other.start()
    try:
        work()
    finally:
        whole = time.monotonic() - begun
        over.set()
        other.join()
    return Waits(max(waits), len(waits), whole)


def test_others_write_while_places_are_made_changed_and_undone() -> None:
    session = make_session(now=NOW, start=NOW + timedelta(days=3))
    before = Location.objects.count()

    def undo() -> None:
        run = DatasetImport.objects.exclude(status=ImportStatus.UNDONE).latest("pk")
        assert ask_undoing(run, now=NOW)
        carry_out(DatasetImport.objects.get(pk=run.pk), now=NOW)

    for work in (
        lambda: import_places(rows(), source="essai", now=NOW),
        lambda: import_places(rows(telephone=""), source="essai", now=NOW),
        undo,
        undo,
    ):
        waits = waits_during(work, session)
        assert waits.longest < max(PATIENCE, waits.whole / 2)
        assert waits.times > 5
    assert (Location.objects.count(), Session.objects.get().note.isdigit()) == (before, True)
    assert set(DatasetImport.objects.values_list("status", flat=True)) == {ImportStatus.UNDONE}


def test_in_one_transaction_they_would_wait() -> None:
    """The guard off: what is written at once holds up everybody on SQLite."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL locks rows, not the database")
    session = make_session(now=NOW, start=NOW + timedelta(days=3))

    def at_once() -> None:
        with transaction.atomic():
            import_places(rows(), source="essai", now=NOW, pause=0)
            time.sleep(HELD)

    waits = waits_during(at_once, session)
    assert waits.longest > max(HELD, waits.whole / 2)
