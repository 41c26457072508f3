"""
How a message goes: by mail where there is an address, else by SMS to a mobile telephone, else by the team's own call.

Pure: what is known of the person and of the moment in, the ways out (docs/decisions/0022).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from booking.choices import MessageKind
from core.dates import make_aware_local
from outbox.models import Message

MAIL, SMS, CALL = Message.Channel.MAIL.value, Message.Channel.SMS.value, Message.Channel.CALL.value

MUST_HEAR = frozenset({MessageKind.SESSION_CANCELLED, MessageKind.SESSION_MOVED, MessageKind.OFFER})
"""What people must hear of, if need be from somebody who calls them."""

MISSED = MUST_HEAR | {MessageKind.CONFIRMED, MessageKind.COURSE_CONFIRMED, MessageKind.REMINDER}
"""Kinds whose SMS stands by for a mail that does not go."""

TIMELY = frozenset({MessageKind.REMINDER, MessageKind.REMINDER_SOON})
"""Kinds that are of no use once the session has begun."""

ONLY_BY_MAIL = frozenset({MessageKind.FOLLOW_UP})
"""Kinds that are not worth an SMS."""

URGENT = timedelta(hours=48)
"""So near, what people must hear of goes by mail and by SMS at once."""

JUST_SEEN = timedelta(hours=3)
"""So near, an SMS would only repeat what the screen has just said to the person."""

DAY = (time(8), time(20))
"""The hours of an SMS, by the clock of the place."""

TO_GET_READY = timedelta(hours=2)
"""What people must hear of comes so long before the start at least, even at night."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What a person left, and what can be sent: `sms` is a mobile number, on a site that sends SMS."""

    mail: bool
    sms: bool
    phone: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """When: `useless_at` is the start of the session, or the end of the offer if that is sooner."""

    now: datetime
    useless_at: datetime
    zone: tzinfo


def routes(kind: MessageKind, reach: Reach, moment: Moment, *, seen: bool) -> list[list[str]]:
    """
    Return the ways of a message, each a list of channels, of which one stands by for the one before.

    `seen`: the person who reads this has just read it on our own screen.
    """
    soon = moment.useless_at - moment.now
    must = kind in MUST_HEAR
    texted = reach.sms and kind not in ONLY_BY_MAIL and not _vain(kind, moment)
    called: list[str] = [CALL] if must and reach.phone else []
    if not reach.mail:
        if texted and not (seen and soon <= JUST_SEEN):
            return [[SMS, *called]]
        return [called] if called else []
    if kind == MessageKind.REMINDER_SOON and texted:
        return [[SMS, MAIL]]  # in three hours, a mailbox may not be opened
    # The date that a moved session had may have been tomorrow's.
    if must and texted and (soon <= URGENT or kind == MessageKind.SESSION_MOVED):
        return [[MAIL], [SMS, *called]]
    return [[MAIL, *([SMS] if texted and kind in MISSED else []), *called]]


def sms_time(kind: MessageKind, moment: Moment) -> datetime:
    """Return from when on an SMS may go: by day, or at once where the morning would be too late."""
    by_day = in_day(moment.now, moment.zone)
    margin = TO_GET_READY if kind in MUST_HEAR else timedelta()
    return by_day if by_day <= max(moment.useless_at - margin, moment.now) else moment.now


def in_day(now: datetime, zone: tzinfo) -> datetime:
    """Return this moment, or the next morning if it is night there."""
    local = now.astimezone(zone)
    begins, ends = DAY
    if begins <= local.time() < ends:
        return now
    day = local.date() if local.time() < begins else local.date() + timedelta(days=1)
    return make_aware_local(datetime.combine(day, begins), zone).astimezone(UTC)


def _vain(kind: MessageKind, moment: Moment) -> bool:
    """Whether an SMS of this kind would come when the person is on the way: nobody is woken for a reminder."""
    return kind in TIMELY and in_day(moment.now, moment.zone) > moment.useless_at - TO_GET_READY / 2
