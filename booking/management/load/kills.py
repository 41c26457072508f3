"""
A worker is killed (SIGKILL) in the middle of a booking, and people send their form again, as browsers offer to.

Where it dies is said by a file named after the form's key, which the failpoints of `booking.tests.killing` look for: a
form kills once.
"""

import random
import tempfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from types import TracebackType
from typing import Self

from booking.management.load.offer import make_session
from booking.management.load.truth import faults
from booking.management.load.visitors import Visitor
from booking.models import Booking, Session
from outbox.models import Message

STEPS = ("places-taken", "message-written", "committed")
"""Before the booking's row, before the commit, between the commit and the answer."""

AT_ONCE = 4
TRIES = 8


@dataclass(slots=True)
class Told:
    """What was seen."""

    killed: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    sent_again: int = 0
    faults: list[str] = field(default_factory=list)


class Deaths:
    """A folder of orders to die."""

    def __init__(self) -> None:
        """Make it."""
        self._folder = tempfile.TemporaryDirectory(prefix="deaths-")
        self.environment = {"DEATHS": self._folder.name}

    def __enter__(self) -> Self:
        """Give it."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Remove it."""
        self._folder.cleanup()

    def order(self, key: str, step: str) -> None:
        """Let the worker that handles this form die there."""
        Path(self._folder.name, f"{key}.{step}").touch()

    def happened(self, key: str, step: str) -> bool:
        """Whether it did."""
        return not Path(self._folder.name, f"{key}.{step}").exists()


def play(url: str, deaths: Deaths, *, seed: int, times: int, now: datetime) -> Told:
    """Kill so many workers, each while some people book, and check what came of it."""
    chance = random.Random(seed)  # noqa: S311 (a game that can be played again)
    session = make_session(now=now, capacity=times * AT_ONCE * 4)
    told, first = Told(), Visitor(url)
    _patiently(told, lambda: first.load(session.get_absolute_url()).status)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for turn in range(times):
            step = STEPS[turn % len(STEPS)]
            people = [Visitor(url, **first.alike()) for _ in range(AT_ONCE)]
            key = people[chance.randrange(AT_ONCE)].form["idempotency_key"]
            deaths.order(key, step)
            numbers = range(turn * AT_ONCE, (turn + 1) * AT_ONCE)
            sizes = [chance.randint(1, 4) for _ in people]
            list(pool.map(lambda one: _book(told, session, *one), zip(people, numbers, sizes, strict=True)))
            told.killed[step] += deaths.happened(key, step)
    if told.killed.total() != times:
        told.faults.append(f"{told.killed.total()} deaths of {times}")
    _check(told, session, times * AT_ONCE)
    return told


def _book(told: Told, session: Session, person: Visitor, number: int, people: int) -> None:
    """Send the form until it is answered."""
    typed = {"first_name": f"P {number}", "email": f"p{number}@exemple.invalid", "party_size": str(people)}
    status = _patiently(told, lambda: person.send(session.get_absolute_url(), **typed).status)
    if status == HTTPStatus.SEE_OTHER:
        told.acknowledged += 1
    else:
        told.faults.append(f"answered {status}")


def _patiently(told: Told, ask: Callable[[], int]) -> int:
    """Ask again where nobody answered: the worker that did is dead; 0 where none ever does."""
    for _ in range(TRIES):
        try:
            return ask()
        except (HTTPException, OSError):
            told.sent_again += 1
    return 0


def _check(told: Told, session: Session, forms: int) -> None:
    told.faults += faults(session.pk)
    bookings = Counter(Booking.objects.filter(attendances__session=session).values_list("email", flat=True))
    if len(bookings) != forms or set(bookings.values()) != {1}:
        told.faults.append(f"{bookings.total()} bookings of {len(bookings)} people for {forms} forms")
    pks = Booking.objects.filter(attendances__session=session).values_list("pk", flat=True)
    messages = Counter(Message.objects.filter(kind="booking_confirmed").values_list("about", flat=True))
    told.faults += [
        f"{messages[f'booking:{pk}']} messages for one booking" for pk in pks if messages[f"booking:{pk}"] != 1
    ]
