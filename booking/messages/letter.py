"""The mail: one set of words, from which the text and the HTML are both made, so that they say the same."""

import logging
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from booking.choices import AttendanceStatus, MessageKind, Mode
from booking.entries import MANAGE_PATH, absolute, attendance_invitation, course_publication, in_calendar
from booking.messages.facts import Facts
from booking.messages.variables import fill
from booking.messages.words import Words
from core.dates import day_words
from core.ical import InvalidEntry, Method
from core.phones import phone_link, phone_words

logger = logging.getLogger(__name__)

CANCELS = frozenset({MessageKind.CANCELLED, MessageKind.SESSION_CANCELLED})
WITHOUT_ENTRY = frozenset({MessageKind.WAITING, MessageKind.OFFER, MessageKind.OFFER_EXPIRED, MessageKind.FOLLOW_UP})
"""Kinds that leave the person's calendar alone."""

OVER = frozenset({MessageKind.OFFER_EXPIRED, MessageKind.FOLLOW_UP})
NOT_YET = frozenset({MessageKind.WAITING, MessageKind.OFFER})


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail, complete."""

    subject: str
    text: str
    html: str
    calendar: str = ""
    method: str = ""


def letter(kind: MessageKind, words: Words, facts: Facts, *, token: str = "") -> Letter:
    """Return the mail of this kind; without a token, its button leads to where one's code is asked."""
    values = facts.values()
    subject = fill(str(words.subject), values)
    context = _context(kind, words, facts, values, subject=subject, token=token)
    calendar, method = entry_file(kind, facts)
    return Letter(
        subject=subject,
        text=render_to_string("booking/messages/letter.txt", context),
        html=render_to_string("booking/messages/letter.html", context),
        calendar=calendar,
        method=method,
    )


def entry_file(kind: MessageKind, facts: Facts) -> tuple[str, str]:
    """Return what makes the person's calendar follow, and its method: one date is asked for, several are published."""
    held = [one for one in facts.attendances if in_calendar(one)]
    if kind in WITHOUT_ENTRY or not held:
        return "", ""
    if len(held) > 1:
        return course_publication(held), Method.PUBLISH
    method = Method.CANCEL if kind in CANCELS else Method.REQUEST
    try:
        return attendance_invitation(held[0], method), method
    except InvalidEntry:
        # An address that mail knows and calendars do not, as one in quotes: the words go all the same.
        logger.warning("no calendar entry for attendance %s", held[0].pk)
        return "", ""


def _context(
    kind: MessageKind, words: Words, facts: Facts, values: dict[str, str], *, subject: str, token: str
) -> dict[str, Any]:
    session = facts.first.session
    struck = kind in CANCELS
    expected = not words.again and kind not in NOT_YET
    start = session.local_start
    return {
        "subject": subject,
        "facts": facts,
        "opening": fill(str(words.opening), values),
        "after": fill(str(words.after), values),
        "note": "" if kind in OVER else session.note,
        "leaf": None
        if facts.several
        else {
            "weekday": day_words(start, month=False).split()[0],
            "day": start.day,
            "month": day_words(start, year=False).split()[-1],
        },
        "activity": session.activity.name,
        "state": _("Annulé") if struck else _state(facts),
        "struck": struck,
        "online_url": session.online_url if session.activity.mode == Mode.ONLINE and expected else "",
        "code": None if words.again else facts.code_sentence,
        "to_bring": session.activity.to_bring if expected else "",
        "button_words": words.button,
        "button_url": _button_url(words, token),
        "help_phone": phone_words(settings.HELP_PHONE),
        "help_link": phone_link(settings.HELP_PHONE),
        "site_name": settings.SITE_NAME,
        "privacy_url": absolute("/donnees-personnelles/"),
    }


def _state(facts: Facts) -> str:
    match facts.first.status:
        case AttendanceStatus.WAITING:
            return _("En liste d'attente")
        case AttendanceStatus.OFFERED:
            return _("Place gardée %(until)s") % {"until": facts.values()["jusqua"]}
        case _held:
            return ""


def _button_url(words: Words, token: str) -> str:
    if words.again:
        return absolute(reverse("booking:sessions"))
    return absolute(reverse("booking:link", args=[token]) if token else MANAGE_PATH)
