"""
How often what organisations show elsewhere is asked for: counted in memory, written at most once a minute.

Nothing is known of who asked. A process that is killed loses what it counted in its last minute at most; one that ends
writes first (`gunicorn.conf.py`).
"""

import logging
from collections import Counter
from datetime import date
from threading import Lock, Timer

from django.conf import settings
from django.db import Error, close_old_connections, connection, transaction

from locations.choices import FrameKind
from locations.models import FrameViews, Organisation

logger = logging.getLogger(__name__)

Key = tuple[int, date, FrameKind]

counted: Counter[Key] = Counter()
"""What is not written yet."""

_lock = Lock()
_timer: Timer | None = None


def count(organisation: int, kind: FrameKind, *, day: date) -> None:
    """Count one more view of what this organisation (its key) shows; it is written within the minute."""
    global _timer
    with _lock:
        counted[organisation, day, kind] += 1
        if _timer is None and settings.FRAME_VIEWS_EVERY:
            _timer = Timer(settings.FRAME_VIEWS_EVERY, _write_alone)
            _timer.daemon = True
            _timer.start()


def write() -> int:
    """Add what was counted to the days' counts; return how many views that is. What cannot be written is kept."""
    with _lock:
        taken = dict(counted)
        counted.clear()
    try:
        return _add(taken)
    except Error:
        logger.warning("What was seen of frames could not be written: it is tried again.", exc_info=True)
        with _lock:
            counted.update(taken)
        return 0


def _write_alone() -> None:
    """Write, in a thread of its own, and leave no connection open."""
    global _timer
    with _lock:
        _timer = None
    close_old_connections()
    try:
        write()
    finally:
        connection.close()


def _add(taken: dict[Key, int]) -> int:
    """Add each count in a single statement, so that no two processes count for one."""
    if not taken:
        return 0
    quote = connection.ops.quote_name
    table, views = quote(FrameViews._meta.db_table), quote("views")
    columns = ", ".join(quote(name) for name in ("organisation_id", "day", "kind", "views"))
    unique = ", ".join(quote(name) for name in ("organisation_id", "day", "kind"))
    with transaction.atomic(), connection.cursor() as cursor:
        known = set(Organisation.objects.filter(pk__in={key[0] for key in taken}).values_list("pk", flat=True))
        for (organisation, day, kind), number in sorted(taken.items()):
            if organisation in known:
                cursor.execute(
                    f"INSERT INTO {table} ({columns}) VALUES (%s, %s, %s, %s) "  # noqa: S608 (names of ours)
                    f"ON CONFLICT ({unique}) DO UPDATE SET {views} = {table}.{views} + excluded.{views}",
                    [organisation, connection.ops.adapt_datefield_value(day), kind.value, number],
                )
    return sum(number for key, number in taken.items() if key[0] in known)
