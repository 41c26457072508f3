"""What partners do with the addresses that are called for them: add, try, rotate the key, pause, send again."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from booking.models import Webhook
from booking.services.webhooks import payload
from booking.services.webhooks.telling import about
from core.codes import new_token
from core.outbound import Refused, ensure_allowed
from core.own_site import is_ours
from core.throttle import count
from locations.models import Organisation
from outbox.channels.webhook import call
from outbox.models import GOES_AGAIN, Message, MessageQuerySet
from outbox.services.lines import Line

MOST = 5
"""Addresses of one organisation."""

LONGEST = Webhook._meta.get_field("url").max_length or 0

TRIES_PER_HOUR = 20
"""Trial calls of one organisation: each has the site knock at somebody's door."""

PAUSED = "Les appels ont été mis en pause."
Status = Message.Status


class AddressRefused(ValueError):
    """The address is not one that the site calls; the message is for the person."""


def add(organisation: Organisation, url: str, *, now: datetime) -> Webhook:
    """
    Keep an address, which is called once it has answered a trial (`try_out`): its developer needs the key first.

    :raises AddressRefused: it is no https address of the public internet, is ours, is here already, or one too many.
    """
    url = url.strip()
    _check(url)
    with transaction.atomic():
        own = Webhook.objects.filter(organisation=Organisation.objects.select_for_update().get(pk=organisation.pk))
        if own.filter(url=url).exists():
            raise AddressRefused("Cette adresse est déjà dans la liste.")
        if own.count() >= MOST:
            raise AddressRefused(f"Il y a déjà {MOST} adresses. Supprimez-en une d'abord.")
        return Webhook.objects.create(organisation=organisation, url=url, active=False, created_at=now)


def try_out(webhook: Webhook, *, now: datetime) -> None:
    """
    Call the address now, and put it in service since it answers. Not in a transaction: its server has ten seconds.

    :raises NotSent: it does not answer as it should; it stays as it was.
    :raises core.throttle.Throttled: tried too often.
    """
    count(what="webhook", address=str(webhook.organisation_id), limit=TRIES_PER_HOUR, now=now)
    call(webhook.url, payload.trial(now=now), key=webhook.secret, moment=now)
    Webhook.objects.filter(pk=webhook.pk).update(active=True, failing_since=None, delivered_at=now)
    Line(Message.Channel.WEBHOOK, webhook.url).wake(now=now)
    webhook.refresh_from_db()


def rotate(webhook: Webhook) -> str:
    """Give the address another key, and return it; what has not gone yet is signed with it."""
    key = new_token()
    with transaction.atomic():
        Webhook.objects.filter(pk=webhook.pk).update(secret=key)
        deliveries(webhook).filter(status__in=(Status.QUEUED, Status.IN_FLIGHT)).update(secret=key)
    webhook.refresh_from_db()
    return key


def pause(webhook: Webhook, *, now: datetime, why: str = PAUSED) -> None:
    """Call the address no more; what waited has not gone, and can be sent again."""
    with transaction.atomic():
        Webhook.objects.filter(pk=webhook.pk).update(active=False)
        deliveries(webhook).filter(status=Status.QUEUED).update(status=Status.FAILED, not_before=now, last_error=why)
    webhook.refresh_from_db()


def remove(webhook: Webhook) -> None:
    """Forget the address, and what it was told."""
    with transaction.atomic():
        deliveries(webhook).delete()
        webhook.delete()


def deliveries(webhook: Webhook) -> MessageQuerySet:
    """Return the calls of an address, the latest first."""
    calls = Message.objects.filter(channel=Message.Channel.WEBHOOK, about=about(webhook.pk))
    return calls.order_by("-created_at", "-pk")


def not_gone(webhook: Webhook) -> MessageQuerySet:
    """Return the calls that were given up, and about whose session nothing was said since."""
    return _last_words(deliveries(webhook).filter(status=Status.FAILED))


def send_again(webhook: Webhook, calls: MessageQuerySet, *, now: datetime) -> int:
    """
    Let those of these calls go once more that went or were given up, with all their tries; return how many.

    One about whose session a later call says more stays where it is: it would take that back.
    """
    if not webhook.active:
        return 0
    over = _last_words(calls.filter(status__in=(Status.SENT, Status.FAILED), created_at__gt=now - GOES_AGAIN))
    return Message.objects.filter(pk__in=list(over.values_list("pk", flat=True))).update(
        status=Status.QUEUED, not_before=now, attempts=0, tried_since=None, sent_at=None, cause="", last_error="",
        secret=webhook.secret,
    )  # fmt: skip


def _last_words(calls: MessageQuerySet) -> MessageQuerySet:
    later = Message.objects.filter(
        Q(created_at__gt=OuterRef("created_at")) | Q(created_at=OuterRef("created_at"), pk__gt=OuterRef("pk")),
        channel=Message.Channel.WEBHOOK,
        about=OuterRef("about"),
        subject=OuterRef("subject"),
    )
    return calls.filter(~Exists(later))


def _check(url: str) -> None:
    """:raises AddressRefused: see `add`."""
    if len(url) > LONGEST:
        raise AddressRefused("Cette adresse est trop longue.")
    if not url.startswith("https://") and not settings.OUTBOUND_PERMITS_LOOPBACK:
        raise AddressRefused("Donnez une adresse qui commence par https://")
    try:
        ensure_allowed(url)
        ours = is_ours(url)
    except (Refused, ValueError) as error:
        raise AddressRefused("Donnez une adresse publique, sans numéro de port ni mot de passe.") from error
    if ours:
        raise AddressRefused("Cette adresse est celle de notre propre site.")
