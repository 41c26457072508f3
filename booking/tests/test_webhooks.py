"""What partners' programs are told of sessions: what happened, once, in the transaction of it, and of nobody."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from booking.choices import Access, SessionNews
from booking.models import Session, Webhook
from booking.services.booking import cancel
from booking.services.sessions import (
    cancel_sessions,
    make_sessions,
    move_session,
    move_sessions,
    note_sessions,
    restore_sessions,
    save_session,
)
from booking.tests.factories import (
    NOW,
    TUESDAY,
    make_activity,
    make_booking,
    make_location,
    make_organisation,
    make_series,
    make_session,
    make_webhook,
)
from core.recurrence.rule import Frequency, Rule
from locations.models import Organisation
from outbox.models import Message

CREATED, CHANGED, CANCELLED, RESTORED = (one.value for one in SessionNews)
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def host() -> Organisation:
    return make_organisation(name="Bibliothèque du Moulin", slug="moulin")


@pytest.fixture
def webhook(host: Organisation) -> Webhook:
    return make_webhook(host)


def told(**wanted: Any) -> list[tuple[str, str]]:
    calls = Message.objects.filter(channel=Message.Channel.WEBHOOK, **wanted).order_by("pk")
    return list(calls.values_list("kind", "subject"))


def bodies() -> list[dict[str, Any]]:
    return [json.loads(text) for text in Message.objects.filter(channel="webhook").values_list("text", flat=True)]


def gone() -> None:
    """All calls have been made."""
    Message.objects.filter(channel="webhook").update(status=Message.Status.SENT, sent_at=NOW)


def test_a_program_is_told_of_a_session_as_the_api_gives_it_and_of_nobody(client: Client, webhook: Webhook) -> None:
    session = make_session(
        host=webhook.organisation, note="Sonnez chez Mme Martin", online_url="https://visio.invalid/s"
    )
    make_booking(session, first_name="Amina", needs="fauteuil")
    assert told() == []  # a place that is taken is no news

    move_session(session=session, start=TUESDAY + HOUR, end=TUESDAY + 3 * HOUR, now=NOW)

    (message,) = Message.objects.filter(channel="webhook")
    assert (message.recipient, message.secret, message.about) == (webhook.url, webhook.secret, f"webhook:{webhook.pk}")
    (body,) = bodies()
    session.refresh_from_db()
    with time_machine.travel(NOW, tick=False):
        assert client.get("/api/v1/seances?partenaire=moulin").json()["resultats"] == [body["seance"]]
    assert body["seance"]["debut"] == "2026-03-03T15:00:00+01:00"
    assert {name: value for name, value in body.items() if name not in {"seance", "id"}} == {
        "evenement": "seance.modifiee",
        "date": "2026-03-02T10:00:00+01:00",
        "version": session.version,
    }
    for secret in ("Amina", "fauteuil", "Martin", "visio"):
        assert secret not in message.text


def test_each_thing_that_happens_is_told_by_its_name(webhook: Webhook) -> None:
    session = make_session(host=webhook.organisation)
    said = []
    for happens in (
        lambda: move_session(session=session, start=TUESDAY + HOUR, end=TUESDAY + 3 * HOUR, now=NOW),
        lambda: cancel_sessions([session.pk], now=NOW),
        lambda: cancel_sessions([session.pk], now=NOW),
        lambda: restore_sessions([session.pk], now=NOW),
        lambda: note_sessions([session.pk], note="Entrée par la cour", now=NOW),
        lambda: session.delete(),
    ):
        with time_machine.travel(NOW, tick=False):
            happens()
        said += [(kind, body["seance"]["statut"]) for (kind, _key), body in zip(told(), bodies(), strict=True)]
        Message.objects.all().delete()
    assert said == [
        (CHANGED, "scheduled"), (CANCELLED, "cancelled"), (RESTORED, "scheduled"), (CANCELLED, "cancelled")
    ]  # fmt: skip


def test_a_session_made_by_hand_and_those_of_a_series_are_told(webhook: Webhook, host: Organisation) -> None:
    now = NOW
    session = Session(
        activity=make_activity(), location=make_location(), host=host, start=TUESDAY, end=TUESDAY + HOUR, capacity=4
    )
    save_session(session=session, now=now)
    assert told() == [(CREATED, f"seance-{session.pk}")]
    gone()
    rule = Rule(Frequency.WEEKLY, until=date(2026, 3, 17))
    series = make_series(rule=rule, host=host)
    make_sessions(now=now)
    keys = [f"seance-{pk}" for pk in series.sessions.order_by("pk").values_list("pk", flat=True)]
    assert told(status="queued") == [(CREATED, key) for key in keys]
    assert len(keys) == 3
    make_sessions(now=now)
    assert len(told(status="queued")) == 3
    gone()
    make_booking(series.sessions.order_by("start")[0])
    series.active = False
    series.save()
    with time_machine.travel(now, tick=False):
        make_sessions(series=series, now=now)
    assert told(status="queued") == [(CANCELLED, key) for key in keys[1:]]


def test_what_waits_is_told_as_it_has_become_in_one_call(webhook: Webhook) -> None:
    session = make_session(host=webhook.organisation)
    key = f"seance-{session.pk}"
    for hours in (1, 2, 3):
        move_session(session=session, start=TUESDAY + hours * HOUR, end=TUESDAY + 9 * HOUR, now=NOW)
    assert (told(), bodies()[0]["seance"]["debut"]) == ([(CHANGED, key)], "2026-03-03T17:00:00+01:00")
    # It has waited since it first failed, whatever it says by now.
    Message.objects.update(attempts=3, tried_since=NOW, not_before=NOW + HOUR)
    cancel_sessions([session.pk], now=NOW)
    assert told(attempts=3, tried_since=NOW, not_before=NOW + HOUR) == [(CANCELLED, key)]
    restore_sessions([session.pk], now=NOW)
    assert (told(), bodies()[0]["version"]) == ([(RESTORED, key)], 5)
    gone()
    Message.objects.update(kind=CREATED, status=Message.Status.QUEUED)
    move_session(session=session, start=TUESDAY, end=TUESDAY + HOUR, now=NOW)
    assert (told(), bodies()[0]["evenement"]) == ([(CREATED, key)], "seance.creee")


def test_each_program_is_told_of_its_own_organisations_sessions(webhook: Webhook, host: Organisation) -> None:
    second, paused = make_webhook(host), make_webhook(host, active=False)
    other = make_webhook(make_organisation())
    session, elsewhere = make_session(host=host), make_session(host=other.organisation)
    cancel_sessions([session.pk, elsewhere.pk], now=NOW)
    calls = {one.pk: told(about=f"webhook:{one.pk}") for one in (webhook, second, paused, other)}
    ours, theirs = (CANCELLED, f"seance-{session.pk}"), (CANCELLED, f"seance-{elsewhere.pk}")
    assert calls == {webhook.pk: [ours], second.pk: [ours], paused.pk: [], other.pk: [theirs]}


def test_who_had_a_session_is_told_that_it_has_changed_hands(webhook: Webhook, host: Organisation) -> None:
    other = make_webhook(make_organisation(slug="quais"))
    session = make_session(host=host)
    session.host = other.organisation
    save_session(session=session, fields=["host_id"], now=NOW)
    assert {one.pk: told(about=f"webhook:{one.pk}") for one in (webhook, other)} == {
        webhook.pk: [(CHANGED, f"seance-{session.pk}")],
        other.pk: [(CHANGED, f"seance-{session.pk}")],
    }
    assert {body["seance"]["partenaire"] for body in bodies()} == {"quais"}


def test_what_the_public_does_not_see_is_not_told(webhook: Webhook, host: Organisation) -> None:
    sessions = [
        make_session(host=host, location=make_location(live=False)),
        make_session(host=host, activity=make_activity(access=Access.REFERRAL)),
        make_session(host=host, start=NOW - 3 * HOUR),
    ]
    for session in sessions:
        session.capacity = 5
        save_session(session=session, fields=["capacity"], now=NOW)
    assert told() == []


def test_what_is_taken_back_is_never_told(webhook: Webhook) -> None:
    session = make_session(host=webhook.organisation)
    with transaction.atomic():
        cancel_sessions([session.pk], now=NOW)
        assert len(told()) == 1
        transaction.set_rollback(True)
    assert told() == []


def test_booking_and_cancelling_cost_nothing_more(webhook: Webhook) -> None:
    session = make_session(host=webhook.organisation)
    booking = make_booking(session)
    attendance = booking.attendances.select_related("booking", "session__activity", "session__location").get()
    cancel(attendance=attendance, now=NOW)
    assert told() == []


@pytest.mark.parametrize("count", [1, 3])
def test_telling_costs_the_same_queries_for_one_session_and_for_three(
    webhook: Webhook, count: int, django_assert_num_queries: Any
) -> None:
    activity, place, other = make_activity(), make_location(), make_location()
    pks = [make_session(host=webhook.organisation, activity=activity, location=place).pk for _ in range(count)]
    make_webhook(webhook.organisation)
    with django_assert_num_queries(10):
        move_sessions(pks, location_id=other.pk, now=NOW)
    assert len(told()) == 2 * count
    with django_assert_num_queries(10):  # what waits is written anew
        move_sessions(pks, location_id=place.pk, now=NOW)
    assert len(told()) == 2 * count
