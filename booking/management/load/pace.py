"""How many bookings a minute one session takes, and what each costs the web server's processors."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from itertools import count
from pathlib import Path

from booking.management.load.offer import make_session
from booking.management.load.site import TICKS, Site
from booking.management.load.visitors import Visitor
from booking.models import Session

AT_ONCE = 8
"""As many as the site has threads: more would only wait in line."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What was measured; milliseconds are of the workers' processors."""

    bookings: int
    a_minute: float
    form_ms: float
    booking_ms: float
    elsewhere: float
    """How many processors others used meanwhile: with more than a little, the pace says nothing."""


def measure(site: Site, *, bookings: int, now: datetime) -> Pace:
    """
    Load so many forms, then send them; everyone is alone, and has a mail address.

    :raises RuntimeError: a booking was refused, or one is missing.
    """
    session = make_session(now=now, capacity=bookings + AT_ONCE * 4)
    path, numbers = session.get_absolute_url(), count()

    def send(visitor: Visitor) -> int:
        number = next(numbers)
        typed = {"first_name": f"Personne {number}", "email": f"personne-{number}@exemple.invalid"}
        return visitor.send(path, party_size="1", **typed).status

    def load(visitor: Visitor) -> int:
        return visitor.load(path).status

    with ThreadPoolExecutor(AT_ONCE) as pool:
        first = [Visitor(site.url) for _ in range(AT_ONCE * 4)]  # what each worker does once
        list(pool.map(load, first))
        list(pool.map(send, first))
        visitors = [Visitor(site.url) for _ in range(bookings)]
        began, cpu, others = time.monotonic(), site.cpu(), _busy()
        loaded = set(pool.map(load, visitors))
        between = site.cpu()
        sent = set(pool.map(send, visitors))
        seconds, after = time.monotonic() - began, site.cpu()
        others = _busy() - others - (after - cpu)
    booked = Session.objects.values_list("booked", flat=True).get(pk=session.pk)
    if (loaded, sent, booked) != ({HTTPStatus.OK}, {HTTPStatus.SEE_OTHER}, bookings + len(first)):
        raise RuntimeError(f"Forms answered {loaded}, bookings {sent}; {booked} places are taken.")
    return Pace(
        bookings,
        a_minute=bookings / seconds * 60,
        form_ms=(between - cpu) / bookings * 1000,
        booking_ms=(after - between) / bookings * 1000,
        elsewhere=max(0, others / seconds),
    )


def _busy() -> float:
    """Return the seconds that all processors of the machine have worked, ours left out (`/proc/stat`, proc(5))."""
    user, nice, system, _idle, _iowait, irq, softirq = map(int, Path("/proc/stat").read_text().split()[1:8])
    mine = os.times()
    return (user + nice + system + irq + softirq) / TICKS - mine.user - mine.system
