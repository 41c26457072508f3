"""A series as calendars want it: one rule, its exceptions beside it, its extra dates on their own."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from core.dates import clock_change_days, local_day, make_aware_local
from core.ical import Entry, InvalidEntry, Status
from core.recurrence.expand import Change, ChangeKind, by_original_start, is_uneven, occurrences, span
from core.recurrence.rule import Rule, to_rrule

CANCELLED_STAYS = timedelta(days=28)
"""How long after its day a cancelled date is still told as such; then it is simply absent."""

UNEVEN_TOLD = timedelta(days=3 * 366)
"""How far after the last change the nights of a clock change are told one by one."""

_METROPOLITAN = ZoneInfo("Europe/Paris")
_CLOCKS_HAVE_CHANGED = time(4)
_NAMESPACE = UUID("a3a1f7f0-5d0b-4f0e-8a39-2f6f3a0c7d11")
_AT_THE_END_OF_TIME = datetime(9999, 1, 1)  # noqa: DTZ001 - the clock on the wall


def published(
    entry: Entry,
    rule: Rule | None,
    changes: Sequence[Change],
    *,
    first: datetime,
    zone: tzinfo,
    as_of: datetime,
    duration: timedelta | None = None,
) -> list[Entry]:
    """
    The entries that say this series: itself with its rule, each exception, each added date.

    ``entry`` is the first date as it would be alone, ``first`` its naive local start, which the rule gives
    (`expand.first_occurrence`), ``duration`` what `expand` is told: by default, what the clock shows from its
    start to its end. ``as_of`` is the last change of the series, never the moment of the fetch: a cancelled date
    is told as such while it is recent by then (`still_told`), then only excluded, as those that are left out
    always are. Exceptions to dates that the rule does not give are ignored, as in `expand`.

    Programs of the field disagree on some things, which are therefore not left to them. A series starts with a
    date that is as its rule says; what differs before that, or after its end, stands by itself. A number of times
    is said as an end. A date across a clock change says how long it lasts (up to three years after ``as_of``).

    :raises InvalidEntry: an added date without a uid of its own.
    """
    lasting = _duration(entry) if duration is None else duration
    dates = by_original_start(changes)
    if rule is not None:
        uneven = _uneven(rule, first, lasting, zone, as_of, all_day=entry.all_day)
        dates = {start: Change(ChangeKind.NOTE, start) for start in uneven} | dates
    given = set(occurrences(rule, first=first, until=max(dates, default=first)))
    kept = [dates[start] for start in sorted(dates) if start in given]
    told = {
        change.original_start: _changed(entry, change, zone, lasting)
        for change in kept
        if _is_told(change, as_of, zone)
    }
    added = [_added(entry, change, zone, lasting) for change in changes if change.kind is ChangeKind.ADDED]
    if rule is None:
        # One date alone: its exception is itself.
        return [*(told.values() if kept else [entry]), *added]
    end = _end(rule, first)
    start = _start_of_series(rule, first, {change.original_start for change in kept})
    within = [
        change.original_start
        for change in kept
        if change.original_start in told and start is not None and _is_within(change, start, end)
    ]
    apart = [
        replace(one, uid=uid_of_date(entry.uid, original.date()))
        for original, one in told.items()
        if original not in within
    ]
    if start is None:
        return [*apart, *added]
    without = [change.original_start for change in kept if change.original_start not in within]
    series = replace(
        entry if start == first else _changed(entry, Change(ChangeKind.NOTE, start), zone, lasting),
        rrule=to_rrule(replace(rule.spelled_out(first), count=None, until=end), None if entry.all_day else zone),
        exdates=tuple(_when(each, entry, zone) for each in without if each > start),
    )
    overrides = [replace(told[original], recurrence_id=_when(original, entry, zone)) for original in within]
    return [series, *overrides, *apart, *added]


def uid_of_date(uid: str, original_day: date) -> str:
    """
    The identity of one date of a series where it stands by itself, of the day (local) that the rule gives it.

    It stays when the date moves, and when the whole series takes another hour; a rule gives at most one date a day.
    """
    return str(uuid5(_NAMESPACE, f"{uid} {original_day.isoformat()}"))


def _start_of_series(rule: Rule, first: datetime, differing: set[datetime]) -> datetime | None:
    """The first date that is as the rule says, none if there is none."""
    starts = occurrences(rule, first=first, until=_AT_THE_END_OF_TIME)
    return next((start for start in starts if start not in differing), None)


def _end(rule: Rule, first: datetime) -> date | None:
    """The last day of the rule, none if it has no end."""
    if rule.count is None:
        return rule.until
    return max(occurrences(rule, first=first, until=_AT_THE_END_OF_TIME), default=first).date()


def _is_within(change: Change, start: datetime, end: date | None) -> bool:
    """Whether a date that differs stands within its series, before and after it: some programs look no further."""
    return min(change.original_start, change.start) > start and (end is None or change.start.date() <= end)


def _uneven(
    rule: Rule, first: datetime, lasting: timedelta, zone: tzinfo, as_of: datetime, *, all_day: bool
) -> list[datetime]:
    """The starts from which another time passes than the clock on the wall shows: it changes in between."""
    if not all_day and first.time() >= _CLOCKS_HAVE_CHANGED and (first + lasting).date() == first.date():
        return []
    until = max(as_of.astimezone(zone).replace(tzinfo=None), first) + UNEVEN_TOLD
    # Whole days are of no zone: they are measured where they are read, by most in metropolitan France.
    zones = {zone, _METROPOLITAN} if all_day else {zone}
    years = range(first.year, until.year + 1)
    nights = sorted(day for each in zones for year in years for day in clock_change_days(each, year))
    return [
        start
        for start in (occurrences(rule, first=first, until=until) if nights else ())
        if bisect_left(nights, start.date()) < bisect_right(nights, (start + lasting).date())
        and any(is_uneven(start, lasting, each) for each in zones)
    ]


def still_told(change: Change, as_of: datetime, zone: tzinfo) -> bool:
    """Whether a cancelled date is told as cancelled: until 28 days after the day on which it was to take place."""
    return local_day(as_of, zone) <= change.original_start.date() + CANCELLED_STAYS


def _is_told(change: Change, as_of: datetime, zone: tzinfo) -> bool:
    if change.kind is ChangeKind.CANCELLED:
        return still_told(change, as_of, zone)
    return change.kind is not ChangeKind.EXCLUDED


def _added(entry: Entry, change: Change, zone: tzinfo, lasting: timedelta) -> Entry:
    if not change.uid:
        # Made up from the date, it would change with it.
        raise InvalidEntry(f"{entry.uid}: the date added on {change.original_start} has no uid of its own.")
    return replace(_changed(entry, change, zone, lasting), uid=change.uid)


def _changed(entry: Entry, change: Change, zone: tzinfo, lasting: timedelta) -> Entry:
    note = change.note.strip()
    starts_at, ends_at = span(change.start, lasting if change.duration is None else change.duration, zone)
    return replace(
        entry,
        starts_at=starts_at.date() if entry.all_day else starts_at,
        ends_at=ends_at.date() if entry.all_day else ends_at,
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
