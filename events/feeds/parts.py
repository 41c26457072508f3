"""The entries of a feed in octets, each written once until what it tells changes (docs/decisions/0012)."""

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Model, QuerySet

from booking.entries import session_entry
from booking.models.session import SessionQuerySet
from core import feeds, ical
from events import calendar
from events.models import EventPage
from events.models.external import ExternalDateQuerySet
from events.selectors.feeds import PIECE, with_all_told

logger = logging.getLogger(__name__)

VERSION = 5
"""Raised when the same rows give other bytes: everything is then written, and fetched, once more."""

Row = TypeVar("Row", bound=Model)


def version() -> str:
    """Return what all that is written depends on, besides its row: this program, and the address of the site."""
    return hashlib.sha256(f"{VERSION} {settings.PUBLIC_BASE_URL}".encode()).hexdigest()[:16]


def of_events(found: QuerySet[EventPage], *, now: datetime) -> list[ical.Part]:
    """Return the entries of these events, the oldest event first; one that cannot be told is left out, and logged."""
    stamps = {str(uid): moment.isoformat() for uid, moment in found.order_by("pk").values_list("uid", "changed_at")}

    def write(uids: list[str]) -> dict[str, ical.Part]:
        return written(with_all_told(EventPage.objects.all()), uids, calendar.entries_of_event, stamps)

    return feeds.parts("entrees-evenements", version(), stamps, write, now=now)


def of_sessions(found: SessionQuerySet, *, now: datetime) -> list[ical.Part]:
    """Return the entries of these sessions, soonest first."""
    rows = found.order_by("start", "pk").values_list("uid", "version", "changed_at")
    stamps = {str(uid): f"{count} {moment.isoformat()}" for uid, count, moment in rows}

    def write(uids: list[str]) -> dict[str, ical.Part]:
        return written(found.model.objects.with_place(), uids, lambda one: [session_entry(one)], stamps)

    return feeds.parts("entrees-seances", version(), stamps, write, now=now)


def of_imported(found: ExternalDateQuerySet, *, now: datetime) -> list[ical.Part]:
    """Return the entries of these dates of partners', soonest first."""
    rows = found.order_by("start", "pk").values_list("uid", "sequence", "changed_at")
    stamps = {str(uid): f"{count} {moment.isoformat()}" for uid, count, moment in rows}

    def write(uids: list[str]) -> dict[str, ical.Part]:
        return written(found.model.objects.with_calendar(), uids, lambda one: [calendar.entry_of_imported(one)], stamps)

    return feeds.parts("entrees-partenaires", version(), stamps, write, now=now)


def written(
    rows: "QuerySet[Row]",
    uids: Iterable[str],
    entries: Callable[[Row], Iterable[ical.Entry]],
    stamps: Mapping[str, str],
) -> dict[str, ical.Part]:
    """Write the entries of these rows, some hundreds of them in memory at a time."""
    found: dict[str, ical.Part] = {}
    left = iter(uids)
    while piece := list(islice(left, PIECE)):
        for row in rows.filter(uid__in=piece):
            one: Any = row
            try:
                found[str(one.uid)] = ical.part(entries(row), stamp=stamps[str(one.uid)])
            except Exception:  # a feed is many people's: what one row holds must not take it from all
                logger.exception("%s %s cannot be told to calendars", type(row).__name__, row.pk)
    return found
