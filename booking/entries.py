"""Sessions and bookings translated, once, into what a calendar understands (`core.ical`)."""

from collections.abc import Iterable
from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.choices import AttendanceStatus, Mode
from booking.models import Attendance, Session
from core.codes import code_words
from core.geo import InvalidPoint, Point
from core.ical import Conference, Entry, Method, Party, Status, invitation, publication
from core.phones import phone_words
from locations.models import Location

MANAGE_PATH = "/rendez-vous/reservation/"

NO_ENTRY = (
    AttendanceStatus.WAITING,
    AttendanceStatus.OFFERED,
    AttendanceStatus.DECLINED,
    AttendanceStatus.EXPIRED,
)


def absolute(path: str) -> str:
    """Return the public address of a path of ours."""
    return f"{settings.PUBLIC_BASE_URL}{path}"


def address_lines(location: Location) -> list[str]:
    """Return the address, a line each, without empty ones."""
    town = f"{location.postcode} {location.town}".strip()
    return [line for line in (location.address, location.address_complement, town) if line]


def session_entry(session: Session) -> Entry:
    """
    Return a session as anyone may see it, with the places that the public could take when it last changed.

    A feed's bytes change with its rows only: that places kept for referred people are free moves the row (`free_kept`).
    """
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


def in_calendar(attendance: Attendance) -> bool:
    """Whether the person's calendar holds an entry for these places, or did: who waits has no appointment yet."""
    return attendance.status not in NO_ENTRY


def attendance_entry(attendance: Attendance) -> Entry:
    """Return a booking as the person's own calendar keeps it; its title says where, never what for."""
    session, booking = attendance.session, attendance.booking
    location, activity = session.location, session.activity
    cancelled = session.is_cancelled or not attendance.holds_a_place
    announced = _("Le code : %(code)s") if booking.contact_is_helper else _("Votre code : %(code)s")
    code = announced % {"code": code_words(booking.code)}
    manage = _("Voir ou annuler : %(address)s") % {"address": absolute(MANAGE_PATH)}
    people = ngettext("%(people)s personne", "%(people)s personnes", attendance.party_size)
    lines = (code, people % {"people": attendance.party_size}, session.note, *_about(session), manage)
    on_site = activity.mode == Mode.ON_SITE
    return Entry(
        uid=str(attendance.uid),
        title=_title(attendance),
        starts_at=session.local_start,
        ends_at=session.local_end,
        changed_at=max(attendance.changed_at, session.changed_at),
        created_at=attendance.created_at,
        sequence=attendance.sequence,
        status=Status.CANCELLED if cancelled else Status.CONFIRMED if in_calendar(attendance) else Status.TENTATIVE,
        description="\n".join(line for line in lines if line),
        location=", ".join([location.name, *address_lines(location)]) if on_site else _how(activity.mode),
        geo=_point(location) if on_site else None,
        url=absolute(MANAGE_PATH),
        contact=phone_words(location.phone),
        conference=Conference(session.online_url) if session.online_url and activity.mode == Mode.ONLINE else None,
        private=True,
    )


def attendance_invitation(attendance: Attendance, method: Method) -> str:
    """Return what is attached to a mail, so that the entry enters, moves in or leaves the person's calendar."""
    booking = attendance.booking
    return invitation(
        attendance_entry(attendance),
        method=method,
        organizer=_organizer(),
        attendee=Party(booking.email, "" if booking.contact_is_helper else booking.first_name),
    ).decode()


def course_publication(attendances: Iterable[Attendance]) -> str:
    """Return what is attached to a mail about several dates, each with the entry that later mails move or cancel."""
    return publication([attendance_entry(one) for one in attendances], organizer=_organizer()).decode()


def _organizer() -> Party:
    return Party(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], settings.SITE_NAME)


def _title(attendance: Attendance) -> str:
    booking, session = attendance.booking, attendance.session
    on_site = session.activity.mode == Mode.ON_SITE
    where = session.location.name if on_site else _how(session.activity.mode)
    if booking.contact_is_helper:
        return _("Rendez-vous (%(name)s) – %(place)s") % {"name": booking.first_name, "place": where}
    return _("Rendez-vous – %(place)s") % {"place": where}


def _how(mode: str) -> str:
    return _("par téléphone") if mode == Mode.PHONE else _("en ligne")


def _places(session: Session) -> str:
    if session.is_cancelled:
        return ""
    left = session.places_for(now=session.changed_at)
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
