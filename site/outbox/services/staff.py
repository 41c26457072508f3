"""What staff do with messages: they call, they send again what did not go, they say that a failure is dealt with."""

from datetime import datetime, timedelta

from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from outbox.models import GOES_AGAIN, Message, MessageQuerySet
from outbox.services.fates import without_secret

CALL_AGAIN = (timedelta(hours=1), timedelta(hours=3), timedelta(hours=20))
"""How long after nobody answered the person stands in the list again; the last one repeats."""


def called(message: Message, *, now: datetime) -> bool:
    """Say that the person was told; return False if somebody else has said so meanwhile."""
    return bool(
        _to_call(message).update(
            status=Message.Status.SENT,
            sent_at=now,
            attempts=F("attempts") + 1,
            cause="",
            last_error="",
            **without_secret(message),
        )
    )


def not_reached(message: Message, *, now: datetime) -> datetime | None:
    """Have the person called later, and return when; None if somebody else has dealt with it meanwhile."""
    later = now + CALL_AGAIN[min(message.attempts, len(CALL_AGAIN) - 1)]
    if message.expires_at is not None and later >= message.expires_at:
        later = now + (message.expires_at - now) / 2
    done = _to_call(message).update(
        not_before=later,
        attempts=F("attempts") + 1,
        tried_since=Coalesce(F("tried_since"), Value(now)),
        cause=Message.Cause.UNREACHED,
        last_error="Personne n'a répondu.",
    )
    return later if done else None


def send_again(messages: MessageQuerySet, *, now: datetime) -> int:
    """Send those once more, with all their tries before them, if they still may; return how many."""
    may = Q(not_before__gt=now - GOES_AGAIN) & (Q(expires_at=None) | Q(expires_at__gt=now))
    return messages.unsettled().filter(may, status=Message.Status.FAILED).update(
        status=Message.Status.QUEUED, not_before=now, attempts=0, tried_since=None, cause="", last_error=""
    )  # fmt: skip


def settle(messages: MessageQuerySet, *, now: datetime) -> int:
    """Take those out of the list of what did not go; return how many."""
    return messages.unsettled().update(settled_at=now)


def _to_call(message: Message) -> MessageQuerySet:
    """Return the row while it stands as it was shown: two people may have the same list before them."""
    return Message.objects.filter(pk=message.pk, status=Message.Status.TO_CALL, attempts=message.attempts)
