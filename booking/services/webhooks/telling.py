"""
Sessions were made, changed, cancelled: the programs of their organisations are told, in the transaction of that.

A program is told of what its readers see: sessions to come, open to all, in places that are shown. Places taken are no
news, or each booking would be a call. What waits to be told of a session is told as it has become, in one call.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from booking.choices import SessionNews, SessionStatus
from booking.models import Series, Session, Webhook
from booking.services.webhooks import payload
from outbox.models import Message
from outbox.services import Call, enqueue_calls

SAID = frozenset(
    "activity_id location_id host_id zone start end capacity status referred_places referred_until".split()
)
"""What of a session a program reads; a note or an online address is for those who come."""

BECAME = {SessionStatus.CANCELLED: SessionNews.CANCELLED, SessionStatus.SCHEDULED: SessionNews.RESTORED}


@dataclass(frozen=True, slots=True)
class Change:
    """What is told of a session, and to whose programs: those of its organisation, and of the one that it had."""

    news: SessionNews
    hosts: frozenset[int]


def change_of(session: Session, different: Mapping[str, Any]) -> Change | None:
    """Return what is told of a session that is about to have these values (by attribute), if anything."""
    if not different.keys() & SAID:
        return None
    hosts = frozenset({session.host_id, different.get("host_id", session.host_id)})
    status = different.get("status")
    return Change(BECAME[SessionStatus(status)] if status else SessionNews.CHANGED, hosts)


def tell_programs(changes: Mapping[int, Change], *, now: datetime) -> None:
    """Tell what became of these sessions (by id), as they are now. Inside the transaction of that."""
    webhooks = _webhooks_of({host for change in changes.values() for host in change.hosts})
    if not webhooks:
        return
    _write(
        [
            (webhook, session, changes[session.pk].news)
            for session in _seen(changes, now=now)
            for webhook in webhooks
            if webhook.organisation_id in changes[session.pk].hosts
        ],
        now=now,
    )


def tell_made(series: Series, starts: Collection[datetime], *, now: datetime) -> None:
    """Tell that the series has given sessions of these dates."""
    if not _webhooks_of({series.host_id}):
        return
    made = series.sessions.filter(original_start__in=starts).values_list("pk", "host_id")
    tell_programs({pk: Change(SessionNews.CREATED, frozenset({host})) for pk, host in made}, now=now)


def tell_gone(session: Session, *, now: datetime) -> None:
    """Tell that a session is about to be deleted, which to its readers is the same as cancelled."""
    webhooks = [] if session.is_cancelled else _webhooks_of({session.host_id})
    for row in _seen([session.pk], now=now) if webhooks else ():
        row.status = SessionStatus.CANCELLED
        row.version += 1
        _write([(webhook, row, SessionNews.CANCELLED) for webhook in webhooks], now=now)


def about(webhook_id: int) -> str:
    """Return what the calls of one address are `about`."""
    return f"webhook:{webhook_id}"


def _webhooks_of(hosts: Collection[int]) -> list[Webhook]:
    return list(Webhook.objects.filter(organisation__in=hosts, active=True).order_by("pk")) if hosts else []


def _seen(pks: Iterable[int], *, now: datetime) -> list[Session]:
    """Return those of these sessions that the public sees and that are not over."""
    return list(Session.objects.shown().filter(pk__in=pks, end__gt=now).with_place().order_by("pk"))


def _write(told: Sequence[tuple[Webhook, Session, SessionNews]], *, now: datetime) -> None:
    """Write a call for each; where one about the same session waits, it says this now, and goes when it would have."""
    waiting = _waiting(told)
    new: list[Call] = []
    for webhook, session, news in told:
        key = about(webhook.pk), payload.key_of(session.pk)
        message = waiting.get(key)
        if message is None:
            body = payload.news(news, session, now=now)
            new.append(Call(kind=news, url=webhook.url, body=body, key=webhook.secret, about=key[0], subject=key[1]))
            continue
        if message.kind != SessionNews.CREATED or news == SessionNews.CANCELLED:
            message.kind = news.value  # what nobody has heard of yet is still new
        message.text = payload.news(SessionNews(message.kind), session, now=now)
    if waiting:
        Message.objects.bulk_update(waiting.values(), ["kind", "text"])
    enqueue_calls(new, now=now)


def _waiting(told: Sequence[tuple[Webhook, Session, SessionNews]]) -> dict[tuple[str, str], Message]:
    """Return the calls that wait about these sessions, locked: none leaves while it is written anew."""
    found = Message.objects.select_for_update().filter(
        channel=Message.Channel.WEBHOOK,
        status=Message.Status.QUEUED,
        about__in={about(webhook.pk) for webhook, _session, _news in told},
        subject__in={payload.key_of(session.pk) for _webhook, session, _news in told},
    )
    return {(message.about, message.subject): message for message in found.order_by("pk")}
