"""A sample of `manage.py chaos_outbox`, and senders and sweepers that all work at once."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections

from core.tests.fixtures.servers import Mailbox
from outbox.management.chaos import kills
from outbox.models import Message
from outbox.services import send_due, sweep
from outbox.tests.factories import make_message
from outbox.tests.killing import install

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_a_sender_killed_at_each_step_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch.setattr)
    told = kills.play(seed=1, times=len(kills.STEPS), now=NOW)
    assert told.faults == []
    at_a_step = kills.STEPS[:-1]
    assert [told.killed[step] for step in at_a_step] == [1] * len(at_a_step)
    assert told.twice["answered"] == 1  # the proof that the steps are where they say: the server had it
    assert told.written == 21


def together(works: list[Callable[[], object]]) -> None:
    def alone(work: Callable[[], object]) -> None:
        try:
            work()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=alone, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_senders_and_sweepers_at_once_send_each_message_once(smtp_server: Mailbox) -> None:
    for number in range(30):
        make_message(now=NOW, subject=f"Message {number}")
    Message.objects.filter(subject__endswith="9").update(
        status="in_flight", in_flight_since=NOW - timedelta(minutes=20)
    )
    together([lambda: send_due(now=NOW)] * 2 + [lambda: sweep(now=NOW)] * 2)
    together([lambda: send_due(now=NOW)] * 2 + [lambda: sweep(now=NOW)])
    assert Message.objects.exclude(status="sent").count() == 0
    assert len(smtp_server.messages) == len({received["Message-ID"] for received in smtp_server.messages}) == 30


def test_a_sender_taken_for_dead_neither_takes_back_nor_repeats(smtp_server: Mailbox) -> None:
    """Its message was requeued while it was only slow: what it knows is still the truth."""
    from outbox.services import fates, sending

    make_message(now=NOW)
    slow = sending._take(Message.objects.get().pk, now=NOW)
    late = NOW + timedelta(minutes=11)
    assert sweep(now=late) == 1
    fates.mark_sent(slow, now=late)
    assert send_due(now=late).sent == 0

    make_message(now=NOW)
    slow = sending._take(Message.objects.get(status="queued").pk, now=NOW)
    assert sweep(now=late) == 1
    assert send_due(now=late).sent == 1
    fates.put_back(slow, sending.Unanswered("Rien."), now=late)
    assert set(Message.objects.values_list("status", flat=True)) == {"sent"}
