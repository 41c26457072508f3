"""Which programs answer: read from what became of their calls. One that is silent for a day is called no more."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, DateTimeField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat

from booking.choices import PartnerMessage
from booking.entries import absolute
from booking.messages.partners import stopped_letter
from booking.models import Webhook
from booking.services.webhooks.keeping import PAUSED, pause
from locations.models import Membership
from locations.space.registry import space_url
from outbox.models import Message
from outbox.services import enqueue

SCREEN = "webhooks"
"""The screen of the organisation's space where its programs are kept."""

PATIENCE = timedelta(hours=24)
STOPPED = "Le programme n'a pas répondu pendant 24 heures : il n'est plus appelé."


def review(*, now: datetime) -> int:
    """Note when each program last answered and since when it does not; stop those that are silent for too long."""
    stop_stragglers(now=now)
    for webhook in _with(_last_answer()).filter(seen__gt=F("heard")):
        Webhook.objects.filter(pk=webhook.pk).update(delivered_at=webhook.seen)
    stopped = 0
    for webhook in _with(_first_failure()).select_related("organisation"):
        if webhook.seen != webhook.failing_since:
            Webhook.objects.filter(pk=webhook.pk).update(failing_since=webhook.seen)
        if webhook.seen is not None and now - webhook.seen >= PATIENCE:
            _stop(webhook, now=now)
            stopped += 1
    return stopped


def stop_stragglers(*, now: datetime) -> int:
    """
    Let nothing go to an address that is paused, or that is kept no more.

    A call may have been written, or on its way, at that very moment; and an organisation that goes takes its addresses
    along.
    """
    called = _called().values("key")
    waiting = Message.objects.filter(channel=Message.Channel.WEBHOOK, status=Message.Status.QUEUED)
    return waiting.exclude(about__in=called).update(status=Message.Status.FAILED, not_before=now, last_error=PAUSED)


def _stop(webhook: Webhook, *, now: datetime) -> None:
    with transaction.atomic():
        pause(webhook, now=now, why=STOPPED)
        letter = stopped_letter(
            organisation=webhook.organisation.name,
            program=webhook.url,
            url=absolute(space_url(SCREEN, webhook.organisation)),
        )
        for recipient in _who_keeps(webhook):
            enqueue(
                kind=PartnerMessage.WEBHOOK_STOPPED,
                recipient=recipient,
                subject=letter.subject,
                text=letter.text,
                html=letter.html,
                now=now,
            )


def _who_keeps(webhook: Webhook) -> list[str]:
    """Return the addresses of the members, else the organisation's own, else that of who keeps the site."""
    members = Membership.objects.filter(organisation=webhook.organisation, user__is_active=True)
    mails = sorted(set(members.exclude(user__email="").values_list("user__email", flat=True)))
    return mails or [webhook.organisation.email or settings.CONTACT_EMAIL]


def _with(seen: QuerySet[Message, Any]) -> QuerySet[Any]:
    """Return the programs that are called, each with one moment of its calls."""
    heard = Coalesce(F("delivered_at"), F("created_at"), output_field=DateTimeField())
    called: QuerySet[Any] = _called().annotate(heard=heard).annotate(seen=Subquery(seen))
    return called.order_by("pk")


def _called() -> QuerySet[Any]:
    """Return the programs that are called, each with what its calls are `about`."""
    key = Concat(Value("webhook:"), Cast("pk", CharField()), output_field=CharField())
    return Webhook.objects.filter(active=True).annotate(key=key)


def _calls() -> QuerySet[Message]:
    return Message.objects.filter(channel=Message.Channel.WEBHOOK, about=OuterRef("key"))


def _last_answer() -> QuerySet[Message, Any]:
    return _calls().filter(sent_at__isnull=False).order_by("-sent_at").values("sent_at")[:1]


def _first_failure() -> QuerySet[Message, Any]:
    """The first try that failed since the program last answered."""
    bad = Q(status__in=(Message.Status.QUEUED, Message.Status.FAILED), tried_since__gt=OuterRef("heard"))
    return _calls().filter(bad).order_by("tried_since").values("tried_since")[:1]
