"""When to try again. Pure: no database, no clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta

DELAYS: Sequence[timedelta] = tuple(
    timedelta(seconds=seconds) for seconds in (10, 30, 60, 300, 900, 3_600, 7_200, 14_400, 28_800)
)
"""How long to wait after the first failure, the second…; the last one repeats until we give up."""

KNOCK = timedelta(minutes=15)
"""How long we stay away, at most, from a server that nobody could reach: that says nothing about the message."""


def next_try(
    *,
    attempts: int,
    now: datetime,
    give_up_at: datetime,
    expires_at: datetime | None = None,
    longest: timedelta = DELAYS[-1],
) -> datetime | None:
    """
    Return when to try again after so many failures, or None when it is time to give up.

    What expires is tried at half of the time that is left, rather than never again.
    """
    later = now + min(DELAYS[min(attempts, len(DELAYS)) - 1], longest)
    if expires_at is not None and later >= expires_at:
        later = now + (expires_at - now) / 2
        if later - now < DELAYS[0]:
            return None
    return later if later < give_up_at else None
