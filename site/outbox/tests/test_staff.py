"""Staff call people, and deal with what did not go; nobody else sees numbers or texts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from core.models import User
from outbox.models import Message
from outbox.tests.factories import make_message

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CALLS, FAILURES = "outbox_calls:index", "outbox_failures:index"


@pytest.fixture
def caller(client: Client) -> Client:
    user = User.objects.create_user(username="mediation", email="m@exemple.fr", password="x")
    user.user_permissions.set(Permission.objects.filter(codename__in=("access_admin", "make_calls")))
    with time_machine.travel(NOW, tick=False):
        client.force_login(user)
        yield client


def make_call(**fields: Any) -> Message:
    words = {
        "kind": "session_cancelled",
        "channel": "call",
        "recipient": "+262639980011",
        "subject": "Votre rendez-vous du mardi 3 mars à 14 h",
        "text": "Bonjour Zoé.\nVotre rendez-vous est annulé.",
    }
    return make_message(**{"now": NOW - timedelta(hours=2), **words, **fields})


def make_failure(cause: str, **fields: Any) -> Message:
    message = make_message(now=NOW - timedelta(days=1), recipient=f"{cause}@exemple.invalid")
    values = {"status": "failed", "cause": cause, "last_error": "Non.", "not_before": NOW - timedelta(days=1), **fields}
    Message.objects.filter(pk=message.pk).update(**values)
    return message


def shown(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_who_is_to_be_called_what_to_say_and_about_what(caller: Client) -> None:
    make_call(expires_at=NOW + timedelta(days=1))
    make_call(not_before=NOW + timedelta(hours=1))
    page = shown(caller.get(reverse(CALLS)))
    assert "1 personne à appeler" in page
    assert "1 autre à rappeler plus tard, dès lundi 2 mars 2026 à 11 h." in page
    assert ">Votre rendez-vous du mardi 3 mars à 14 h</h2>" in page
    assert '<a href="tel:+262639980011">0639 98 00 11</a>' in page
    assert "Bonjour Zoé.<br>Votre rendez-vous est annulé." in page
    assert "Depuis lundi 2 mars 2026 à 8 h. À faire avant mardi 3 mars 2026 à 10 h." in page


def test_who_expires_first_is_called_first(caller: Client) -> None:
    make_call(text="dernier")
    make_call(text="deuxième", expires_at=NOW + timedelta(days=2))
    make_call(text="premier", expires_at=NOW + timedelta(days=1))
    response = caller.get(reverse(CALLS))
    assert [call["message"].text for call in response.context["calls"]] == ["premier", "deuxième", "dernier"]


def test_a_call_that_was_made_is_over_and_logged_without_a_name(caller: Client) -> None:
    call = make_call(secret="s3cr3t", text="Voir /s3cr3t/")
    answer = caller.post(reverse(CALLS), {"message": call.pk, "essais": 0, "issue": "appele"}, follow=True)
    assert "C&#x27;est noté : la personne a été appelée." in shown(answer)
    call.refresh_from_db()
    assert (call.status, call.sent_at, call.text) == ("sent", NOW, "Voir /…/")
    entry = ModelLogEntry.objects.get(action="outbox.called")
    assert (entry.label, entry.user.username) == (f"session_cancelled {call.pk}", "mediation")


def test_who_does_not_answer_comes_back_later_and_later(caller: Client) -> None:
    call = make_call()
    for attempts, later in enumerate((1, 3, 20, 20)):
        Message.objects.update(not_before=NOW)
        answer = caller.post(
            reverse(CALLS), {"message": call.pk, "essais": attempts, "issue": "pas_joint"}, follow=True
        )
        call.refresh_from_db()
        assert (call.status, call.attempts, call.not_before) == ("to_call", attempts + 1, NOW + timedelta(hours=later))
    assert "C&#x27;est noté. La personne revient dans cette liste mardi 3 mars 2026 à 6 h." in shown(answer)
    Message.objects.update(not_before=NOW)
    assert "Déjà appelé 4 fois, sans réponse." in shown(caller.get(reverse(CALLS)))


def test_a_call_that_expires_soon_comes_back_before(caller: Client) -> None:
    call = make_call(expires_at=NOW + timedelta(minutes=40))
    caller.post(reverse(CALLS), {"message": call.pk, "essais": 0, "issue": "pas_joint"})
    call.refresh_from_db()
    assert call.not_before == NOW + timedelta(minutes=20)


@pytest.mark.parametrize(
    "data",
    [
        {"essais": 1, "issue": "appele"},
        {"essais": 1, "issue": "pas_joint"},
        {"message": "999", "essais": 0, "issue": "appele"},
        {"message": "9" * 40, "essais": 0, "issue": "appele"},
        {"message": "un", "essais": 0, "issue": "appele"},
        {},
    ],
)
def test_what_somebody_else_did_meanwhile_is_not_done_twice(caller: Client, data: dict[str, Any]) -> None:
    call = make_call()
    answer = caller.post(reverse(CALLS), {"message": call.pk, **data} if data else {}, follow=True)
    assert "Quelqu&#x27;un d&#x27;autre s&#x27;en est occupé entre-temps." in shown(answer)
    call.refresh_from_db()
    assert (call.status, call.attempts) == ("to_call", 0)


def test_what_did_not_go_says_why_and_what_to_do(caller: Client) -> None:
    make_failure("refused")
    make_failure("expired", status="too_late")
    make_failure("down", settled_at=NOW)
    page = shown(caller.get(reverse(FAILURES)))
    assert "refused@exemple.invalid" in page
    assert "<strong>Adresse ou numéro refusé.</strong> Non." in page
    assert "Vérifiez-le avec la personne : appelez-la" in page
    assert "Il est trop tard : le rendez-vous a commencé, ou" in page
    assert "down@" not in page
    assert page.count(">Renvoyer<") == 1


def test_every_cause_says_what_to_do(caller: Client) -> None:
    for cause in Message.Cause.values:
        make_failure(cause)
        page = caller.get(reverse(FAILURES), {"cause": cause})
        assert [line["message"].cause for line in page.context["lines"]] == [cause]
        assert len(page.context["advice"]) > 30


def test_one_is_sent_again_with_all_its_tries_before_it(caller: Client) -> None:
    one, other = make_failure("refused", attempts=9, tried_since=NOW), make_failure("refused")
    answer = caller.post(reverse(FAILURES), {"message": one.pk, "choix": "renvoyer"}, follow=True)
    assert "Renvoyé : 1 message." in shown(answer)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.status, one.attempts, one.tried_since, one.not_before) == ("queued", 0, None, NOW)
    assert other.status == "failed"
    assert ModelLogEntry.objects.get(action="outbox.sent_again").label == f"essai {one.pk}"


def test_all_of_one_cause_are_sent_again_or_dealt_with(caller: Client) -> None:
    for cause in ("down", "down", "credit"):
        make_failure(cause)
    old = make_failure("down", not_before=NOW - timedelta(days=7))
    answer = caller.post(f"{reverse(FAILURES)}?cause=down", {"choix": "renvoyer"}, follow=True)
    assert "Renvoyés : 2 messages." in shown(answer)
    assert list(Message.objects.values_list("cause", "status").order_by("pk")) == [
        ("", "queued"), ("", "queued"), ("credit", "failed"), ("down", "failed"),
    ]  # fmt: skip
    caller.post(f"{reverse(FAILURES)}?cause=down", {"choix": "regle"})
    old.refresh_from_db()
    assert old.settled_at == NOW
    assert Message.objects.unsettled().count() == 1


@pytest.mark.parametrize(("view", "queries"), [(CALLS, 13), (FAILURES, 12)])
def test_a_list_asks_the_database_as_much_for_thirty_as_for_one(
    caller: Client, view: str, queries: int, django_assert_num_queries: Any
) -> None:
    make_call(not_before=NOW + timedelta(hours=1))
    for more in (1, 2, 27):
        for _ in range(more):
            make_call()
            make_failure("refused")
        if more == 1:
            caller.get(reverse(view))  # what is asked for once a process
        with django_assert_num_queries(queries):
            caller.get(reverse(view))
    assert "Page 1 sur 2" in shown(caller.get(reverse(CALLS)))
    assert caller.get(reverse(view), {"p": "zut"}).status_code == 200


def test_the_front_page_says_that_somebody_waits(caller: Client) -> None:
    assert "personne à appeler" not in shown(caller.get(reverse("wagtailadmin_home")))
    make_call()
    make_failure("refused")
    make_failure("expired", status="too_late")
    page = shown(caller.get(reverse("wagtailadmin_home")))
    assert f'<a href="{reverse(CALLS)}">1 personne à appeler</a>' in page
    assert f'<a href="{reverse(FAILURES)}">1 message non parti</a>' in page


def test_who_may_not_call_sees_no_number_and_no_text(client: Client) -> None:
    user = User.objects.create_user(username="redaction", email="r@exemple.fr", password="x")
    user.user_permissions.set(Permission.objects.filter(codename__in=("access_admin", "view_message")))
    client.force_login(user)
    call = make_call()
    make_failure("refused")
    for view in (CALLS, FAILURES):
        assert client.get(reverse(view)).status_code == 302
        assert client.post(reverse(view), {"message": call.pk, "essais": 0, "issue": "appele"}).status_code == 302
    call.refresh_from_db()
    assert call.status == "to_call"
    pages = [reverse("wagtailadmin_home"), reverse("outbox_messages:index")]
    pages.append(reverse("outbox_messages:inspect", args=[call.pk]))
    for page in map(shown, map(client.get, pages)):
        for secret in ("0639", "262639", "Zoé", "refused@", "à appeler<"):
            assert secret not in page
