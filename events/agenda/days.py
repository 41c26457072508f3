"""Days as the agenda says them, and what stands under each."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.dates import day_words, following_month, month_words, time_words
from core.words import number_words
from events import choices
from events.agenda.entries import Entry, web_address
from events.agenda.filters import Filters
from events.choices import View
from events.selectors import agenda as selectors
from events.selectors.span import Glance, by_day, glances

A_DAY = 8
"""Lines under one day of the week; a link leads to the others."""
A_CELL = 3
"""Titles in one day of the month."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the thread, with its lines; `more` leads to all of them where some are not shown."""

    day: date
    words: str
    now: bool
    entries: list[Entry]
    more: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A date in a cell of the month: `what` it is (date, session or imported), where it leads, "" where nowhere."""

    what: str
    what_words: str
    title: str
    time_words: str
    url: str
    state: str = ""
    state_words: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the month; `inside` is false for those of the months beside it, which stay empty."""

    day: date
    words: str
    inside: bool
    now: bool
    url: str = ""
    count_words: str = ""
    marks: list[Mark] = field(default_factory=list)
    more_words: str = ""


def near_words(day: date, *, today: date) -> str:
    """Return a day as a heading says it: "Aujourd'hui, mardi 3 mars", "Demain…", with its year if it is another."""
    words = day_words(day, year=day.year != today.year)
    if day == today:
        return _("Aujourd'hui, %s") % words
    if day == today + timedelta(days=1):
        return _("Demain, %s") % words
    return words[:1].upper() + words[1:]


def dates_words(count: int) -> str:
    """Return "1 date", "1 240 dates"."""
    return ngettext("%s date", "%s dates", count) % number_words(count)


def listed(lines: Iterable[Entry], *, today: date, latest_first: bool) -> list[Day]:
    """Return the lines under their days, in the order of time, or the other way round."""
    found: dict[date, list[Entry]] = {}
    for line in lines:
        found.setdefault(line.day, []).append(line)
    days = sorted(found, reverse=latest_first)
    return [Day(day, near_words(day, today=today), day == today, found[day]) for day in days]


def week(filters: Filters, monday: date, *, now: datetime, path: str) -> list[Day]:
    """Return the seven days, each with what happens on it, as few queries as a page of the list."""
    today = selectors.today(now)
    days = by_day(glances(filters, monday, monday + timedelta(days=6), now=now), monday, monday + timedelta(days=6))
    wanted = {(row.what, row.key) for rows in days.values() for row in rows[:A_DAY]}
    lines = selectors.lines(wanted, now=now, since=monday, partners=False)
    return [
        Day(
            day,
            near_words(day, today=today),
            day == today,
            [lines[row.what, row.key] for row in rows[:A_DAY] if (row.what, row.key) in lines],
            more_link(filters, day, len(rows) - A_DAY, path),
        )
        for day, rows in days.items()
    ]


def more_link(filters: Filters, day: date, count: int, path: str) -> dict[str, str] | None:
    """Return where the rest of a day is listed."""
    if count <= 0:
        return None
    return {"words": _("Et %s de plus ce jour") % dates_words(count), "url": path + of_day(filters, day).query()}


def of_day(filters: Filters, day: date) -> Filters:
    """Return the same question for one day, as a list."""
    return replace(filters.without_days(), first=day, last=day)


def month(filters: Filters, first: date, *, now: datetime, path: str) -> list[list[Cell]]:
    """Return the weeks of a month, Monday first: one query."""
    last = following_month(first) - timedelta(days=1)
    days = by_day(glances(filters, first, last, now=now), first, last)
    today = selectors.today(now)
    monday = first - timedelta(days=first.weekday())
    weeks = range(((last - monday).days + 7) // 7)
    return [
        [cell(filters, monday + timedelta(days=7 * number + rank), days, today=today, path=path) for rank in range(7)]
        for number in weeks
    ]


def cell(filters: Filters, day: date, days: dict[date, list[Glance]], *, today: date, path: str) -> Cell:
    """Return a day of the month as its cell shows it."""
    words = day_words(day, year=False)
    if day not in days:
        return Cell(day, words, inside=False, now=False)
    rows = days[day]
    if not rows:
        return Cell(day, words, inside=True, now=day == today)
    hidden = len(rows) - A_CELL
    return Cell(
        day,
        words,
        inside=True,
        now=day == today,
        url=path + of_day(filters, day).query(),
        count_words=dates_words(len(rows)),
        marks=[mark(row, day, path=path) for row in rows[:A_CELL]],
        more_words=ngettext("et %s autre", "et %s autres", hidden) % number_words(hidden) if hidden > 0 else "",
    )


def mark(row: Glance, day: date, *, path: str) -> Mark:
    """Return a date as a cell shows it, the hour where it begins that day."""
    told: dict[str, Any] = {"url": f"{path}{row.address}/", "what_words": _("Événement")}
    if row.what == "session":
        told = {"url": f"/rendez-vous/{row.key}/", "what_words": _("Séance à réserver")}
    elif row.what == "imported":
        told = {"url": web_address(row.address), "what_words": _("Chez un partenaire")}
    if row.cancelled:
        told |= {"state": "cancelled", "state_words": _("Annulé")}
    elif row.postponed:
        told |= {"state": choices.EventStatus.POSTPONED.value, "state_words": _("Reporté")}
    hour = "" if row.all_day or row.first != day else time_words(row.start)
    return Mark(what=row.what, title=row.title, time_words=hour, **told)


def span_words(filters: Filters, first: date) -> str:
    """Return the week or the month in words: "Semaine du 23 au 29 novembre 2026", "Novembre 2026"."""
    if filters.view == View.MONTH:
        words = month_words(first)
        return words[:1].upper() + words[1:]
    last = first + timedelta(days=6)
    same = first.month == last.month
    from_words = day_words(first, weekday=False, month=not same, year=first.year != last.year)
    return _("Semaine du %(first)s au %(last)s") % {"first": from_words, "last": day_words(last, weekday=False)}
