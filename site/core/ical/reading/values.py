"""What was read in another one's calendar, as frozen values; and how they cross from one process to another."""

from dataclasses import dataclass
from datetime import datetime

from core.geo import Point


class UnreadableFile(Exception):
    """Nothing could be read; the message is for staff."""


class NotACalendar(UnreadableFile):
    """These bytes are no iCalendar file."""


class TookTooLong(UnreadableFile):
    """It was given up after the time that was allowed."""


class TookTooMuch(UnreadableFile):
    """It was given up at the memory that was allowed."""


@dataclass(frozen=True, slots=True)
class ReadDate:
    """
    One occurrence, with everything on it.

    ``recurrence_id`` is empty for the only date of an event; else it is the original moment (ISO, in UTC), or
    the original day. ``start`` and ``end`` are aware, in ``zone``; those of whole days are local midnights, the
    end then being the midnight after the last day. Texts are plain and bounded; ``url`` is http(s) or empty.
    """

    uid: str
    recurrence_id: str
    title: str
    description: str
    location: str
    url: str
    start: datetime
    end: datetime
    all_day: bool
    zone: str
    cancelled: bool
    sequence: int
    changed_at: datetime | None
    categories: tuple[str, ...]
    geo: Point | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """An event that was left out: ``uid`` and ``title`` are empty where unknown, the reason is for staff."""

    uid: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """
    A whole file, in an order that depends on nothing but its bytes.

    ``events`` counts its VEVENTs, those refused and those without a date in the window included. ``truncated``:
    there were more dates than were asked for, and those kept are the earliest. ``notes`` say in words what had to
    be guessed (a time zone that nobody knows).
    """

    name: str
    zone: str
    prodid: str
    dates: tuple[ReadDate, ...]
    refusals: tuple[Refusal, ...]
    events: int
    truncated: bool
    notes: tuple[str, ...] = ()
