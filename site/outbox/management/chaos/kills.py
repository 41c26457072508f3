"""
A sender is killed (SIGKILL) at one step, the sweeper comes, another sender goes on: then one counts what arrived.

The sender is a process of its own, forked, with its own connections to the database and to the mail server. Where it
dies is said in `DIES_AT` ("taken:2": the second time it gets there); the failpoints of `outbox.tests.killing` obey.
"""

import os
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connections

from outbox.management.chaos.server import Accepted, listening
from outbox.models import Message
from outbox.services import enqueue, send_due, sweep

ORDER = "DIES_AT"
STEPS = ("before-taking", "taken", "half-handed-over", "handed-over", "answered", "marked", "any-moment")
MAY_COME_TWICE = ("handed-over", "answered", "any-moment")
"""After these the server has, or may have, what we have not marked."""

MESSAGES = 3
"""A round: the sender dies at one of them."""

LONGEST_LIFE = 0.06  # seconds that a sender lives which is killed at any moment


@dataclass(slots=True)
class Told:
    """What happened: kills and repeated messages by step, and everything that must not have happened."""

    killed: Counter[str] = field(default_factory=Counter)
    survived: Counter[str] = field(default_factory=Counter)
    twice: Counter[str] = field(default_factory=Counter)
    written: int = 0
    faults: list[str] = field(default_factory=list)


def play(*, seed: int, times: int, now: datetime) -> Told:
    """Kill so many senders, in turn at each step."""
    told, chance = Told(), random.Random(seed)  # noqa: S311 (chance to be replayed, not a secret)
    with listening() as server:
        for number in range(times):
            step = STEPS[number % len(STEPS)]
            one_death(step, chance, server, told, now=now)
            now += timedelta(hours=1)
    return told


def one_death(step: str, chance: random.Random, server: Accepted, told: Told, *, now: datetime) -> None:
    """Kill one sender, let another go on, and look at what came of the messages of this round."""
    written = [
        enqueue(kind="essai", recipient="personne@exemple.invalid", subject=f"{step} {n}", text=f"{step} {n}", now=now)
        for n in range(MESSAGES)
    ]
    died = kill_a_sender(step, chance, now=now)
    (told.killed if died else told.survived)[step] += 1
    told.written += MESSAGES

    later = now + timedelta(minutes=settings.OUTBOX_IN_FLIGHT_MINUTES + 1)
    sweep(now=later)
    send_due(now=later)

    for message in written:
        message.refresh_from_db()
        if message.status != Message.Status.SENT:
            told.faults.append(f"{step}: a message stays {message.status}")
        if not server.times[message.message_id]:
            told.faults.append(f"{step}: a message is lost")
        if len(server.bodies.get(message.message_id, ())) > 1:
            told.faults.append(f"{step}: two different messages have one Message-ID")
    again = sum(server.times[message.message_id] - 1 for message in written if server.times[message.message_id])
    told.twice[step] += again
    if again > (1 if step in MAY_COME_TWICE else 0):
        told.faults.append(f"{step}: {again} messages came twice")


def kill_a_sender(step: str, chance: random.Random, *, now: datetime) -> bool:
    """Start a sender that dies at this step; return whether it did."""
    which, life = chance.randint(1, MESSAGES), chance.uniform(0, LONGEST_LIFE)
    connections.close_all()  # a child that inherits an open one would speak on it
    pid = os.fork()
    if not pid:
        try:
            os.environ[ORDER] = f"{step}:{which}"
            send_due(now=now)
        finally:
            os._exit(0)
    if step == "any-moment":
        time.sleep(life)
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
