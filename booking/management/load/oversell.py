"""Many people want few places at the same moment: some come in groups, wait, click twice, cancel, answer offers."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from itertools import cycle
from pathlib import Path
from threading import Barrier

from django.db import connection
from django.urls import reverse

from booking.choices import AttendanceStatus
from booking.management.load.offer import make_session
from booking.management.load.truth import faults
from booking.management.load.visitors import Answer, Visitor
from booking.models import Attendance, Booking, Session
from booking.services import refusals
from outbox.models import Message

TAKEN = HTTPStatus.SEE_OTHER
SPREAD = 0.5  # seconds within which all send their form
CLICKS_TWICE = 0.1
THEN = ("cancel", "", "change", "cancel", "", "", "")
"""What those who booked do next, in the order in which they got their answer: some always cancel."""
BROKEN = ("database is locked", "Traceback", "deadlock detected")


@dataclass(slots=True)
class Round:
    """What one round saw; `faults` is empty where all that must hold did."""

    answers: Counter[int] = field(default_factory=Counter)
    cancelled: int = 0
    changed: int = 0
    promoted: int = 0
    busy: int = 0
    """Refused because a lock was not to be had in time: allowed, but worth seeing."""
    booked: int = 0
    slowest: float = 0
    seconds: float = 0
    faults: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Guest(Visitor):
    """A visitor who knows what to do once the form is filled in."""

    number: int = 0
    email: str = ""
    people: int = 1
    clicks: int = 1
    then: Iterator[str] = field(default_factory=lambda: iter(()))
    after: float = 0
    slowest: float = 0
    booked: bool = False


def play(url: str, log: Path, *, seed: int, guests: int = 200, places: int = 20, now: datetime) -> Round:
    """Let so many guests book at once, and check what came of it."""
    chance = random.Random(seed)  # noqa: S311 (a game that can be played again)
    session = make_session(now=now, capacity=places, waiting_capacity=guests // 4)
    first = Visitor(url)
    if first.load(session.get_absolute_url()).status != HTTPStatus.OK:
        raise RuntimeError("The form could not be loaded.")
    then = cycle(THEN)
    people = [
        Guest(
            url,
            **first.alike(),  # type: ignore[arg-type]  # a visitor's own fields
            number=number,
            email=f"personne-{number}@seance-{session.pk}.exemple.invalid",
            people=chance.randint(1, 4),
            clicks=2 if chance.random() < CLICKS_TWICE else 1,
            then=then,
            after=chance.uniform(0, SPREAD),
        )
        for number in range(guests)
    ]
    told = Round()
    with ThreadPoolExecutor(guests) as pool:
        started, together = time.monotonic(), Barrier(guests)
        for answers in pool.map(lambda one: _come(one, session, together), people):
            _note(told, answers)
        for answers in pool.map(lambda one: _answer_offer(one, session), [one for one in people if one.booked]):
            _note(told, answers)
    told.seconds = time.monotonic() - started
    _check(told, people, session, log)
    return told


def _come(guest: Guest, session: Session, together: Barrier) -> list[tuple[str, Answer]]:
    """Send the form (twice, for some), then do what the guest had in mind; return all answers."""
    together.wait()
    time.sleep(guest.after)
    sent = time.monotonic()
    typed = {
        "first_name": f"Personne {guest.number}",
        "email": guest.email,
        "party_size": str(guest.people),
        "attente": "1",
    }

    def send(_: int) -> Answer:
        return guest.send(session.get_absolute_url(), **typed)

    with ThreadPoolExecutor(guest.clicks) as clicks:
        answers = [("book", answer) for answer in clicks.map(send, range(guest.clicks))]
    guest.slowest = time.monotonic() - sent
    guest.booked = any(answer.status == TAKEN for _, answer in answers)
    then = next(guest.then) if guest.booked else ""
    if then == "cancel":
        path = reverse("booking:cancel")
        guest.load(path)
        answers.append(("cancel", guest.send(path)))
    elif then == "change":
        path = reverse("booking:people", args=[_attendance(guest).pk])
        guest.load(path)
        answers.append(("change", guest.send(path, party_size=str(1 + guest.people % 4))))
    return answers


def _answer_offer(guest: Guest, session: Session) -> list[tuple[str, Answer]]:
    """Say yes or no, by turns, where a place was offered."""
    attendance = _attendance(guest)
    if attendance.status != AttendanceStatus.OFFERED:
        return []
    guest.load(reverse("booking:reservation"))
    answer = "oui" if guest.number % 2 else "non"
    return [("promote", guest.send(reverse("booking:offer", args=[attendance.pk]), reponse=answer))]


def _attendance(guest: Guest) -> Attendance:
    try:
        return Attendance.objects.get(booking__email=guest.email)
    finally:
        connection.close()  # each thread has its own


def _note(told: Round, answers: list[tuple[str, Answer]]) -> None:
    for what, answer in answers:
        told.answers[answer.status] += what == "book"
        told.cancelled += what == "cancel" and answer.status == TAKEN
        told.changed += what == "change" and answer.status == TAKEN
        told.promoted += what == "promote" and answer.status == TAKEN
        told.busy += str(refusals.Busy()) in answer.page
        if answer.status == HTTPStatus.CONFLICT and not any(words in answer.page for words in _sentences()):
            told.faults.append(f"{what}: refused without a sentence")
        elif answer.status not in {TAKEN, HTTPStatus.CONFLICT}:
            told.faults.append(f"{what}: answered {answer.status}")


def _sentences() -> set[str]:
    """Return what a refusal may say here, as pages write it."""
    few = range(4)
    said = {str(refusals.WaitingListFull()), str(refusals.Busy()), str(refusals.OfferGone())}
    said |= {str(refusals.SessionFull(left)) for left in few} | {str(refusals.NoMorePlaces(left)) for left in few}
    return {words.replace("'", "&#x27;") for words in said}


def _check(told: Round, guests: list[Guest], session: Session, log: Path) -> None:
    told.slowest = max(guest.slowest for guest in guests)
    told.booked = Session.objects.values_list("booked", flat=True).get(pk=session.pk)
    told.faults += faults(session.pk)
    held = Counter(Booking.objects.filter(attendances__session=session).values_list("email", flat=True))
    told.faults += [
        f"acknowledged, and not in the database: {one.number}" for one in guests if one.booked and not held[one.email]
    ]
    told.faults += [f"{count} bookings for one form" for count in held.values() if count > 1]
    told.faults += [f"refused, and yet booked: {one.number}" for one in guests if held[one.email] and not one.booked]
    for booking in Booking.objects.filter(attendances__session=session).only("pk"):
        if not Message.objects.filter(about=f"booking:{booking.pk}").exists():
            told.faults.append(f"no message: {booking.pk}")
    text = log.read_text(errors="replace")
    told.faults += [f"the log says: {words}" for words in BROKEN if words in text]
