"""Partners' programs are called: signed, each at its own pace, and none at another's expense."""

import hmac
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from core.tests.fixtures.elsewhere import Elsewhere
from outbox.channels.answers import ChannelDown, NotSent, Postponed, Refused
from outbox.channels.webhook import call
from outbox.models import Message
from outbox.services import Call, Round, enqueue_calls, send_due
from outbox.tests.factories import make_message

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BODY = '{"evenement": "séance"}'
Status, Cause = Message.Status, Message.Cause


def enqueue_some(*urls: str) -> None:
    enqueue_calls(
        [
            Call(kind="essai", url=url, body=BODY, key="clé", about="webhook:1", subject=f"seance-{number}")
            for number, url in enumerate(urls)
        ],
        now=NOW,
    )


@pytest.mark.django_db
def test_a_call_is_signed_as_of_the_moment_when_it_goes_and_keeps_no_key(elsewhere: Elsewhere) -> None:
    elsewhere.says("/appels", b"merci")
    enqueue_some(f"{elsewhere.url}/appels")
    later = NOW + timedelta(minutes=7)
    assert send_due(now=later) == Round(sent=1)
    ((path, headers),) = elsewhere.asked
    assert (path, elsewhere.posted) == ("/appels", [BODY.encode()])
    assert headers["content-type"] == "application/json"
    assert headers["seances-horodatage"] == str(int(later.timestamp()))
    signed = headers["seances-horodatage"].encode() + b"." + elsewhere.posted[0]
    assert headers["seances-signature"] == "sha256=" + hmac.digest("clé".encode(), signed, "sha256").hex()
    kept = Message.objects.get()
    assert (kept.status, kept.text, kept.secret, kept.sent_at) == (Status.SENT, BODY, "", later)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("200 OK", None), ("204 No Content", None), ("301 Moved", Postponed), ("400 Bad", Postponed),
        ("401 No", Postponed), ("404 Not Found", Postponed), ("410 Gone", Refused), ("429 Wait", ChannelDown),
        ("500 Oops", Postponed), ("503 Busy", ChannelDown),
    ],
)  # fmt: skip
def test_what_a_program_answers_means(elsewhere: Elsewhere, status: str, error: type[NotSent] | None) -> None:
    elsewhere.says("/", b"", status=status, location="https://ailleurs.exemple.invalid/")
    if error is None:
        call(elsewhere.url, BODY, key="k", moment=NOW)
        return
    with pytest.raises(error) as caught:
        call(elsewhere.url, BODY, key="k", moment=NOW)
    assert type(caught.value) is error


def test_an_address_that_may_not_be_reached_is_refused_for_good() -> None:
    for url in ("https://10.0.0.1/", "http://exemple.fr/", "javascript:alert(1)", "https://[::ffff:169.254.169.254]/"):
        with pytest.raises(Refused):
            call(url, BODY, key="k", moment=NOW)


@pytest.mark.django_db
def test_what_waits_for_a_dead_program_is_put_off_together_and_goes_when_it_is_back(elsewhere: Elsewhere) -> None:
    alive, dead = f"{elsewhere.url}/vif", f"{elsewhere.url}/mort"
    elsewhere.says("/vif", b"")
    elsewhere.says("/mort", b"", status="503 Busy")
    enqueue_some(dead, dead, dead, alive, alive)
    assert send_due(now=NOW) == Round(sent=2, postponed=1)
    held = list(Message.objects.filter(recipient=dead).order_by("pk").values_list("attempts", "cause", "not_before"))
    again = NOW + timedelta(seconds=10)
    before = again - timedelta(seconds=1)
    assert held == [(1, Cause.DOWN, again), (1, Cause.DOWN, before), (1, Cause.DOWN, before)]
    assert send_due(now=again - timedelta(seconds=2)) == Round()
    # Another of them goes first the next time: one that the program chokes on stops nothing.
    assert send_due(now=again) == Round(postponed=1)
    assert list(Message.objects.filter(recipient=dead).order_by("pk").values_list("attempts", flat=True)) == [2, 2, 2]
    elsewhere.says("/mort", b"")
    back = again + timedelta(seconds=30)
    assert send_due(now=back) == Round(sent=3)
    assert Message.objects.filter(status=Status.SENT).count() == 5
    assert sorted(path for path, _headers in elsewhere.asked) == ["/mort"] * 5 + ["/vif"] * 2


@pytest.mark.django_db
def test_an_error_about_one_call_does_not_keep_the_next_one(elsewhere: Elsewhere) -> None:
    elsewhere.says("/", b"", status="500 Oops")
    enqueue_some(elsewhere.url + "/", elsewhere.url + "/")
    assert send_due(now=NOW) == Round(postponed=2)


@pytest.mark.django_db
def test_a_program_is_given_up_after_a_day(elsewhere: Elsewhere) -> None:
    elsewhere.says("/", b"", status="500 Oops")
    enqueue_some(elsewhere.url + "/")
    now, rounds = NOW, 0
    while (waiting := Message.objects.filter(status=Status.QUEUED).first()) is not None:
        now, rounds = waiting.not_before, rounds + 1
        send_due(now=now)
    assert (now - NOW <= timedelta(hours=24), rounds) == (True, 11)
    assert Message.objects.get().status == Status.FAILED


@pytest.mark.django_db
def test_who_has_least_to_hear_comes_first_and_nobody_takes_the_whole_round(elsewhere: Elsewhere) -> None:
    slow, quick = f"{elsewhere.url}/lent", f"{elsewhere.url}/vif"
    elsewhere.says("/lent", b"")
    elsewhere.says("/vif", b"")
    enqueue_some(slow, slow, slow, slow, slow, quick)
    ticks: Iterator[datetime] = (NOW + timedelta(seconds=number) for number in count())
    done = send_due(now=NOW, clock=lambda: next(ticks))
    paths = [path for path, _headers in elsewhere.asked]
    assert (paths[0], paths.count("/lent"), done.sent) == ("/vif", 3, 4)


@pytest.mark.django_db
def test_what_programs_do_not_take_is_no_trouble_of_the_team() -> None:
    make_message(now=NOW, recipient="deux\nlignes@exemple.invalid")
    enqueue_some("https://10.0.0.1/")
    assert send_due(now=NOW) == Round(failed=2)
    assert list(Message.objects.unsettled().values_list("channel", flat=True)) == [Message.Channel.MAIL]
