"""What the page of one session says: whether and how it can be booked, its course, other dates."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.choices import Access, Mode
from booking.models import Session
from booking.rows import Course, SessionRow, availability, drop_in_words, session_row
from booking.selectors import course_facts, courses
from booking.services.booking import why_not
from booking.services.courses import course_of, why_not_course
from booking.services.refusals import BookingRefused, NoRoom, NotYetOpen, ReferralOnly
from core.clocks import zone_words
from core.dates import day_words, range_words

OTHERS = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """
    A session, and what one can do with it now.

    `refusal`: why it cannot be booked, None where it can. `can_wait`: one can join its waiting list.
    """

    session: Session
    dates: list[Session]
    course: Course | None
    refusal: BookingRefused | None
    can_wait: bool

    @property
    def can_book(self) -> bool:
        """Whether it has a place."""
        return self.refusal is None


def offer(session: Session, *, now: datetime) -> Offer:
    """Read what can be done with a session (`with_place`): two queries where it belongs to a course, else none."""
    series = course_of(session)
    dates = list(series.sessions.order_by("start", "pk")) if series else []
    held = [one for one in dates if not one.is_cancelled]
    coming = [one for one in held if one.start > now]
    course = course_facts(held, series.join_until, now=now) if series else None
    refusal: BookingRefused | None
    if session.activity.access == Access.REFERRAL and not session.is_cancelled and session.start > now:
        refusal = ReferralOnly()
    elif series and not session.is_cancelled:
        refusal = why_not_course(series, coming, now=now)
    else:
        refusal = why_not(session, now=now)
    waiting_left = course.waiting_left if course else session.waiting_left
    return Offer(session, dates, course, refusal, isinstance(refusal, NoRoom) and waiting_left > 0)


def page(one: Offer, *, now: datetime, via: str = "") -> dict[str, Any]:
    """Return what the page shows of a session, whatever is typed into its form; `via`: whose site led here."""
    session, course = one.session, one.course
    state, places_words = availability(session, now=now, course=course)
    start = session.local_start
    return {
        "session": session,
        "state": state,
        "places_words": places_words,
        "when": range_words(start, session.local_end),
        "zone_words": zone_words(session.zone),
        "starts_iso": start.isoformat(timespec="minutes"),
        "leaf": {
            "weekday": day_words(start, month=False).split()[0],
            "day": start.day,
            "month": day_words(start, year=False).split()[-1],
            "now": start.date() == now.astimezone(session.tz).date(),
        },
        "mode_words": "" if session.activity.mode == Mode.ON_SITE else session.activity.get_mode_display(),
        "how_words": how_words(session),
        "drop_in_words": "" if session.is_cancelled or session.start <= now else drop_in_words(session),
        "steps": steps(one, now=now),
        "course_words": course_words(course),
        "button_words": button_words(course),
        "kept_words": kept_words(session),
        "waiting_words": waiting_words(session) if session.waiting_left else "",
        "can_book": one.can_book,
        "can_wait": one.can_wait,
        "not_yet_open": isinstance(one.refusal, NotYetOpen),
        "on_referral": isinstance(one.refusal, ReferralOnly),
        "via": via,
        **others(one, now=now, via=via),
    }


def how_words(session: Session) -> str:
    """Return how one takes part without going anywhere, "" where one comes."""
    return {
        Mode.PHONE: _("Nous vous appelons à cette heure, au numéro que vous donnez."),
        Mode.ONLINE: _("L'adresse à ouvrir vous est donnée avec votre réservation."),
    }.get(Mode(session.activity.mode), "")


def steps(one: Offer, *, now: datetime) -> list[dict[str, str]]:
    """Return the dates of the course, for the thread."""
    found = []
    for date in one.dates:
        here = date.pk == one.session.pk
        state = "done" if date.start <= now else "here" if here else "next"
        words = range_words(date.local_start, date.local_end)
        found.append({"title": words, "text": _("Annulée") if date.is_cancelled else "", "state": state})
    return found


def course_words(course: Course | None) -> str:
    """Return what one booking of the course is for, "" where it is no course."""
    if course is None or not course.open:
        return ""
    if course.left < course.total:
        words = ngettext(
            "Le parcours a commencé, on peut encore le rejoindre : une réservation pour la séance qui reste.",
            "Le parcours a commencé, on peut encore le rejoindre : une réservation pour les %s séances qui restent.",
            course.left,
        )
    else:
        words = ngettext("Une réservation pour la séance.", "Une réservation pour les %s séances.", course.left)
    return words % course.left if "%s" in words else words


def button_words(course: Course | None) -> str:
    """Return what pressing the button does."""
    if course is None or course.left < 2:
        return _("Réserver ma place")
    return _("Réserver les %s séances") % course.left


def kept_words(session: Session) -> str:
    """Return who keeps what is typed, why, and how long."""
    site, host, days = settings.SITE_NAME, session.host.name, settings.IDENTITY_RETENTION_DAYS
    if host.casefold() == site.casefold():
        words = _("%(site)s garde ces informations pour ce rendez-vous seulement, et les efface %(days)s jours après.")
    else:
        words = _(
            "%(site)s et %(host)s gardent ces informations pour ce rendez-vous seulement, "
            "et les effacent %(days)s jours après."
        )
    return words % {"site": site, "host": host, "days": days}


def waiting_words(session: Session) -> str:
    """Return how many wait, and what happens then."""
    who = (
        ngettext("%s personne attend déjà.", "%s personnes attendent déjà.", session.waiting) % session.waiting
        if session.waiting
        else _("Personne n'attend encore.")
    )
    return f"{who} {_('Si une place se libère, nous vous la proposons. Vous direz oui ou non.')}"


def others(one: Offer, *, now: datetime, via: str = "") -> dict[str, Any]:
    """Return where there is room, of the same activity nearby, else of any; two queries at most, none where it has."""
    if one.can_book:
        return {"others": [], "others_title": ""}
    session = one.session
    near = (
        Session.objects.listed(now=now)
        .with_room(1, now=now)
        .upcoming(now=now)
        .filter(location__departement=session.location.departement)
        .exclude(pk=session.pk)
        .with_place()
    )
    if one.course:
        near = near.exclude(series=session.series_id)
    if same := list(near.filter(activity=session.activity_id)[:OTHERS]):
        return {"others": _rows(same, now=now, via=via), "others_title": _("D'autres dates")}
    return {"others": _rows(list(near[:OTHERS]), now=now, via=via), "others_title": _("D'autres séances près d'ici")}


def _rows(sessions: list[Session], *, now: datetime, via: str) -> list[SessionRow]:
    known = courses(sessions, now=now)
    return [session_row(session, now=now, via=via, courses=known) for session in sessions]
