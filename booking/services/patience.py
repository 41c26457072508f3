"""What to do when a lock is not to be had: wait a little, begin again, and in the end say it in a sentence."""

import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection

from booking.services.refusals import Busy

TRIES = 3
PAUSE = 0.1  # seconds, at most, times the turn: those who met part by chance

LOCKED = frozenset({"55P03", "40P01", "40001"})
"""PostgreSQL: lock_not_available, deadlock_detected, serialization_failure."""

SQLITE_BUSY = 5

P = ParamSpec("P")
R = TypeVar("R")


def patient(work: Callable[P, R]) -> Callable[P, R]:
    """
    Begin work again that could not have its locks, or whose sessions were no longer those it had locked (`Busy`).

    Inside a caller's transaction nothing can begin again: the caller gets the error.

    :raises Busy: it was tried `TRIES` times.
    """

    @wraps(work)
    def tried(*args: P.args, **kwargs: P.kwargs) -> R:
        for turn in range(1, TRIES + 1):
            try:
                return work(*args, **kwargs)
            except (OperationalError, Busy) as error:
                if connection.in_atomic_block or not (isinstance(error, Busy) or met_a_lock(error)):
                    raise
                # SQLite has waited for as long as it may: who asked has waited enough.
                if turn == TRIES or (isinstance(error, OperationalError) and connection.vendor == "sqlite"):
                    raise Busy from error
            time.sleep(random.uniform(0, PAUSE * turn))  # noqa: S311 (no secret)
        raise AssertionError("unreachable")

    return tried


def met_a_lock(error: OperationalError) -> bool:
    """Whether the database gave up waiting for somebody else's transaction."""
    cause = error.__cause__
    code = getattr(cause, "sqlite_errorcode", 0)
    return getattr(cause, "sqlstate", None) in LOCKED or code & 0xFF == SQLITE_BUSY
