"""
Imports from the moment when a file is given to the end: who works at which, and what becomes of those that die.

A run is worked at by one process, which says so in its row at each step (`hold`). One whose process was killed is taken
up again, twice at most: what it had written stays, and is not written again.
"""

import hashlib
import os
import socket
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now

from core.models import User
from locations.choices import ImportStatus
from locations.models import Dataset, DatasetImport

ATTEMPTS = 3
SILENCE = timedelta(minutes=5)
"""After so long without a sign of life, a process of another machine is held to be dead."""

FIRST_DELAY = timedelta(hours=1)
LONGEST_DELAY = timedelta(days=7)
"""When an address that failed is asked again: an hour later, then twice as long each time, a week at most."""

MONTH = timedelta(days=30)

Progress = Callable[[str], None]


class ImportUnderWay(ValueError):
    """Another import of the data set is not finished; the message is for the person."""


class TakenAway(RuntimeError):
    """Somebody else has taken the run up, or closed it: what was being written is rolled back."""


def dataset_named(name: str) -> Dataset:
    """The data set of this name, made if need be."""
    dataset, _made = Dataset.objects.get_or_create(name=name)
    return dataset


def give(
    data: bytes, *, dataset: Dataset, file_name: str, now: datetime, user: User | None = None,
    etag: str = "", last_modified: str = "",
) -> DatasetImport:  # fmt: skip
    """
    Queue a file.

    :raises ImportUnderWay: another import of the data set is not finished.
    """
    try:
        with transaction.atomic():
            return DatasetImport.objects.create(
                dataset=dataset,
                user=user,
                created_at=now,
                file_name=file_name[:500],
                digest=hashlib.sha256(data).hexdigest(),
                size=len(data),
                content=zlib.compress(data),
                etag=etag[:300],
                last_modified=last_modified[:100],
            )
    except IntegrityError as error:
        raise ImportUnderWay(
            f"Un import du jeu « {dataset} » n'est pas fini. Attendez sa fin, ou décidez de sa suite, puis recommencez."
        ) from error


def confirm(run: DatasetImport, *, now: datetime) -> bool:
    """Let a run go on that waited for a person; whether it did wait."""
    waiting = DatasetImport.objects.filter(pk=run.pk, status=ImportStatus.TO_CONFIRM)
    return bool(waiting.update(status=ImportStatus.WAITING, confirmed_at=now, attempts=0, worker=""))


def refuse(run: DatasetImport, *, now: datetime) -> bool:
    """Drop a run that waited for a person, or for its turn; whether it did. Nothing has been changed."""
    waiting = DatasetImport.objects.filter(
        pk=run.pk, status__in=[ImportStatus.TO_CONFIRM, ImportStatus.WAITING], done=0
    )
    done = waiting.update(
        status=ImportStatus.REFUSED, finished_at=now, content=None, error="Import abandonné. Rien n'a été changé."
    )
    if done and run.comes_from_address:  # else the same file would wait for a person again within the hour
        heard(run.dataset, now=now)
    return bool(done)


def ask_undoing(run: DatasetImport, *, now: datetime) -> bool:
    """Queue the undoing of a run; whether it can be undone."""
    if not run.may_be_undone(now=now):
        return False
    try:
        with transaction.atomic():
            return bool(
                DatasetImport.objects.filter(pk=run.pk, status=run.status).update(
                    status=ImportStatus.UNDOING, attempts=0, worker="", done=0, todo=0, error=""
                )
            )
    except IntegrityError:
        return False


def this_process() -> str:
    """The name by which this process works."""
    return f"{socket.gethostname()}:{os.getpid()}"


def is_free(run: DatasetImport, *, now: datetime) -> bool:
    """Whether nobody works at a run that goes on by itself: not begun, put down, or its process is dead."""
    if run.status == ImportStatus.WAITING or not run.worker:
        return run.is_moving
    machine, _colon, number = run.worker.rpartition(":")
    dead = machine == socket.gethostname() and not _lives(int(number))
    return run.is_moving and (dead or run.beat_at is None or run.beat_at < now - SILENCE)


def take(run: DatasetImport, *, now: datetime) -> bool:
    """Make this process the one that works at the run; whether it could."""
    status = ImportStatus.UNDOING if run.status == ImportStatus.UNDOING else ImportStatus.RUNNING
    mine = {
        "status": status,
        "worker": this_process(),
        "attempts": run.attempts + 1,
        "started_at": run.started_at or now,
        "beat_at": Now(),
    }
    as_it_was = DatasetImport.objects.filter(pk=run.pk, status=run.status, worker=run.worker, attempts=run.attempts)
    if not as_it_was.update(**mine):
        return False
    run.refresh_from_db()
    return True


def hold(run: DatasetImport, **facts: object) -> None:
    """
    Say that this process is still at work, and what it knows; the first statement of each transaction.

    :raises TakenAway: it is not at work any more.
    """
    mine = DatasetImport.objects.filter(pk=run.pk, status=run.status, worker=run.worker, attempts=run.attempts)
    if not mine.update(beat_at=Now(), **facts):
        raise TakenAway
    for name, value in facts.items():
        setattr(run, name, value)


def put_down(run: DatasetImport, *, tried: bool) -> None:
    """Leave the run to whoever takes it up next; ``tried``: this counts among its attempts."""
    DatasetImport.objects.filter(pk=run.pk, worker=run.worker, attempts=run.attempts).update(
        worker="", attempts=F("attempts") - (0 if tried else 1)
    )


def abandon(run: DatasetImport, *, now: datetime) -> None:
    """End a run whose process has died too often."""
    if take(run, now=now):
        close(
            run,
            ImportStatus.FAILED,
            now=now,
            error=f"Le travail s'est arrêté {ATTEMPTS} fois sans finir. Ce qui était déjà écrit est resté : "
            "annulez cet import, ou donnez le fichier de nouveau.",
        )


@transaction.atomic
def close(run: DatasetImport, status: ImportStatus, *, now: datetime, error: str = "", **facts: object) -> None:
    """
    End a run: its file is no longer needed, and its data set hears how it went.

    :raises TakenAway: it is not ours to end.
    """
    hold(run, status=status, finished_at=now, error=error, content=None, worker="", **facts)
    if run.comes_from_address:
        if status == ImportStatus.DONE:
            heard(run.dataset, now=now, etag=run.etag, last_modified=run.last_modified)
        elif status in {ImportStatus.REFUSED, ImportStatus.FAILED}:
            failed(run.dataset, error, now=now)


def heard(dataset: Dataset, *, now: datetime, **facts: str) -> None:
    """Take note that the address answered well; it is asked again in a month."""
    Dataset.objects.filter(pk=dataset.pk).update(
        checked_at=now, next_check_at=now + MONTH, failures=0, last_error="", **facts
    )


def failed(dataset: Dataset, error: str, *, now: datetime) -> None:
    """Take note that the address gave nothing of use, and try again later each time."""
    delay = min(FIRST_DELAY * 2 ** min(dataset.failures, 20), LONGEST_DELAY)
    Dataset.objects.filter(pk=dataset.pk).update(
        checked_at=now, next_check_at=now + delay, failures=F("failures") + 1, last_error=error[:300]
    )


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
