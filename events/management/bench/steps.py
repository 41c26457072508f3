"""What `manage.py bench_agenda` measures: a feed written whole, put together after one change, sent as it is kept."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import kept
from events.management.bench.sorts import fill
from events.models import AgendaPage, EventPage
from events.services import occurrences as services

FEED = "/flux/agenda.ics"


def feeds(count: int, *, now: datetime) -> Iterator[str]:
    """
    Fill the agenda up to so many events, then tell what a feed of them costs, each as a share of writing it whole.

    :raises RuntimeError: an answer is not the one that is awaited.
    """
    agenda = AgendaPage.objects.get()
    missing = count - EventPage.objects.live().count()
    if missing > 0:
        fill(agenda, count=missing, seed=4, now=now, begin=EventPage.objects.count())
    client = Client(HTTP_HOST="127.0.0.1", HTTP_ACCEPT_ENCODING="gzip")
    client.get(FEED)  # what a process does once
    forget()
    whole, size, queries, tag = measured(client)
    yield "The agenda's feed                       processor ms    of the whole   queries   bytes"
    yield line(f"written whole, {count} events", whole, whole, queries, size)
    event = EventPage.objects.live().order_by("pk").last()
    if event is None:
        raise RuntimeError("There is no event.")
    services.announce(event, now=now + timedelta(minutes=1))
    yield line("put together after one change", *again(client, whole))
    yield line("as it is kept", *again(client, whole))
    known = client.get(FEED)["ETag"]
    spent, size, queries, _tag = measured(client, HTTPStatus.NOT_MODIFIED, if_none_match=known)
    yield line("304", spent, whole, queries, size)
    if tag == known:
        raise RuntimeError("A change left the entity tag as it was.")


def forget() -> None:
    """Delete what is kept of feeds."""
    for name in ("flux-", "entrees-"):
        kept.make_room(name, most=0)


def again(client: Client, whole: float) -> tuple[float, float, int, int]:
    """Return what one more reader costs."""
    spent, size, queries, _tag = measured(client)
    return spent, whole, queries, size


def measured(client: Client, status: int = HTTPStatus.OK, **headers: str) -> tuple[float, int, int, str]:
    """Return the processor's milliseconds, the bytes, the queries and the entity tag of one answer."""
    with CaptureQueriesContext(connection) as asked:
        spent, answer = timed(lambda: client.get(FEED, headers=headers))
    if answer.status_code != status:
        raise RuntimeError(f"{answer.status_code} for {FEED}")
    return spent, len(answer.content), len(asked), answer["ETag"]


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the processor's milliseconds that some work takes, and what it gives."""
    began = time.process_time()
    done = work()
    return (time.process_time() - began) * 1_000, done


def line(what: str, spent: float, whole: float, queries: int, size: int) -> str:
    """Return one line of the table."""
    return f"{what:<40}{spent:>10.1f}{spent / whole:>15.1%}{queries:>12}{size:>11,}"
