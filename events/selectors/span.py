"""What happens on each day of a week or a month: little of each date, so that many are read at once."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, CharField, DateField, F, QuerySet, Value

from events import choices
from events.agenda.filters import Filters
from events.selectors.agenda import found

MOST = 5_000
"""Dates in a month, of which a cell shows a few."""

NOTHING = Value("", output_field=CharField())
NO, NO_DAY = Value(value=False, output_field=BooleanField()), Value(None, output_field=DateField())


@dataclass(frozen=True, slots=True)
class Glance:
    """
    One date, at a glance: `what` it is (date, session or imported) and its key, its days (both included) and its title.

    `address` is an event's slug, or the page of a partner's own; `kind` an event's, or an activity's slug.
    """

    what: str
    key: int
    title: str
    kind: str
    start: datetime
    end: datetime
    first: date
    last: date
    all_day: bool
    cancelled: bool
    postponed: bool
    address: str


def glances(filters: Filters, first: date, last: date, *, now: datetime) -> list[Glance]:
    """Return what the filters let through on these days (both included), in the order of time: one query."""
    asked_first, asked_last = filters.days
    narrowed = replace(filters, first=max(asked_first or first, first), last=min(asked_last or last, last))
    one = found(narrowed, now=now)
    dates = columns(
        one.dates,
        what="date",
        title=F("event__title"),
        kind=F("event__kind"),
        start=F("start"),
        end=F("end"),
        first=F("first_day"),
        last=F("last_day"),
        zone=F("event__zone"),
        all_day=F("event__all_day"),
        cancelled=F("cancelled"),
        status=F("event__status"),
        address=F("event__slug"),
    )
    sessions = columns(
        one.sessions,
        what="session",
        title=F("activity__name"),
        kind=F("activity__slug"),
        start=F("start"),
        end=F("end"),
        first=NO_DAY,
        last=NO_DAY,
        zone=F("zone"),
        all_day=NO,
        cancelled=NO,
        status=NOTHING,
        address=NOTHING,
    )
    imported = columns(
        one.imported,
        what="imported",
        title=F("title"),
        kind=F("calendar__kind"),
        start=F("start"),
        end=F("end"),
        first=F("first_day"),
        last=F("last_day"),
        zone=F("zone"),
        all_day=F("all_day"),
        cancelled=F("cancelled"),
        status=NOTHING,
        address=F("url"),
    )
    rows = dates.union(sessions, imported, all=True).order_by("told_start", "told_what", "pk")[:MOST]
    return [glance(*row) for row in rows]


def columns(rows: QuerySet[Any], *, what: str, **told: Any) -> QuerySet[Any, Any]:
    """Return the same columns of each, under names that no model has a field of."""
    values = {"what": Value(what, output_field=CharField()), **told}
    labelled: QuerySet[Any, Any] = rows.order_by().annotate(**{f"told_{name}": told for name, told in values.items()})
    return labelled.values_list("pk", *(f"told_{name}" for name in values))


def glance(
    key: int,
    what: str,
    title: str,
    kind: str,
    start: datetime,
    end: datetime,
    first: date | None,
    last: date | None,
    zone: str,
    all_day: bool,
    cancelled: bool,
    status: str,
    address: str,
) -> Glance:
    """Return a row as one date, by its own clock."""
    local_start, local_end = start.astimezone(ZoneInfo(zone)), end.astimezone(ZoneInfo(zone))
    return Glance(
        what,
        key,
        title,
        kind,
        local_start,
        local_end,
        first or local_start.date(),
        last or max(local_start, local_end - timedelta(microseconds=1)).date(),
        bool(all_day),
        bool(cancelled),
        status == choices.EventStatus.POSTPONED,
        address,
    )


def by_day(rows: Iterable[Glance], first: date, last: date) -> dict[date, list[Glance]]:
    """Return what happens on each of these days (both included), what lasts several days on each of its own."""
    days: dict[date, list[Glance]] = {first + timedelta(days=number): [] for number in range((last - first).days + 1)}
    for row in rows:
        day = max(row.first, first)
        while day <= min(row.last, last):
            days[day].append(row)
            day += timedelta(days=1)
    return days
