"""
Undoing an import: what it changed goes back, what it created goes, what staff wrote since stays.

In short transactions, each of which says in the rows themselves what is undone: one that dies is taken up again.
"""

import time
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from wagtail.models import ReferenceIndex

from core.bulk import batches, delete_rows
from locations.choices import ImportStatus, Network
from locations.models import DatasetImport, ImportChange, ImportedRecord, Location, OpenInterval
from locations.services.completion import Towns
from locations.services.grouping import Move, regroup
from locations.services.hanging import in_reference_index, with_something
from locations.services.hours import recompute_intervals
from locations.services.import_conflicts import THEIRS, value_of
from locations.services.import_queue import close, hold
from locations.services.merging import announce, as_place, merge, reapply, write
from locations.standard.rows import FIELDS, Place, read_place

BATCH = 200
MERGED = 80
"""Places in one transaction, deleted at once or merged one by one: as long."""


def undo(run: DatasetImport, *, now: datetime, pause: float) -> None:
    """Take back what the run did; it must be held by this process."""
    changes = list(ImportChange.objects.filter(run=run, undone=False).values_list("pk", flat=True))
    created = list(run.creations.values_list("pk", flat=True))
    hold(run, todo=len(changes) + len(created), done=0)
    pause = pause if connection.vendor == "sqlite" else 0
    with transaction.atomic():
        hold(run)
        regroup(Move(pk, after, before) for pk, before, after in run.regrouped)
        hold(run, regrouped=[])
    towns = Towns()
    for batch in batches(changes, MERGED):
        _put_back(run, batch, towns, now=now)
        time.sleep(pause)
    kept = run.undone_kept
    for batch in batches(created, BATCH):
        kept += _remove(run, batch, kept, towns)
        time.sleep(pause)
    with transaction.atomic():
        hold(run)
        run.losses.update(gone_with=None)
        for pk, since in run.returned:
            ImportedRecord.objects.filter(pk=pk).update(gone_with=since)
        close(run, ImportStatus.UNDONE, now=now, returned=[], done=run.todo)


def _put_back(run: DatasetImport, batch: Sequence[int], towns: Towns, *, now: datetime) -> None:
    """Merge the rows imported before into their places, as a new file that said what they said."""
    changes = list(ImportChange.objects.filter(pk__in=batch).select_related("location__imported_record"))
    rows = []
    for change in changes:  # before the transaction: others write meanwhile
        row = change.location.imported_record.row
        before = {name: cell for name, cell in {**row, **change.previous}.items() if cell is not None}
        rows.append((before, _read(row, change.line, towns), _read(before, change.line, towns)))
    with transaction.atomic():
        hold(run, done=run.done + len(batch))
        ids = [change.location_id for change in changes]
        locations = Location.objects.select_for_update(of=("self",)).in_bulk(ids)
        for change, (before, base, theirs) in zip(changes, rows, strict=True):
            if location := locations.get(change.location_id):
                if base:
                    _merge_back(location, base, theirs, change)
                ImportedRecord.objects.filter(location=location).update(
                    row=before, imported_at=change.previous_imported_at
                )
        recompute_intervals(ids, now=now)
        announce(locations.values())
        ImportChange.objects.filter(pk__in=batch).update(undone=True)


def _merge_back(location: Location, base: Place, theirs: Place | None, change: ImportChange) -> None:
    """``theirs`` is the row imported before: none where that import had been undone, and the place was a draft."""
    revised = location.latest_revision_id is not None
    withdrawn = change.published and location.live and not revised
    changes, _kept = merge(base, theirs or base, location, may_empty=withdrawn)
    # What a person had written, and took from the file since, is theirs again, not the earlier file's.
    for conflict in change.conflicts:
        name = conflict["name"]
        if conflict["choice"] == THEIRS and getattr(location, name) == getattr(base, name):
            changes[name] = value_of(name, conflict["ours"])
    named = changes.get("name", location.name) and changes.get("town", location.town)
    if withdrawn and not (theirs and named):
        changes["live"] = location.live = False
    present = as_place(location)
    for name, value in changes.items():
        setattr(location, name, value)
    write(location, changes)
    if revised:
        location.refresh_from_db()
        reapply(location, present, as_place(location))


@transaction.atomic
def _remove(run: DatasetImport, batch: Sequence[int], kept: int, towns: Towns) -> int:
    """
    Delete the places of these records that nothing hangs on and nobody has edited, and unpublish the others.

    Returns how many were unpublished. Their record stays, empty: the next import that names them publishes them again,
    but for those of which staff have a draft.
    """
    hold(run, done=run.done + len(batch))
    places = Location.objects.select_for_update(of=("self",)).filter(imported_record__in=batch).in_bulk()
    records = list(ImportedRecord.objects.filter(pk__in=batch, location__in=places))
    edited = {one.location_id for one in records if _edited(places[one.location_id], _read(one.row, 0, towns))}
    needed = edited | with_something(places.keys())
    hold(run, undone_kept=kept + len(needed))
    for pk in needed:
        location = places[pk]
        if location.live:
            location.unpublish(log_action=False)
    ImportedRecord.objects.filter(pk__in=batch, location__in=needed).update(row={}, created_with=None)
    _delete(sorted(places.keys() - needed))
    return len(needed)


def _delete(places: list[int]) -> None:
    """Delete places that nothing hangs on but an import's own rows; the database refuses what we would have missed."""
    for model in (OpenInterval, ImportedRecord, ImportChange):
        delete_rows(model.objects.filter(location__in=places))
    Location.objects.filter(duplicate_of__in=places).update(duplicate_of=None)
    delete_rows(ReferenceIndex.objects.filter(**in_reference_index("", places)))
    delete_rows(Location.objects.filter(pk__in=places))


def _edited(location: Location, imported: Place | None) -> bool:
    """Whether a person has touched the place since it was imported."""
    if location.latest_revision_id is not None or location.network != Network.DIRECTORY or imported is None:
        return True
    return any(getattr(location, name) != getattr(imported, name) for name in FIELDS)


def _read(row: dict[str, str], line: int, towns: Towns) -> Place | None:
    place = read_place(row, line)[0] if row else None
    if place and not place.insee_code:
        place.insee_code = towns.insee_code(place.town, place.postcode)
    return place
