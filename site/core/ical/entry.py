"""What goes into a calendar, in the terms of RFC 5545 and RFC 7986, as frozen values."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from core.geo import Point


class InvalidEntry(ValueError):
    """No calendar could understand this entry: a fault of the program that made it, not of a person's words."""


class EndBeforeStart(InvalidEntry):
    """The end is before the start, or whole days are none."""


class Status(StrEnum):
    """Whether it takes place (RFC 5545 §3.8.1.11)."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Party:
    """Someone who organises or attends: a mail address, and a name if there is one."""

    mail: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture at an absolute address; its media type ("image/jpeg") where it is known."""

    url: str
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Conference:
    """Where to join online: an absolute address (http, https or tel) and what the link says."""

    url: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One thing that happens, in the terms a calendar understands (RFC 5545, VEVENT).

    ``starts_at`` and ``ends_at`` are aware date-times with a ZoneInfo, or two dates for whole days, the
    end then being the day *after* the last (RFC 5545 §3.6.1); a date-time that ends when it starts is one whose
    end nobody knows. ``recurrence_id`` and ``exdates`` are of the
    same type as the start of their series. ``rrule`` is the text of the rule (`recurrence.rule.to_rrule`),
    without "RRULE:". ``changed_at`` is when the record last changed, never the moment of the fetch.
    Texts are plain, and may hold anything: they are cleaned on the way out. ``alarms`` say how long before the start
    the person wants to be reminded, in whole minutes: only for an entry that goes to one person, at their own wish.

    :raises InvalidEntry: no uid, a date-time without zone, types that do not match, a malformed rule.
    :raises EndBeforeStart: an end before its start, or whole days that are none.
    """

    uid: str
    title: str
    starts_at: datetime | date
    ends_at: datetime | date
    changed_at: datetime
    created_at: datetime | None = None
    sequence: int = 0
    status: Status = Status.CONFIRMED
    description: str = ""
    location: str = ""
    geo: Point | None = None
    url: str = ""
    categories: tuple[str, ...] = ()
    contact: str = ""
    organizer: Party | None = None
    attendees: tuple[Party, ...] = ()
    rrule: str = ""
    exdates: tuple[datetime | date, ...] = ()
    recurrence_id: datetime | date | None = None
    busy: bool = True
    private: bool = False
    image: Image | None = None
    conference: Conference | None = None
    color: str = ""
    alarms: tuple[timedelta, ...] = ()

    def __post_init__(self) -> None:
        if not self.uid.strip():
            raise InvalidEntry("An entry needs a uid.")
        if self.sequence < 0:
            raise InvalidEntry(f"{self.uid}: the sequence is negative.")
        moments = [self.changed_at, *([self.created_at] if self.created_at else [])]
        like_start = [self.starts_at, self.ends_at, *self.exdates]
        if self.recurrence_id is not None:
            like_start.append(self.recurrence_id)
        if any(isinstance(when, datetime) == self.all_day for when in like_start):
            raise InvalidEntry(f"{self.uid}: dates and date-times are mixed.")
        if any(isinstance(when, datetime) and when.utcoffset() is None for when in [*moments, *like_start]):
            raise InvalidEntry(f"{self.uid}: a date-time has no time zone.")
        if _before(self.ends_at, self.starts_at) or (self.all_day and self.ends_at == self.starts_at):
            raise EndBeforeStart(f"{self.uid}: the end is not after the start.")
        if self.rrule and self.recurrence_id is not None:
            raise InvalidEntry(f"{self.uid}: one date of a series has no rule of its own.")
        if any(before < timedelta() or before % timedelta(minutes=1) for before in self.alarms):
            raise InvalidEntry(f"{self.uid}: a reminder rings before the start, on a minute.")
        if self.exdates and not self.rrule:
            raise InvalidEntry(f"{self.uid}: there is no rule to exclude dates from.")

    @property
    def all_day(self) -> bool:
        """Whether it lasts whole days."""
        return not isinstance(self.starts_at, datetime)

    @property
    def has_end(self) -> bool:
        """Whether anybody knows when it ends."""
        return self.all_day or _before(self.starts_at, self.ends_at)


def _before(one: datetime | date, other: datetime | date) -> bool:
    if isinstance(one, datetime) and isinstance(other, datetime):
        # By way of UTC: two times of one zone would be compared as the wall shows them.
        return one.astimezone(UTC) < other.astimezone(UTC)
    return one < other


@dataclass(frozen=True, slots=True)
class Calendar:
    """
    What a client is told about the calendar as a whole (RFC 7986).

    ``url`` is its page for people, ``source_url`` the address of the .ics itself; ``uid`` never changes.
    ``changed_at`` is the last change of anything in it; ``refresh`` how long a client may wait. ``color``
    is a CSS3 name. ``zone`` is the one that clients show where an entry has none.
    """

    name: str
    changed_at: datetime
    uid: str = ""
    description: str = ""
    url: str = ""
    source_url: str = ""
    refresh: timedelta = field(default=timedelta(hours=6))
    method: str = "PUBLISH"
    color: str = ""
    prodid: str = "-//Permanences connectées//Agenda//FR"
    zone: str = "Europe/Paris"
