"""What becomes of a message that was taken: it went, it is tried again, it failed for good, it came too late."""

import logging
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import transaction

from outbox.channels.answers import NotSent
from outbox.models import Message, MessageQuerySet
from outbox.services.retrying import DELAYS, KNOCK, next_try

logger = logging.getLogger(__name__)

HIDDEN = "…"
TOO_LATE = "Trop tard : ce message ne servait plus à rien. Il n'est pas parti."

PATIENCE_OF_MAIL = timedelta(hours=12)
"""How long a mail is tried before an SMS or a call takes its place: a server that is down for a night costs neither."""

PATIENCE_OF_PROGRAMS = timedelta(hours=24)
"""How long a partner's program is called: what it has not heard by then, it has read by itself, or wants no more."""


class Fate(StrEnum):
    """How one try ended; the names are those of `Round`."""

    SENT = "sent"
    POSTPONED = "postponed"
    FAILED = "failed"
    TOO_LATE = "too_late"


def mark_sent(message: Message, *, now: datetime) -> Fate:
    """
    Say that it went, blot out its secret, and drop what stood ready in its place.

    It went whatever was written meanwhile: if the sweeper took us for dead, nobody must send it again.
    """
    with transaction.atomic():
        Message.objects.filter(pk=message.pk, status__in=(Message.Status.IN_FLIGHT, Message.Status.QUEUED)).update(
            status=Message.Status.SENT,
            sent_at=now,
            in_flight_since=None,
            attempts=message.attempts + 1,
            cause="",
            last_error="",
            **without_secret(message),
        )
        drop_fallback(message)
    return Fate.SENT


def put_back(message: Message, error: NotSent, *, now: datetime) -> Fate:
    """Write down the failure, and decide what comes next; nothing, if the message is no longer ours."""
    again = None
    if not error.permanent and not (error.falls_back and message.fallback_id):
        again = next_try(
            attempts=message.attempts + 1,
            now=now,
            give_up_at=give_up_at(message, now=now),
            expires_at=message.expires_at,
            longest=KNOCK if error.cause == Message.Cause.DOWN else DELAYS[-1],
        )
    failure = {
        "in_flight_since": None,
        "attempts": message.attempts + 1,
        "tried_since": message.tried_since or now,
        "cause": error.cause,
        "last_error": str(error)[:300],
    }
    if again is not None:
        _ours(message).update(status=Message.Status.QUEUED, not_before=again, **failure)
        return Fate.POSTPONED
    with transaction.atomic():
        if _ours(message).update(status=Message.Status.FAILED, not_before=now, **failure):
            release_fallback(message, now=now)
    # A partner's program that does not answer is no fault of the site.
    level = logging.INFO if message.channel == Message.Channel.WEBHOOK else logging.ERROR
    logger.log(level, "message %s failed for good: %s", message, error)
    return Fate.FAILED


def give_up_at(message: Message, *, now: datetime) -> datetime:
    """Return until when it is tried: not for long where something else can go in its place."""
    since = message.tried_since or now
    if message.channel == Message.Channel.WEBHOOK:
        return since + PATIENCE_OF_PROGRAMS
    if message.fallback_id is None:
        return since + timedelta(hours=settings.OUTBOX_GIVE_UP_HOURS)
    patience = PATIENCE_OF_MAIL
    if message.channel == Message.Channel.SMS:
        patience = timedelta(minutes=settings.OUTBOX_FALL_BACK_MINUTES)
    soon = since + patience
    return soon if message.expires_at is None else min(soon, since + (message.expires_at - since) / 2)


def drop_late(message: Message) -> Fate:
    """Say that it came too late; what stood ready in its place would come later still."""
    with transaction.atomic():
        # Not what another sender, or somebody on the telephone, has told the person meanwhile.
        still = Message.objects.filter(pk=message.pk).exclude(status__in=Message.DONE)
        dropped = still.update(
            status=Message.Status.TOO_LATE,
            in_flight_since=None,
            cause=Message.Cause.EXPIRED,
            last_error=TOO_LATE,
            **without_secret(message),
        )
        if dropped:
            drop_fallback(message)
    return Fate.TOO_LATE


def release_fallback(message: Message, *, now: datetime) -> None:
    """Let what stood ready in its place go, or be called."""
    if message.fallback_id is None:
        return
    waiting = Message.objects.filter(pk=message.fallback_id, status=Message.Status.WITHHELD).first()
    if waiting is not None:
        Message.objects.filter(pk=waiting.pk).update(
            status=Message.Status.TO_CALL if waiting.channel == Message.Channel.CALL else Message.Status.QUEUED,
            not_before=max(waiting.not_before, now),
        )


def drop_fallback(message: Message) -> None:
    """Delete what stood ready in its place, and in that one's."""
    pk = message.fallback_id
    while pk is not None:
        waiting = Message.objects.filter(pk=pk, status=Message.Status.WITHHELD).only("fallback_id").first()
        if waiting is None:
            return
        pk = waiting.fallback_id
        waiting.delete()


def without_secret(message: Message) -> dict[str, str]:
    """Return the texts as they are kept once nobody will send them any more."""
    if not message.secret:
        return {}
    hidden = {name: getattr(message, name).replace(message.secret, HIDDEN) for name in ("text", "html", "calendar")}
    return {**hidden, "secret": ""}


def _ours(message: Message) -> MessageQuerySet:
    """
    Return the row if it is still in our hands.

    `save` would bring back what was erased on its way, or take back what another sender has sent since.
    """
    return Message.objects.filter(
        pk=message.pk, status=Message.Status.IN_FLIGHT, in_flight_since=message.in_flight_since
    )
