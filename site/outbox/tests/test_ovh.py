"""SMS by OVH's own package, against its API played on loopback."""

from datetime import UTC, datetime, timedelta
from typing import Any

import ovh.client
import pytest
from django.conf import LazySettings

from core.tests.fixtures.servers import free_port
from outbox.models import Message
from outbox.services import Round, send_due, sweep
from outbox.tests.factories import make_message, make_sms
from outbox.tests.fake_ovh import SILENCE, FakeOvh, little_patience, ovh_api

__all__ = ["little_patience", "ovh_api"]

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_an_sms_goes_signed_in_its_alphabet_with_a_tag_of_its_own(ovh_api: FakeOvh) -> None:
    sms = make_sms(now=NOW, text="Rendez-vous reçu : « Café » à 14 h")
    assert send_due(now=NOW) == Round(sent=1)
    assert ovh_api.sent == [
        {
            "message": 'Rendez-vous recu : "Café" à 14 h',
            "receivers": ["+262639980011"],
            "sender": "Emmaus",
            "senderForResponse": False,
            "noStopClause": True,
            "priority": "high",
            "charset": "UTF-8",
            "coding": "7bit",
            "class": "phoneDisplay",
            "validityPeriod": 1440,
            "tag": ovh_api.sent[0]["tag"],
        }
    ]
    assert len(ovh_api.sent[0]["tag"]) == 16
    assert ovh_api.calls == ["GET /1.0/auth/time", "POST /1.0/sms/sms-ab12345-1/jobs"]
    sms.refresh_from_db()
    assert (sms.status, sms.parts, sms.sent_at, sms.last_error) == ("sent", 1, NOW, "")


def test_the_time_is_asked_once_a_round(ovh_api: FakeOvh) -> None:
    for _ in range(3):
        make_sms(now=NOW)
    assert send_due(now=NOW) == Round(sent=3)
    assert ovh_api.calls.count("GET /1.0/auth/time") == 1
    assert len({sms["tag"] for sms in ovh_api.sent}) == 3


SAYS_THE_NUMBER = b'{"message": "Invalid receiver +262639980011 (0639 98 00 11) personne@exemple.invalid"}'
NO_CREDIT = "Il n'y a plus de crédit sur le compte SMS"
NOT_LET_IN = "Le service de SMS ne nous laisse pas entrer"
NONSENSE = "Le service de SMS a répondu autre chose que ce qui est convenu"
ANSWERS = [
    ((400, SAYS_THE_NUMBER), "failed", "refused", "Le service de SMS refuse ce message (400)"),
    ((200, b'{"ids": [], "invalidReceivers": ["+2626"]}'), "failed", "refused", "Le service de SMS refuse ce numéro"),
    ((400, b'{"message": "Bad sender"}'), "queued", "down", "Le service de SMS refuse notre nom d'expéditeur"),
    ((402, b'{"message": "x"}'), "queued", "credit", NO_CREDIT),
    ((403, b'{"message": "Not enough credits"}'), "queued", "credit", NO_CREDIT),
    ((403, b'{"errorCode": "INVALID_CREDENTIAL", "message": "x"}'), "queued", "down", f"{NOT_LET_IN} (403)"),
    ((404, SAYS_THE_NUMBER), "queued", "down", f"{NOT_LET_IN} (404)"),
    ((429, SAYS_THE_NUMBER), "queued", "postponed", "Le service de SMS demande de revenir plus tard (429)"),
    ((500, SAYS_THE_NUMBER), "queued", "unanswered", "Le service de SMS est en panne (500)"),
    ((502, b"<html>+262639980011</html>"), "queued", "unanswered", NONSENSE),
    ((503, b'["+262639980011"]'), "queued", "unanswered", NONSENSE),
    ((200, b'"oui"'), "queued", "unanswered", NONSENSE),
]


@pytest.mark.parametrize(("answer", "status", "cause", "error"), ANSWERS)
def test_each_answer_is_understood_and_none_of_its_words_kept(
    ovh_api: FakeOvh, answer: Any, status: str, cause: str, error: str, caplog: pytest.LogCaptureFixture
) -> None:
    make_sms(now=NOW)
    ovh_api.answers.append(answer)
    send_due(now=NOW)
    sms = Message.objects.get()
    assert (sms.status, sms.cause, sms.last_error) == (status, cause, f"{error}.")
    assert "39980011" not in caplog.text
    if status == "queued":
        assert send_due(now=NOW + timedelta(seconds=10)) == Round(sent=1)
        assert len(ovh_api.sent) == 1
    assert ovh_api.bad_signatures == 0


@pytest.mark.parametrize("answer", [(500, b'{"message": "x"}'), (502, b"<html>")])
def test_what_went_although_it_said_no_is_not_sent_again(ovh_api: FakeOvh, answer: Any) -> None:
    make_sms(now=NOW)
    ovh_api.swallows = True
    ovh_api.answers.append(answer)
    assert send_due(now=NOW) == Round(postponed=1)
    assert send_due(now=NOW + timedelta(seconds=10)) == Round(sent=1)
    assert len(ovh_api.sent) == 1


@pytest.mark.usefixtures("little_patience")
@pytest.mark.parametrize("swallows", [True, False])
def test_what_no_answer_came_to_is_asked_for_and_sent_once(ovh_api: FakeOvh, swallows: bool) -> None:
    make_sms(now=NOW)
    ovh_api.swallows = swallows
    ovh_api.answers.append(SILENCE)
    assert send_due(now=NOW) == Round(postponed=1)
    sms = Message.objects.get()
    assert (sms.status, sms.cause, sms.last_error) == (
        "queued", "unanswered", "Le service de SMS n'a pas dit s'il prenait ce message.",
    )  # fmt: skip
    assert send_due(now=NOW + timedelta(seconds=10)) == Round(sent=1)
    assert len(ovh_api.sent) == 1


def test_what_went_before_the_sender_was_killed_is_not_sent_again(ovh_api: FakeOvh) -> None:
    make_sms(now=NOW)
    assert send_due(now=NOW) == Round(sent=1)
    Message.objects.update(status="in_flight", in_flight_since=NOW, sent_at=None)  # as if it had never been marked
    assert sweep(now=NOW + timedelta(minutes=11)) == 1
    assert send_due(now=NOW + timedelta(minutes=11)) == Round(sent=1)
    assert len(ovh_api.sent) == 1


@pytest.mark.usefixtures("little_patience")
def test_while_the_time_cannot_be_had_nothing_is_in_doubt(ovh_api: FakeOvh) -> None:
    make_sms(now=NOW)
    ovh_api.time_answers.extend([SILENCE, (500, b"{}"), (200, b'"midi"')])
    for later in (0, 10, 40):
        assert send_due(now=NOW + timedelta(seconds=later)) == Round(postponed=1)
        assert Message.objects.get().cause == "down"
    assert send_due(now=NOW + timedelta(seconds=100)) == Round(sent=1)


def test_a_service_that_is_not_there_or_not_set_is_down(
    ovh_api: FakeOvh, settings: LazySettings, monkeypatch: Any
) -> None:
    make_sms(now=NOW)
    settings.OVH_ENDPOINT = "nulle-part"
    assert send_due(now=NOW) == Round(postponed=1)
    assert Message.objects.get().last_error == "Les réglages du compte SMS ne sont pas bons."
    monkeypatch.setitem(ovh.client.ENDPOINTS, "ici", f"http://127.0.0.1:{free_port()}/1.0")
    settings.OVH_ENDPOINT = "ici"
    assert send_due(now=NOW + timedelta(seconds=10)) == Round(postponed=1)
    assert Message.objects.get().last_error == "Le service de SMS ne répond pas."


def test_without_credit_the_mail_goes_instead_and_the_others_wait_for_nothing(ovh_api: FakeOvh) -> None:
    mail = make_message(now=NOW, withheld=True)
    make_sms(now=NOW, fallback=mail)
    make_sms(now=NOW)
    ovh_api.answers.append((402, b'{"message": "x"}'))
    assert send_due(now=NOW) == Round(failed=1)
    assert send_due(now=NOW) == Round(sent=2)  # the mail, and the SMS that the empty account had not let be tried
    assert sorted(Message.objects.values_list("channel", "status")) == [
        ("mail", "sent"),
        ("sms", "failed"),
        ("sms", "sent"),
    ]
