"""What a framed calendar says: the next sessions, or those of a week or a month."""

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.embeds.options import CalendarOptions
from booking.models import Session
from booking.models.session import SessionQuerySet
from booking.offer_list.asked import on_days
from booking.rows import SessionRow, by_day
from booking.selectors import courses, in_words, unknown_sentences
from core.dates import day_words, days_words, local_day, month_words, near_day_words
from locations.choices import FrameKind
from locations.models import Location, Organisation
from locations.selectors.territories import UnknownValue, within

A_DAY_OFF = timedelta(days=1)

A_DAY = 4
"""Sessions under one day of a week; a link leads to the others."""

A_CELL = 3
"""Sessions in one day of a month."""

A_FULL_CELL, MANY_DAYS = 2, 10
"""The same, where so many days have that many: a frame weighs at most 30 kB."""

MOST = 400
"""Sessions that are read of a week or a month."""


Rows = Mapping[date, list[SessionRow]]
Elsewhere = Callable[[date], str]
"""Where our own site lists the sessions of a day."""


@dataclass(frozen=True, slots=True)
class Span:
    """The week or the month shown, both days included."""

    first: date
    last: date
    words: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A day of a week or of a month (`inside`: not of the months beside it); `more` are those not shown, at `url`."""

    day: date
    words: str
    inside: bool
    is_today: bool
    rows: list[SessionRow]
    more: str = ""
    url: str = ""


def contents(partner: Organisation, options: CalendarOptions, *, now: datetime) -> Mapping[str, Any]:
    """
    Return what the frame says. One query (two in a week or a month), one more where there are courses.

    And up to five for the names of what is asked for, where something is.
    """
    sessions, remarks = asked(partner, options, now=now)
    show = listed if options.vue == FrameKind.LIST else spanned
    return {
        "view": options.vue.value,
        "remarks": remarks,
        "all_url": site_url(partner, options),
        **show(sessions, partner, options, now=now),
    }


def asked(partner: Organisation, options: CalendarOptions, *, now: datetime) -> tuple[SessionQuerySet, list[str]]:
    """Return the partner's sessions to come that are asked for, and what must be said of a value nobody knows."""
    sessions = options.where.apply(Session.objects.shown().upcoming(now=now).filter(host=partner))
    remarks = unknown_sentences(in_words(options.where))
    if options.commune:
        try:
            there = within(communes=options.commune)
        except UnknownValue as unknown:
            return sessions.none(), [*remarks, str(unknown)]
        sessions = sessions.filter(location__in=Location.objects.filter(there.condition()))
    return sessions, remarks


def listed(
    sessions: SessionQuerySet, partner: Organisation, options: CalendarOptions, *, now: datetime
) -> dict[str, Any]:
    """Return the next ones under their days."""
    shown = list(sessions.with_place()[: options.nombre])
    return {"days": by_day(shown, now=now, via=partner.slug, courses=courses(shown, now=now))}


def spanned(
    sessions: SessionQuerySet, partner: Organisation, options: CalendarOptions, *, now: datetime
) -> dict[str, Any]:
    """Return the week or the month that holds the day asked for, never one that is over."""
    today = local_day(now, ZoneInfo(settings.TIME_ZONE))
    read = month_of if options.vue == FrameKind.MONTH else week_of
    span, current = read(max(options.du or today, today)), read(today)
    # Overseas, clocks show another day: those of the days around are read too.
    around = list(on_days(sessions, span.first - A_DAY_OFF, span.last + A_DAY_OFF).with_place()[:MOST])
    found = [one for one in around if span.first <= one.local_start.date() <= span.last]
    later = [one for one in around if one.local_start.date() > span.last]
    after = later[0] if later else on_days(sessions, span.last + 2 * A_DAY_OFF, None).first()
    days = by_day(found, now=now, via=partner.slug, courses=courses(found, now=now))
    lay_out = month if options.vue == FrameKind.MONTH else week

    def elsewhere(day: date) -> str:
        return site_url(partner, options, day=day)

    next_day = after.local_start.date() if after else None
    return {
        "span_words": span.words,
        "previous_url": turned(partner, options, span.first - A_DAY_OFF) if span.first > current.first else "",
        "now_url": turned(partner, options, None) if span.first > current.first else "",
        "next_url": turned(partner, options, span.last + A_DAY_OFF) if after else "",
        "next_words": near_day_words(next_day, today=today) if next_day and not found else "",
        "next_found_url": turned(partner, options, next_day) if next_day and not found else "",
        "found": bool(found),
        "weeks": lay_out(span, {day.day: day.rows for day in days}, elsewhere, today=today),
    }


def week_of(day: date) -> Span:
    """Return the week of this day, from Monday."""
    monday = day - timedelta(days=day.weekday())
    sunday = monday + timedelta(days=6)
    words = days_words(monday, sunday)
    return Span(monday, sunday, words[:1].upper() + words[1:])


def month_of(day: date) -> Span:
    """Return the month of this day."""
    words = month_words(day)
    last = monthrange(day.year, day.month)[1]
    return Span(day.replace(day=1), day.replace(day=last), words[:1].upper() + words[1:])


def week(span: Span, held: Rows, elsewhere: Elsewhere, *, today: date) -> list[list[Shown]]:
    """Return the days of the week from today on, those without a session included."""
    first = max(span.first, today)
    every = (first + timedelta(days=number) for number in range((span.last - first).days + 1))
    return [[shown(day, held, elsewhere, today=today, most=A_DAY) for day in every]]


def month(span: Span, held: Rows, elsewhere: Elsewhere, *, today: date) -> list[list[Shown]]:
    """Return the weeks of the month, from Monday to Sunday."""
    monday = span.first - timedelta(days=span.first.weekday())
    most = A_CELL if sum(len(rows) > A_FULL_CELL for rows in held.values()) <= MANY_DAYS else A_FULL_CELL
    return [
        [
            shown(day, held, elsewhere, today=today, most=most, inside=span.first <= day <= span.last)
            for day in (monday + timedelta(days=7 * number + rank) for rank in range(7))
        ]
        for number in range(((span.last - monday).days + 7) // 7)
    ]


def shown(day: date, held: Rows, elsewhere: Elsewhere, *, today: date, most: int, inside: bool = True) -> Shown:
    """Return a day with its first sessions, and where the others are."""
    rows = held.get(day, [])
    words, hidden = near_words(day, today=today), len(rows) - most
    if hidden <= 0:
        return Shown(day, words, inside, day == today, rows)
    more = ngettext("Et %s autre", "Et %s autres", hidden) % hidden
    return Shown(day, words, inside, day == today, rows[:most], more, elsewhere(day))


def near_words(day: date, *, today: date) -> str:
    """Return "Aujourd'hui, mardi 3 mars", "Mercredi 4 mars"."""
    words = day_words(day, year=day.year != today.year)
    return _("Aujourd'hui, %s") % words if day == today else words[:1].upper() + words[1:]


def turned(partner: Organisation, options: CalendarOptions, day: date | None) -> str:
    """Return the address of the same calendar at another day, None: today."""
    pairs = replace(options, du=day).query()
    path = reverse("booking_embeds:calendar", args=[partner.slug])
    return f"{path}?{urlencode(pairs)}" if pairs else path


def site_url(partner: Organisation, options: CalendarOptions, *, day: date | None = None) -> str:
    """Return where our own site lists what is shown, on this day alone where one is given."""
    pairs = replace(options.where, partenaire=(partner.slug,)).query()
    pairs += [("du", day.isoformat()), ("au", day.isoformat())] if day else []
    return f"{reverse('booking:sessions')}?{urlencode([*pairs, ('via', partner.slug)])}"
