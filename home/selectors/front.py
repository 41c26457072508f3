"""What the front page shows."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from booking.models import Session
from booking.rows import Courses, SessionRow, session_row
from booking.selectors import courses
from core.dates import near_day_words
from events.agenda.entries import Entry
from events.agenda.filters import Filters
from events.selectors import agenda
from home import models
from locations.models import Organisation

NEXT_SESSIONS = 3
NEXT_EVENTS = 4
LATEST_NEWS = 3
SOME_PARTNERS = 16


def front_page(*, now: datetime) -> dict[str, Any]:
    """Return the next sessions that one can book, the next dates of the agenda, the latest news and the partners."""
    coming = list(Session.objects.listed(now=now).with_room(1, now=now).upcoming(now=now).with_place()[:NEXT_SESSIONS])
    known = courses(coming, now=now)
    return {
        "sessions": [near_row(session, now=now, courses=known) for session in coming],
        "all_today": bool(coming) and all(is_today(session, now=now) for session in coming),
        "entries": next_dates(now=now),
        "news": list(models.NewsPage.objects.readable()[:LATEST_NEWS]),
        "partners": list(Organisation.objects.in_directory()[:SOME_PARTNERS]),
    }


def near_row(session: Session, *, now: datetime, courses: Courses) -> SessionRow:
    """Return a session as a line, whose day is "aujourd'hui" or "demain" where it is."""
    row = session_row(session, now=now, courses=courses)
    today, day = now.astimezone(session.tz).date(), session.local_start.date()
    near = near_day_words(day, today=today)
    return replace(row, day_words=near) if near in {"aujourd'hui", "demain"} else row


def is_today(session: Session, *, now: datetime) -> bool:
    """Whether it begins today, on the clock of its place."""
    return session.local_start.date() == now.astimezone(session.tz).date()


def next_dates(*, now: datetime) -> list[Entry]:
    """Return the next date of each of the agenda's next events: a weekly one would fill the list by itself."""
    found = agenda.occurrences_matching(Filters()).filter(cancelled=False).upcoming(now=now)
    near = agenda.entries(agenda.keys(found, "date").order_by("start", "pk")[: NEXT_EVENTS * 5], now=now)
    first_of_each = {entry.uid: entry for entry in reversed(near)}
    return [entry for entry in near if first_of_each[entry.uid] is entry][:NEXT_EVENTS]
