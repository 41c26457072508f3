"""Carrying out one import, from its file to its places."""

import time
import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError, OperationalError, connection, transaction

from core.bulk import batches, insert_rows, look_again
from locations.choices import ImportStatus
from locations.models import DatasetImport, ImportChange, ImportedRecord, ImportRemark, Location, OpenInterval
from locations.services.completion import Towns, derive, new_slug
from locations.services.grouping import regroup, regrouping
from locations.services.hours import recompute_intervals
from locations.services.import_new import New
from locations.services.import_queue import ATTEMPTS, ImportUnderWay, Progress, close, hold, put_down, take
from locations.services.import_undo import undo
from locations.services.merging import announce, is_complete, merge_row
from locations.standard.files import Reading, UnreadableFile, read_file
from locations.standard.rows import FIELDS, Place, Problem, read_place

BATCH = 200
"""Places written in one transaction: a quarter of a second."""

MERGED = 80
"""Places merged in one transaction, each by two statements of its own: as long."""

BREATH = 0.1
"""Seconds between two transactions: SQLite lets those who wait try again every tenth of a second."""

LISTED = 200
"""Places gone that are named to whoever must confirm."""


class Known(NamedTuple):
    """A row of the file whose place is there already: its record, its place, the row imported last."""

    record: int
    location: int
    row: dict[str, str]
    imported_at: datetime
    place: Place


def carry_out(
    run: DatasetImport, *, now: datetime, progress: Progress = lambda _sentence: None, pause: float = BREATH
) -> list[Problem]:
    """
    Do what a run asks for, or undo it, whatever of it is done already; what could not be read in its file.

    :raises UnreadableFile: its file cannot be trusted; nothing has been changed.
    :raises ImportUnderWay: another process is at it.
    """
    if not take(run, now=now):
        raise ImportUnderWay("Cet import est déjà en cours.")
    try:
        if run.status == ImportStatus.UNDOING:
            undo(run, now=now, pause=pause)
            return []
        work = Work(run, now, progress, pause)
        return work.do()
    except UnreadableFile as refusal:
        close(run, ImportStatus.REFUSED, now=now, error=str(refusal))
        raise
    except (OperationalError, IntegrityError) as error:  # busy, gone for a moment, or written to by somebody else
        _put_down_or_fail(run, error, now=now)
        raise
    except Exception as error:
        _fail(run, error, now=now)
        raise
    except BaseException:  # told to stop
        put_down(run, tried=False)
        raise


def _put_down_or_fail(run: DatasetImport, error: Exception, *, now: datetime) -> None:
    if run.attempts >= ATTEMPTS:
        _fail(run, error, now=now)
    else:
        put_down(run, tried=True)


def _fail(run: DatasetImport, error: Exception, *, now: datetime) -> None:
    close(
        run,
        ImportStatus.FAILED,
        now=now,
        error=f"Le travail s'est arrêté sur une erreur ({type(error).__name__}). Ce qui était déjà écrit est resté : "
        "annulez cet import, ou donnez le fichier de nouveau.",
    )


class Work:
    """One import under way."""

    def __init__(self, run: DatasetImport, now: datetime, progress: Progress, pause: float) -> None:
        self.run, self.now, self.progress = run, now, progress
        self.pause = pause if connection.vendor == "sqlite" else 0
        self.source = run.dataset.name
        self.towns = Towns()
        self.new: list[Place] = []
        self.different: list[Known] = []
        self.gone: list[int] = []
        self.returned: list[tuple[int, int]] = []

    def do(self) -> list[Problem]:
        """Read, sort, write; stop before writing where a person must decide."""
        self.progress("Lecture du fichier…")
        reading = read_file(zlib.decompress(self.run.content or b""))
        named = self.sort(reading)
        if len(self.gone) * 3 > named and not self.run.confirmed_at:
            self.ask(reading)
            return reading.problems
        self.remark(reading.problems)
        self.create()
        self.change()
        self.finish()
        return reading.problems

    def sort(self, reading: Reading) -> int:
        """Tell new rows from changed ones, and count what the report says; how many places the last file named."""
        places = {place.standard_id: place for place in reading.places}
        done = {*ImportChange.objects.filter(run=self.run).values_list("location_id", flat=True)}
        records = ImportedRecord.objects.filter(source=self.source).values_list(
            "pk", "external_id", "location_id", "row", "imported_at", "created_with_id", "gone_with_id"
        )
        known, named = set(), 0
        for pk, external_id, location, row, imported_at, created_with, gone_with in records.iterator(chunk_size=500):
            known.add(external_id)
            named += gone_with is None
            place = places.get(external_id)
            if place is None:
                if gone_with is None:
                    self.gone.append(pk)
                continue
            if gone_with is not None:
                self.returned.append((pk, gone_with))
            if created_with == self.run.pk or location in done:
                continue
            if row != place.raw:
                self.different.append(Known(pk, location, row, imported_at, place))
        self._count(reading, known)
        return named

    def _count(self, reading: Reading, known: set[str]) -> None:
        standard_ids = set(Location.objects.values_list("standard_id", flat=True))
        without_coordinates = drafts = hours_as_text = elsewhere = 0
        for place in reading.places:
            self._complete(place)
            without_coordinates += place.latitude is None
            hours_as_text += bool(place.opening_hours_text)
            drafts += not is_complete(place)
            if place.standard_id in known:
                continue
            if place.standard_id in standard_ids:
                reason = "Cet identifiant est celui d'un lieu d'une autre source : ligne refusée."
                reading.problems.append(Problem(place.line, "id", place.standard_id, reason, refuses=True))
                elsewhere += 1
            else:
                self.new.append(place)
        todo = len(reading.places) - elsewhere
        hold(
            self.run,
            encoding=reading.encoding,
            version=reading.version,
            rows=reading.rows,
            refused=reading.rows - todo,
            without_coordinates=without_coordinates,
            drafts=drafts,
            hours_as_text=hours_as_text,
            gone=len(self.gone),
            todo=todo,
            done=max(todo - len(self.new) - len(self.different), 0),
        )

    def ask(self, reading: Reading) -> None:
        """Wait for a person: too many places are gone. What is gone is listed first."""
        names = ImportedRecord.objects.filter(pk__in=self.gone[:LISTED]).values_list(
            "external_id", "location__name", "location__town"
        )
        gone = [
            Problem(0, "", external_id, f"Plus dans le fichier : {name[:150]}, {town}.")
            for external_id, name, town in names
        ]
        self.remark([*gone, *reading.problems])
        hold(self.run, status=ImportStatus.TO_CONFIRM, worker="", done=0)

    def remark(self, problems: Sequence[Problem]) -> None:
        """Keep what could not be read, line by line."""
        with transaction.atomic():
            hold(self.run)
            ImportRemark.objects.filter(run=self.run).delete()
        for batch in batches(problems, 5 * BATCH):
            with transaction.atomic():
                hold(self.run)
                rows = [(self.run.pk, *problem) for problem in batch]
                insert_rows(ImportRemark, ("run_id", "line", "column", "value", "reason", "refuses"), rows)

    def create(self) -> None:
        """Write the new places and their rows."""
        slugs = set(Location.objects.values_list("slug", flat=True))
        written = 0
        for batch in batches(self.new, BATCH):
            locations = []
            for place in batch:
                slug = new_slug(place.name, place.town, slugs)
                slugs.add(slug)
                locations.append(self._location(place, slug))
            new = New(batch, locations, run=self.run, now=self.now)  # before the transaction: others write meanwhile
            with transaction.atomic():
                hold(self.run, done=self.run.done + len(batch))
                new.write()
            written += len(batch)
            self.progress(f"{written} lieux sur {len(self.new)}")
            self._breathe()

    def change(self) -> None:
        """Merge the changed rows into their places, live row, draft and schedule alike."""
        for batch in batches(self.different, MERGED):
            bases = [self._base(one) for one in batch]  # before the transaction: others write meanwhile
            with transaction.atomic():
                hold(self.run, done=self.run.done + len(batch))
                self._merge(batch, bases)
            self._breathe()

    def _merge(self, batch: Sequence[Known], bases: Sequence[Place | None]) -> None:
        locations = Location.objects.select_for_update(of=("self",)).in_bulk([one.location for one in batch])
        changes = []
        for one, base in zip(batch, bases, strict=True):
            if location := locations.get(one.location):
                change = ImportChange(
                    run=self.run,
                    location=location,
                    line=one.place.line,
                    previous=_changed_cells(one.row, one.place.raw),
                    previous_imported_at=one.imported_at,
                )
                changes.append(merge_row(location, base, one.place, change, now=self.now))
                ImportedRecord.objects.filter(pk=one.record).update(row=one.place.raw, imported_at=self.now)
        ImportChange.objects.bulk_create(changes)
        recompute_intervals(list(locations), now=self.now)
        announce(locations.values())

    def finish(self) -> None:
        """Group duplicates, mark what is gone and what is back, and say that the whole is there."""
        run = self.run
        changes = ImportChange.objects.filter(run=run)
        touched = {*changes.values_list("location_id", flat=True), *run.creations.values_list("location_id", flat=True)}
        moves, duplicates = regrouping(touched)
        created = run.creations.count()
        changed = changes.count()
        conflicts = sum(len(found) for found in changes.exclude(conflicts=[]).values_list("conflicts", flat=True))
        with transaction.atomic():
            hold(run)
            regroup(moves)
            for batch in batches(self.gone, 5 * BATCH):
                ImportedRecord.objects.filter(pk__in=batch).update(gone_with=run)
            for batch in batches([pk for pk, _since in self.returned], 5 * BATCH):
                ImportedRecord.objects.filter(pk__in=batch).update(gone_with=None)
            close(
                run,
                ImportStatus.DONE,
                now=self.now,
                created=created,
                changed=changed,
                unchanged=max(run.todo - created - changed, 0),
                duplicates=duplicates,
                conflicts=conflicts,
                done=run.todo,
                regrouped=moves,
                returned=self.returned,
            )
        if created:
            look_again(Location, OpenInterval, ImportedRecord)

    def _breathe(self) -> None:
        """Let others write."""
        if self.pause and self.run.done < self.run.todo:
            time.sleep(self.pause)

    def _complete(self, place: Place) -> None:
        if not place.insee_code:
            place.insee_code = self.towns.insee_code(place.town, place.postcode)

    def _location(self, place: Place, slug: str) -> Location:
        live = is_complete(place)
        location = Location(
            **{name: getattr(place, name) for name in FIELDS},
            standard_id=place.standard_id,
            slug=slug,
            live=live,
            first_published_at=self.now if live else None,
            last_published_at=self.now if live else None,
        )
        derive(location)
        return location

    def _base(self, one: Known) -> Place | None:
        """The row imported last, read as it would be now; none after an import that was undone."""
        base = read_place(one.row, one.place.line)[0] if one.row else None
        if base:
            self._complete(base)
        return base


def _changed_cells(before: dict[str, str], after: dict[str, str]) -> dict[str, str | None]:
    """What the cells were that are others now; None for one that was not there."""
    return {name: before.get(name) for name in {**after, **before} if before.get(name) != after.get(name)}
