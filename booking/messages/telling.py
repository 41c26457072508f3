"""Writing what people are told into the outbox, in the transaction of what it tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.utils.translation import gettext as _

from booking.choices import AttendanceStatus, EnrolledBy, MessageKind, SessionStatus
from booking.messages.facts import Facts
from booking.messages.letter import letter
from booking.messages.routing import CALL, SMS, TIMELY, Moment, Reach, routes, sms_time
from booking.messages.sms import sms
from booking.messages.words import Words, words_of, written_for
from booking.models import Attendance, Booking
from core.codes import code_words
from core.phones import is_mobile
from outbox.models import Message
from outbox.services import enqueue
from outbox.sms import is_available

REMIND_AGAIN_AFTER = timedelta(hours=1)
TEXT_AGAIN_AFTER = timedelta(days=1)
"""An SMS that anybody can ask for costs more than a mail."""


@dataclass(frozen=True, slots=True)
class Told:
    """Places of one booking that somebody is told about, soonest first, and the token of the link to it."""

    attendances: Sequence[Attendance]
    token: str = ""


@dataclass(frozen=True, slots=True)
class Saying:
    """All that one message is written from."""

    kind: MessageKind
    words: Words
    facts: Facts
    token: str
    moment: Moment


UNSAYING = frozenset(
    {MessageKind.CANCELLED, MessageKind.CHANGED, MessageKind.SESSION_CANCELLED, MessageKind.SESSION_MOVED}
)
"""What makes a reminder false that waits for the morning, or for a mail server."""

SEEN = frozenset({MessageKind.CONFIRMED, MessageKind.COURSE_CONFIRMED, MessageKind.WAITING, MessageKind.CHANGED})
"""What people do themselves on our own screen."""


def tell(kind: MessageKind, attendances: Sequence[Attendance], *, now: datetime, token: str = "") -> None:
    """
    Write the message of this kind about these places, all of one booking, in the caller's transaction.

    `attendances` come with their booking, session, activity and place. `token`: of the link in the message; without
    one, its button leads to where one's code is asked.
    """
    tell_all(kind, [Told(attendances, token)], now=now)


def tell_all(kind: MessageKind, told: Sequence[Told], *, now: datetime) -> None:
    """Write one message for each, as `tell` does; what staff wrote for this kind is read once."""
    if kind in UNSAYING:
        _drop_reminders([attendance for one in told for attendance in one.attendances])
    words = words_of(kind, written_for(kind))
    for one in told:
        if one.attendances:
            ordered = sorted(one.attendances, key=lambda attendance: attendance.session.start)
            moment = Moment(now, _useless_at(kind, ordered[0]), ordered[0].session.tz)
            _tell(Saying(kind, words, Facts(ordered), one.token, moment))


def _drop_reminders(said: Sequence[Attendance]) -> None:
    """Drop reminders that have not gone yet of dates that are said otherwise now, or that are nobody's any more."""
    bookings = {attendance.booking_id for attendance in said}
    waiting = Message.objects.filter(
        about__in=[f"booking:{pk}" for pk in bookings],
        kind__in=TIMELY,
        status__in=(Message.Status.QUEUED, Message.Status.WITHHELD),
    )
    reminders = list(waiting.values_list("pk", "about", "expires_at"))
    if not reminders:
        return
    held = Attendance.objects.filter(
        booking__in=bookings, status=AttendanceStatus.CONFIRMED, session__status=SessionStatus.SCHEDULED
    )
    dates = {(f"booking:{pk}", start) for pk, start in held.values_list("booking_id", "session__start")}
    dates -= {(_about(attendance.booking), attendance.session.start) for attendance in said}
    false = [pk for pk, about, of_date in reminders if (about, of_date) not in dates]
    waiting.filter(pk__in=false).delete()


def ways(kind: MessageKind, attendance: Attendance, *, now: datetime) -> list[str]:
    """Return the channels by which the person would be told this now; none where nothing reaches them."""
    moment = Moment(now, _useless_at(kind, attendance), attendance.session.tz)
    return [route[0] for route in routes(kind, _reach(attendance.booking), moment, seen=False)]


def may_remind(attendance: Attendance, *, now: datetime) -> bool:
    """Whether a fresh link may be sent: something reaches the person, and none was sent of late."""
    reach = _reach(attendance.booking)
    since = now - (REMIND_AGAIN_AFTER if reach.mail else TEXT_AGAIN_AFTER)
    recent = Message.objects.filter(kind=MessageKind.FOUND, about=_about(attendance.booking), created_at__gt=since)
    return (reach.mail or reach.sms) and not recent.exists()


def _tell(saying: Saying) -> None:
    first, kind = saying.facts.first, saying.kind
    seen = first.booking.enrolled_by == EnrolledBy.SELF and kind in SEEN
    for route in routes(kind, _reach(first.booking), saying.moment, seen=seen):
        standing_by: Message | None = None
        for place in reversed(range(len(route))):
            standing_by = _write(saying, route[place], fallback=standing_by, withheld=place > 0)


def _write(saying: Saying, channel: str, *, fallback: Message | None, withheld: bool) -> Message:
    kind, moment, booking = saying.kind, saying.moment, saying.facts.first.booking
    useless = kind in TIMELY or kind == MessageKind.OFFER or channel == CALL
    write = partial(
        enqueue,
        kind=kind,
        about=_about(booking),
        channel=channel,
        expires_at=moment.useless_at if useless else None,
        fallback=fallback,
        withheld=withheld,
        now=moment.now,
    )
    if channel == CALL:
        return write(recipient=booking.phone, subject="", text=_to_say(kind, saying.facts))
    if channel == SMS:
        text = sms(saying.words, saying.facts, token=saying.token)
        later = sms_time(kind, moment)
        return write(recipient=booking.phone, subject="", text=text, secret=saying.token, not_before=later)
    mail = letter(kind, saying.words, saying.facts, token=saying.token)
    return write(
        recipient=booking.email,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        calendar=mail.calendar,
        calendar_method=mail.method,
        secret=saying.token,
    )


def _to_say(kind: MessageKind, facts: Facts) -> str:
    """Return what the team reads before it calls."""
    booking = facts.first.booking
    asked = {
        MessageKind.OFFER: _("Une place lui est proposée %(until)s. La prend-on ?")
        % {"until": facts.values()["jusqua"]},
        MessageKind.SESSION_MOVED: _("La date ou le lieu change. Voici ce qu'il faut retenir :"),
    }.get(kind, _("Nous annulons :"))
    helped = [_("Ce numéro est celui d'une personne qui aide.")] if facts.for_helper else []
    who = f"{booking.first_name} {booking.last_name}".strip()
    return "\n".join(
        [who, *helped, asked, *facts.dates, facts.where, _("Code : %(code)s") % {"code": code_words(booking.code)}]
    )


def _reach(booking: Booking) -> Reach:
    return Reach(
        mail=bool(booking.email),
        sms=is_mobile(booking.phone) and is_available(),
        phone=bool(booking.phone),
    )


def _useless_at(kind: MessageKind, attendance: Attendance) -> datetime:
    ends = attendance.offer_ends_at
    start = attendance.session.start
    return min(ends, start) if kind == MessageKind.OFFER and ends is not None else start


def _about(booking: Booking) -> str:
    return f"booking:{booking.pk}"
