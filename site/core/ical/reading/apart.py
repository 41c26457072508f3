"""
The same reading in a process of its own, which is killed where it takes too long or too much.

`read` bounds its own work; this is for what nobody thought of. The child (`core.ical.reading.child`) is started anew
each time, knows nothing of the site (no Django, no settings, no environment), and answers in JSON.
"""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from core.ical.reading.crossing import reading_from
from core.ical.reading.read import LIMIT
from core.ical.reading.values import NotACalendar, Reading, TookTooLong, TookTooMuch

# Where `core` is found from.
_SITE = Path(__file__).resolve().parents[3]
# What Python itself may need to start, and to find the same time zones as here.
_ENVIRONMENT = ("LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONTZPATH")

# By the clock it has longer than by its processor: a machine busy with other things makes honest files wait too.
WAITING = 3

# How the child ends where it may take no more (see there).
OUT_OF_MEMORY = 3
_ENDED_BY_TIME = {-24, -9}  # SIGXCPU, then SIGKILL, of its own limit


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
    `read`, within so many seconds of a processor (start of the process included) and so much memory (all that it maps).

    :raises NotACalendar: it holds no calendar at all.
    :raises TookTooLong: more than ``seconds``, or three times as many by the clock.
    :raises TookTooMuch: more than ``megabytes``.
    """
    reading, _ = read_measured(
        body,
        default_zone=default_zone,
        first=first,
        last=last,
        limit=limit,
        seconds=seconds,
        megabytes=megabytes,
    )
    return reading


def read_measured(
    body: bytes,
    *,
    default_zone: str,
    first: datetime,
    last: datetime,
    limit: int = LIMIT,
    seconds: float = 10,
    megabytes: int = 150,
) -> tuple[Reading, int]:
    """`read_apart`, and the most memory that its process had, in megabytes."""
    asked = json.dumps(
        {
            "default_zone": default_zone,
            "first": first.isoformat(),
            "last": last.isoformat(),
            "limit": limit,
            "seconds": seconds,
            "megabytes": megabytes,
        }
    )
    try:
        done = subprocess.run(  # noqa: S603 - our own program, with numbers and dates
            [sys.executable, "-m", "core.ical.reading.child", asked],
            input=body,
            capture_output=True,
            timeout=WAITING * seconds,
            cwd=_SITE,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise TookTooLong(_too_long(seconds)) from None
    if done.returncode in _ENDED_BY_TIME:
        raise TookTooLong(_too_long(seconds))
    if done.returncode == OUT_OF_MEMORY or done.returncode < 0:
        raise TookTooMuch(f"La lecture de ce calendrier demande plus de {megabytes} Mo : elle a été arrêtée.")
    if done.returncode:
        # No file does this: the program itself is not well.
        raise RuntimeError(done.stderr.decode(errors="replace")[-2_000:])
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise NotACalendar(answer["refused"])
    return reading_from(answer), answer["peak"]


def _too_long(seconds: float) -> str:
    allowed = f"{seconds:g}".replace(".", ",")
    return f"La lecture de ce calendrier prend plus de {allowed} s : elle a été arrêtée."
