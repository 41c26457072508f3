"""Messages leave once, come back when they must, and give up in the end."""

import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connections, transaction

from core.tests.fixtures.servers import free_port
from outbox.models import Message
from outbox.services import Round, enqueue, purge, send_due, sweep
from outbox.services.fates import drop_late
from outbox.services.retrying import next_try
from outbox.tests.factories import make_message

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_what_is_rolled_back_is_never_said() -> None:
    with transaction.atomic():
        make_message(now=NOW)
        transaction.set_rollback(True)
    assert Message.objects.count() == 0


@pytest.mark.django_db
def test_a_mail_goes_as_text_html_and_calendar_under_its_fixed_identifier(smtp_server) -> None:
    message = make_message(
        now=NOW,
        html="<p>Mardi 3 mars 2026 à 14 h</p>",
        calendar="BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n",
        calendar_method="REQUEST",
    )

    assert send_due(now=NOW) == Round(sent=1)

    (received,) = smtp_server.messages
    assert received["Message-ID"] == message.message_id
    assert received["Auto-Submitted"] == "auto-generated"
    assert received["Subject"] == "Votre rendez-vous du mardi 3 mars à 14 h"
    assert [part.get_content_type() for part in received.walk() if not part.is_multipart()] == [
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    entry = next(part for part in received.walk() if part.get_content_type() == "text/calendar")
    assert entry.get_param("method") == "REQUEST"
    assert entry.get_content().splitlines() == ["BEGIN:VCALENDAR", "METHOD:REQUEST", "END:VCALENDAR"]
    (file,) = received.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("rendez-vous.ics", message.calendar.encode())
    message.refresh_from_db()
    assert (message.status, message.sent_at, message.attempts) == (Message.Status.SENT, NOW, 1)
    assert send_due(now=NOW) == Round()


@pytest.mark.django_db
def test_a_sent_message_keeps_no_secret() -> None:
    make_message(now=NOW, text="Voir : /lien/s3cr3t/", html="<a href='/lien/s3cr3t/'>Voir</a>", secret="s3cr3t")
    send_due(now=NOW)
    assert "s3cr3t" in mail.outbox[0].body
    kept = Message.objects.get()
    assert (kept.text, kept.html, kept.secret) == ("Voir : /lien/…/", "<a href='/lien/…/'>Voir</a>", "")


@pytest.mark.django_db
def test_a_message_given_up_keeps_its_secret_only_as_long_as_it_may_be_sent_again(settings) -> None:
    settings.MESSAGE_RETENTION_DAYS = 30
    make_message(now=NOW, text="Voir : /lien/s3cr3t/", secret="s3cr3t", recipient="deux\nlignes@exemple.invalid")
    assert send_due(now=NOW) == Round(failed=1)
    assert purge(now=NOW + timedelta(days=6, hours=23)) == 0
    kept = Message.objects.get()
    assert (kept.status, kept.text, kept.secret) == (Message.Status.FAILED, "Voir : /lien/s3cr3t/", "s3cr3t")
    assert purge(now=NOW + timedelta(days=7)) == 0
    kept.refresh_from_db()
    assert (kept.text, kept.secret) == ("Voir : /lien/…/", "")


@pytest.mark.django_db
def test_what_is_erased_while_it_leaves_does_not_come_back(monkeypatch) -> None:
    make_message(now=NOW)
    monkeypatch.setattr("outbox.channels.mail.MailChannel.send", lambda *_: Message.objects.all().delete())
    assert send_due(now=NOW) == Round(sent=1)
    assert Message.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "done", "cause", "error"),
    [
        ("451 4.3.0 Plus tard", Round(postponed=1), "postponed", "demande de revenir plus tard (451)"),
        ("450 4.7.1 Greylisted", Round(postponed=1), "postponed", "(450, le serveur ne veut pas de nos messages)"),
        ("452 4.2.2 Plein", Round(postponed=1), "postponed", "plus tard (452, cette boîte est pleine)"),
        ("550 5.1.1 Inconnu", Round(failed=1), "refused", "a refusé ce message (550, cette adresse n'existe pas)"),
        ("554 Non", Round(failed=1), "refused", "a refusé ce message (554)"),
        ("421 Au revoir", Round(postponed=1), "down", "se ferme (421)"),
    ],
)
def test_the_servers_answer_decides(smtp_server, answer, done, cause, error) -> None:
    make_message(now=NOW)
    smtp_server.answers.append(answer)
    assert send_due(now=NOW) == done
    message = Message.objects.get()
    assert message.status == ("queued" if done.postponed else "failed")
    assert (message.cause, message.tried_since) == (cause, NOW)
    assert message.last_error.endswith(f"{error}.")
    if done.postponed:
        assert send_due(now=NOW + timedelta(seconds=9)) == Round()
        assert send_due(now=NOW + timedelta(seconds=10)) == Round(sent=1)


HOSTILE = [
    "550 5.1.1 <personne@exemple.invalid>: PERSONNE@EXEMPLE.INVALID personne at exemple.invalid p%65rsonne",
    "550 personne@exemple.invalid",
    "451 4.2.1 +33639980011 06 39 98 00 11 autre@exemple.invalid",
    "550-5.1.1 personne\r\n550 exemple.invalid",
    "550 5.063.998 0011",
    "421 personne@exemple.invalid",
]


@pytest.mark.django_db
@pytest.mark.parametrize("answer", HOSTILE)
def test_no_error_keeps_what_a_server_says_of_anybody(smtp_server, answer, caplog) -> None:
    make_message(now=NOW)
    smtp_server.answers.append(answer)
    send_due(now=NOW)
    error = Message.objects.get().last_error.lower()
    assert error.startswith("le serveur de courriel ")
    ours = [record for record in caplog.records if not record.name.startswith("mail.")]  # the other side's
    for trace in ("personne", "exemple", "@", "0639", "33639", "39 98", "063.998", "autre"):
        assert trace not in error
        assert not [record for record in ours if trace in record.getMessage().lower()]


@pytest.mark.django_db
def test_a_dead_server_ends_the_round_and_everything_arrives_later(settings, smtp_server) -> None:
    for _ in range(3):
        make_message(now=NOW)
    up, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    assert send_due(now=NOW) == Round(postponed=1)
    assert Message.objects.exclude(last_error="").count() == 1

    settings.EMAIL_PORT = up
    assert send_due(now=NOW + timedelta(hours=8)) == Round(sent=3)
    assert len({received["Message-ID"] for received in smtp_server.messages}) == 3


@pytest.mark.django_db
def test_a_server_that_hangs_is_left_after_its_time(settings) -> None:
    settings.EMAIL_BACKEND = "outbox.channels.smtp.PatientBackend"
    settings.EMAIL_TIMEOUT = 0.2
    make_message(now=NOW)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        settings.EMAIL_HOST, settings.EMAIL_PORT = mute.getsockname()
        assert send_due(now=NOW) == Round(postponed=1)
    assert Message.objects.get().last_error == "Le serveur de courriel ne répond pas (SMTPServerDisconnected)."


@pytest.mark.django_db
def test_a_header_that_cannot_be_written_fails_alone(smtp_server) -> None:
    make_message(now=NOW, recipient="deux@exemple.invalid\r\nBcc: tous@exemple.invalid")
    make_message(now=NOW)
    assert send_due(now=NOW) == Round(sent=1, failed=1)
    assert [received["To"] for received in smtp_server.messages] == ["personne@exemple.invalid"]


@pytest.mark.django_db
def test_a_subject_is_one_line_of_its_column_whatever_it_is_made_of(smtp_server) -> None:
    make_message(now=NOW, subject=f"Bonjour\r\nBcc: tous@exemple.invalid {'x' * 300}")
    assert send_due(now=NOW) == Round(sent=1)
    (received,) = smtp_server.messages
    assert (received["To"], received["Bcc"]) == ("personne@exemple.invalid", None)
    assert Message.objects.get().subject == f"Bonjour Bcc: tous@exemple.invalid {'x' * 166}"


def tries(**rules) -> list[int]:
    """Return the waits, in seconds, between one try and the next, until it is given up."""
    waits, at, attempts = [], NOW, 1
    while (later := next_try(attempts=attempts, now=at, **rules)) is not None:
        waits.append(int((later - at).total_seconds()))
        at, attempts = later, attempts + 1
    return waits


def test_tries_come_further_and_further_apart_then_stop() -> None:
    waits = tries(give_up_at=NOW + timedelta(days=8))
    assert waits[:10] == [10, 30, 60, 300, 900, 3600, 7200, 14400, 28800, 28800]
    assert waits == sorted(waits)
    assert timedelta(days=7, hours=16) < timedelta(seconds=sum(waits)) < timedelta(days=8)


def test_what_expires_is_tried_until_shortly_before() -> None:
    waits = tries(give_up_at=NOW + timedelta(days=8), expires_at=NOW + timedelta(hours=3))
    assert waits[:6] == [10, 30, 60, 300, 900, 3600]
    assert waits[6:] == [2950, 1475, 737, 368, 184, 92, 46, 23, 11]
    assert 3 * 3600 - sum(waits) == 14


@pytest.mark.django_db
def test_what_a_killed_sender_left_is_taken_up_again(settings) -> None:
    settings.OUTBOX_IN_FLIGHT_MINUTES = 10
    message = make_message(now=NOW)
    Message.objects.update(status=Message.Status.IN_FLIGHT, in_flight_since=NOW)
    assert send_due(now=NOW + timedelta(minutes=9)) == Round()
    assert sweep(now=NOW + timedelta(minutes=9)) == 0
    assert sweep(now=NOW + timedelta(minutes=11)) == 1
    assert send_due(now=NOW + timedelta(minutes=11)) == Round(sent=1)
    assert mail.outbox[0].extra_headers["Message-ID"] == message.message_id


@pytest.mark.django_db
def test_old_messages_are_deleted_but_never_one_that_may_still_go(settings) -> None:
    settings.MESSAGE_RETENTION_DAYS = 30
    for status in Message.Status.values:
        make_message(now=NOW)
        Message.objects.filter(status="queued").order_by("-pk").first()
        newest = Message.objects.order_by("-pk")[:1].get()
        Message.objects.filter(pk=newest.pk).update(status=status, sent_at=NOW, in_flight_since=NOW)
    assert purge(now=NOW + timedelta(days=30)) == 0
    Message.objects.filter(status="to_call").update(expires_at=NOW + timedelta(days=32))
    assert purge(now=NOW + timedelta(days=31)) == 4
    assert set(Message.objects.values_list("status", flat=True)) == {"queued", "in_flight", "to_call"}
    assert purge(now=NOW + timedelta(days=32)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_senders_never_send_the_same_message(smtp_server) -> None:
    for number in range(20):
        make_message(now=NOW, subject=f"Message {number}")

    def one(_: int) -> int:
        try:
            return send_due(now=NOW, limit=20).sent
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        counts = list(pool.map(one, range(3)))
    assert sum(counts) == 20
    assert len({received["Message-ID"] for received in smtp_server.messages}) == len(smtp_server.messages) == 20


@pytest.mark.django_db
def test_what_somebody_else_has_told_meanwhile_did_not_come_too_late() -> None:
    seen = make_message(now=NOW, expires_at=NOW + timedelta(hours=1))
    Message.objects.update(status=Message.Status.SENT, sent_at=NOW)
    drop_late(seen)
    seen.refresh_from_db()
    assert (seen.status, seen.cause) == ("sent", "")


@pytest.mark.django_db
def test_the_command_says_what_it_did(capsys) -> None:
    enqueue(kind="essai", recipient="a@exemple.invalid", subject="a", text="b", now=NOW)
    call_command("send_messages")
    assert capsys.readouterr().out == "1 envoyés, 0 remis à plus tard, 0 échoués, 0 trop tard\n"
