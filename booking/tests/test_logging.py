"""Whatever happens to a booking, no log says who it is for, how to reach them or what opens it."""

import logging
import re

import pytest
import time_machine

from booking.models import Booking
from booking.services.access import new_link
from booking.tests.factories import NOW, make_session
from core.logs import HideSecrets
from core.tests.fixtures.strictness import StrictClient
from outbox.models import Message
from outbox.services import send_due

pytestmark = pytest.mark.django_db

OWN = "/rendez-vous/reservation/"
FORM = {
    "first_name": "Zéphyrine", "last_name": "Ornithorynque", "phone": "06 39 98 12 34",
    "email": "zephyrine.canari@exemple.invalid", "party_size": "2", "idempotency_key": "cle-de-formulaire-1",
}  # fmt: skip


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """All that would be written, as the console's handler writes it."""
    caplog.set_level(logging.DEBUG)
    caplog.handler.addFilter(HideSecrets())
    return caplog


def test_no_log_says_who_books_finds_or_cancels(client, logged, smtp_server) -> None:
    session = make_session()
    for changes in ({}, {"party_size": "beaucoup"}, {"phone": "06 39", "idempotency_key": "cle-de-formulaire-2"}):
        client.post(session.get_absolute_url(), {**FORM, **changes})
    booking = Booking.objects.get()
    secrets = [Message.objects.get().secret, new_link(booking, now=NOW)]
    smtp_server.answers.append("550 5.1.1 <Zephyrine.Canari@EXEMPLE.invalid>: user unknown")
    assert send_due(now=NOW).failed == 1

    stranger = StrictClient()
    for code, contact in (
        (booking.code, "autre@exemple.invalid"),
        ("XXXXXXXX", FORM["email"]),
        (booking.code, FORM["phone"]),
    ):
        stranger.post(OWN, {"code": code, "contact": contact})
    for path in (f"/r/{secrets[1]}", f"{OWN}lien/{secrets[0]}/", f"/r/{secrets[1]}x", f"{OWN}lien/{secrets[0]}x/"):
        stranger.get(path)
    stranger.get(OWN)
    assert stranger.post(f"{OWN}annuler/").status_code == 303
    assert stranger.get(f"{OWN}mes-donnees.json").json()["personne"]["prénom"] == "Zéphyrine"
    assert stranger.post(f"{OWN}effacer/").status_code == 303

    said = "\n".join([logged.text, *(record.getMessage() for record in logged.records)])
    assert "failed for good" in said
    assert "/rendez-vous/reservation/lien/…" in said
    held = [
        "zéphyrine",
        "ornithorynque",
        "canari",
        "39981234",
        "39 98 12 34",
        *(secret.casefold() for secret in secrets),
    ]
    assert [word for word in held if word in said.casefold()] == []
    assert not re.search(rf"\b{booking.code}\b", said)


def test_an_error_in_the_middle_of_it_says_no_more(client, logged, monkeypatch) -> None:
    def fail(*args, **kwargs):
        raise ValueError(
            f"Key (email)=({FORM['email']}) already exists.\nDETAIL:  Failing row contains ({FORM['first_name']})."
        )

    monkeypatch.setattr("booking.views.sessions.book", fail)
    client.raise_request_exception = False
    answer = client.post(make_session().get_absolute_url(), FORM)
    assert answer.status_code == 500
    assert "ValueError: Key (email)=(…) already exists." in logged.text
    assert [word for word in ("zephyrine", "Zéphyrine", "39981234") if word in logged.text] == []
