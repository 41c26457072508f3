"""
Opening hours, in OpenStreetMap's ``opening_hours`` syntax as the national standard asks. Pure: no database, no clock.

``opening-hours-py`` evaluates the syntax, with French public holidays. It reads ``Mo 09:00-12:00 "sur rendez-vous"`` as
open; for a person that is neither open nor closed, so it is a kind of its own here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
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
_NO_APPOINTMENT = re.compile(r"\b(?:sans|no|without)\s+(?:rendez|rdv|appointment)", re.IGNORECASE)
_SCHOOL_HOLIDAYS = re.compile(r'\bSH\b(?=(?:[^"]*"[^"]*")*[^"]*$)')  # outside of comments
_A_DAY = "Mo|Tu|We|Th|Fr|Sa|Su|PH|SH"
_SPACED_DAYS = re.compile(rf"\b((?:{_A_DAY})(?:\[[^\]]*\])?),\s+(?=(?:{_A_DAY})\b)")


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
    Whether a place is open at one instant. All moments are aware, in the place's own zone.

    ``until``: when the present opening (or appointment time) ends; None when it does not within 15 days, or is closed.
    ``since``: when it began, if that was today. ``next_opening``: the next opening of a closed place within 15 days.
    ``but_school_holidays``: in school holidays, of which no calendar is known, it may be otherwise.
    """

    kind: Kind
    until: datetime | None = None
    next_opening: datetime | None = None
    next_by_appointment: bool = False
    since: datetime | None = None
    but_school_holidays: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch that is not closed, in naive local time."""

    start: datetime
    end: datetime
    kind: Kind


Closures = Sequence[tuple[date, date]]
"""Dated closures, first and last day included."""

UNKNOWN = OpenState(Kind.UNKNOWN)


def zone_of(departement: str) -> ZoneInfo:
    """The time zone of a département's code (``"38"``, ``"2A"``, ``"974"``); Paris for an unknown one."""
    name = _ZONES.get(departement)
    return ZoneInfo(name) if name else PARIS


def tidy(hours: str) -> str:
    """
    The same hours, days in a list without blanks.

    The library reads ``Mo, Tu 14:00-17:00`` as all of Monday, and some hours of Tuesday; who wrote it meant two days.
    """
    parts = re.split(r'("[^"]*")', hours)
    return "".join(part if part.startswith('"') else _SPACED_DAYS.sub(r"\1,", part) for part in parts)


@lru_cache(maxsize=8_192)
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
    state = _state(schedule, now, zone, closures)
    if "SH" in hours:
        in_holidays = parse(_SCHOOL_HOLIDAYS.sub("Mo-Su", str(schedule)))
        if _state(in_holidays, now, zone, closures) != state:
            return replace(state, but_school_holidays=True)
    return state


def intervals(
    hours: str, zone: ZoneInfo, first: date, days: int = 8, closures: Closures = ()
) -> list[tuple[datetime, datetime, bool]]:
    """
    What is open from the first local day on, for so many days: (start, end, by appointment), in UTC, in order.

    :raises InvalidHours: when the syntax is not understood.
    """
    start = datetime.combine(first, time.min)
    end = start + timedelta(days=days)
    offset = _steady_offset(start, end, zone)
    return [
        (begins, ends, span.kind is Kind.BY_APPOINTMENT)
        for span in _spans(parse(hours), start, end, closures)
        for begins, ends in _moments(span, zone, offset)
        if span.kind is not Kind.UNKNOWN
    ]


def is_by_appointment(comment: str) -> bool:
    """Whether a comment says that one comes by appointment: ``sur RDV``, but not ``avec ou sans rendez-vous``."""
    return bool(_APPOINTMENT.search(comment)) and not _NO_APPOINTMENT.search(comment)


def _state(schedule: OpeningHours, now: datetime, zone: ZoneInfo, closures: Closures) -> OpenState:
    local = now.astimezone(zone).replace(tzinfo=None, fold=0)
    today = datetime.combine(local.date(), time.min)
    horizon = local + LOOK_AHEAD
    offset = _steady_offset(today, horizon, zone)
    for span in _spans(schedule, today, horizon, closures):
        for start, end in _moments(span, zone, offset):
            if end <= now:
                continue
            if start <= now:
                until = end.astimezone(zone) if span.end < horizon else None
                return OpenState(span.kind, until, since=start.astimezone(zone) if span.start > today else None)
            if span.kind is not Kind.UNKNOWN:
                by_appointment = span.kind is Kind.BY_APPOINTMENT
                opening = start.astimezone(zone)
                return OpenState(Kind.CLOSED, next_opening=opening, next_by_appointment=by_appointment)
    return OpenState(Kind.CLOSED)


def _spans(schedule: OpeningHours, start: datetime, end: datetime, closures: Closures) -> Iterator[Span]:
    """What is not closed between two naive local instants, those that touch joined, dated closures cut out."""
    pending: Span | None = None
    for piece in _without(closures, _pieces(schedule, start, end)):
        if pending and pending.end == piece.start and pending.kind is piece.kind:
            pending = Span(pending.start, piece.end, piece.kind)
            continue
        if pending:
            yield pending
        pending = piece
    if pending:
        yield pending


def _pieces(schedule: OpeningHours, start: datetime, end: datetime) -> Iterator[Span]:
    for begins, ends, state, comment in schedule.intervals(start, end):
        if state != State.CLOSED:
            kind = Kind.OPEN if state == State.OPEN else Kind.UNKNOWN
            yield Span(begins, ends, Kind.BY_APPOINTMENT if is_by_appointment(comment) else kind)


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
                yield Span(start, begins, span.kind)
            start = max(start, ends)
        if start < span.end:
            yield Span(start, span.end, span.kind)


def _steady_offset(start: datetime, end: datetime, zone: ZoneInfo) -> timedelta | None:
    """What the clock there is ahead of UTC by, where it is not changed between two local times (days apart)."""
    before, after = _offset(start, zone, 0), _offset(end + timedelta(days=1), zone, 0)
    return before if before == after else None


def _moments(span: Span, zone: ZoneInfo, offset: timedelta | None) -> list[tuple[datetime, datetime]]:
    """
    When the clock on the wall shows a time of the span, in UTC; ``offset`` is the clock's own where it is steady.

    In the night when the clock goes back, an hour comes twice: who closes at 2:30 is open twice until 2:30. In the
    other night it does not come, and counts as the moment of the change.
    """
    start, end = span.start, span.end
    if offset is not None:
        return [((start - offset).replace(tzinfo=UTC), (end - offset).replace(tzinfo=UTC))]
    again = [_comes_twice(bound, zone) for bound in (start, end)]
    if not any(again):
        pieces = [(_utc(start, zone), _utc(end, zone))]
    elif all(again):
        pieces = [(_utc(start, zone, fold), _utc(end, zone, fold)) for fold in (0, 1)]
    else:
        back = _utc(_full_hour(start if again[0] else end), zone, 1)
        pieces = [(_utc(start, zone), back if again[0] else _utc(end, zone)), (back, _utc(end, zone, 1))]
        if again[0]:
            pieces[1] = (_utc(start, zone, 1), _utc(end, zone))
        if pieces[0][1] == pieces[1][0]:
            pieces = [(pieces[0][0], pieces[1][1])]
    return [(begins, ends) for begins, ends in pieces if begins < ends]


def _comes_twice(local: datetime, zone: ZoneInfo) -> bool:
    return _offset(local, zone, 0) > _offset(local, zone, 1)


def _utc(local: datetime, zone: ZoneInfo, fold: int = 0) -> datetime:
    if _offset(local, zone, 0) < _offset(local, zone, 1):
        local = _full_hour(local)  # It never comes: the clock jumps from there.
    return local.replace(tzinfo=zone, fold=fold).astimezone(UTC)


def _offset(local: datetime, zone: ZoneInfo, fold: int) -> timedelta:
    return local.replace(tzinfo=zone, fold=fold).utcoffset() or timedelta()


def _full_hour(local: datetime) -> datetime:
    """The start of the hour: in all of France's zones the clock changes then, by one hour."""
    return local.replace(minute=0, second=0, microsecond=0)
