"""The addresses that partners have called: added, tried, paused, their key changed, their calls sent again."""

import json
from datetime import timedelta

import pytest
from django.core import mail

from booking.models import Webhook
from booking.services.sessions import cancel_sessions, restore_sessions
from booking.services.webhooks.health import review
from booking.services.webhooks.keeping import (
    MOST,
    TRIES_PER_HOUR,
    AddressRefused,
    add,
    deliveries,
    not_gone,
    pause,
    remove,
    rotate,
    send_again,
    try_out,
)
from booking.tests.factories import NOW, make_organisation, make_session, make_webhook
from core.models import User
from core.tests.fixtures.elsewhere import Elsewhere
from core.throttle import Throttled
from locations.models import Membership, Organisation
from outbox.channels.answers import NotSent
from outbox.channels.webhook import signature
from outbox.models import Message
from outbox.services import Round, send_due

Status = Message.Status
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def host() -> Organisation:
    return make_organisation(name="Bibliothèque du Moulin", slug="moulin")


def called(webhook: Webhook) -> list[str]:
    return list(deliveries(webhook).order_by("pk").values_list("status", flat=True))


@pytest.mark.parametrize(
    "url",
    [
        "http://www.exemple.fr/", "javascript:alert(1)", "data:text/html,x", "ftp://exemple.fr/", "exemple.fr", "",
        "https://", "https://[", "https://exemple.fr:8443/", "https://nom:mot@exemple.fr/", "https://127.0.0.1/",
        "https://10.0.0.1/", "https://169.254.169.254/latest/", "https://[::1]/", "https://0x7f.1/", "https://2130706433/",
        "https://exemple.fr/\r\nHost: autre", "https://testserver/api/", "https://exemple.fr/" + "a" * 300,
    ],
)  # fmt: skip
def test_an_address_that_the_site_would_never_call_is_refused_in_words(host: Organisation, url: str) -> None:
    with pytest.raises(AddressRefused, match=r"adresse"):
        add(host, url, now=NOW)
    assert Webhook.objects.count() == 0


def test_an_address_is_kept_once_and_a_few_at_most(host: Organisation) -> None:
    webhook = add(host, " https://www.exemple.fr/appels?de=nous ", now=NOW)
    assert (webhook.url, webhook.active, len(webhook.secret)) == ("https://www.exemple.fr/appels?de=nous", False, 43)
    with pytest.raises(AddressRefused, match="déjà dans la liste"):
        add(host, webhook.url, now=NOW)
    for number in range(1, MOST):
        add(host, f"https://www.exemple.fr/{number}", now=NOW)
    with pytest.raises(AddressRefused, match="Il y a déjà 5 adresses"):
        add(host, "https://www.exemple.fr/une-de-trop", now=NOW)
    assert add(make_organisation(), webhook.url, now=NOW).url == webhook.url


def test_an_address_is_in_service_once_it_has_answered_a_signed_trial(elsewhere: Elsewhere, host: Organisation) -> None:
    webhook = add(host, f"{elsewhere.url}/appels", now=NOW)
    with pytest.raises(NotSent, match="erreur 404"):
        try_out(webhook, now=NOW)
    webhook.refresh_from_db()
    assert webhook.active is False
    elsewhere.says("/appels", b"")
    try_out(webhook, now=NOW)
    assert (webhook.active, webhook.delivered_at) == (True, NOW)
    body, headers = elsewhere.posted[-1], elsewhere.asked[-1][1]
    assert json.loads(body)["evenement"] == "essai"
    stamp = headers["seances-horodatage"]
    assert headers["seances-signature"] == signature(body, key=webhook.secret, stamp=stamp)
    assert stamp == str(int(NOW.timestamp()))


def test_nobody_knocks_at_a_door_for_ever(elsewhere: Elsewhere, host: Organisation) -> None:
    webhook = add(host, elsewhere.url, now=NOW)
    for _ in range(TRIES_PER_HOUR):
        with pytest.raises(NotSent):
            try_out(webhook, now=NOW)
    with pytest.raises(Throttled):
        try_out(webhook, now=NOW)
    assert len(elsewhere.asked) == TRIES_PER_HOUR


def test_what_waits_is_signed_with_the_new_key(elsewhere: Elsewhere, host: Organisation) -> None:
    elsewhere.says("/", b"")
    webhook = make_webhook(host, url=f"{elsewhere.url}/")
    cancel_sessions([make_session(host=host).pk], now=NOW)
    before, key = webhook.secret, rotate(webhook)
    assert key != before
    assert send_due(now=NOW) == Round(sent=1)
    headers = elsewhere.asked[0][1]
    expected = signature(elsewhere.posted[0], key=key, stamp=headers["seances-horodatage"])
    assert headers["seances-signature"] == expected


def test_a_pause_keeps_what_waited_and_starts_no_more(elsewhere: Elsewhere, host: Organisation) -> None:
    webhook = make_webhook(host, url=f"{elsewhere.url}/")
    elsewhere.says("/", b"")
    first, second = make_session(host=host), make_session(host=host)
    cancel_sessions([first.pk], now=NOW)
    pause(webhook, now=NOW)
    cancel_sessions([second.pk], now=NOW)
    assert (called(webhook), send_due(now=NOW)) == ([Status.FAILED], Round())
    assert send_again(webhook, not_gone(webhook), now=NOW) == 0
    try_out(webhook, now=NOW)
    assert send_again(webhook, not_gone(webhook), now=NOW) == 1
    assert send_due(now=NOW) == Round(sent=1)
    assert json.loads(elsewhere.posted[-1])["seance"]["id"] == f"seance-{first.pk}"


def test_what_was_on_its_way_as_the_pause_came_goes_no_more(host: Organisation) -> None:
    webhook = make_webhook(host)
    cancel_sessions([make_session(host=host).pk], now=NOW)
    Message.objects.update(status=Status.IN_FLIGHT, in_flight_since=NOW)
    pause(webhook, now=NOW)
    Message.objects.update(status=Status.QUEUED, in_flight_since=None)  # it was not received
    review(now=NOW)
    assert called(webhook) == [Status.FAILED]


def test_what_was_written_as_an_address_was_deleted_goes_no_more(host: Organisation) -> None:
    webhook, other = make_webhook(host), make_webhook(host)
    cancel_sessions([make_session(host=host).pk], now=NOW)
    webhook.delete()  # past `remove`, as with its organisation, or a moment before the call was written
    review(now=NOW)
    assert (called(other), Message.objects.filter(status=Status.FAILED).count()) == ([Status.QUEUED], 1)


def test_a_trial_that_succeeds_wakes_what_waits(elsewhere: Elsewhere, host: Organisation) -> None:
    webhook = make_webhook(host, url=f"{elsewhere.url}/")
    elsewhere.says("/", b"", status="503 Busy")
    cancel_sessions([make_session(host=host).pk], now=NOW)
    assert send_due(now=NOW) == Round(postponed=1)
    elsewhere.says("/", b"")
    try_out(webhook, now=NOW)
    assert send_due(now=NOW) == Round(sent=1)


def test_what_went_can_go_again_but_never_takes_a_later_word_back(elsewhere: Elsewhere, host: Organisation) -> None:
    elsewhere.says("/", b"")
    webhook, session = make_webhook(host, url=f"{elsewhere.url}/"), make_session(host=host)
    cancel_sessions([session.pk], now=NOW)
    send_due(now=NOW)
    restore_sessions([session.pk], now=NOW + HOUR)
    send_due(now=NOW + HOUR)
    later, earlier = deliveries(webhook)
    one = Message.objects.filter
    assert send_again(webhook, one(pk=earlier.pk), now=NOW + HOUR) == 0
    assert send_again(webhook, one(pk=later.pk), now=NOW + HOUR) == 1
    assert send_due(now=NOW + HOUR) == Round(sent=1)
    events = [(json.loads(body)["evenement"], json.loads(body)["id"]) for body in elsewhere.posted]
    assert [event for event, _id in events] == ["seance.annulee", "seance.retablie", "seance.retablie"]
    assert events[1] == events[2]


def test_what_is_too_old_is_not_sent_again(host: Organisation) -> None:
    webhook = make_webhook(host)
    cancel_sessions([make_session(host=host).pk], now=NOW)
    Message.objects.update(status=Status.FAILED)
    assert send_again(webhook, deliveries(webhook), now=NOW + timedelta(days=8)) == 0


def test_an_address_that_goes_takes_its_calls_with_it(host: Organisation) -> None:
    webhook, other = make_webhook(host), make_webhook(host)
    cancel_sessions([make_session(host=host).pk], now=NOW)
    remove(webhook)
    assert list(Webhook.objects.all()) == [other]
    assert list(Message.objects.values_list("about", flat=True)) == [f"webhook:{other.pk}"]


def test_a_program_that_is_silent_for_a_day_is_stopped_and_its_people_are_told(
    elsewhere: Elsewhere, host: Organisation, settings
) -> None:
    webhook, fine = make_webhook(host, url=f"{elsewhere.url}/mort"), make_webhook(host, url=f"{elsewhere.url}/vif")
    elsewhere.says("/vif", b"")
    elsewhere.says("/mort", b"", status="500 Oops")
    member = User.objects.create_user("membre", "membre@exemple.invalid")
    Membership.objects.create(user=member, organisation=host, since=NOW)
    cancel_sessions([make_session(host=host).pk], now=NOW)
    began = NOW + timedelta(minutes=5)
    send_due(now=began)
    assert review(now=began) == 0
    webhook.refresh_from_db()
    fine.refresh_from_db()
    assert (webhook.failing_since, webhook.delivered_at, fine.failing_since, fine.delivered_at) == (
        began, None, None, began,
    )  # fmt: skip
    assert review(now=began + 23 * HOUR) == 0
    assert review(now=began + 24 * HOUR) == 1
    assert review(now=began + 25 * HOUR) == 0
    webhook.refresh_from_db()
    assert (webhook.active, called(webhook), called(fine)) == (False, [Status.FAILED], [Status.SENT])
    send_due(now=began + 25 * HOUR)
    (letter,) = mail.outbox
    assert letter.to == ["membre@exemple.invalid"]
    assert letter.subject == "Votre programme ne reçoit plus les séances de Bibliothèque du Moulin"
    assert f"{elsewhere.url}/mort" in letter.body
    assert f"{settings.PUBLIC_BASE_URL}/admin/organisation/moulin/appels/" in letter.body


def test_a_program_that_answers_again_is_not_failing(elsewhere: Elsewhere, host: Organisation) -> None:
    webhook = make_webhook(host, url=f"{elsewhere.url}/")
    elsewhere.says("/", b"", status="500 Oops")
    cancel_sessions([make_session(host=host).pk], now=NOW)
    send_due(now=NOW + HOUR)
    review(now=NOW + HOUR)
    elsewhere.says("/", b"")
    send_due(now=NOW + 2 * HOUR)
    assert review(now=NOW + 26 * HOUR) == 0
    webhook.refresh_from_db()
    assert (webhook.active, webhook.failing_since, webhook.delivered_at) == (True, None, NOW + 2 * HOUR)


@pytest.mark.parametrize("count", [1, 3])
def test_the_review_asks_as_much_of_one_program_as_of_three(host: Organisation, count: int, django_assert_num_queries):
    for _ in range(count):
        make_webhook(host)
    with django_assert_num_queries(3):
        review(now=NOW)
