"""What a killed sender left is taken up again; what has been kept long enough goes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from core.forgetting import Rule, days_before, forget_due
from outbox.models import GOES_AGAIN, Message
from outbox.services.fates import without_secret

INTERRUPTED = "L'envoi a été interrompu. Il est repris."


def sweep(*, now: datetime) -> int:
    """Requeue what a killed sender took and never finished; return how many."""
    since = now - timedelta(minutes=settings.OUTBOX_IN_FLIGHT_MINUTES)
    return Message.objects.stuck(since=since).update(
        status=Message.Status.QUEUED,
        in_flight_since=None,
        not_before=now,
        attempts=F("attempts") + 1,
        tried_since=Coalesce(F("tried_since"), Value(now)),
        cause=Message.Cause.INTERRUPTED,
        last_error=INTERRUPTED,
    )


def purge(*, now: datetime) -> int:
    """
    Delete what was sent or given up `MESSAGE_RETENTION_DAYS` ago (0: never), and return how many.

    The outbox is no archive. A message that failed keeps its link only as long as it may be sent again.
    """
    forget_due(LINKS, now=now)
    return forget_due(OLD, now=now)


def _with_dead_links(now: datetime) -> QuerySet[Message]:
    """Return those that failed and may go no more, with the link that they carry."""
    failed = Message.objects.filter(status=Message.Status.FAILED).exclude(secret="")
    return failed.filter(Q(not_before__lte=now - GOES_AGAIN) | Q(expires_at__lte=now))


def _without_links(messages: Sequence[int], _now: datetime) -> None:
    for message in Message.objects.filter(pk__in=messages):
        Message.objects.filter(pk=message.pk).update(**without_secret(message))


def _old(now: datetime) -> QuerySet[Message]:
    """Return what was sent or given up long enough ago, and calls that nobody made while they were of use."""
    before = days_before(now, settings.MESSAGE_RETENTION_DAYS)
    if before is None:
        return Message.objects.none()
    waits = Q(status__in=(Message.Status.TO_CALL, Message.Status.WITHHELD), not_before__lt=before)
    over = Q(status__in=Message.DONE) | waits & (Q(expires_at=None) | Q(expires_at__lte=now))
    return Message.objects.filter(over, created_at__lt=before)


LINKS = Rule("Liens dans des messages qui ne partiront plus", _with_dead_links, _without_links)
OLD = Rule("Messages", _old)
RULES = (LINKS, OLD)
