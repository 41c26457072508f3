"""A session in words, as lists show it: pages, places, frames. Nothing here asks the database anything."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.models import Session
from core.dates import day_words, near_day_words, time_words

FEW = 3
"""From so many places left on, the list says so in yellow."""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """What `components/session_row.html` shows. `state`: free, last, full, cancelled or closed."""

    url: str
    title: str
    starts_iso: str
    day_words: str
    time_words: str
    place_name: str
    town: str
    places_words: str
    state: str


@dataclass(frozen=True, slots=True)
class Day:
    """The sessions of one day of theirs."""

    day: date
    words: str
    is_today: bool
    rows: list[SessionRow]


def availability(session: Session, *, now: datetime) -> tuple[str, str]:
    """Return the state of a session and its words: `("last", "2 places")`, `("full", "Complet")`."""
    if session.is_cancelled:
        return "cancelled", _("Annulé")
    if session.end <= now:
        return "closed", _("Terminé")
    if session.start <= now:
        return "closed", _("Commencé")
    if session.opens_at and session.opens_at > now:
        opens = day_words(session.opens_at.astimezone(session.tz), year=False)
        return "closed", _("Réservations à partir du %(day)s") % {"day": opens}
    if not session.places_left:
        return "full", _("Complet")
    if session.closes_at and session.closes_at <= now:
        return "closed", _("Réservations closes")
    left = session.places_left
    words = ngettext("%(left)s place", "%(left)s places", left) % {"left": left}
    return ("last" if left <= FEW else "free"), words


def session_row(session: Session, *, now: datetime, via: str = "", with_place: bool = True) -> SessionRow:
    """Return the session as a line of a list; `via` names the partner whose site shows it."""
    state, words = availability(session, now=now)
    start = session.local_start
    url = session.get_absolute_url()
    return SessionRow(
        url=f"{url}?{urlencode({'via': via})}" if via else url,
        title=session.activity.name,
        starts_iso=start.isoformat(timespec="minutes"),
        day_words=day_words(start, year=start.year != now.astimezone(session.tz).year),
        time_words=time_words(start),
        place_name=session.location.name if with_place else "",
        town=session.location.town if with_place else "",
        places_words=words,
        state=state,
    )


def by_day(sessions: list[Session], *, now: datetime, via: str = "") -> list[Day]:
    """Return the sessions, already in order, under the days that their places' clocks show."""
    days: list[Day] = []
    for session in sessions:
        day, today = session.local_start.date(), now.astimezone(session.tz).date()
        if not days or days[-1].day != day:
            words, exact = near_day_words(day, today=today), day_words(day, year=day.year != today.year)
            words = exact if words == day_words(day) else f"{words}, {exact}"
            days.append(Day(day, words[0].upper() + words[1:], day == today, []))
        days[-1].rows.append(session_row(session, now=now, via=via))
    return days
