"""One VEVENT, understood: when it starts and ends, how it repeats, what is taken from it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from hashlib import sha256
from zoneinfo import ZoneInfo

from core.dates import make_aware_local
from core.ical.reading import texts
from core.ical.reading.components import Properties
from core.ical.reading.refused import RefusedEvent
from core.ical.reading.rule import DayRule, parse_rule
from core.ical.reading.times import Moment, Unreadable, parse_duration, parse_moment, settled, wall
from core.ical.reading.zones import UTC_NAMES, Zones

_LARGEST = 2**31 - 1  # of a SEQUENCE: what the database holds
_CANCELLED = frozenset({"CANCELLED", "CANCELED"})


@dataclass(slots=True)
class Event:
    """
    What one VEVENT says of time.

    ``start`` and ``end`` are both days (the end excluded) or both aware. ``clock`` is the zone on whose clock the
    series keeps its hour, ``zone`` the one in which its dates are shown; they differ where hours are given in UTC.
    ``recurrence_id``, ``exdates`` and the starts of ``rdates`` may be floating, on the clock of the series.
    """

    uid: str
    start: Moment
    end: Moment
    clock: tzinfo
    zone: ZoneInfo
    properties: Properties
    cancelled: bool
    status: str
    sequence: int
    changed_at: datetime | None
    stamped_at: datetime
    recurrence_id: Moment | None = None
    and_future: bool = False
    rules: list[DayRule] = field(default_factory=list)
    rdates: list[tuple[Moment, Moment | timedelta | None]] = field(default_factory=list)
    exdates: list[Moment] = field(default_factory=list)

    @property
    def all_day(self) -> bool:
        """Whether it lasts whole days."""
        return not isinstance(self.start, datetime)

    @property
    def version(self) -> tuple[int, datetime, datetime]:
        """Of two that say the same date, the greater one counts."""
        return (self.sequence, self.changed_at or datetime.min.replace(tzinfo=UTC), self.stamped_at)

    def at(self, day: Moment) -> datetime:
        """The moment of this day or time: whole days begin at midnight where they are shown."""
        if isinstance(day, datetime):
            return settled(day, self.clock).astimezone(UTC)
        return make_aware_local(datetime.combine(day, time()), self.zone).astimezone(UTC)

    def identity(self, when: Moment) -> Moment:
        """Name an original moment as its series does: a day, or a time in UTC; a day where only that is known."""
        if not isinstance(when, datetime):
            return when
        if self.all_day:
            return (when if when.tzinfo is None else when.astimezone(self.clock)).date()
        return settled(when, self.clock).astimezone(UTC)


def read_event(properties: Properties, zones: Zones, *, cancelled: bool, notes: list[str]) -> Event:
    """
    The event of this component. ``cancelled``: the whole calendar says so of its events (METHOD:CANCEL).

    :raises RefusedEvent: it has no start, ends before it, repeats in a way that is not taken, or is private.
    """
    if not properties.complete:
        raise RefusedEvent("Le fichier s'arrête au milieu de cet événement.")
    if properties.value("CLASS").upper() in {"PRIVATE", "CONFIDENTIAL"}:
        raise RefusedEvent("Son auteur l'a marqué comme privé.")
    if properties.all("EXRULE"):
        raise RefusedEvent("Il exclut des dates par une règle (EXRULE), ce qui n'est plus pris en charge.")
    status = properties.value("STATUS").upper()
    original = _moment(properties, "RECURRENCE-ID", zones, "La date de la série qu'il remplace est illisible")
    start = _moment(properties, "DTSTART", zones, "Sa date de début est illisible")
    if start is None and original is not None and (cancelled or status in _CANCELLED):
        # To call one date off, some say only which.
        start = original
    if start is None:
        raise RefusedEvent("Il n'a pas de date de début.")
    clock, start = _clock(start, zones)
    start, end = _span(properties, start, clock, zones, notes)
    changed_at = _stamp(properties, "LAST-MODIFIED")
    event = Event(
        uid=_uid(properties),
        start=start,
        end=end,
        clock=clock,
        zone=_shown_in(start, clock, zones),
        properties=properties,
        cancelled=cancelled or status in _CANCELLED,
        status=status,
        sequence=_sequence(properties.value("SEQUENCE")),
        changed_at=changed_at,
        stamped_at=_stamp(properties, "DTSTAMP") or datetime.min.replace(tzinfo=UTC),
        recurrence_id=original,
    )
    if original is not None:
        identifier = properties.first("RECURRENCE-ID")
        event.and_future = identifier is not None and identifier.parameters.get("RANGE", "").upper() == "THISANDFUTURE"
    event.rules = [parse_rule(line.value) for line in properties.all("RRULE") if line.value]
    event.rdates = list(_listed(properties, "RDATE", "date ajoutée", zones, notes))
    event.exdates = [when for when, _ in _listed(properties, "EXDATE", "date exclue", zones, notes)]
    return event


def recurrence_of(properties: Properties, zones: Zones) -> Moment | None:
    """Which date of its series a component is about, if it says so legibly: to leave that one out with it."""
    line = properties.first("RECURRENCE-ID")
    try:
        return zones.moment(line) if line else None
    except Unreadable:
        return None


def _uid(properties: Properties) -> str:
    uid = texts.identifier(properties)
    if not uid:
        # Many programs forget it. What it is and when it starts has to do.
        said = "\n".join(properties.value(name) for name in ("DTSTART", "SUMMARY", "RRULE"))
        return f"sans-uid-{sha256(said.encode()).hexdigest()[:32]}"
    if len(uid) > texts.UID:
        return f"{uid[: texts.UID - 65]}-{sha256(uid.encode()).hexdigest()}"
    return uid


def _moment(properties: Properties, name: str, zones: Zones, complaint: str) -> Moment | None:
    line = properties.first(name)
    if line is None or not line.value:
        return None
    try:
        return zones.moment(line)
    except Unreadable:
        raise RefusedEvent(f"{complaint} : {texts.quoted(line.value)}.") from None


def _clock(start: Moment, zones: Zones) -> tuple[tzinfo, Moment]:
    """The zone on whose clock it keeps its hour, and the start, aware."""
    if not isinstance(start, datetime):
        return zones.own, start
    start = settled(start, zones.own)
    if start.tzinfo is not None and not _is_utc(start.tzinfo):
        return start.tzinfo, start
    here = start.astimezone(zones.own)
    # A calendar that says its zone and writes in UTC means its own clock, unless its rule would name another day.
    if zones.declared and here.date() == start.date():
        return zones.own, here
    return UTC, start


def _is_utc(zone: tzinfo) -> bool:
    return zone is UTC or (isinstance(zone, ZoneInfo) and zone.key in UTC_NAMES)


def _shown_in(start: Moment, clock: tzinfo, zones: Zones) -> ZoneInfo:
    """Whole days are those of where they are shown; what is in UTC, or on a clock of its own, is told on ours."""
    if not isinstance(start, datetime):
        return zones.default
    return clock if isinstance(clock, ZoneInfo) and not _is_utc(clock) else zones.own


def _span(
    properties: Properties, start: Moment, clock: tzinfo, zones: Zones, notes: list[str]
) -> tuple[Moment, Moment]:
    try:
        end = _end(properties, start, clock, zones)
    except Unreadable as error:
        notes.append(f"{_named(properties)} : fin illisible, non reprise ({texts.quoted(str(error))}).")
        end = None
    if not isinstance(start, datetime):
        return start, _last_day(start, end, clock)
    if not isinstance(end, datetime):
        # A day, for the end of what has an hour: its midnight, or nothing if it is the same day.
        end = start if end is None else max(start, make_aware_local(datetime.combine(end, time()), clock))
    if end.astimezone(UTC) < start.astimezone(UTC):
        raise RefusedEvent("Il se termine avant d'avoir commencé.")
    if properties.value("X-MICROSOFT-CDO-ALLDAYEVENT").upper() == "TRUE":
        first, last = wall(start, clock), wall(end, clock)
        if first.time() == last.time() == time() and first < last:
            return first.date(), last.date()
    return start, end


def _end(properties: Properties, start: Moment, clock: tzinfo, zones: Zones) -> Moment | None:
    """
    What DTEND or DURATION says; None if neither does.

    :raises Unreadable: it cannot be read.
    """
    line = properties.first("DTEND")
    if line is not None and line.value:
        end = zones.moment(line)
        return settled(end, clock) if isinstance(end, datetime) else end
    if not properties.value("DURATION"):
        return None
    lasting = parse_duration(properties.value("DURATION"))
    if isinstance(start, datetime):
        return make_aware_local(wall(start, clock) + lasting, clock)
    return start + timedelta(days=max(1, -(-lasting // timedelta(days=1))))


def _last_day(start: date, end: Moment | None, clock: tzinfo) -> date:
    """The day after the last."""
    if end is None:
        return start + timedelta(days=1)
    if isinstance(end, datetime):
        at = wall(end, clock)
        end = at.date() if at.time() == time() else at.date() + timedelta(days=1)
    if end < start:
        raise RefusedEvent("Il se termine avant d'avoir commencé.")
    # The same day twice is what many write for one day.
    return max(end, start + timedelta(days=1))


def _listed(
    properties: Properties, name: str, said: str, zones: Zones, notes: list[str]
) -> Iterator[tuple[Moment, Moment | timedelta | None]]:
    for line in properties.all(name):
        for value in filter(None, map(str.strip, line.value.split(","))):
            try:
                yield zones.period(value, line)
            except Unreadable:
                notes.append(f"{_named(properties)} : {said} illisible ({texts.quoted(value)}).")


def _stamp(properties: Properties, name: str) -> datetime | None:
    try:
        when = parse_moment(properties.value(name))
    except Unreadable:
        return None
    return settled(when, UTC) if isinstance(when, datetime) else None


def _sequence(value: str) -> int:
    return min(int(value), _LARGEST) if value.isascii() and value.isdigit() and len(value) < 20 else 0


def _named(properties: Properties) -> str:
    return texts.quoted(texts.text(properties, "SUMMARY", texts.TITLE) or texts.identifier(properties))
