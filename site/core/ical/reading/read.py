"""From bytes to dates: each event on its own, whatever the others are."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from core.geo import InvalidPoint, Point, parse_point
from core.ical.reading import texts
from core.ical.reading.components import MOST_EVENTS, CalendarComponent, Properties, calendars_of
from core.ical.reading.event import Event, read_event, recurrence_of
from core.ical.reading.lines import lines_of
from core.ical.reading.refused import RefusedEvent
from core.ical.reading.rule import Work
from core.ical.reading.series import Dated, Series, Window
from core.ical.reading.values import NotACalendar, ReadDate, Reading, Refusal
from core.ical.reading.zones import Zones
from core.ical.writer import CANCELLED_PREFIX, UNTITLED

LIMIT = 2_000  # dates, in all
WORK = 300_000  # days looked at, before the window and within: some seconds
MOST_REFUSALS = 500
MOST_NOTES = 30

UNREADABLE = "Cet événement n'a pas pu être lu."
"""Said where our own program failed: the tests hold that nothing they try is answered so."""

_OUT_OF_TIME = "Ses dates sortent du calendrier (de l'an 1 à l'an 9999)."
_SUPERSEDED = "Un autre événement porte le même identifiant (UID) : un seul est repris, le dernier."

_PREFIXES = (CANCELLED_PREFIX, "ANNULÉ :", "ANNULÉE :", "ANNULÉ -", "CANCELED:", "CANCELLED:", "[ANNULÉ]")


def read(body: bytes, *, default_zone: str, first: datetime, last: datetime, limit: int = LIMIT) -> Reading:
    """
    The dates of this file that touch ``first`` to ``last`` (aware), the earliest ``limit`` of them.

    :raises NotACalendar: it holds no calendar at all. Nothing else is raised, whatever the bytes.
    """
    calendars = calendars_of(lines_of(body))
    if all(calendar.properties.value("CALSCALE").upper() not in {"", "GREGORIAN"} for calendar in calendars):
        raise NotACalendar("Ce calendrier n'est pas grégorien : ses dates ne peuvent pas être reprises.")
    reader = _Reader(ZoneInfo(default_zone), Window(first, last, limit, Work(WORK)))
    for calendar in calendars:
        reader.take(calendar)
    return reader.reading(calendars)


@dataclass(slots=True)
class _Reader:
    """What is known of the file so far."""

    default: ZoneInfo
    window: Window
    series: dict[str, Series] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    refusals: list[Refusal] = field(default_factory=list)
    more_refusals: int = 0
    notes: list[str] = field(default_factory=list)
    zone: ZoneInfo | None = None

    def take(self, calendar: CalendarComponent) -> None:
        """Sort its events by their UID; those that cannot be taken are refused, each alone."""
        zones = Zones(calendar, default=self.default, first=self.window.first, last=self.window.last, notes=self.notes)
        self.zone = self.zone or zones.own
        cancelled = calendar.properties.value("METHOD").upper() == "CANCEL"
        for properties in calendar.events:
            try:
                self._add(read_event(properties, zones, cancelled=cancelled, notes=self.notes))
            except RefusedEvent as error:
                self._refuse(properties, zones, str(error))
            except MemoryError:
                raise
            except OverflowError:
                self._refuse(properties, zones, _OUT_OF_TIME)
            except Exception:  # noqa: BLE001 - whatever is in one event, the others are read
                self._refuse(properties, zones, UNREADABLE)
        if calendar.more:
            self.notes.append(
                f"Seuls les {MOST_EVENTS} premiers événements sont lus, sur {MOST_EVENTS + calendar.more}."
            )
        if calendar.others:
            self.notes.append("Ce calendrier contient aussi des tâches ou des notes : elles ne sont pas reprises.")
        if not calendar.complete:
            self.notes.append("Le fichier n'a pas de fin (END:VCALENDAR) : il a peut-être été coupé en chemin.")

    def reading(self, calendars: list[CalendarComponent]) -> Reading:
        """All that was taken, in order of time, and what was not."""
        kept = list(islice(heapq.merge(*self._streams(), key=_order), self.window.limit + 1))
        # A series may turn out to be refused half-way: none of it is kept.
        kept = [dated for dated in kept if dated.said_by.uid not in self.refused]
        more = sum(calendar.more for calendar in calendars)
        told: dict[int, _Told] = {}
        return Reading(
            name=_first(calendars, "X-WR-CALNAME") or _first(calendars, "NAME"),
            zone=(self.zone or self.default).key,
            prodid=_first(calendars, "PRODID"),
            dates=tuple(_read_date(dated, told) for dated in kept[: self.window.limit]),
            refusals=self._told(),
            events=more + sum(len(calendar.events) for calendar in calendars),
            truncated=len(kept) > self.window.limit or more > 0,
            notes=tuple(dict.fromkeys(self.notes))[:MOST_NOTES],
        )

    def _add(self, event: Event) -> None:
        series = self.series.setdefault(event.uid, Series(event.uid))
        if event.recurrence_id is not None:
            series.overrides.append(event)
            return
        known = series.master
        if known is None:
            series.master = event
            return
        series.master, lost = (event, known) if event.version >= known.version else (known, event)
        if lost.version == series.master.version and not _alike(lost, series.master):
            self._tell(lost.uid, lost.properties, _SUPERSEDED)

    def _refuse(self, properties: Properties, zones: Zones, reason: str) -> None:
        uid = texts.identifier(properties)[: texts.UID]
        self._tell(uid, properties, reason)
        if properties.first("RECURRENCE-ID") is None:
            # What only says how some of its dates differ is nothing without it.
            self.refused.add(uid)
        elif (original := recurrence_of(properties, zones)) is not None:
            self.series.setdefault(uid, Series(uid)).left_out.append(original)

    def _streams(self) -> Iterator[Iterator[Dated]]:
        # Those that cost least first: where there is not enough work for all, it is for most of them.
        for uid, series in sorted(self.series.items(), key=lambda item: item[1].days_before(self.window)):
            if uid not in self.refused or series.master is not None:
                self.refused.discard(uid)
                yield self._guarded(series)

    def _guarded(self, series: Series) -> Iterator[Dated]:
        try:
            yield from series.dates(self.window)
        except RefusedEvent as error:
            self._give_up(series, str(error))
        except MemoryError:
            raise
        except OverflowError:
            self._give_up(series, _OUT_OF_TIME)
        except Exception:  # noqa: BLE001 - whatever is in one series, the others are read
            self._give_up(series, UNREADABLE)

    def _give_up(self, series: Series, reason: str) -> None:
        said_by = series.master or series.overrides[0]
        self.refused.add(series.uid)
        self._tell(series.uid, said_by.properties, reason)

    def _tell(self, uid: str, properties: Properties, reason: str) -> None:
        if len(self.refusals) < MOST_REFUSALS:
            self.refusals.append(Refusal(uid, _title(properties), reason))
        else:
            self.more_refusals += 1

    def _told(self) -> tuple[Refusal, ...]:
        if not self.more_refusals:
            return tuple(self.refusals)
        more = Refusal("", "", f"{self.more_refusals} autres événements ont été refusés de même.")
        return (*self.refusals, more)


@dataclass(frozen=True, slots=True)
class _Told:
    """What an event says of all its dates."""

    title: str
    description: str
    location: str
    url: str
    categories: tuple[str, ...]
    geo: Point | None


def _order(dated: Dated) -> tuple[datetime, str, str]:
    return dated.order


def _first(calendars: list[CalendarComponent], name: str) -> str:
    values = (texts.text(calendar.properties, name, texts.NAME) for calendar in calendars)
    return next(filter(None, values), "")


def _alike(one: Event, other: Event) -> bool:
    return (one.start, one.end, one.rules, _title(one.properties)) == (
        other.start,
        other.end,
        other.rules,
        _title(other.properties),
    )


def _title(properties: Properties) -> str:
    return texts.text(properties, "SUMMARY", texts.TITLE)


def _read_date(dated: Dated, told: dict[int, _Told]) -> ReadDate:
    event = dated.said_by
    said = told.get(id(event)) or told.setdefault(id(event), _tell(event))
    return ReadDate(
        uid=event.uid,
        recurrence_id=dated.recurrence_id,
        title=said.title,
        description=said.description,
        location=said.location,
        url=said.url,
        start=dated.start,
        end=dated.end,
        all_day=event.all_day,
        zone=event.zone.key,
        cancelled=event.cancelled,
        sequence=event.sequence,
        changed_at=event.changed_at,
        categories=said.categories,
        geo=said.geo,
    )


def _tell(event: Event) -> _Told:
    properties = event.properties
    title = _title(properties)
    if event.cancelled:
        # Said by ``cancelled``, and with a word of ours where it is shown.
        prefix = next((prefix for prefix in _PREFIXES if title.upper().startswith(prefix)), "")
        title = title[len(prefix) :].strip()
    return _Told(
        title=title or UNTITLED,
        description=texts.long_text(properties, "DESCRIPTION", texts.DESCRIPTION),
        location=texts.text(properties, "LOCATION", texts.LOCATION),
        url=texts.address(properties, "URL"),
        categories=texts.categories(properties),
        geo=_geo(properties.value("GEO")),
    )


def _geo(value: str) -> Point | None:
    lat, _, lon = value.partition(";" if ";" in value else ",")
    try:
        return parse_point(lat, lon) if lat and lon else None
    except InvalidPoint:
        return None
