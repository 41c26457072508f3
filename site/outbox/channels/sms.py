"""SMS: printed here, by a provider elsewhere; never more in a day than the setting allows."""

import sys
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Sum

from core.dates import make_aware_local
from outbox.channels.answers import Cause, NoMore
from outbox.models import Message


class ConsoleSms:
    """For a demonstration: SMS are printed, and go nowhere."""

    def send(self, message: Message) -> None:
        """Print it."""
        sys.stdout.write(f"── SMS → {message.recipient} ({message.parts}) ──\n{message.text}\n")
        sys.stdout.flush()

    def went_already(self, message: Message) -> bool:
        """Nothing keeps what was printed."""
        return False

    def close(self) -> None:
        """Nothing is open."""


class NoSms:
    """Where no provider is set: what waits for one stays, or is replaced."""

    def send(self, message: Message) -> None:
        """
        Refuse.

        :raises NoMore: always.
        """
        raise NoMore("Ce site n'envoie pas de SMS.", Cause.NO_CHANNEL)

    def went_already(self, message: Message) -> bool:
        """Nothing ever goes."""
        return False

    def close(self) -> None:
        """Nothing is open."""


def ensure_allowed(message: Message, *, now: datetime) -> None:
    """
    Count what went today (the site's own day), as the provider does.

    :raises NoMore: this one would be beyond `SMS_PER_DAY`.
    """
    if not settings.SMS_PER_DAY:
        return
    zone = ZoneInfo(settings.TIME_ZONE)
    midnight = make_aware_local(datetime.combine(now.astimezone(zone).date(), time()), zone)
    went = Message.objects.filter(channel=Message.Channel.SMS, sent_at__gte=midnight)
    if (went.aggregate(parts=Sum("parts"))["parts"] or 0) + message.parts > settings.SMS_PER_DAY:
        raise NoMore(f"La limite de {settings.SMS_PER_DAY} SMS par jour est atteinte.", Cause.CEILING)
