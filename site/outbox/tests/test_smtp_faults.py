"""Everything a mail server can do to us, done by a real one: messages arrive, once, late at worst; or it is said."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import LazySettings

from core.tests.fixtures.servers import LOOPBACK, Mailbox, free_port
from outbox.models import Message
from outbox.services import Round, send_due
from outbox.tests.factories import make_message

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass(slots=True)
class Moody:
    """
    A server that answers RCPT and MAIL as told, and counts its lines.

    It may accept and never say so: silent, or (`hangs_up`) by closing the line.
    """

    rcpt: Callable[[str], str] = lambda _address: "250 OK"
    mail: str = "250 OK"
    silent: bool = False
    hangs_up: bool = False
    a_line: int = 1_000
    lines: int = 0
    carried: int = 0
    messages: list[bytes] = field(default_factory=list)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: Any
    ) -> Any:
        self.lines, self.carried = self.lines + 1, 0
        session.host_name = hostname
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.carried >= self.a_line:
            server.transport.write(b"421 4.7.0 Assez pour cette fois\r\n")
            server.transport.close()
            return "421 4.7.0 Assez"
        if self.mail.startswith("250"):
            envelope.mail_from = address
        return self.mail

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.rcpt(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.messages.append(bytes(envelope.content or b""))
        self.carried += 1
        if self.hangs_up:
            server.transport.close()
        if self.silent:
            await asyncio.sleep(60)
        return "250 OK"


@pytest.fixture
def moody(settings: LazySettings) -> Iterator[Moody]:
    server = Moody()
    controller = Controller(server, hostname=LOOPBACK, port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "outbox.channels.smtp.PatientBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = LOOPBACK, controller.port
    settings.EMAIL_TIMEOUT = 20
    yield server
    controller.stop()


def one() -> Message:
    return Message.objects.get()


def test_a_server_down_for_eight_hours_loses_nothing_but_what_no_longer_serves(
    settings: LazySettings, smtp_server: Mailbox
) -> None:
    """A booking each half hour; a reminder each two hours, of use for two and a half."""
    up, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    too_late = 0
    for minute in range(0, 8 * 60, 15):
        now = NOW + timedelta(minutes=minute)
        if not minute % 30:
            make_message(now=now, kind="booking_confirmed")
        if not minute % 120:
            make_message(now=now, kind="reminder", expires_at=now + timedelta(hours=2, minutes=30))
        done = send_due(now=now)
        assert (done.sent, done.failed) == (0, 0)
        too_late += done.too_late
    back = NOW + timedelta(hours=8)
    settings.EMAIL_PORT = up
    after = [send_due(now=back + timedelta(minutes=minute)) for minute in range(0, 15, 5)]
    after.append(send_due(now=back + timedelta(minutes=10, seconds=4)))  # the first that goes wakes the others

    assert sum(round_.sent for round_ in after) == 16 + 1  # and the reminder that was still of use
    assert too_late + sum(round_.too_late for round_ in after) == 3
    late = Message.objects.filter(status="too_late")
    assert set(late.values_list("kind", "cause")) == {("reminder", "expired")}
    assert Message.objects.exclude(status__in=("sent", "too_late")).count() == 0
    assert len({received["Message-ID"] for received in smtp_server.messages}) == len(smtp_server.messages) == 17


def test_greylisting_lets_a_message_through_at_its_second_call(moody: Moody) -> None:
    first_seen = {}
    now = NOW

    def rcpt(address: str) -> str:
        first = first_seen.setdefault(address, now)
        return "250 OK" if now - first >= timedelta(minutes=5) else "450 4.2.0 Greylisted, see http://exemple.invalid"

    moody.rcpt = rcpt
    make_message(now=NOW)
    waited = []
    while not moody.messages:
        send_due(now=now)
        waited.append(now)
        now = one().not_before
    assert one().status == "sent"
    assert [int((at - NOW).total_seconds()) for at in waited] == [0, 10, 40, 100, 400]


def test_one_recipient_refused_is_a_failure_at_once_and_the_others_go(moody: Moody) -> None:
    moody.rcpt = lambda address: "550 5.1.1 Inconnu" if address.startswith("inconnue") else "250 OK"
    make_message(now=NOW)
    make_message(now=NOW, recipient="inconnue@exemple.invalid")
    make_message(now=NOW)
    assert send_due(now=NOW) == Round(sent=2, failed=1)
    assert moody.lines == 1
    failed = Message.objects.get(status="failed")
    assert failed.last_error == "Le serveur de courriel a refusé ce message (550, cette adresse n'existe pas)."


def test_our_own_address_refused_is_no_fault_of_the_people_we_write_to(moody: Moody) -> None:
    moody.mail = "550 5.7.1 <ne-pas-repondre@exemple.invalid> refused"
    make_message(now=NOW)
    make_message(now=NOW)
    assert send_due(now=NOW) == Round(postponed=1)
    found = Message.objects.exclude(cause="").get()
    assert (found.cause, found.last_error) == ("down", "Le serveur de courriel refuse notre adresse d'envoi (550).")


def test_a_server_that_takes_and_never_says_so_is_asked_again_with_the_same_identifier(
    moody: Moody, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = make_message(now=NOW)
    moody.silent, settings.EMAIL_TIMEOUT = True, 1
    monkeypatch.setattr("outbox.channels.smtp.ANSWER_TIMEOUT", 1)
    assert send_due(now=NOW) == Round(postponed=1)
    assert (one().cause, one().last_error) == (
        "unanswered", "Le serveur de courriel n'a pas dit s'il prenait ce message.",
    )  # fmt: skip
    moody.silent, settings.EMAIL_TIMEOUT = False, 20
    assert send_due(now=NOW + timedelta(seconds=10)) == Round(sent=1)
    assert len(moody.messages) == 2
    assert all(message.message_id.encode() in received for received in moody.messages)


def test_what_got_no_answer_is_not_woken_by_others(moody: Moody) -> None:
    """It may have arrived: knocking at each round would send it each time."""
    make_message(now=NOW)
    moody.hangs_up = True
    at = NOW
    for _ in range(4):
        send_due(now=at)
        at = one().not_before
    moody.hangs_up = False
    before = one().not_before
    make_message(now=NOW)
    assert send_due(now=before - timedelta(seconds=1)) == Round(sent=1)
    assert Message.objects.get(cause="unanswered").not_before == before


def test_one_line_serves_a_round_and_a_tired_server_gets_another(moody: Moody) -> None:
    for _ in range(6):
        make_message(now=NOW)
    assert send_due(now=NOW) == Round(sent=6)
    assert moody.lines == 1

    moody.a_line = 2
    for _ in range(5):
        make_message(now=NOW)
    assert send_due(now=NOW) == Round(sent=5)
    assert moody.lines == 1 + 3
    assert len(moody.messages) == 11


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"EMAIL_USE_TLS": True}, "Le serveur de courriel ne répond pas (SMTPNotSupportedError)."),
        ({"EMAIL_USE_SSL": True}, "La liaison chiffrée avec le serveur de courriel a échoué."),
    ],
)
def test_a_line_that_cannot_be_encrypted_carries_nothing(
    moody: Moody, settings: LazySettings, setting: dict[str, bool], said: str
) -> None:
    for name, value in setting.items():
        setattr(settings, name, value)
    make_message(now=NOW)
    assert send_due(now=NOW) == Round(postponed=1)
    assert (one().cause, one().last_error) == ("down", said)
    assert moody.messages == []


def test_a_name_that_leads_nowhere_is_a_server_that_is_down(settings: LazySettings, moody: Moody) -> None:
    settings.EMAIL_HOST = "courriel.invalid"
    make_message(now=NOW)
    assert send_due(now=NOW) == Round(postponed=1)
    assert one().cause == "down"
