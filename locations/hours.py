"""
Opening hours, in OpenStreetMap's ``opening_hours`` syntax as the national standard asks. Pure: no database, no clock.

``opening-hours-py`` evaluates the syntax, with French public holidays. It reads ``Mo 09:00-12:00 "sur rendez-vous"`` as
open; for a person that is neither open nor closed, so it is a kind of its own here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, ParserError, State  # type: ignore[attr-defined]  # missing from its stub

COUNTRY = "FR"
LOOK_AHEAD = timedelta(days=15)  # Further than that, "ouvre le…" helps nobody today.
LONGEST = 2000

PARIS = ZoneInfo("Europe/Paris")
_ZONES = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "984": "Indian/Kerguelen",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}
_APPOINTMENT = re.compile(r"rendez[\s-]*vous|\brdv\b|appointment", re.IGNORECASE)


class Kind(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    BY_APPOINTMENT = "by_appointment"
    UNKNOWN = "unknown"


class InvalidHours(ValueError):
    """The text is not in the ``opening_hours`` syntax; it may still be shown as it is."""


@dataclass(frozen=True, slots=True)
class OpenState:
    """
    Whether a place is open at one instant.

    ``until``: when the present opening (or appointment time) ends; None when it does not within 15 days, or is closed.
    ``next_opening``: the next opening of a closed place within 15 days. Both are aware, in the place's own zone.
    """

    kind: Kind
    until: datetime | None = None
    next_opening: datetime | None = None
    next_by_appointment: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of opening, in naive local time."""

    start: datetime
    end: datetime
    by_appointment: bool


Closures = Sequence[tuple[date, date]]
"""Dated closures, first and last day included."""

UNKNOWN = OpenState(Kind.UNKNOWN)


def zone_of(departement: str) -> ZoneInfo:
    """The time zone of a département's code (``"38"``, ``"2A"``, ``"974"``); Paris for an unknown one."""
    name = _ZONES.get(departement)
    return ZoneInfo(name) if name else PARIS


def parse(hours: str) -> OpeningHours:
    """:raises InvalidHours: when the syntax is not understood."""
    if not hours.strip() or len(hours) > LONGEST:
        raise InvalidHours
    try:
        return OpeningHours(hours, country=COUNTRY)
    except ParserError as refusal:
        raise InvalidHours(str(refusal)) from refusal


def is_valid(hours: str) -> bool:
    try:
        parse(hours)
    except InvalidHours:
        return False
    return True


def state_at(hours: str, now: datetime, zone: ZoneInfo, closures: Closures = ()) -> OpenState:
    """The state at an aware instant; ``UNKNOWN`` for hours that are missing or not understood."""
    try:
        schedule = parse(hours)
    except InvalidHours:
        return UNKNOWN
    local = now.astimezone(zone).replace(tzinfo=None)
    horizon = local + LOOK_AHEAD
    for span in _spans(schedule, local, horizon, closures):
        start, end = span.start.replace(tzinfo=zone), span.end.replace(tzinfo=zone)
        if span.start <= local:
            kind = Kind.BY_APPOINTMENT if span.by_appointment else Kind.OPEN
            return OpenState(kind, until=end if span.end < horizon else None)
        return OpenState(Kind.CLOSED, next_opening=start, next_by_appointment=span.by_appointment)
    return OpenState(Kind.CLOSED)


def intervals(
    hours: str, zone: ZoneInfo, first: date, days: int = 8, closures: Closures = ()
) -> list[tuple[datetime, datetime, bool]]:
    """
    What is open from the first local day on, for so many days: (start, end, by appointment), in UTC, in order.

    :raises InvalidHours: when the syntax is not understood.
    """
    schedule = parse(hours)
    start = datetime.combine(first, time.min)
    return [
        (_utc(span.start, zone), _utc(span.end, zone), span.by_appointment)
        for span in _spans(schedule, start, start + timedelta(days=days), closures)
    ]


def is_by_appointment(comment: str) -> bool:
    return bool(_APPOINTMENT.search(comment))


def _spans(schedule: OpeningHours, start: datetime, end: datetime, closures: Closures) -> Iterator[Span]:
    """Openings between two naive local instants, those that touch joined, dated closures cut out."""
    pending: Span | None = None
    for piece in _without(closures, _open_pieces(schedule, start, end)):
        if pending and pending.end == piece.start and pending.by_appointment == piece.by_appointment:
            pending = Span(pending.start, piece.end, piece.by_appointment)
            continue
        if pending:
            yield pending
        pending = piece
    if pending:
        yield pending


def _open_pieces(schedule: OpeningHours, start: datetime, end: datetime) -> Iterator[Span]:
    for begins, ends, state, comment in schedule.intervals(start, end):
        by_appointment = is_by_appointment(comment)
        if state == State.OPEN or (state == State.UNKNOWN and by_appointment):
            yield Span(begins, ends, by_appointment)


def _without(closures: Closures, spans: Iterator[Span]) -> Iterator[Span]:
    shut = [
        (datetime.combine(first, time.min), datetime.combine(last, time.min) + timedelta(days=1))
        for first, last in sorted(closures)
    ]
    for span in spans:
        start = span.start
        for begins, ends in shut:
            if ends <= start or begins >= span.end:
                continue
            if begins > start:
                yield Span(start, begins, span.by_appointment)
            start = max(start, ends)
        if start < span.end:
            yield Span(start, span.end, span.by_appointment)


def _utc(local: datetime, zone: ZoneInfo) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC)
