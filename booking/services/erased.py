"""
The journal of erasures: numbers and dates, in a file outside the database.

An older copy of the database, once restored, brings back people who had asked to be forgotten: each purge reads the
journal, and forgets them again. What time alone has erased needs no journal: time erases it again.
"""

import csv
import logging
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import F, Max, QuerySet

from booking.models import Booking

logger = logging.getLogger(__name__)

KEPT = timedelta(days=400)
"""Longer than any backup is to be kept."""


def note(booking_id: int, *, at: datetime) -> None:
    """Add one line; a disk that refuses is said in the log, and the next purge writes the line (`keep`)."""
    try:
        path = journal()
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", newline="") as file:
            csv.writer(file).writerow([booking_id, at.isoformat()])
    except OSError:
        logger.error("The journal of erasures cannot be written")


def erased() -> dict[int, datetime]:
    """Return when each booking of the journal was erased; a line that is none is passed over."""
    try:
        with journal().open(newline="") as file:
            lines = [_read(line) for line in csv.reader(file)]
    except FileNotFoundError:
        return {}
    return dict(line for line in lines if line)


def come_back(now: datetime) -> QuerySet[Booking]:
    """Return the bookings that were erased once and are somebody's: a restore has brought them back."""
    known = erased()
    suspects = Booking.objects.filter(anonymised_at=None, pk__in=list(known)).values_list("pk", "created_at")
    # A number may be given again after a restore, to a booking made later.
    return Booking.objects.filter(pk__in=[pk for pk, created_at in suspects if created_at <= known[pk]])


def keep(*, now: datetime) -> None:
    """Write the journal anew: without what is too old, with what another machine has erased meanwhile."""
    since = now - KEPT
    lines = {pk: at for pk, at in erased().items() if at >= since} | _erased_before_their_time(since)
    path = journal()
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", newline="", dir=path.parent, prefix=f"{path.name}.", delete=False) as file:
        csv.writer(file).writerows([pk, at.isoformat()] for pk, at in sorted(lines.items()))
    Path(file.name).replace(path)


def journal() -> Path:
    """Return where the journal is."""
    return Path(settings.ERASURE_JOURNAL or Path(settings.VAR_DIR) / "effacements.csv")


def _erased_before_their_time(since: datetime) -> dict[int, datetime]:
    """Return the bookings that are nobody's sooner than time alone would have made them."""
    anonymous = Booking.objects.filter(anonymised_at__gte=since).annotate(ends=Max("attendances__session__end"))
    if settings.IDENTITY_RETENTION_DAYS:
        anonymous = anonymous.filter(ends__gt=F("anonymised_at") - timedelta(days=settings.IDENTITY_RETENTION_DAYS))
    return {pk: at for pk, at in anonymous.values_list("pk", "anonymised_at") if at}


def _read(line: list[str]) -> tuple[int, datetime] | None:
    try:
        pk, at = line
        return int(pk), datetime.fromisoformat(at)
    except ValueError:
        return None
