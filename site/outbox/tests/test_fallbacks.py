"""What stands in for a message that fails, what comes too late, and what a day may cost."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings

from core.tests.fixtures.servers import Mailbox, free_port
from outbox.channels.answers import ChannelDown, Refused
from outbox.channels.sms import ConsoleSms
from outbox.models import Message
from outbox.services import Round, enqueue, purge, send_due
from outbox.tests.factories import make_message, make_sms

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def down(settings: LazySettings) -> None:
    """A mail server that is not there."""
    settings.EMAIL_BACKEND = "outbox.channels.smtp.PatientBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()


@pytest.fixture
def sms(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    """SMS that are printed, but for the errors given here, in turn."""
    settings.SMS_BACKEND = "console"
    errors: list[Exception] = []
    send = ConsoleSms.send

    def answer(channel: ConsoleSms, message: Message) -> None:
        if errors:
            raise errors.pop(0)
        send(channel, message)

    monkeypatch.setattr(ConsoleSms, "send", answer)
    return errors


def standing() -> list[tuple[str, str]]:
    return [(message.channel, message.status) for message in Message.objects.order_by("pk")]


def test_an_sms_is_printed_and_never_leaves(sms: list[Exception], capsys: pytest.CaptureFixture[str]) -> None:
    make_sms(now=NOW, text="Rendez-vous : mardi à 14 h")
    assert send_due(now=NOW) == Round(sent=1)
    assert capsys.readouterr().out == "── SMS → +262639980011 (1) ──\nRendez-vous : mardi à 14 h\n"


def test_what_stands_in_waits_and_goes_away_once_the_first_went(sms: list[Exception]) -> None:
    make_sms(now=NOW, fallback=make_message(now=NOW, withheld=True), calls=True)
    assert sorted(standing()) == [("call", "withheld"), ("mail", "withheld"), ("sms", "queued")]
    assert send_due(now=NOW) == Round(sent=1)
    assert standing() == [("sms", "sent")]


def test_a_number_that_is_refused_gives_way_to_the_mail_and_that_to_a_call(
    sms: list[Exception], smtp_server: Mailbox
) -> None:
    make_sms(now=NOW, fallback=make_message(now=NOW, withheld=True), calls=True)
    sms.append(Refused("Non.", "refused"))
    smtp_server.answers.append("550 5.1.1 Inconnu")
    assert send_due(now=NOW) == Round(failed=1)
    assert sorted(standing()) == [("call", "withheld"), ("mail", "queued"), ("sms", "failed")]
    assert send_due(now=NOW) == Round(failed=1)
    assert sorted(standing()) == [("call", "to_call"), ("mail", "failed"), ("sms", "failed")]


def test_an_sms_that_fails_with_nothing_in_its_place_is_a_failure(sms: list[Exception]) -> None:
    make_sms(now=NOW)
    sms.append(Refused("Non.", "refused"))
    assert send_due(now=NOW) == Round(failed=1)
    assert standing() == [("sms", "failed")]


def test_a_service_that_is_down_is_not_waited_for_where_a_mail_can_go(sms: list[Exception]) -> None:
    make_sms(now=NOW, fallback=make_message(now=NOW, withheld=True))
    sms.extend(ChannelDown("Rien.") for _ in range(100))
    moments = (0, 10, 40, 100, 400, 1300, 1301)
    assert [send_due(now=NOW + timedelta(seconds=moment)) for moment in moments] == [
        *[Round(postponed=1)] * 5, Round(failed=1), Round(sent=1),
    ]  # fmt: skip
    assert standing() == [("mail", "sent"), ("sms", "failed")]


def test_a_mail_server_that_is_down_for_a_night_costs_no_sms(sms: list[Exception], down: None) -> None:
    make_message(now=NOW, fallback=make_sms(now=NOW, withheld=True))
    for hour in range(13):
        send_due(now=NOW + timedelta(hours=hour))
        if hour == 11:
            assert sorted(standing()) == [("mail", "queued"), ("sms", "withheld")]
    assert sorted(standing()) == [("mail", "failed"), ("sms", "sent")]


def test_what_stands_in_goes_in_time_for_what_expires(sms: list[Exception]) -> None:
    end = NOW + timedelta(minutes=20)
    make_sms(now=NOW, fallback=make_message(now=NOW, withheld=True, expires_at=end), expires_at=end)
    sms.extend(ChannelDown("Rien.") for _ in range(100))
    for step in range(0, 1200, 10):
        send_due(now=NOW + timedelta(seconds=step))
    assert standing() == [("mail", "sent"), ("sms", "failed")]
    assert Message.objects.get(channel="mail").sent_at < NOW + timedelta(minutes=10)


def test_a_call_that_is_asked_for_stands_in_the_list_at_once_and_never_goes_by_itself() -> None:
    call = enqueue(kind="essai", recipient="+262639980011", subject="", text="Bonjour", now=NOW, channel="call")
    assert call.status == "to_call"
    assert send_due(now=NOW) == Round()


@pytest.mark.parametrize("fields", [{}, {"channel": "sms"}, {"channel": "call"}])
def test_what_comes_too_late_never_goes_and_says_so(fields: dict[str, str], sms: list[Exception]) -> None:
    start = NOW + timedelta(hours=2)
    make_message(now=NOW, expires_at=start, secret="s3cr3t", text="/s3cr3t/", calls=True, **fields)
    assert send_due(now=start) == Round(too_late=1)
    message = Message.objects.get()
    assert (message.status, message.cause, message.text) == ("too_late", "expired", "/…/")
    assert message.last_error == "Trop tard : ce message ne servait plus à rien. Il n'est pas parti."


def test_the_clock_is_read_again_for_each_message(sms: list[Exception]) -> None:
    for number in range(3):
        make_sms(now=NOW, expires_at=NOW + timedelta(seconds=50), text=f"{number}")
    moments = iter(range(0, 1000, 5))
    done = send_due(now=NOW, clock=lambda: NOW + timedelta(seconds=next(moments)))
    assert (done.sent, done.too_late) == (2, 1)
    first, second = (message.sent_at for message in Message.objects.filter(status="sent").order_by("pk"))
    assert (first, second) == (NOW + timedelta(seconds=25), NOW + timedelta(seconds=50))


def test_a_slow_round_ends_and_the_next_goes_on(sms: list[Exception]) -> None:
    for _ in range(5):
        make_sms(now=NOW)
    moments = iter(range(0, 10_000, 12))
    assert send_due(now=NOW, clock=lambda: NOW + timedelta(seconds=next(moments))).sent == 1
    assert send_due(now=NOW + timedelta(minutes=2)) == Round(sent=4)


def test_a_mail_server_that_is_down_stops_no_sms(sms: list[Exception], down: None) -> None:
    make_message(now=NOW)
    make_sms(now=NOW)
    assert send_due(now=NOW) == Round(sent=1, postponed=1)
    assert standing() == [("mail", "queued"), ("sms", "sent")]


def test_a_service_of_sms_that_is_down_stops_no_mail(sms: list[Exception]) -> None:
    make_sms(now=NOW)
    make_message(now=NOW)
    sms.append(ChannelDown("Rien."))
    assert send_due(now=NOW) == Round(sent=1, postponed=1)


def test_a_message_that_breaks_the_sender_stops_none_behind_it(
    sms: list[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    make_sms(now=NOW)
    make_sms(now=NOW)
    sms.append(RuntimeError("personne@exemple.invalid +262639980011"))
    assert send_due(now=NOW) == Round(sent=1, postponed=1)
    assert Message.objects.get(status="queued").last_error == "Erreur du site (RuntimeError)."
    assert "39980011" not in caplog.text


def test_beyond_the_days_limit_mails_go_instead_and_the_rest_waits(
    sms: list[Exception], settings: LazySettings
) -> None:
    settings.SMS_PER_DAY = 3
    make_sms(now=NOW, text="é" * 161)  # two
    make_sms(now=NOW)
    make_sms(now=NOW, fallback=make_message(now=NOW, withheld=True))
    make_sms(now=NOW)
    late = datetime(2026, 3, 2, 22, 59, tzinfo=UTC)  # a minute before midnight in Paris
    assert send_due(now=NOW) == Round(sent=2, failed=1)
    assert send_due(now=NOW) == Round(sent=1, postponed=1)
    Message.objects.filter(status="queued").update(not_before=late)
    assert send_due(now=late) == Round(postponed=1)
    assert Message.objects.get(status="queued").last_error == "La limite de 3 SMS par jour est atteinte."
    assert send_due(now=late + timedelta(minutes=2)) == Round(sent=1)


def test_where_no_sms_is_sent_the_mail_goes_instead(settings: LazySettings) -> None:
    settings.SMS_BACKEND = ""
    make_sms(now=NOW, fallback=make_message(now=NOW, withheld=True))
    make_sms(now=NOW)
    send_due(now=NOW)
    assert send_due(now=NOW).sent == 1
    assert sorted(standing()) == [("mail", "sent"), ("sms", "failed"), ("sms", "queued")]


def test_what_waited_for_a_dead_server_goes_as_soon_as_it_lives(down: None, settings: LazySettings) -> None:
    for _ in range(3):
        make_message(now=NOW)
    at = NOW
    for _ in range(32):  # eight hours
        at += timedelta(minutes=15)
        send_due(now=at)
    assert set(Message.objects.values_list("status", "cause")) == {("queued", "down")}
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    make_message(now=at)
    assert send_due(now=at).sent + send_due(now=at).sent == 4
    assert set(Message.objects.values_list("status", "sent_at")) == {("sent", at)}


def test_what_stood_in_for_nothing_is_not_kept_for_ever(settings: LazySettings) -> None:
    settings.MESSAGE_RETENTION_DAYS = 30
    make_message(now=NOW, withheld=True)
    make_sms(now=NOW, not_before=NOW + timedelta(days=300), calls=True)
    assert purge(now=NOW + timedelta(days=31)) == 1
    assert sorted(standing()) == [("call", "withheld"), ("sms", "queued")]
