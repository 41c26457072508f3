"""A series as calendars want it: one rule, its exceptions beside it, its extra dates on their own."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo

from core.dates import make_aware_local
from core.ical import Entry, InvalidEntry, Status
from core.recurrence.expand import Change, ChangeKind, occurrences
from core.recurrence.rule import Rule, to_rrule

# For how long after its cancellation a date is shown as cancelled, so that nobody misses it.
KEEP_CANCELLED = timedelta(weeks=6)


def published(
    entry: Entry,
    rule: Rule | None,
    changes: Sequence[Change],
    *,
    first: datetime,
    zone: tzinfo,
    now: datetime | None = None,
) -> list[Entry]:
    """
    The entries that say this series: itself with its rule, each exception, each added date.

    ``entry`` is the first date as it would be alone, ``first`` its naive local start. A cancelled date is
    published as such for six weeks after its cancellation (counted up to ``now``; for ever without it),
    then only excluded, and the series is then marked as changed at that moment. Exceptions to dates that
    the rule does not give are left out, as in `expand`.

    :raises InvalidEntry: an added date without a uid of its own.
    """
    dates = {change.original_start: change for change in changes if change.kind is not ChangeKind.ADDED}
    given = set(occurrences(rule, first=first, until=max(dates, default=first)))
    kept = [dates[start] for start in sorted(dates) if start in given]
    forgotten = {change: at for change in kept if (at := _forgotten_at(change, now)) is not None}
    changed = [change.changed_at for change in changes if change.changed_at is not None]
    changed_at = max([entry.changed_at, *changed, *forgotten.values()])
    if rule is None:
        # One date alone: its exception is itself.
        alone = _changed(entry, kept[0], zone) if kept else entry
        return [replace(alone, changed_at=changed_at), *_added(entry, changes, zone)]
    master = replace(
        entry,
        changed_at=changed_at,
        rrule=to_rrule(rule.spelled_out(first), None if entry.all_day else zone),
        exdates=tuple(_when(change.original_start, entry, zone) for change in forgotten),
    )
    overrides = [
        replace(_changed(entry, change, zone), recurrence_id=_when(change.original_start, entry, zone))
        for change in kept
        if change not in forgotten
    ]
    return [master, *overrides, *_added(entry, changes, zone)]


def _added(entry: Entry, changes: Sequence[Change], zone: tzinfo) -> list[Entry]:
    added = []
    for change in changes:
        if change.kind is not ChangeKind.ADDED:
            continue
        if not change.uid:
            # Made up from the date, it would change with it.
            raise InvalidEntry(f"{entry.uid}: the date added on {change.original_start} has no uid of its own.")
        added.append(replace(_changed(entry, change, zone), uid=change.uid))
    return added


def _changed(entry: Entry, change: Change, zone: tzinfo) -> Entry:
    lasting = change.duration if change.duration is not None else _duration(entry)
    note = change.note.strip()
    return replace(
        entry,
        starts_at=_when(change.start, entry, zone),
        ends_at=_when(change.start + lasting, entry, zone),
        changed_at=max(entry.changed_at, change.changed_at or entry.changed_at),
        status=Status.CANCELLED if change.kind is ChangeKind.CANCELLED else entry.status,
        description=f"{note}\n\n{entry.description}".strip() if note else entry.description,
    )


def _duration(entry: Entry) -> timedelta:
    """What the clock on the wall shows to pass, as `expand` counts it."""
    return _wall(entry.ends_at, entry) - _wall(entry.starts_at, entry)


def _wall(when: datetime | date, entry: Entry) -> datetime:
    if isinstance(when, datetime) and isinstance(entry.starts_at, datetime):
        return when.astimezone(entry.starts_at.tzinfo).replace(tzinfo=None)
    return datetime.combine(when, time())


def _when(naive: datetime, entry: Entry, zone: tzinfo) -> datetime | date:
    return naive.date() if entry.all_day else make_aware_local(naive, zone)


def _forgotten_at(change: Change, now: datetime | None) -> datetime | None:
    if change.kind is not ChangeKind.CANCELLED or change.changed_at is None or now is None:
        return None
    at = change.changed_at + KEEP_CANCELLED
    return at if at <= now else None
