"""A booking in words, as its own pages and its slip say it. Nothing here asks the database anything."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking import choices
from booking.choices import AttendanceStatus, Mode
from booking.entries import address_lines
from booking.models import Attendance, Booking, Session
from core.clocks import zone_words
from core.codes import code_words
from core.dates import day_words, moment_words, range_words, time_words
from core.phones import phone_words
from locations.place.directions import directions

_OVER = frozenset({AttendanceStatus.ATTENDED, AttendanceStatus.ABSENT, AttendanceStatus.EXCUSED})


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf of a calendar; `now` where it is today."""

    weekday: str
    day: int
    month: str
    now: bool


@dataclass(frozen=True, slots=True)
class Ticket:
    """
    One date of a booking. `state`: confirmed, offered, waiting, declined, expired, cancelled, called_off (by us), over.

    `how`: on-site, phone or online; where there is no place to go, `place_name` says so and `address` is empty.
    `online_url` is there for who has the place, and only then. `is_meant`: it can still be changed or cancelled.
    `waited`: it was only ever waited for.
    """

    pk: int
    state: str
    is_meant: bool
    waited: bool
    activity: str
    when: str
    starts_iso: str
    day: str
    hours: str
    leaf: Leaf
    people: str
    party_size: int
    how: str
    place_name: str
    place_url: str
    address: str
    way_url: str
    phone_words: str
    note: str
    to_bring: str
    online_url: str
    offer_ends: str
    session: Session


def ticket(attendance: Attendance, *, now: datetime) -> Ticket:
    """Return what is said of one date; the attendance comes with its session, the activity and the place."""
    session = attendance.session
    location, activity = session.location, session.activity
    start, end = session.local_start, session.local_end
    state = _state(attendance, now=now)
    on_site = activity.mode == Mode.ON_SITE
    address = ", ".join(address_lines(location)) if on_site else ""
    offer_ends = attendance.offer_ends_at if state == "offered" else None
    return Ticket(
        pk=attendance.pk,
        state=state,
        is_meant=state in {"confirmed", "offered", "waiting"} and session.start > now,
        waited=attendance.queued_at is not None and attendance.offered_at is None,
        activity=activity.name,
        when=_when(session),
        starts_iso=start.isoformat(timespec="minutes"),
        day=day_words(start),
        hours=f"{time_words(start)} – {time_words(end)}",
        leaf=Leaf(
            weekday=day_words(start, month=False).split()[0],
            day=start.day,
            month=day_words(start, year=False).split()[-1],
            now=start.date() == now.astimezone(session.tz).date(),
        ),
        people=people_words(attendance.party_size),
        party_size=attendance.party_size,
        how={Mode.PHONE: "phone", Mode.ONLINE: "online"}.get(Mode(activity.mode), "on-site"),
        place_name=location.name if on_site else str(_MODES[Mode(activity.mode)]()),
        place_url=location.get_absolute_url() if on_site and location.live else "",
        address=address,
        way_url=directions(location, address).web if on_site else "",
        phone_words=phone_words(location.phone),
        note=session.note,
        to_bring=activity.to_bring,
        online_url=session.online_url if state == "confirmed" and activity.mode == Mode.ONLINE else "",
        offer_ends=moment_words(offer_ends.astimezone(session.tz)) if offer_ends else "",
        session=session,
    )


def code_of(booking: Booking) -> str:
    """Return the code as it is read aloud."""
    return code_words(booking.code)


def people_words(people: int) -> str:
    """Return "3 personnes", which no line cuts."""
    words = ngettext("%(people)s personne", "%(people)s personnes", people) % {"people": people}
    return words.replace(" ", "\u00a0")


def position_words(position: int) -> str:
    """Say where a group stands on the waiting list."""
    if position <= 1:
        return _("Vous êtes en tête de la liste d'attente")
    return _("Vous êtes %(position)se sur la liste d'attente") % {"position": position}


def dates_words(tickets: list[Ticket]) -> str:
    """Return how many dates there are, and from when to when: "6 séances, du 3 mars 2026 au 7 avril 2026"."""
    first, last = tickets[0].session.local_start, tickets[-1].session.local_start
    return _("%(count)s séances, du %(first)s au %(last)s") % {
        "count": len(tickets),
        "first": day_words(first, weekday=False, year=first.year != last.year),
        "last": day_words(last, weekday=False),
    }


_MODES = {Mode.PHONE: lambda: _("Par téléphone"), Mode.ONLINE: lambda: _("En ligne")}


def _when(session: Session) -> str:
    """Say when, and by whose clock where it is not the site's own."""
    words, zone = range_words(session.local_start, session.local_end), zone_words(session.zone)
    return f"{words} ({zone})" if zone else words


def _state(attendance: Attendance, *, now: datetime) -> str:
    if attendance.status in _OVER:
        return "over"
    if attendance.status in choices.STILL_MEANT:
        if attendance.session.is_cancelled:
            return "called_off"
        if attendance.session.end <= now or (
            attendance.session.start <= now and attendance.status != AttendanceStatus.CONFIRMED
        ):
            return "over"
    return str(attendance.status)
