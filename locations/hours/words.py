"""Opening hours in French words: a week as a table, the rest as sentences, all in one line, a state. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from core.dates import WEEKDAYS, day_words, time_words
from core.words import listing
from locations.hours.notes import days_words, from_to_words, notes_of, ranks_words, stretches_words, weeks_words
from locations.hours.rules import ALL_DAY, MINUTES_OF_DAY, Group, Stretch, groups_of
from locations.hours.states import InvalidHours, Kind, OpenState, is_by_appointment
from locations.hours.week import EVEN, EVERY_WEEK, HOLIDAY, Opening, usual_week

_DAY = timedelta(days=1)
_EVERY_DAY = range(7)


@dataclass(frozen=True, slots=True)
class DayHours:
    """
    One line of the table; ``index`` is 0 for Monday.

    ``now_words``: where it is not for each week, the same words with whether this week is one; else "".
    """

    index: int
    name: str
    words: str
    is_open: bool
    now_words: str = ""


@dataclass(frozen=True, slots=True)
class WeekTable:
    """
    Hours as shown.

    ``days`` is empty when no ordinary week can be told; ``notes`` are whole sentences; when ``raw`` is not empty the
    words do not say everything, and the text itself stands beside them.
    """

    days: tuple[DayHours, ...] = ()
    notes: tuple[str, ...] = ()
    raw: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.days or self.notes or self.raw)


def week_table(hours: str, *, today: date | None = None) -> WeekTable:
    """
    The hours as a person reads them; a text that is not understood comes back untouched in ``raw``.

    Given ``today``, few people knowing whether this week is an odd one, the days that depend on it say so too.
    """
    told = _tell(hours)
    if told is None:
        return WeekTable(raw=hours.strip())
    cells = {day: _cell(told.pieces[day]) for day in _EVERY_DAY if day in told.pieces}
    days = [
        DayHours(day, WEEKDAYS[day], cells.get(day) or _("fermé"), day in cells, _now_words(told.pieces, day, today))
        for day in _EVERY_DAY
    ]
    return WeekTable(tuple(days) if cells else (), told.notes, "" if told.is_whole else hours.strip())


def hours_line(hours: str) -> str:
    """
    The hours in one line, without a capital or a full stop: for a printed sheet, a mail, a voice.

    ``du lundi au vendredi de 9 h à 12 h et de 14 h à 17 h ; le samedi de 9 h à 12 h ; fermé les jours fériés``. A text
    that is not understood comes back in one line too.
    """
    told = _tell(hours)
    if told is None:
        return " ".join(hours.split())
    days_of: dict[_Piece, list[int]] = {}
    for day, pieces in sorted(told.pieces.items()):
        for piece in pieces:
            days_of.setdefault(piece, []).append(day)
    parts = [_line(piece, days) for piece, days in days_of.items()]
    parts += [f"{note[0].lower()}{note[1:].rstrip('.')}" for note in told.notes]
    if not told.is_whole:
        parts.append(_("texte d'origine : %(text)s") % {"text": " ".join(hours.split())})
    return " ; ".join(parts)


def state_words(state: OpenState, now: datetime) -> str:
    """``Ouvert, ferme à 17 h 30``, ``Fermé, ouvre demain à 9 h``, ``Sur rendez-vous aujourd'hui de 9 h à 12 h``."""
    words = _state_words(state, now)
    return _("%(state)s (hors vacances scolaires)") % {"state": words} if state.but_school_holidays else words


def _state_words(state: OpenState, now: datetime) -> str:
    if state.kind is Kind.OPEN:
        if _is_far(state.until, now):
            return _("Ouvert")
        return _("Ouvert, ferme à %(hour)s") % {"hour": _hour(state.until)}
    if state.kind is Kind.BY_APPOINTMENT:
        if _is_far(state.until, now):
            return _("Sur rendez-vous")
        told = {"start": state.since and time_words(state.since), "end": _hour(state.until)}
        if state.since:
            return _("Sur rendez-vous aujourd'hui de %(start)s à %(end)s") % told
        return _("Sur rendez-vous aujourd'hui jusqu'à %(end)s") % told
    if state.kind is Kind.CLOSED:
        if state.next_opening is None:
            return _("Fermé")
        when = _when(state.next_opening, now)
        if state.next_by_appointment:
            return _("Fermé, sur rendez-vous %(when)s") % {"when": when}
        return _("Fermé, ouvre %(when)s") % {"when": when}
    return _("Horaires non connus")


def _is_far(until: datetime | None, now: datetime) -> bool:
    return until is None or until - now >= _DAY


def _hour(moment: datetime | None) -> str:
    if moment is None:
        return ""
    return _("minuit") if moment.time() == time.min else time_words(moment)


def _when(moment: datetime, now: datetime) -> str:
    days = (moment.date() - now.astimezone(moment.tzinfo).date()).days
    at = {"hour": time_words(moment), "day": WEEKDAYS[moment.weekday()]}
    if days == 0:
        return _("à %(hour)s") % at
    if days == 1:
        return _("demain à %(hour)s") % at
    if days < 7:
        return _("%(day)s à %(hour)s") % at
    return _("le %(date)s à %(hour)s") % {**at, "date": day_words(moment.date(), weekday=False, year=False)}


@dataclass(frozen=True, slots=True)
class _Piece:
    """Hours of one day that share what is said of them: when (``every other week``), how (a comment)."""

    when: tuple[str, tuple[int, ...]]
    comment: str
    unknown: bool
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    pieces: dict[int, list[_Piece]]
    notes: tuple[str, ...]
    is_whole: bool


def _tell(hours: str) -> _Told | None:
    try:
        groups = groups_of(hours)
    except InvalidHours:
        return None
    opening = [index for index, group in enumerate(groups) if not _closes(group)]
    first = opening[0] if opening else 0
    openings, count = usual_week(groups[first:])
    rest = groups[first + count :]
    pieces = {day: found for day in _EVERY_DAY if (found := _pieces_of(day, openings))}
    notes, is_whole = notes_of(rest, pieces.keys())
    holidays = _pieces_of(HOLIDAY, openings)
    if holidays:
        notes.insert(0, _("Les jours fériés : %(hours)s.") % {"hours": _cell(holidays)})
    if _is_always_on_appointment(pieces):
        pieces, notes = {}, [_("Sur rendez-vous."), *notes]
    # What closes first is undone by what opens later, whatever its author meant: nothing is said of it.
    return _Told(pieces, tuple(notes), is_whole and first == 0)


def _closes(group: Group) -> bool:
    return group.rules is not None and all(rule.state == "closed" for rule in group.rules)


def _pieces_of(day: int, openings: Sequence[Opening]) -> list[_Piece]:
    stretches: dict[tuple[bool, str, tuple[int, ...], bool, str], list[Stretch]] = {}
    for opening in openings:
        if opening.day == day:
            usual = opening.weeks == EVERY_WEEK and not opening.nth
            kind = (not usual, opening.weeks, opening.nth, opening.unknown, opening.comment)
            stretches.setdefault(kind, []).append(opening.stretch)
    return [
        _Piece((weeks, nth), comment, unknown, tuple(_joined(found)))
        for (_seldom, weeks, nth, unknown, comment), found in sorted(stretches.items(), key=lambda item: item[0])
    ]


def _joined(stretches: list[Stretch]) -> list[Stretch]:
    """Stretches in order, those that touch or overlap as one (but no longer than a day)."""
    joined: list[Stretch] = []
    for stretch in sorted(stretches, key=lambda found: (found.minutes, found.open_end)):
        start, end = stretch.minutes
        if joined and not (joined[-1].open_end or stretch.open_end):
            first, last = joined[-1].minutes
            if start <= last and max(end, last) - first <= MINUTES_OF_DAY:
                joined[-1] = Stretch(joined[-1].start, stretch.end if end > last else joined[-1].end)
                continue
        joined.append(stretch)
    return joined


def _is_always_on_appointment(pieces: dict[int, list[_Piece]]) -> bool:
    every = [piece for found in pieces.values() for piece in found]
    return len(pieces) == len(_EVERY_DAY) and all(
        piece.stretches == (ALL_DAY,) and piece.when == (EVERY_WEEK, ()) and _on_appointment(piece) for piece in every
    )


def _on_appointment(piece: _Piece) -> bool:
    """Whether the comment says that one comes by appointment, and no more."""
    return is_by_appointment(piece.comment) and len(piece.comment) <= len("sur rendez-vous")


def _now_words(pieces_of: dict[int, list[_Piece]], day: int, today: date | None) -> str:
    pieces = pieces_of.get(day, [])
    if today is None or all(piece.when == (EVERY_WEEK, ()) for piece in pieces):
        return ""
    return _cell(pieces, today + timedelta(days=day - today.weekday()))


def _is_for(piece: _Piece, day: date) -> bool:
    """Whether this date, which is of the right weekday, is one of those that the hours are for."""
    weeks, nth = piece.when
    is_its_week = weeks == EVERY_WEEK or (weeks == EVEN) == (day.isocalendar().week % 2 == 0)
    is_last = (day + timedelta(days=7)).month != day.month
    return is_its_week and (not nth or (day.day - 1) // 7 + 1 in nth or (is_last and -1 in nth))


def _cell(pieces: list[_Piece], day: date | None = None) -> str:
    """A day's hours: ``9 h – 12 h ; semaines paires : 14 h – 17 h``; with a date, whether each piece is for it."""
    told = []
    for piece in pieces:
        before, after = _qualifiers(piece, day)
        words = stretches_words(piece.stretches)
        words = f"{', '.join(before)} : {words}" if before else words
        told.append(f"{words} ({', '.join(after)})" if after else words)
    return " ; ".join(told)


def _line(piece: _Piece, days: list[int]) -> str:
    hours = listing([from_to_words(stretch) for stretch in piece.stretches])
    before, after = _qualifiers(piece)
    words = f"{days_words(days)} {hours}"
    qualifiers = before + after
    return f"{words} ({', '.join(qualifiers)})" if qualifiers else words


def _qualifiers(piece: _Piece, day: date | None = None) -> tuple[list[str], list[str]]:
    """What is said before hours, and after them."""
    weeks, nth = piece.when
    before = [weeks_words(weeks)] if weeks != EVERY_WEEK else []
    before += [_("%(ranks)s du mois") % {"ranks": ranks_words(nth)}] if nth else []
    if day and before:
        before[-1] += f" ({_('cette semaine : oui') if _is_for(piece, day) else _('cette semaine : non')})"
    before += [_("sur rendez-vous")] if _on_appointment(piece) else []
    after = [piece.comment] if piece.comment and not _on_appointment(piece) else []
    return before, after + ([_("à confirmer")] if piece.unknown else [])
