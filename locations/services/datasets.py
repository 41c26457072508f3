"""Data sets as time passes: files asked for at their address, imports worked off, what has been kept long enough."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.forgetting import Rule
from core.models import User
from core.outbound import Answer, OutboundError, fetch
from locations.choices import OPEN_IMPORTS, ImportStatus
from locations.models import Dataset, DatasetImport, ImportChange, ImportRemark
from locations.models.imports import KEPT
from locations.services.import_queue import (
    ATTEMPTS,
    ImportUnderWay,
    Progress,
    abandon,
    dataset_named,
    failed,
    give,
    heard,
    is_free,
)
from locations.services.import_work import carry_out
from locations.services.importing import ImportReport, import_places
from locations.standard.files import UnreadableFile

logger = logging.getLogger(__name__)

PATIENCE = 60
"""Seconds for a whole file to come."""

MOST_BYTES = 50_000_000
REDIRECTIONS = 3


def refresh_due(*, now: datetime) -> int:
    """Ask for the files whose month is over, or whose next try has come; how many imports that gives."""
    due = Dataset.objects.exclude(address="").filter(Q(next_check_at=None) | Q(next_check_at__lte=now))
    given = 0
    for dataset in due.exclude(imports__status__in=OPEN_IMPORTS):
        try:
            given += refresh(dataset, now=now) is not None
        except Exception as error:  # what a server sent is anybody's, and the next one must have its turn
            logger.exception("Data set %s cannot be refreshed", dataset.pk)
            failed(dataset, f"Le site n'a pas su prendre ce fichier ({type(error).__name__}).", now=now)
    return given


def refresh(dataset: Dataset, *, now: datetime, user: User | None = None) -> DatasetImport | None:
    """Queue the file at the data set's address; nothing where it has not changed, or does not come."""
    try:
        answer = ask(dataset.address, etag=dataset.etag, last_modified=dataset.last_modified)
    except OutboundError as error:
        failed(dataset, str(error), now=now)
        return None
    if answer is None:
        heard(dataset, now=now)
        return None
    try:
        run = give(
            answer.body,
            dataset=dataset,
            file_name=dataset.address,
            user=user,
            now=now,
            etag=answer.headers.get("etag", ""),
            last_modified=answer.headers.get("last-modified", ""),
        )
    except ImportUnderWay:  # somebody gave a file meanwhile: the next round asks again
        return None
    Dataset.objects.filter(pk=dataset.pk).update(checked_at=now)
    return run


def import_address(address: str, *, source: str, now: datetime, confirmed: bool, progress: Progress) -> ImportReport:
    """
    Import the file at an address as the data set ``source``, in this process; it is asked for each month from then on.

    :raises OutboundError: it does not come; nothing has been changed, and nothing is asked for later.
    :raises UnreadableFile: it cannot be trusted; nothing has been changed.
    :raises ImportUnderWay: another import of the data set is not finished.
    """
    progress("Téléchargement du fichier…")
    answer = ask(address)
    if answer is None:
        raise OutboundError("Le serveur ne donne pas le fichier.")
    dataset = dataset_named(source)
    Dataset.objects.filter(pk=dataset.pk).update(address=address)
    return import_places(
        answer.body,
        source=source,
        now=now,
        file_name=address,
        progress=progress,
        confirmed=confirmed,
        etag=answer.headers.get("etag", ""),
        last_modified=answer.headers.get("last-modified", ""),
    )


def ask(address: str, *, etag: str = "", last_modified: str = "") -> Answer | None:
    """
    The file at an address; None where the server says that it is the one we have.

    :raises OutboundError: it does not come.
    """
    known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    answer = fetch(
        address,
        timeout=PATIENCE,
        max_bytes=MOST_BYTES,
        headers={name: value for name, value in known.items() if value},
        redirects=REDIRECTIONS,
    )
    if answer.status == 304 and (etag or last_modified):
        return None
    if answer.status != 200:
        raise OutboundError(f"Le serveur répond par l'erreur {answer.status}.")
    return answer


def work_off(*, now: datetime) -> int:
    """Carry out what waits, or lies where a dead process left it, one at a time; how many that was."""
    worked = 0
    moving = [ImportStatus.WAITING, ImportStatus.RUNNING, ImportStatus.UNDOING]
    for run in DatasetImport.objects.filter(status__in=moving).select_related("dataset").order_by("pk"):
        if not is_free(run, now=now):
            continue
        if run.attempts >= ATTEMPTS:
            abandon(run, now=now)
            continue
        try:
            carry_out(run, now=now)
        except UnreadableFile as refusal:
            logger.info("Import %s refused: %s", run.pk, refusal)
        except ImportUnderWay:
            continue
        except Exception:  # its row says so, and the next one must have its turn
            logger.exception("Import %s failed", run.pk)
        worked += 1
    return worked


def _never_confirmed(now: datetime) -> QuerySet[DatasetImport]:
    return DatasetImport.objects.filter(status=ImportStatus.TO_CONFIRM, created_at__lt=now - KEPT)


def _drop(runs: Sequence[int], now: datetime) -> None:
    ImportRemark.objects.filter(run__in=runs).delete()
    DatasetImport.objects.filter(pk__in=runs).update(
        status=ImportStatus.REFUSED, finished_at=now, content=None, error="Personne n'a confirmé cet import."
    )


def _past_undoing(now: datetime) -> QuerySet[DatasetImport]:
    """Return the imports that can be undone no more and still keep lines, however long they had waited for a person."""
    closed = DatasetImport.objects.filter(finished_at__lt=now - KEPT).exclude(status__in=OPEN_IMPORTS)
    lines = Exists(ImportChange.objects.filter(run=OuterRef("pk"))) | Exists(
        ImportRemark.objects.filter(run=OuterRef("pk"))
    )
    return closed.filter(lines | ~Q(regrouped=[], returned=[]))


def _forget_lines(runs: Sequence[int], _now: datetime) -> None:
    ImportChange.objects.filter(run__in=runs).delete()
    ImportRemark.objects.filter(run__in=runs).delete()
    DatasetImport.objects.filter(pk__in=runs).update(regrouped=[], returned=[])


RULES = (
    Rule("Imports que personne n'a confirmés", _never_confirmed, _drop),
    Rule("Lignes d'imports qu'on ne peut plus annuler", _past_undoing, _forget_lines, batch=1),
)
