"""`enqueue` writes a row in the caller's transaction: either both the change and its message exist, or neither."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.crypto import get_random_string

from outbox.gsm7 import parts, to_gsm7
from outbox.models import Message

LONGEST_SUBJECT = Message._meta.get_field("subject").max_length


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
    withheld: bool = False,
) -> Message:
    """
    Write a message in the caller's transaction, complete: nothing is looked up again when it goes.

    The subject is cut to the length of its column and written on one line, as a header must be, whatever a place or a
    person is called. The text of an SMS is written in its alphabet.
    `secret` is a part of the text (a link's token) that is blotted out once the message has gone.
    `expires_at`: from then on it is of no use any more, and never goes.
    `withheld`: it waits until the message that has it as its `fallback` fails for good, and is deleted when that one
    went; a fallback may have one itself. A message of the channel CALL is said by the team, who find it in their list
    from `not_before` on: as the last fallback, it is for what must be heard.
    """
    is_sms = channel == Message.Channel.SMS
    text = to_gsm7(text) if is_sms else text
    ready = Message.Status.TO_CALL if channel == Message.Channel.CALL else Message.Status.QUEUED
    return Message.objects.create(
        channel=channel,
        status=Message.Status.WITHHELD if withheld else ready,
        kind=kind,
        about=about,
        recipient=recipient,
        subject=" ".join(subject.splitlines())[:LONGEST_SUBJECT],
        text=text,
        html=html,
        calendar=calendar,
        calendar_method=calendar_method,
        secret=secret,
        parts=parts(text) if is_sms else 0,
        message_id=_new_message_id(),
        fallback=fallback,
        not_before=not_before or now,
        expires_at=expires_at,
        created_at=now,
    )


@dataclass(frozen=True, slots=True)
class Call:
    """What a partner's program is told: a body (JSON), signed with its key, at its address; `subject` names what of."""

    kind: str
    url: str
    body: str
    key: str
    about: str
    subject: str


def enqueue_calls(calls: Iterable[Call], *, now: datetime) -> None:
    """Write these calls in the caller's transaction, all at once: a series has hundreds of sessions."""
    Message.objects.bulk_create(
        Message(
            channel=Message.Channel.WEBHOOK,
            kind=one.kind,
            about=one.about,
            recipient=one.url,
            subject=one.subject,
            text=one.body,
            secret=one.key,
            message_id=_new_message_id(),
            not_before=now,
            created_at=now,
        )
        for one in calls
    )


def _new_message_id() -> str:
    return f"<{uuid.uuid4()}.{get_random_string(8)}@{urlsplit(settings.PUBLIC_BASE_URL).hostname}>"
