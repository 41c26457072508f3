"""The list of places, sent by mail to the person who asked for it."""

from datetime import datetime, timedelta

from django.conf import settings

from core.throttle import count
from outbox.services import enqueue

DAY = timedelta(days=1)


def send_list(recipient: str, *, sender: str, subject: str, text: str, html: str, now: datetime) -> None:
    """
    Put the list in the outbox, for an electronic address that anyone may have typed.

    ``sender`` is the network address of who asks. Both are counted, so that nobody is written to more than a few times
    a day, whoever asks: the contents are ours, but a mailbox is not. No transaction: a refusal must stay counted.

    :raises Throttled: one list too many, from this network address in an hour or to this mailbox in a day.
    """
    count(what="liste", address=sender, limit=settings.LISTS_PER_HOUR_PER_ADDRESS, now=now)
    count(
        what="liste-pour",
        address=_mailbox(recipient),
        limit=settings.LISTS_PER_DAY_PER_RECIPIENT,
        now=now,
        window=DAY,
    )
    enqueue(
        kind="place_list",
        recipient=recipient,
        subject=subject,
        text=text,
        html=html,
        now=now,
    )


def _mailbox(address: str) -> str:
    """What is counted: "Nom+1@exemple.fr" and "nom+2@exemple.fr" are received by the same person."""
    name, _at, domain = address.casefold().rpartition("@")
    return f"{name.partition('+')[0] or name}@{domain}"
