"""
Getting messages out, from any process.

A message is taken by one conditional UPDATE, so two senders never send the same one. A sender killed between the
server's "250" and our mark sends it once more, under the same Message-ID. Each line has its own round: a mail server
that is down stops no SMS, and a partner's program no other's.
"""

import logging
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from outbox.channels import Channel, open_channel
from outbox.channels.answers import NotSent, Unanswered
from outbox.channels.sms import ensure_allowed
from outbox.models import Message
from outbox.services.fates import Fate, drop_late, mark_sent, put_back
from outbox.services.lines import ALL_CALLS, Line, people, programs

logger = logging.getLogger(__name__)

UNCERTAIN = (Message.Cause.UNANSWERED, Message.Cause.INTERRUPTED)
"""After these, the message may have left already."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of sending did."""

    sent: int = 0
    postponed: int = 0
    failed: int = 0
    too_late: int = 0


def send_due(*, now: datetime, clock: Callable[[], datetime] | None = None, limit: int | None = None) -> Round:
    """
    Send what is due, oldest first, at most `limit` messages a line (`OUTBOX_BATCH`).

    `clock` is read again for each message; without one, it stays `now`. A line's round ends as soon as the other side
    does not answer, so that no message is held for long by a dead line.
    """
    read = clock or (lambda: now)
    most = settings.OUTBOX_BATCH if limit is None else limit
    fates = Counter({Fate.TOO_LATE: drop_expired(now=now)})
    for line in people():
        fates += _send_by(line, read, most)
    began = read()
    for line in programs(now=began):
        if read() - began > ALL_CALLS:
            break
        fates += _send_by(line, read, most)
    return Round(**{str(fate): count for fate, count in fates.items()})


def drop_expired(*, now: datetime) -> int:
    """Drop what is of no use any more, the calls that nobody made too; return how many."""
    expired = Message.objects.expired(now=now)[: settings.OUTBOX_BATCH]
    return len([drop_late(message) for message in expired])


def _send_by(line: Line, clock: Callable[[], datetime], limit: int) -> Counter[Fate]:
    """Send what is due on one line."""
    fates: Counter[Fate] = Counter()
    began = clock()
    due = list(line.messages().due(now=began).values_list("pk", flat=True)[:limit])
    if not due:
        return fates
    with closing(open_channel(line.channel)) as channel:
        for pk in due:
            now = clock()
            if now - began > line.longest:
                break
            message = _take(pk, now=now)
            if message is None:
                continue
            fate, is_down = _try(message, channel, clock)
            if fate is Fate.SENT and not fates[fate]:
                line.wake(now=clock())
            fates[fate] += 1
            if is_down:
                line.hold(message, now=clock())
                break
    return fates


def _take(pk: int, *, now: datetime) -> Message | None:
    """Return the message if nobody else has taken it meanwhile."""
    taken = (
        Message.objects.due(now=now)
        .filter(pk=pk)
        .order_by()
        .update(status=Message.Status.IN_FLIGHT, in_flight_since=now)
    )
    return Message.objects.filter(pk=pk).first() if taken else None


def _try(message: Message, channel: Channel, clock: Callable[[], datetime]) -> tuple[Fate, bool]:
    """Hand a message over; return how that ended, and whether the channel is of use to the next one."""
    try:
        if message.is_late(now=clock()):
            return drop_late(message), False
        _hand_over(message, channel, now=clock())
    except NotSent as error:
        return put_back(message, error, now=clock()), error.channel_down
    except Exception as error:  # noqa: BLE001 (one message must not stop those behind it)
        # Its words, or a traceback, may hold what a person wrote.
        logger.error("message %s: %s", message, type(error).__name__)
        return put_back(message, Unanswered(f"Erreur du site ({type(error).__name__})."), now=clock()), False
    return mark_sent(message, now=clock()), False


def _hand_over(message: Message, channel: Channel, *, now: datetime) -> None:
    """
    Send it, unless a try before had no answer and the other side has it.

    :raises NotSent: it did not go.
    """
    if message.cause in UNCERTAIN and channel.went_already(message):
        return
    if message.channel == Message.Channel.SMS:
        ensure_allowed(message, now=now)
    channel.send(message)
