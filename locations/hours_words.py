"""Opening hours in French words: a week as a table, the rest as sentences, a state as one short sentence. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils.translation import gettext as _
from opening_hours import OpeningHours, State

from core.dates import MONTHS, WEEKDAYS, time_words
from core.words import listing
from locations.hours import InvalidHours, Kind, OpenState, is_by_appointment, parse

# A Monday whose week before and after hold no change of rule; evaluated without a country, so no day is a holiday.
_MONDAY = datetime(2001, 1, 8)  # noqa: DTZ001 - local time of nowhere, the library's own convention
_DAY = timedelta(days=1)

DAY_CODES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTH_CODES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_A_DAY = r"(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_A_MONTH = rf"(?:{'|'.join(MONTH_CODES)})"
_TIMES = r"\d{1,2}:\d{2}\s*-\s*\d{1,2}:\d{2}(?:\s*,\s*\d{1,2}:\d{2}\s*-\s*\d{1,2}:\d{2})*"
_WHEN_OPEN = rf'(?:(?P<times>{_TIMES})|(?P<off>off|closed))(?:\s*"(?P<comment>[^"]*)")?'

_REGULAR = re.compile(rf'^(?:{_A_DAY}|PH|SH|[\s,\-]|\d{{1,2}}:\d{{2}}\+?|24/7|off|closed|open|unknown|"[^"]*")+$')
_HOLIDAYS = re.compile(rf"^(?P<which>PH|SH|PH\s*,\s*SH|SH\s*,\s*PH)\s+{_WHEN_OPEN}$")
_NTH = re.compile(rf"^(?P<day>{_A_DAY})\[(?P<nth>-?[1-5](?:\s*,\s*-?[1-5])*)\]\s+{_WHEN_OPEN}$")
_WEEKS = re.compile(
    rf"^week\s*0?(?P<first>[12])\s*-\s*5[23]/2\s+(?P<days>{_A_DAY}(?:\s*[,-]\s*{_A_DAY})*)\s+{_WHEN_OPEN}$"
)
_MONTHS = re.compile(
    rf"^(?P<first>{_A_MONTH})(?:-(?P<last>{_A_MONTH}))?(?:\s+(?P<days>{_A_DAY}(?:\s*[,-]\s*{_A_DAY})*))?"
    rf"\s+{_WHEN_OPEN}$"
)
_DATES = re.compile(
    rf"^(?:(?P<year1>\d{{4}})\s+)?(?P<month1>{_A_MONTH})\s+(?P<day1>\d{{1,2}})"
    rf"(?:\s*-\s*(?:(?P<year2>\d{{4}})\s+)?(?:(?P<month2>{_A_MONTH})\s+)?(?P<day2>\d{{1,2}}))?\s+{_WHEN_OPEN}$"
)


@dataclass(frozen=True, slots=True)
class DayHours:
    """One line of the table; ``index`` is 0 for Monday."""

    index: int
    name: str
    words: str
    is_open: bool


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


def week_table(hours: str) -> WeekTable:
    """The hours as a person reads them; a text that is not understood comes back untouched in ``raw``."""
    try:
        parse(hours)
    except InvalidHours:
        return WeekTable(raw=hours.strip())
    regular: list[str] = []
    notes: list[str] = []
    untold = False
    for rule in _rules(hours):
        note = _note(rule)
        if note:
            notes.append(note)
        elif _REGULAR.match(rule):
            # A later rule overrides an earlier one, so a note already made may not hold; nor can "10:00+" or holidays
            # mixed with days be told in a table.
            untold = untold or bool(notes) or bool(re.search(r"\+|PH|SH", rule))
            regular.append(rule)
        else:
            untold = True
    days = _week("; ".join(regular)) if regular else ()
    return WeekTable(days=days, notes=tuple(notes), raw=hours.strip() if untold else "")


def state_words(state: OpenState, now: datetime) -> str:
    """``Ouvert, ferme à 17 h 30``, ``Fermé, ouvre demain à 9 h``, ``Sur rendez-vous``."""
    if state.kind is Kind.OPEN:
        if state.until is None or state.until - now >= _DAY:
            return _("Ouvert")
        return _("Ouvert, ferme à %(hour)s") % {"hour": _closing_words(state.until)}
    if state.kind is Kind.BY_APPOINTMENT:
        return _("Sur rendez-vous")
    if state.kind is Kind.CLOSED:
        if state.next_opening is None:
            return _("Fermé")
        when = _when(state.next_opening, now)
        if state.next_by_appointment:
            return _("Fermé, sur rendez-vous %(when)s") % {"when": when}
        return _("Fermé, ouvre %(when)s") % {"when": when}
    return _("Horaires non connus")


def _closing_words(moment: datetime) -> str:
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
    return _("le %(date)s à %(hour)s") % {**at, "date": _date_words(moment.day, moment.month)}


def _rules(hours: str) -> list[str]:
    """The rules of the string: split on semicolons that stand outside of a quoted comment."""
    return [rule.strip() for rule in re.findall(r'(?:[^;"]|"[^"]*")+', hours) if rule.strip()]


def _week(regular: str) -> tuple[DayHours, ...]:
    schedule = OpeningHours(regular)
    opened: list[list[str]] = [[] for _day in DAY_CODES]
    for start, end, state, comment in schedule.intervals(_MONDAY - 7 * _DAY, _MONDAY + 8 * _DAY):
        if state == State.CLOSED or (state == State.UNKNOWN and not is_by_appointment(comment)):
            continue
        # Round-the-clock opening comes as one long stretch: told day by day.
        pieces = [(start, end)] if end - start < _DAY else _midnights(start, end)
        for begins, ends in pieces:
            index = (begins - _MONDAY).days if begins >= _MONDAY else -1
            if 0 <= index < 7:
                opened[index].append(_stretch(begins, ends, comment))
    return tuple(
        DayHours(index, WEEKDAYS[index], ", ".join(stretches) or _("fermé"), bool(stretches))
        for index, stretches in enumerate(opened)
    )


def _midnights(start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    pieces = []
    while start < end:
        midnight = datetime.combine(start.date(), time.min) + _DAY
        pieces.append((start, min(midnight, end)))
        start = midnight
    return pieces


def _stretch(start: datetime, end: datetime, comment: str) -> str:
    if end - start == _DAY and start.time() == time.min:
        words = _("24 heures sur 24")
    else:
        words = f"{time_words(start)} – {_closing_words(end)}"
    return f"{words} ({comment})" if comment else words


def _note(rule: str) -> str:
    """A rule that an ordinary week cannot hold, as a sentence; empty when it is ordinary, or beyond these words."""
    if match := _HOLIDAYS.match(rule):
        holidays = {"PH": _("les jours fériés"), "SH": _("pendant les vacances scolaires")}
        which = match["which"]
        subject = f" {_('et')} ".join(words for code, words in holidays.items() if code in which)
        return _sentence(subject, match)
    if match := _NTH.match(rule):
        day = WEEKDAYS[DAY_CODES.index(match["day"])]
        ranks = [_rank(int(nth)) for nth in match["nth"].split(",")]
        told = {"ranks": listing(ranks), "day": day}
        several = len(ranks) > 1
        return _sentence(
            (_("les %(ranks)s %(day)ss du mois") if several else _("le %(ranks)s %(day)s du mois")) % told, match
        )
    if match := _WEEKS.match(rule):
        parity = _("semaines paires") if match["first"] == "2" else _("semaines impaires")
        days = _days_words(match["days"])
        return _sentence(_("%(days)s, une semaine sur deux (%(parity)s)") % {"days": days, "parity": parity}, match)
    if match := _MONTHS.match(rule):
        return _sentence(_months_words(match), match)
    if match := _DATES.match(rule):
        return _sentence(_dates_words(match), match)
    return ""


def _sentence(subject: str, match: re.Match[str]) -> str:
    if match["off"]:
        words = _("Fermé %(when)s.") % {"when": subject}
    else:
        words = _("%(when)s : %(hours)s.") % {"when": subject, "hours": _times_words(match["times"])}
    if match["comment"]:
        words = f"{words[:-1]} ({match['comment']})."
    return words[0].upper() + words[1:]


def _times_words(times: str) -> str:
    stretches = []
    for stretch in times.split(","):
        start, end = ((int(bound.strip()[:-3]) % 24, int(bound.strip()[-2:])) for bound in stretch.split("-"))
        closing = _("minuit") if end == (0, 0) else time_words(time(*end))
        stretches.append(f"{time_words(time(*start))} – {closing}")
    return ", ".join(stretches)


def _days_words(days: str) -> str:
    words = []
    for part in days.split(","):
        first, _dash, last = (code.strip() for code in part.partition("-"))
        name = WEEKDAYS[DAY_CODES.index(first)]
        if last:
            words.append(_("du %(first)s au %(last)s") % {"first": name, "last": WEEKDAYS[DAY_CODES.index(last)]})
        else:
            words.append(_("le %(day)s") % {"day": name})
    return listing(words)


def _months_words(match: re.Match[str]) -> str:
    first = MONTHS[MONTH_CODES.index(match["first"])]
    if match["last"]:
        words = _("de %(first)s à %(last)s") % {"first": first, "last": MONTHS[MONTH_CODES.index(match["last"])]}
        words = re.sub(r"^de (?=[aeiou])", "d'", words)
    else:
        words = _("en %(month)s") % {"month": first}
    return f"{words}, {_days_words(match['days'])}" if match["days"] else words


def _dates_words(match: re.Match[str]) -> str:
    month1 = MONTH_CODES.index(match["month1"]) + 1
    first = _date_words(int(match["day1"]), month1, match["year1"])
    if not match["day2"]:
        return _("le %(date)s") % {"date": first}
    month2 = MONTH_CODES.index(match["month2"]) + 1 if match["month2"] else month1
    last = _date_words(int(match["day2"]), month2, match["year2"])
    return _("du %(first)s au %(last)s") % {"first": first, "last": last}


def _date_words(day: int, month: int, year: str | None = None) -> str:
    words = f"{_('1er') if day == 1 else day} {MONTHS[month - 1]}"
    return f"{words} {year}" if year else words


def _rank(nth: int) -> str:
    if nth == -1:
        return _("dernier")
    if nth < 0:
        return _("%(rank)se avant la fin") % {"rank": -nth}
    return _("1er") if nth == 1 else _("%(rank)se") % {"rank": nth}
