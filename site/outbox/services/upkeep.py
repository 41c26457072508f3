"""What a killed sender left is taken up again; what has been kept long enough goes."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Value
from django.db.models.functions import Coalesce

from outbox.models import Message
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
    for message in Message.objects.filter(status=Message.Status.FAILED).exclude(secret="").iterator():
        if not message.may_go_again(now=now):
            Message.objects.filter(pk=message.pk).update(**without_secret(message))
    if not settings.MESSAGE_RETENTION_DAYS:
        return 0
    before = now - timedelta(days=settings.MESSAGE_RETENTION_DAYS)
    return Message.objects.filter(status__in=Message.DONE, created_at__lt=before).delete()[0]
