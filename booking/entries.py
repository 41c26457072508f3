"""Sessions and bookings translated, once, into what a calendar understands (`core.ical`)."""

from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.models import Attendance, Session
from core.codes import code_words
from core.geo import InvalidPoint, Point
from core.ical import Entry, Method, Party, Status, invitation
from core.phones import phone_words
from locations.models import Location

MANAGE_PATH = "/rendez-vous/reservation/"


def absolute(path: str) -> str:
    """Return the public address of a path of ours."""
    return f"{settings.PUBLIC_BASE_URL}{path}"


def address_lines(location: Location) -> list[str]:
    """Return the address, a line each, without empty ones."""
    town = f"{location.postcode} {location.town}".strip()
    return [line for line in (location.address, location.address_complement, town) if line]


def session_entry(session: Session) -> Entry:
    """Return a session as anyone may see it, with its places left."""
    activity, location = session.activity, session.location
    return Entry(
        uid=str(session.uid),
        title=activity.name,
        starts_at=session.local_start,
        ends_at=session.local_end,
        changed_at=session.changed_at,
        created_at=session.created_at,
        sequence=session.sequence,
        status=Status.CANCELLED if session.is_cancelled else Status.CONFIRMED,
        description="\n".join(line for line in (_places(session), session.note, *_about(session)) if line),
        location=", ".join([location.name, *address_lines(location)]),
        geo=_point(location),
        url=absolute(session.get_absolute_url()),
        categories=(activity.get_kind_display(),),
        contact=phone_words(location.phone),
        busy=False,
    )


def attendance_entry(attendance: Attendance) -> Entry:
    """Return a booking as the person's own calendar keeps it; its title says where, never what for."""
    session = attendance.session
    location = session.location
    cancelled = session.is_cancelled or not attendance.holds_a_place
    code = _("Votre code : %(code)s") % {"code": code_words(attendance.booking.code)}
    manage = _("Voir ou annuler : %(address)s") % {"address": absolute(MANAGE_PATH)}
    return Entry(
        uid=str(attendance.uid),
        title=_("Rendez-vous – %(place)s") % {"place": location.name},
        starts_at=session.local_start,
        ends_at=session.local_end,
        changed_at=max(attendance.changed_at, session.changed_at),
        created_at=attendance.created_at,
        sequence=attendance.sequence,
        status=Status.CANCELLED if cancelled else Status.CONFIRMED,
        description="\n".join(line for line in (code, session.note, *_about(session), manage) if line),
        location=", ".join([location.name, *address_lines(location)]),
        geo=_point(location),
        url=absolute(MANAGE_PATH),
        contact=phone_words(location.phone),
        private=True,
    )


def attendance_invitation(attendance: Attendance, method: Method) -> str:
    """Return what is attached to a mail, so that the entry enters, moves in or leaves the person's calendar."""
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    booking = attendance.booking
    return invitation(
        attendance_entry(attendance),
        method=method,
        organizer=Party(address, settings.SITE_NAME),
        attendee=Party(booking.email, booking.first_name),
    ).decode()


def _places(session: Session) -> str:
    if session.is_cancelled:
        return ""
    left = session.places_left
    if not left:
        return _("Complet.")
    return ngettext("Il reste %(left)s place.", "Il reste %(left)s places.", left) % {"left": left}


def _about(session: Session) -> list[str]:
    to_bring = session.activity.to_bring
    return [session.activity.summary, _("À apporter : %(things)s") % {"things": to_bring} if to_bring else ""]


def _point(location: Location) -> Point | None:
    if location.latitude is None or location.longitude is None:
        return None
    try:
        return Point(location.latitude, location.longitude)
    except InvalidPoint:
        return None
