"""A session in words, as lists show it: pages, places, frames. Nothing here asks the database anything."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.choices import Access, Mode
from booking.models import Session
from core.clocks import zone_words
from core.dates import day_words, near_day_words, time_words
from core.geo import Point, distance_from
from core.words import distance_words

FEW = 3
"""From so many places left on, the list says so in yellow."""


@dataclass(frozen=True, slots=True)
class Course:
    """
    A course whose sessions are booked together: how many dates it has, and how many are to come.

    `places` are those that all of its dates still have, `waiting_left` the same of the waiting list. `open`: one can
    still join it.
    """

    total: int
    left: int
    places: int
    waiting_left: int
    open: bool

    @property
    def words(self) -> str:
        """What one booking is for."""
        if self.left < self.total:
            return ngettext("Parcours, encore %s séance", "Parcours, encore %s séances", self.left) % self.left
        return ngettext("Parcours, %s séance", "Parcours, %s séances", self.total) % self.total


Courses = Mapping[int, Course]
"""What is known of courses, by the id of their series (`booking.selectors.courses`)."""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """
    What `components/session_row.html` shows. `state`: free, last, waiting, full, cancelled or closed.

    `place_name` says how one takes part where one goes nowhere; `details` are facts in a line, "" where there are none.
    """

    url: str
    title: str
    starts_iso: str
    day_words: str
    time_words: str
    place_name: str
    town: str
    places_words: str
    state: str
    details: str = ""
    zone_words: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """The sessions of one day of theirs."""

    day: date
    words: str
    is_today: bool
    rows: list[SessionRow]


def availability(session: Session, *, now: datetime, course: Course | None = None) -> tuple[str, str]:
    """
    Return the state of a session for who comes without referral, and its words: `("last", "2 places")`.

    A session of a `course` is booked with the others.
    """
    if said := _over(session, now=now):
        return said
    if session.activity.access == Access.REFERRAL:
        return "closed", _("Sur orientation")
    if session.opens_at and session.opens_at > now:
        opens = day_words(session.opens_at.astimezone(session.tz), weekday=False, year=False)
        return "closed", _("Inscriptions à partir du %(day)s") % {"day": opens}
    if course and not course.open:
        return "closed", _("Parcours commencé")
    left = course.places if course else session.places_for(now=now)
    over = bool(session.closes_at and session.closes_at <= now)
    if not left:
        waiting_left = course.waiting_left if course else session.waiting_left
        return ("waiting", _("Complet – liste d'attente")) if waiting_left and not over else ("full", _("Complet"))
    if over:
        return "closed", _("Inscriptions closes")
    words = ngettext("%(left)s place", "%(left)s places", left) % {"left": left}
    return ("last" if left <= FEW else "free"), words


def _over(session: Session, *, now: datetime) -> tuple[str, str] | None:
    if session.is_cancelled:
        return "cancelled", _("Annulé")
    if session.end <= now:
        return "closed", _("Terminé")
    if session.start <= now:
        return "closed", _("Commencé")
    return None


def details_words(session: Session, *, course: Course | None = None, with_mode: bool = False) -> str:
    """Return what else must be known before one chooses: "Parcours, 6 séances · Aussi sans rendez-vous : 4 places"."""
    facts = []
    if with_mode and session.activity.mode != Mode.ON_SITE:
        facts.append(session.activity.get_mode_display())
    if course:
        facts.append(course.words)
    if not session.is_cancelled and session.activity.access == Access.PUBLIC and (words := drop_in_words(session)):
        facts.append(words)
    return " · ".join(facts)


def drop_in_words(session: Session) -> str:
    """Return whether one may come without a booking: "Aussi sans rendez-vous : 4 places", "" where one may not."""
    places = session.drop_in_places
    if places:
        return ngettext("Aussi sans rendez-vous : %s place", "Aussi sans rendez-vous : %s places", places) % places
    return _("Aussi sans rendez-vous") if session.activity.drop_in else ""


def where_words(session: Session) -> str:
    """Return where one goes, or how one takes part without going anywhere: "Par téléphone"."""
    activity = session.activity
    return session.location.name if activity.mode == Mode.ON_SITE else str(activity.get_mode_display())


def session_row(
    session: Session, *, now: datetime, via: str = "", with_place: bool = True, courses: Courses | None = None
) -> SessionRow:
    """Return the session as a line of a list; `via` names the partner whose site shows it."""
    course = (courses or {}).get(session.series_id or 0)
    state, words = availability(session, now=now, course=course)
    start = session.local_start
    url = session.get_absolute_url()
    return SessionRow(
        url=f"{url}?{urlencode({'via': via})}" if via else url,
        title=session.activity.name,
        starts_iso=start.isoformat(timespec="minutes"),
        day_words=day_words(start, year=start.year != now.astimezone(session.tz).year),
        time_words=time_words(start),
        place_name=where_words(session) if with_place else "",
        town=session.location.town if with_place and session.activity.mode == Mode.ON_SITE else "",
        places_words=words,
        state=state,
        details=details_words(session, course=course, with_mode=not with_place),
        zone_words=zone_words(session.zone),
    )


def by_day(
    sessions: list[Session],
    *,
    now: datetime,
    via: str = "",
    courses: Courses | None = None,
    around: Point | None = None,
) -> list[Day]:
    """Return the sessions, already in order, under the days that their places' clocks show; `around` is looked from."""
    days: list[Day] = []
    distance = distance_from(around) if around else None
    for session in sessions:
        day, today = session.local_start.date(), now.astimezone(session.tz).date()
        if not days or days[-1].day != day:
            words, exact = near_day_words(day, today=today), day_words(day, year=day.year != today.year)
            words = exact if words == day_words(day) else f"{words}, {exact}"
            days.append(Day(day, words[0].upper() + words[1:], day == today, []))
        row, place = session_row(session, now=now, via=via, courses=courses), session.location
        if distance and row.town and place.latitude is not None and place.longitude is not None:
            far = distance_words(distance(place.latitude, place.longitude)).replace(" ", "\u00a0")
            row = replace(row, town=f"{row.town}, {far}")
        days[-1].rows.append(row)
    return days
