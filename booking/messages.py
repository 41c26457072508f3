"""
What people are told about their booking, by mail.

Who left no mail address is told nothing here: the page, the printed slip and the phone are theirs. One `Letter` a
message, from which the text and the HTML are both made, so that they say the same. No subject names what the person
comes for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.choices import MessageKind
from booking.entries import MANAGE_PATH, absolute, address_lines, attendance_invitation
from booking.models import Attendance
from core.codes import code_words
from core.dates import day_words, moment_words, range_words, time_words
from core.ical import Method
from core.phones import phone_words
from outbox.models import Message
from outbox.services import enqueue

REMIND_AGAIN_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message about one booking: its own words; the date, the place and the code are the same in all."""

    subject: str
    opening: str
    button_words: str
    button_url: str
    after: str = ""
    cancelled: bool = False


def tell(kind: MessageKind, attendances: Sequence[Attendance], *, now: datetime, token: str = "") -> None:
    """
    Write the message of this kind about these places, all of one booking, in the caller's transaction.

    `attendances` come with their booking, session, activity and place. `token`: of the link in the message; without
    one, the button leads to where one's code is asked.
    """
    for attendance in attendances:
        _send(
            kind,
            attendance,
            _letter(kind, attendance, token),
            _METHODS.get(kind, Method.REQUEST),
            now=now,
            secret=token,
        )


_METHODS = {MessageKind.CANCELLED: Method.CANCEL, MessageKind.SESSION_CANCELLED: Method.CANCEL}


def _letter(kind: MessageKind, attendance: Attendance, token: str) -> Letter:
    when = {"when": _short(attendance)}
    again, open_ = absolute(reverse("booking:sessions")), _link(token) if token else absolute(MANAGE_PATH)
    match kind:
        case MessageKind.FOUND:
            return Letter(
                subject=_("Votre rendez-vous du %(when)s") % when,
                opening=_("Vous avez déjà une place à cette séance. Nous n'en avons pas pris d'autre."),
                button_words=_("Voir ou annuler mon rendez-vous"),
                button_url=open_,
            )
        case MessageKind.CANCELLED:
            return Letter(
                subject=_("Annulé : votre rendez-vous du %(when)s") % when,
                opening=_("Votre rendez-vous est annulé, comme vous l'avez demandé."),
                button_words=_("Choisir une autre date"),
                button_url=again,
                cancelled=True,
            )
        case MessageKind.SESSION_CANCELLED:
            return Letter(
                subject=_("Annulé : votre rendez-vous du %(when)s") % when,
                opening=_("Nous avons dû annuler cette séance. Pardon pour ce changement."),
                button_words=_("Choisir une autre date"),
                button_url=again,
                cancelled=True,
            )
        case MessageKind.SESSION_MOVED:
            return Letter(
                subject=_("Changement : votre rendez-vous du %(when)s") % when,
                opening=_("Votre rendez-vous change. Voici la date et le lieu à retenir."),
                button_words=_("Voir ou annuler mon rendez-vous"),
                button_url=open_,
                after=_("Cela ne vous convient pas ? Annulez avec votre code, et choisissez une autre date."),
            )
        case _:
            return Letter(
                subject=_("Votre rendez-vous du %(when)s") % when,
                opening=_("Votre place est réservée. Gardez ce message."),
                button_words=_("Voir ou annuler mon rendez-vous"),
                button_url=open_,
                after=_("Vous ne pouvez pas venir ? Annulez : votre place servira à quelqu'un d'autre."),
            )


def may_remind(attendance: Attendance, *, now: datetime) -> bool:
    """Whether a fresh link may be sent: there is a mail address, and none was sent within the hour."""
    recent = Message.objects.filter(
        kind="booking_found", about=_about(attendance), created_at__gt=now - REMIND_AGAIN_AFTER
    )
    return bool(attendance.booking.email) and not recent.exists()


def _send(
    kind: str, attendance: Attendance, letter: Letter, method: Method, *, now: datetime, secret: str = ""
) -> None:
    booking, session = attendance.booking, attendance.session
    if not booking.email:
        return
    people = attendance.party_size
    context = {
        "letter": letter,
        "site_name": settings.SITE_NAME,
        "first_name": booking.first_name,
        "when": range_words(session.local_start, session.local_end),
        "start": session.local_start,
        "weekday": day_words(session.local_start, year=False, month=False).split()[0],
        "month": day_words(session.local_start, year=False).split()[-1],
        "hour": time_words(session.local_start),
        "place": session.location.name,
        "address_lines": address_lines(session.location),
        "activity": session.activity.name,
        "note": session.note,
        "to_bring": session.activity.to_bring,
        "people": ngettext("%(people)s personne", "%(people)s personnes", people) % {"people": people},
        "code": code_words(booking.code),
        "help_phone": phone_words(settings.HELP_PHONE),
        "privacy_url": absolute("/donnees-personnelles/"),
    }
    enqueue(
        kind=kind,
        about=_about(attendance),
        recipient=booking.email,
        subject=letter.subject,
        text=render_to_string("booking/messages/letter.txt", context),
        html=render_to_string("booking/messages/letter.html", context),
        calendar=attendance_invitation(attendance, method),
        calendar_method=method,
        secret=secret,
        now=now,
    )


def _about(attendance: Attendance) -> str:
    return f"booking:{attendance.booking_id}"


def _short(attendance: Attendance) -> str:
    """Return the date as a subject says it: "mardi 3 mars à 14 h"."""
    start = attendance.session.local_start
    return moment_words(start).replace(f" {start.year} ", " ")


def _link(token: str) -> str:
    return absolute(reverse("booking:link", args=[token]))
