"""
Which time zone a foreign name means: one of the tz database's, in the end.

A name that the database has is that zone, whatever the file says of it. Windows' own names are in icalendar's table
(Unicode CLDR). Any other has to be described by the file (VTIMEZONE): the zone whose clock shows the same is taken.
"""

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

from core.dates import make_aware_local
from core.ical.reading.components import CalendarComponent
from core.ical.reading.lines import Line
from core.ical.reading.observances import DescribedZone
from core.ical.reading.texts import quoted
from core.ical.reading.times import Moment, is_duration, parse_duration, parse_moment
from core.ical.zones import VTIMEZONES

# How often two clocks are compared: often enough to tell apart those that change on neighbouring Sundays.
_EVERY = timedelta(days=5)

# So many may a calendar name before nobody looks at what it says of them.
MOST_NAMES = 200

UTC_NAMES = frozenset({"UTC", "Etc/UTC", "UCT", "Etc/UCT", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal"})


class Zones:
    """
    The zones of one calendar.

    ``own`` is that of its floating times: its X-WR-TIMEZONE if that is known (``declared``), else ``default``. What
    had to be guessed is added to ``notes``.
    """

    def __init__(
        self, calendar: CalendarComponent, *, default: ZoneInfo, first: datetime, last: datetime, notes: list[str]
    ) -> None:
        self._notes = notes
        self._first, self._last = first, last
        self._described = {_key(zone.properties.value("TZID")): zone for zone in reversed(calendar.zones)}
        self._found: dict[str, tzinfo] = {}
        self.default = self.own = default
        said = calendar.properties.value("X-WR-TIMEZONE") or calendar.properties.value("TIMEZONE-ID")
        self.declared = False
        if said:
            own = self.named(said)
            # Nobody lives in UTC: it is what a program says that was told nothing.
            self.declared = isinstance(own, ZoneInfo) and own.key not in UTC_NAMES
            self.own = own if isinstance(own, ZoneInfo) and self.declared else default

    def named(self, tzid: str) -> tzinfo:
        """
        The zone of this name: a `ZoneInfo`, or where there is none like it, what the file describes.

        If nobody knows it, it is the calendar's own, and a note.
        """
        key = _key(tzid)
        if key not in self._found:
            self._found[key] = self._find(tzid, key)
        return self._found[key]

    def moment(self, line: Line) -> Moment:
        """
        The one moment that this property gives.

        :raises Unreadable: it gives none.
        """
        return self._moment(line.value, line)

    def period(self, value: str, line: Line) -> tuple[Moment, Moment | timedelta | None]:
        """
        One of the moments of a list (EXDATE, RDATE), with its own end or duration if it is a period.

        :raises Unreadable: it is none.
        """
        start, _, end = value.strip().partition("/")
        if not end:
            return self._moment(start, line), None
        return self._moment(start, line), (parse_duration(end) if is_duration(end) else self._moment(end, line))

    def _moment(self, value: str, line: Line) -> Moment:
        when = parse_moment(value)
        tzid = line.parameters.get("TZID", "")
        if not tzid or not isinstance(when, datetime):
            return when
        # Where a zone is named and the time says to be in UTC, those who write both mean the zone.
        return make_aware_local(when.replace(tzinfo=None), self.named(tzid))

    def _find(self, tzid: str, key: str) -> tzinfo:
        if name := _known(key):
            return ZoneInfo(name)
        if len(self._found) < MOST_NAMES and (component := self._described.get(key)):
            if name := _known(_key(component.properties.value("X-LIC-LOCATION"))):
                return ZoneInfo(name)
            described = DescribedZone(component, self._first, self._last)
            if described.says_something:
                return self._same(described) or described
        self._notes.append(
            f"Le fuseau horaire {quoted(tzid)} n'est pas connu : ses heures sont lues comme celles de {self.own.key}."
        )
        return self.own

    def _same(self, described: DescribedZone) -> ZoneInfo | None:
        """The zone whose clock shows the same as this one over the time that is read."""
        looks = _looks(self._first, self._last)
        shown = _clock(described, looks)
        ours = (zone for zone in (self.own, self.default) if _clock(zone, looks) == shown)
        return next(ours, None) or _known_clocks(looks).get(shown)


def _key(tzid: str) -> str:
    return tzid[:200].strip(" \"'/").casefold()


def _known(key: str) -> str:
    """The zone of the database that this name is, or ends with ("/freeassociation…/Tzfile/Europe/Paris")."""
    names = _names()
    parts = key.split("/")
    ends = ("/".join(parts[at:]) for at in range(len(parts)))
    # "Europe_Paris", from those who may not write a slash.
    said = next((names[name] for name in (*ends, key.replace("_", "/", 1)) if name in names), "")
    return said or _windows().get(key, "")


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    # The list that tzdata ships: to ask zoneinfo for it is to open six hundred files.
    listed = (resources.files("tzdata") / "zones").read_text().split()
    return {**{name.casefold(): name for name in listed}, "z": "UTC"}


@lru_cache(maxsize=1)
def _windows() -> dict[str, str]:
    # Loading icalendar takes longer than reading most files: only for those who need it.
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    zones = _names()
    return {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items() if zone.casefold() in zones}


def _looks(first: datetime, last: datetime) -> tuple[datetime, ...]:
    # The laws of today: those of before are forgotten by most who describe a clock.
    begin = max(first, last - timedelta(days=730)).astimezone(UTC)
    days = max(366, (last - begin).days)
    # At noon, since nights of change are described an hour off more often than not.
    begin = begin.replace(hour=12, minute=0, second=0, microsecond=0)
    return tuple(begin + _EVERY * step for step in range(days // _EVERY.days + 1))


def _clock(zone: tzinfo, looks: tuple[datetime, ...]) -> tuple[timedelta | None, ...]:
    return tuple(look.astimezone(zone).utcoffset() for look in looks)


@lru_cache(maxsize=2)
def _known_clocks(looks: tuple[datetime, ...]) -> dict[tuple[timedelta | None, ...], ZoneInfo]:
    """By what they show, France's zones, then one for each clock of the world, which is what Windows' table is."""
    zones = [ZoneInfo(name) for name in (*VTIMEZONES, *dict.fromkeys(_windows().values()))]
    return {_clock(zone, looks): zone for zone in reversed(zones)}
