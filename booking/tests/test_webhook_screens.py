"""« Appels automatiques »: what a member does there, and nobody else."""

import html
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from time_machine import TimeMachineFixture
from wagtail.models import ModelLogEntry

from booking.models import Webhook
from booking.services.sessions import cancel_sessions
from booking.services.webhooks import keeping
from booking.tests.factories import NOW, make_organisation, make_session, make_webhook
from core.tests.fixtures.elsewhere import Elsewhere
from core.tests.fixtures.servers import free_port
from locations.models import Organisation
from locations.tests.factories import make_member
from outbox.channels.webhook import SIGNATURE, STAMP, signature
from outbox.models import Message
from outbox.services import Round, send_due

HERE = "/admin/organisation/moulin/appels/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def host() -> Organisation:
    return make_organisation(name="Bibliothèque du Moulin", slug="moulin")


@pytest.fixture
def member(client: Client, host: Organisation) -> Client:
    client.force_login(make_member(host))
    return client


def words(response: Any) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode())))


def test_from_an_address_to_its_first_call(
    member: Client, elsewhere: Elsewhere, host: Organisation, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(NOW)  # within a day
    elsewhere.says("/appels", b"", status="401 Unauthorized")
    response = member.post(HERE, {"url": f"{elsewhere.url}/appels"})
    webhook = Webhook.objects.get()
    here = f"{HERE}{webhook.pk}/"
    assert (response.status_code, response.headers["Location"], webhook.active) == (302, here, False)

    shown = member.post(here, {"choix": "cle"})
    webhook.refresh_from_db()
    assert (webhook.secret in words(shown), webhook.secret in str(shown.content)) == (False, True)  # in a field
    assert "no-store" in shown.headers["Cache-Control"]
    assert webhook.secret not in member.get(here).content.decode()

    refused = member.post(here, {"choix": "essai"})
    assert refused.status_code == 422
    assert "L'essai n'a pas réussi. Le programme répond par l'erreur 401." in words(refused)
    elsewhere.says("/appels", b"")
    assert "Il est appelé à partir de maintenant" in words(member.post(here, {"choix": "essai"}, follow=True))

    session = make_session(host=host, start=timezone.now() + timedelta(days=1))
    cancel_sessions([session.pk], now=timezone.now())
    assert send_due(now=timezone.now()) == Round(sent=1)
    page = words(member.get(here))
    assert "Séance annulée : Permanence Connectée" in page
    assert "Reçu aujourd'hui" in page
    member.post(here, {"choix": "renvoi", "appel": Message.objects.get().pk})
    assert send_due(now=timezone.now()) == Round(sent=1)
    assert [json.loads(body)["evenement"] for body in elsewhere.posted] == [
        "essai", "essai", "seance.annulee", "seance.annulee",
    ]  # fmt: skip
    member.post(here, {"choix": "pause"})
    webhook.refresh_from_db()
    assert webhook.active is False
    assert member.get(f"{here}supprimer/").status_code == 200
    member.post(f"{here}supprimer/")
    assert Webhook.objects.count() == 0
    assert list(ModelLogEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        f"booking.webhook.{did}" for did in ("add", "rotate", "start", "pause", "remove")
    ]


def test_what_is_typed_wrongly_stays_and_is_said(member: Client) -> None:
    for url in ("javascript:alert(1)", "", "https://10.0.0.1/" + "x" * 301):
        response = member.post(HERE, {"url": url})
        assert (response.status_code, Webhook.objects.count()) == (422, 0)
        assert f'value="{url}"' in response.content.decode() or not url
        assert "adresse" in words(response)


def test_nobody_sees_or_does_anything_with_what_is_anothers(member: Client) -> None:
    theirs = make_webhook(make_organisation(slug="quais"))
    there = "/admin/organisation/quais/appels/"
    for address in (there, f"{there}{theirs.pk}/", f"{there}mode-d-emploi/", f"{HERE}{theirs.pk}/"):
        assert member.get(address).status_code == 404
        for choice in ("cle", "pause"):
            assert member.post(address, {"choix": choice, "url": "https://www.exemple.fr/"}).status_code in (404, 405)
    for address in (f"{there}{theirs.pk}/supprimer/", f"{HERE}{theirs.pk}/supprimer/"):
        assert member.post(address).status_code == 404
    before = theirs.secret
    theirs.refresh_from_db()
    assert (theirs.active, theirs.secret, Webhook.objects.count()) == (True, before, 1)


def test_a_call_of_anothers_address_is_not_sent_again_through_ones_own(member: Client, host: Organisation) -> None:
    ours, theirs = make_webhook(host), make_webhook(make_organisation())
    cancel_sessions([make_session(host=theirs.organisation).pk], now=NOW)
    Message.objects.update(status=Message.Status.FAILED, created_at=timezone.now())
    for number in (Message.objects.get().pk, "9" * 30, "x", ""):
        member.post(f"{HERE}{ours.pk}/", {"choix": "renvoi", "appel": number})
    assert Message.objects.get().status == Message.Status.FAILED


def test_too_many_trials_wait(
    member: Client,
    host: Organisation,
    elsewhere: Elsewhere,
    monkeypatch: pytest.MonkeyPatch,
    time_machine: TimeMachineFixture,
) -> None:
    time_machine.move_to(NOW)  # within an hour
    monkeypatch.setattr(keeping, "TRIES_PER_HOUR", 1)
    here = f"{HERE}{make_webhook(host, url=elsewhere.url).pk}/"
    assert member.post(here, {"choix": "essai"}).status_code == 422
    response = member.post(here, {"choix": "essai"})
    assert (response.status_code, "Attendez un peu" in words(response)) == (429, True)
    assert 0 < int(response.headers["Retry-After"]) <= 3600


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_calls_costs_the_same_for_one_and_for_three(member: Client, host: Organisation, count: int) -> None:
    webhook = make_webhook(host)
    cancel_sessions([make_session(host=host).pk for _ in range(count)], now=NOW)
    member.get(HERE)
    with CaptureQueriesContext(connection) as around:
        member.get(f"{HERE}mode-d-emploi/")
    with CaptureQueriesContext(connection) as all_of_them:
        response = member.get(f"{HERE}{webhook.pk}/")
    assert words(response).count("Séance annulée :") == count
    assert "mardi 3 mars" in words(response)
    # The address, how many calls, a page of them, how many were not received; the rest is the space's and Wagtail's.
    assert len(all_of_them) - len(around) == 4


EXAMPLES = Path(settings.BASE_DIR) / "templates/booking/webhooks"
PHP = pytest.mark.skipif(shutil.which("php") is None, reason="no PHP on this machine")
KEY = "cle-de-test"


@pytest.fixture(params=["python", pytest.param("php", marks=PHP)])
def receiver(request: Any, tmp_path: Path) -> Iterator[str]:
    """The example of the manual, at work in a process of its own."""
    port = free_port()
    if request.param == "php":
        shutil.copy(EXAMPLES / "receiver.php.txt", tmp_path / "index.php")
        command = ["php", "-S", f"127.0.0.1:{port}", "-t", str(tmp_path)]
    else:
        command = [sys.executable, str(EXAMPLES / "receiver.py.txt")]
    env = {"PATH": os.environ["PATH"], "SEANCES_CLE": KEY, "PORT": str(port)}
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/"
    for _ in range(1_200):
        assert process.poll() is None, "it has ended"
        try:
            urlopen(url, data=b"{}", timeout=5)
        except HTTPError:  # 401: it listens, and asks who calls
            break
        except OSError:
            time.sleep(0.05)
    yield url
    process.kill()
    process.wait()


def answer(url: str, body: bytes, stamp: str, signed: str) -> int:
    request = Request(url, data=body, headers={STAMP: stamp, SIGNATURE: signed})
    try:
        return int(urlopen(request, timeout=10).status)
    except HTTPError as error:
        return error.code


@pytest.mark.once
def test_the_example_of_the_manual_takes_what_is_ours_and_nothing_else(
    member: Client, host: Organisation, receiver: str, settings: Any
) -> None:
    settings.OUTBOUND_PERMITS_LOOPBACK = True
    webhook = make_webhook(host, url=receiver, secret=KEY, active=False)
    assert "En service" in words(member.post(f"{HERE}{webhook.pk}/", {"choix": "essai"}, follow=True))
    now = timezone.now()
    session = make_session(host=host, start=now + (NOW - NOW.replace(day=1)))
    cancel_sessions([session.pk], now=now)
    assert send_due(now=now) == Round(sent=1)

    body, stamp = Message.objects.get().text.encode(), str(int(now.timestamp()))
    old = str(int(now.timestamp()) - 301)
    assert {
        "as it was": answer(receiver, body, stamp, signature(body, key=KEY, stamp=stamp)),
        "another body": answer(receiver, body + b" ", stamp, signature(body, key=KEY, stamp=stamp)),
        "another key": answer(receiver, body, stamp, signature(body, key="autre", stamp=stamp)),
        "another time": answer(receiver, body, str(int(stamp) - 1), signature(body, key=KEY, stamp=stamp)),
        "an old one": answer(receiver, body, old, signature(body, key=KEY, stamp=old)),
        "nothing signed": answer(receiver, body, stamp, ""),
        "no time": answer(receiver, body, "x", signature(body, key=KEY, stamp="x")),
    } == {
        "as it was": 204,
        "another body": 401,
        "another key": 401,
        "another time": 401,
        "an old one": 401,
        "nothing signed": 401,
        "no time": 401,
    }


def test_the_manual_shows_both_examples_as_they_are(member: Client) -> None:
    page = html.unescape(member.get(f"{HERE}mode-d-emploi/").content.decode())
    for name in ("receiver.py.txt", "receiver.php.txt"):
        assert (EXAMPLES / name).read_text().strip() in page
    assert (STAMP in page, SIGNATURE in page) == (True, True)
