"""
Which time zone a foreign name means: one of the tz database's, in the end.

A name that the database has is that zone, whatever the file says of it. Windows' own names are in icalendar's table
(Unicode CLDR). Any other has to be described by the file (VTIMEZONE): the zone whose clock shows the same is taken.
"""

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from core.dates import make_aware_local
from core.ical.reading.components import CalendarComponent, ZoneComponent
from core.ical.reading.lines import Line
from core.ical.reading.observances import Onsets
from core.ical.reading.texts import quoted
from core.ical.reading.times import Moment, is_duration, parse_duration, parse_moment
from core.ical.zones import VTIMEZONES

# How often two clocks are compared: often enough to tell apart those that change on neighbouring Sundays.
_EVERY = timedelta(days=5)

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
        self._found: dict[str, ZoneInfo] = {}
        self.default = self.own = default
        said = calendar.properties.value("X-WR-TIMEZONE") or calendar.properties.value("TIMEZONE-ID")
        self.declared = bool(said)
        if said:
            self.own = self.named(said)
            if self.own.key in UTC_NAMES:
                # Nobody lives in UTC: it is what a program says that was told nothing.
                self.own, self.declared = default, False

    def named(self, tzid: str) -> ZoneInfo:
        """The zone of this name; the calendar's own, and a note, if nobody knows it."""
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
        if not tzid or not isinstance(when, datetime) or when.tzinfo is not None:
            return when
        return make_aware_local(when, self.named(tzid))

    def _find(self, tzid: str, key: str) -> ZoneInfo:
        if name := _known(key):
            return ZoneInfo(name)
        zone = self.own
        if component := self._described.get(key):
            name = _known(_key(component.properties.value("X-LIC-LOCATION"))) or self._same(component)
            if name:
                return ZoneInfo(name)
            zone = ZoneInfo(self._near(component) or zone.key)
        self._notes.append(
            f"Le fuseau horaire {quoted(tzid)} n'est pas connu : ses heures sont lues comme celles de {zone.key}."
        )
        return zone

    def _same(self, component: ZoneComponent) -> str:
        """The zone whose clock shows the same as this one over the time that is read; empty if there is none."""
        looks = _looks(self._first, self._last)
        onsets = Onsets(component, looks[0], looks[-1])
        shown = tuple(onsets.offset(look) for look in looks)
        ours = (name for name in (self.own.key, self.default.key, *VTIMEZONES) if _clock(name, looks) == shown)
        return next(ours, "") or _database(looks).get(shown, "")

    def _near(self, component: ZoneComponent) -> str:
        """The zone that has the same hours of summer and winter, where nothing says well when they change."""
        offsets = Onsets(component, self._first, self._last).offsets
        looks = _looks(self._first, self._last)
        ours = (name for name in (self.own.key, self.default.key, *VTIMEZONES) if {*_clock(name, looks)} == offsets)
        others = (name for clock, name in _database(looks).items() if {*clock} == offsets)
        return next(ours, "") or next(others, "")


def _key(tzid: str) -> str:
    return tzid[:200].strip(" \"'/").casefold()


def _known(key: str) -> str:
    """The zone of the database that this name is, or ends with ("/freeassociation…/Tzfile/Europe/Paris")."""
    names = _names()
    parts = key.split("/")
    ends = ("/".join(parts[at:]) for at in range(len(parts)))
    # "Europe_Paris", from those who may not write a slash.
    return next((names[name] for name in (*ends, key.replace("_", "/", 1)) if name in names), "")


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    zones = available_timezones()
    windows = {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items() if zone in zones}
    return {**windows, **{name.casefold(): name for name in zones}, "z": "UTC"}


def _looks(first: datetime, last: datetime) -> tuple[datetime, ...]:
    # The laws of today: those of before are forgotten by most who describe a clock.
    begin = max(first, last - timedelta(days=730))
    days = max(366, (last - begin).days)
    return tuple(begin + _EVERY * step for step in range(days // _EVERY.days + 1))


def _clock(name: str, looks: tuple[datetime, ...]) -> tuple[timedelta | None, ...]:
    zone = ZoneInfo(name)
    return tuple(look.astimezone(zone).utcoffset() for look in looks)


@lru_cache(maxsize=2)
def _database(looks: tuple[datetime, ...]) -> dict[tuple[timedelta | None, ...], str]:
    """What every clock shows, and which zone that is; of those that are alike, one of Europe's, else the first."""
    names = sorted(available_timezones(), key=lambda name: (not name.startswith("Europe/"), "/" not in name, name))
    return {_clock(name, looks): name for name in reversed(names)}
