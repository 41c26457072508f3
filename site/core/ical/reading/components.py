"""
From lines to components: calendars, their events and their time zones (RFC 5545 §3.4, §3.6).

Flat, never recursive, and each event on its own: what one of them breaks, breaks no other.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from core.ical.reading.lines import Line, name_of, parsed

# What is read of each component; everything else is left where it is.
_OF_CALENDARS = frozenset(
    "X-WR-CALNAME NAME X-WR-TIMEZONE TIMEZONE-ID PRODID METHOD CALSCALE".split(),
)
_OF_EVENTS = frozenset(
    "UID RECURRENCE-ID SUMMARY DESCRIPTION LOCATION URL DTSTART DTEND DURATION RRULE EXRULE RDATE EXDATE STATUS CLASS "
    "SEQUENCE LAST-MODIFIED DTSTAMP CATEGORIES GEO X-MICROSOFT-CDO-ALLDAYEVENT".split(),
)
_OF_ZONES = frozenset("TZID X-LIC-LOCATION TZOFFSETTO TZOFFSETFROM DTSTART RRULE RDATE".split())
_KNOWN = _OF_CALENDARS | _OF_EVENTS | _OF_ZONES
_OTHERS = frozenset({"VTODO", "VJOURNAL"})
_OBSERVANCES = frozenset({"STANDARD", "DAYLIGHT"})
# Of properties that may stand several times in an event; each of the others counts the first time.
MOST_EVENTS = 20_000  # in a file: nobody's calendar of 18 months has more

_OFTEN = frozenset({"RRULE", "EXRULE", "RDATE", "EXDATE", "CATEGORIES"})


class Properties:
    """The properties of one component: the first of each name, or all of them."""

    __slots__ = ("_lines", "complete")

    def __init__(self) -> None:
        self._lines: dict[str, list[Line]] = {}
        self.complete = True

    def add(self, line: Line) -> None:
        """Keep this line, unless there is one of its name that counts before it."""
        known = self._lines.setdefault(line.name, [])
        if not known or line.name in _OFTEN:
            known.append(line)

    def first(self, name: str) -> Line | None:
        """The line of this name."""
        return next(iter(self._lines.get(name, ())), None)

    def value(self, name: str) -> str:
        """Its raw value, empty if there is none."""
        line = self.first(name)
        return line.value if line else ""

    def all(self, name: str) -> list[Line]:
        """All lines of this name."""
        return self._lines.get(name, [])


@dataclass(slots=True)
class ZoneComponent:
    """A VTIMEZONE: what it calls itself, and its halves of the year."""

    properties: Properties = field(default_factory=Properties)
    observances: list[Properties] = field(default_factory=list)


@dataclass(slots=True)
class CalendarComponent:
    """A VCALENDAR. ``others`` counts what is no event (tasks, notes), ``more`` the events after too many."""

    properties: Properties = field(default_factory=Properties)
    events: list[Properties] = field(default_factory=list)
    zones: list[ZoneComponent] = field(default_factory=list)
    others: int = 0
    more: int = 0
    complete: bool = False


def calendars_of(lines: Iterable[str]) -> list[CalendarComponent]:
    """All calendars of a file, one after the other. Events that stand in none are those of one that has no head."""
    reader = _Reader()
    for line in lines:
        reader.take(line)
    return reader.done()


class _Reader:
    """Where we are in the file: in which calendar, and in which event, zone or half of a zone, if any."""

    def __init__(self) -> None:
        self.calendars: list[CalendarComponent] = []
        self.open: list[str] = []
        self.kept = 0
        self.event: Properties | None = None
        self.zone: ZoneComponent | None = None
        self.observance: Properties | None = None

    def take(self, text: str) -> None:
        name = name_of(text)
        if name == "BEGIN":
            self._begin(_component(text))
        elif name == "END":
            self._end(_component(text))
        elif name in _KNOWN:
            self._property(name, text)

    def done(self) -> list[CalendarComponent]:
        """The file stops here: an event that is still open is one that was cut."""
        self._leave_event(complete=False)
        return self.calendars

    @property
    def calendar(self) -> CalendarComponent:
        if not self.calendars:
            self.calendars.append(CalendarComponent())
        return self.calendars[-1]

    def _begin(self, kind: str) -> None:
        if kind == "VCALENDAR":
            self._leave_event()
            self.calendars.append(CalendarComponent())
            self.open, self.zone = [], None
            return
        if kind == "VEVENT":
            # In an event there is no other: the end of the one before is missing.
            self._leave_event()
            self.open, self.zone = [], None
            self.event = Properties()
        elif kind == "VTIMEZONE" and self.event is None:
            self.zone = ZoneComponent()
        elif kind in _OBSERVANCES and self.zone is not None:
            self.observance = Properties()
        elif kind in _OTHERS:
            self.calendar.others += 1
        self.open.append(kind)

    def _end(self, kind: str) -> None:
        if kind in {"VCALENDAR", "VEVENT"}:
            self._leave_event()
            self.calendar.complete |= kind == "VCALENDAR"
            self.open, self.zone = [], None
            return
        if self.open[-1:] != [kind]:
            return
        self.open.pop()
        if kind == "VTIMEZONE" and self.zone is not None:
            self.calendar.zones.append(self.zone)
            self.zone = None
        elif kind in _OBSERVANCES and self.zone is not None and self.observance is not None:
            self.zone.observances.append(self.observance)
            self.observance = None

    def _leave_event(self, *, complete: bool = True) -> None:
        if self.event is not None:
            self.event.complete = complete
            if self.kept < MOST_EVENTS:
                self.calendar.events.append(self.event)
            else:
                self.calendar.more += 1
            self.kept += 1
            self.event = None

    def _property(self, name: str, text: str) -> None:
        """Keep what says something of the innermost component: an alarm's own title is not that of its event."""
        inside = self.open[-1] if self.open else ""
        if self.event is not None:
            target, known = (self.event if inside == "VEVENT" else None), _OF_EVENTS
        elif self.zone is not None:
            target = self.observance if inside in _OBSERVANCES else self.zone.properties
            known = _OF_ZONES
        else:
            target, known = (None if inside or not self.calendars else self.calendar.properties), _OF_CALENDARS
        if target is not None and name in known and (line := parsed(text)):
            target.add(line)


def _component(line: str) -> str:
    """The name that follows BEGIN or END."""
    return line[:80].rpartition(":")[2].strip().upper()
