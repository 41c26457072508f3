"""
Writing messages, and getting them out.

`enqueue` writes a row in the caller's transaction: either both the change and its message exist, or neither. Sending
comes later, from any process: a message is taken by one conditional UPDATE, so two senders never send the same one.
A sender killed between the server's "250" and our mark sends it once more, under the same Message-ID.
"""

import logging
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.utils.crypto import get_random_string

from outbox.channels import NotSent, send_mail
from outbox.gsm7 import parts, to_gsm7
from outbox.models import Message

logger = logging.getLogger(__name__)

DELAYS = tuple(timedelta(seconds=seconds) for seconds in (10, 30, 60, 300, 900, 3_600, 7_200, 14_400, 28_800))
"""How long to wait after the first failure, the second…; the last one repeats until we give up."""

HIDDEN = "…"
LONGEST_SUBJECT = Message._meta.get_field("subject").max_length


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of sending did."""

    sent: int = 0
    postponed: int = 0
    failed: int = 0


def enqueue(
    *,
    kind: str,
    recipient: str,
    subject: str,
    text: str,
    now: datetime,
    html: str = "",
    calendar: str = "",
    calendar_method: str = "",
    secret: str = "",
    about: str = "",
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
    channel: str = Message.Channel.MAIL,
    fallback: Message | None = None,
    fallback_call: bool = False,
    withheld: bool = False,
) -> Message:
    """
    Write a message in the caller's transaction, complete: nothing is looked up again when it goes.

    The subject is cut to the length of its column and written on one line, as a header must be, whatever a place or a
    person is called. The text of an SMS is written in its alphabet.
    `secret` is a part of the text (a link's token) that is blotted out once the message has gone.
    `expires_at`: from then on it is of no use any more, and never goes.
    `withheld`: it waits until the message that has it as its `fallback` fails for good, and is deleted when that one
    went. `fallback_call`: if all else fails, the team calls this number, and says this text; for other words, give a
    withheld message of the channel CALL as `fallback`. A message of the channel CALL stands in the team's list from
    `not_before` on.
    """
    if fallback_call:
        call = enqueue(
            kind=kind, about=about, recipient=recipient, subject=subject, text=text, secret=secret, now=now,
            expires_at=expires_at, channel=Message.Channel.CALL, withheld=True,
        )  # fmt: skip
        if fallback is None:
            fallback = call
        else:
            Message.objects.filter(pk=fallback.pk).update(fallback=call)
    if channel == Message.Channel.SMS:
        text = to_gsm7(text)
    ready = Message.Status.TO_CALL if channel == Message.Channel.CALL else Message.Status.QUEUED
    return Message.objects.create(
        channel=channel,
        status=Message.Status.WITHHELD if withheld else ready,
        fallback=fallback,
        expires_at=expires_at,
        parts=parts(text) if channel == Message.Channel.SMS else 0,
        kind=kind,
        about=about,
        recipient=recipient,
        subject=" ".join(subject.splitlines())[:LONGEST_SUBJECT],
        text=text,
        html=html,
        calendar=calendar,
        calendar_method=calendar_method,
        secret=secret,
        message_id=f"<{uuid.uuid4()}.{get_random_string(8)}@{urlsplit(settings.PUBLIC_BASE_URL).hostname}>",
        not_before=not_before or now,
        created_at=now,
    )


def send_due(*, now: datetime, limit: int | None = None) -> Round:
    """
    Send what is due, oldest first, at most `limit` messages (`OUTBOX_BATCH`).

    The round ends as soon as the server does not answer, so that no message is held for long by a dead line.
    """
    sent = postponed = failed = 0
    due = Message.objects.due(now=now).values_list("pk", flat=True)[: settings.OUTBOX_BATCH if limit is None else limit]
    connection: BaseEmailBackend = get_connection()
    try:
        for pk in list(due):
            message = _take(pk, now=now)
            if message is None:
                continue
            try:
                send_mail(message, connection)
            except NotSent as error:
                if _put_back(message, error, now=now):
                    postponed += 1
                else:
                    failed += 1
                if error.channel_down:
                    break
            else:
                _mark_sent(message, now=now)
                sent += 1
    finally:
        _close(connection)
    return Round(sent, postponed, failed)


def sweep(*, now: datetime) -> int:
    """Requeue what a killed sender took and never finished; return how many."""
    since = now - timedelta(minutes=settings.OUTBOX_IN_FLIGHT_MINUTES)
    return Message.objects.stuck(since=since).update(
        status=Message.Status.QUEUED,
        in_flight_since=None,
        not_before=now,
        attempts=F("attempts") + 1,
        last_error="L'envoi a été interrompu. Il est repris.",
    )


def purge(*, now: datetime) -> int:
    """
    Delete what was sent or given up `MESSAGE_RETENTION_DAYS` ago (0: never), and return how many.

    The outbox is no archive.
    """
    if not settings.MESSAGE_RETENTION_DAYS:
        return 0
    before = now - timedelta(days=settings.MESSAGE_RETENTION_DAYS)
    return Message.objects.filter(status__in=Message.DONE, created_at__lt=before).delete()[0]


def next_try(*, attempts: int, created_at: datetime, now: datetime) -> datetime | None:
    """Return when to try again after so many failures, or None when it is time to give up."""
    later = now + next(islice(DELAYS, min(attempts, len(DELAYS)) - 1, None))
    return later if later < created_at + timedelta(hours=settings.OUTBOX_GIVE_UP_HOURS) else None


def _take(pk: int, *, now: datetime) -> Message | None:
    """Return the message if nobody else has taken it meanwhile."""
    taken = (
        Message.objects.due(now=now)
        .filter(pk=pk)
        .order_by()
        .update(status=Message.Status.IN_FLIGHT, in_flight_since=now)
    )
    return Message.objects.get(pk=pk) if taken else None


def _mark_sent(message: Message, *, now: datetime) -> None:
    """Say that it went, and blot out its secret."""
    _write(
        message,
        status=Message.Status.SENT,
        sent_at=now,
        in_flight_since=None,
        attempts=message.attempts + 1,
        last_error="",
        **_without_secret(message),
    )


def _put_back(message: Message, error: NotSent, *, now: datetime) -> bool:
    """Write down the failure; return whether the message is tried again."""
    attempts = message.attempts + 1
    failure = {"attempts": attempts, "in_flight_since": None, "last_error": str(error)[:300]}
    again = None if error.permanent else next_try(attempts=attempts, created_at=message.created_at, now=now)
    if again is None:
        _write(message, status=Message.Status.FAILED, **failure, **_without_secret(message))
        logger.error("message %s failed for good", message)
    else:
        _write(message, status=Message.Status.QUEUED, not_before=again, **failure)
    return again is not None


def _without_secret(message: Message) -> dict[str, str]:
    """Return the texts as they are kept once nobody will send them any more."""
    if not message.secret:
        return {}
    hidden = {name: getattr(message, name).replace(message.secret, HIDDEN) for name in ("text", "html", "calendar")}
    return {**hidden, "secret": ""}


def _write(message: Message, **values: object) -> None:
    """Change the row where it still is: `save` would bring back what was erased while it was on its way."""
    Message.objects.filter(pk=message.pk).update(**values)


def _close(connection: BaseEmailBackend) -> None:
    """Hang up; a line that is already dead is no news."""
    try:
        connection.close()
    except OSError:
        logger.warning("the mail server hung up first")
