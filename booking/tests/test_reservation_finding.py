"""Finding one's booking: by code, by link, by a fresh link; what is wrong is told to nobody."""

import logging
from datetime import timedelta

import pytest
import time_machine
from django.core.signing import dumps

from booking.models import Booking, BookingLink
from booking.services.access import new_link
from booking.services.privacy import erase
from booking.tests.factories import NOW, TUESDAY, make_booking, make_session
from booking.tests.visiting import OWN, text, visitor_of
from booking.views import pass_cookie
from core.codes import token_digest
from core.tests.fixtures.strictness import StrictClient
from outbox.models import Message

pytestmark = pytest.mark.django_db

ENDS = TUESDAY + timedelta(hours=2)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def amina(**values) -> Booking:
    return make_booking(make_session(**values), first_name="Amina", phone="+33612345678", email="amina@exemple.invalid")


@pytest.mark.parametrize("address", ["/r/{}", "/rendez-vous/reservation/lien/{}/"])
def test_a_link_is_exchanged_for_a_pass_and_leaves_the_address_bar(client, address) -> None:
    token = new_link(amina(), now=NOW)
    assert BookingLink.objects.filter(token_hash=token_digest(token)).count() == 1
    answer = client.get(address.format(token))
    kept = {name: answer[name] for name in ("Location", "Referrer-Policy", "Cache-Control", "X-Robots-Tag")}
    assert (answer.status_code, kept) == (
        303,
        {
            "Location": OWN,
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "private, no-store",
            "X-Robots-Tag": "noindex, nofollow",
        },
    )
    cookie = answer.cookies["reservation"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (OWN, True, "Lax", 900)
    assert "Amina" in text(client.get(OWN))


@pytest.mark.parametrize("address", ["/r/{}", "/rendez-vous/reservation/lien/{}/"])
def test_links_that_open_nothing_all_say_the_same(client, address) -> None:
    expired, erased = amina(), amina(start=TUESDAY + timedelta(days=60))
    tokens = ["x", "A" * 43, "é" * 43, new_link(expired, now=NOW), new_link(erased, now=NOW)]
    erase(booking=erased, now=NOW)
    with time_machine.travel(ENDS + timedelta(days=30), tick=False):
        answers = [client.get(address.format(token)) for token in tokens]
    assert [answer.status_code for answer in answers] == [404] * 5
    assert len({text(answer) for answer in answers}) == 1
    assert "Ce lien ne fonctionne plus" in text(answers[0])
    assert {answer["Referrer-Policy"] for answer in answers} == {"no-referrer"}
    # A form sent from a page that names no referrer is refused as forged: there is none.
    assert "<form" not in answers[0].content.decode().split("<main")[1].split("</main>")[0]
    assert not any("reservation" in answer.cookies for answer in answers)


def test_a_link_lives_thirty_days_after_the_last_date(client) -> None:
    token = new_link(amina(), now=NOW)
    with time_machine.travel(ENDS + timedelta(days=30, seconds=-1), tick=False):
        assert client.get(f"/r/{token}").status_code == 303
    with time_machine.travel(ENDS + timedelta(days=30), tick=False):
        assert StrictClient().get(f"/r/{token}").status_code == 404


def test_a_wrong_link_costs_as_many_queries_as_one_whose_time_is_over(client, django_assert_num_queries) -> None:
    token = new_link(amina(), now=NOW)
    with time_machine.travel(ENDS + timedelta(days=40), tick=False):
        client.get("/r/" + "A" * 43)
        for wrong in (token, "B" * 43):
            with django_assert_num_queries(3):  # may one try, the search, the count
                client.get(f"/r/{wrong}")


@pytest.mark.parametrize(
    "contact",
    [
        "06.12.34.56.78",
        "+33 6 12 34 56 78",
        "0033612345678",
        "612345678",
        " Amina@Exemple.invalid ",
    ],
)
def test_a_code_is_taken_however_it_is_written_with_either_contact(client, contact) -> None:
    code = amina().code
    answer = client.post(OWN, {"code": f" {code[:4]}-{code[4:]} ".lower(), "contact": contact})
    assert (answer.status_code, answer["Location"]) == (303, OWN)
    assert "Amina" in text(client.get(OWN))


def test_wrong_codes_and_contacts_all_get_the_same_answer(client) -> None:
    booking, erased = amina(), make_booking(make_session(), phone="+33639980001")
    former = erased.code
    erase(booking=erased, now=NOW)
    tries = [
        ("CCCCCCCC", "0612345678"),
        (booking.code, "0699999999"),
        (booking.code, "autre@exemple.invalid"),
        (booking.code, "n'importe quoi"),
        (former, "0639980001"),
        (former, ""),
        ("🙂", "0612345678"),
    ]
    answers = [client.post(OWN, {"code": code, "contact": who or " x "}) for code, who in tries]
    assert {answer.status_code for answer in answers} == {422}
    assert len({text(answer) for answer in answers}) == 1
    assert "Nous ne trouvons pas de réservation avec ce code et ce contact." in text(answers[0])
    assert f'value="{booking.code}"' in answers[1].content.decode()
    assert not any("reservation" in answer.cookies for answer in answers)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Écrivez votre code."),
        ({"code": "K7MPXRTW"}, "Écrivez votre téléphone ou votre adresse électronique."),
        ({"code": "K" * 41, "contact": "0612345678"}, "Un code a 8 lettres et chiffres."),
        ({"code": "K7MPXRTW", "contact": "a" * 255}, "C'est trop long."),
    ],
)
def test_what_is_missing_is_said(client, sent, sentence) -> None:
    answer = client.post(OWN, sent)
    assert (answer.status_code, sentence in text(answer)) == (422, True)


@pytest.mark.parametrize("typed", ["a%00b", "%ED%A0%80", "%FF%FE", "%25", "%27+OR+1%3D1+--"])
def test_nothing_that_is_typed_is_an_error(client, typed) -> None:
    form = {"data": f"code={typed}&contact={typed}", "content_type": "application/x-www-form-urlencoded"}
    assert client.post(OWN, **form).status_code == 422
    assert client.post(f"{OWN}nouveau-lien/", **form).status_code in {303, 422}
    assert client.get(f"/r/{typed}").status_code == 404
    assert client.get(f"{OWN}?fait={typed}").status_code == 200


def test_guessing_is_slowed_down_and_logged_without_what_was_typed(client, settings, caplog) -> None:
    settings.CODE_TRIES_PER_HOUR_PER_ADDRESS = 3
    code = amina().code
    right = {"code": code, "contact": "0612345678"}
    with caplog.at_level(logging.INFO, logger="booking"):
        assert [StrictClient().post(OWN, right).status_code for _ in range(5)] == [303] * 5  # a library full of people
        wrong = {"code": "CCCCCCCC", "contact": "0639981234"}
        answers = [client.post(OWN, wrong), client.get(f"/r/{'A' * 43}"), client.post(OWN, wrong)]
        stopped = [client.post(OWN, right), client.get(f"/r/{'B' * 43}")]
    assert [answer.status_code for answer in answers] == [422, 404, 422]
    assert [(answer.status_code, answer["Retry-After"]) for answer in stopped] == [(429, "3600"), (429, "3600")]
    assert "Trop d'essais depuis cette connexion." in text(stopped[0])
    said = [record.getMessage() for record in caplog.records if record.name.startswith("booking")]
    assert said == [
        "a code that opens nothing was tried",
        "a link that opens nothing was tried",
        "a code that opens nothing was tried",
        "too many codes tried from one address",
        "too many links tried from one address",
    ]
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        assert client.post(OWN, right).status_code == 303


def test_a_fresh_link_goes_to_the_contact_that_is_known_and_nobody_learns_whether_it_is(client) -> None:
    booking = amina()
    Message.objects.all().delete()
    answers = [
        StrictClient().post(f"{OWN}nouveau-lien/", {"contact": contact})
        for contact in ("06 12 34 56 78", "AMINA@exemple.invalid", "0639980000", "autre@exemple.invalid", "rien")
    ]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(303, f"{OWN}nouveau-lien/envoye/")}
    assert len({answer.content for answer in answers}) == 1
    (message,) = Message.objects.filter(kind="booking_found", channel="mail")
    assert message.recipient == "amina@exemple.invalid"
    assert client.get(f"/r/{message.secret}").status_code == 303
    assert "Si un rendez-vous à venir est réservé avec ce contact" in text(client.get(answers[0]["Location"]))
    with time_machine.travel(NOW + timedelta(minutes=61), tick=False):
        StrictClient().post(f"{OWN}nouveau-lien/", {"contact": booking.email})
    assert Message.objects.filter(kind="booking_found", channel="mail").count() == 2


def test_a_fresh_link_is_for_what_is_still_to_come_and_for_five_bookings_at_most(client) -> None:
    make_booking(make_session(start=NOW + timedelta(hours=1)), email="foyer@exemple.invalid", first_name="Passée")
    with time_machine.travel(NOW + timedelta(hours=5), tick=False):
        for day in range(7):
            session = make_session(start=TUESDAY + timedelta(days=day))
            make_booking(session, email="foyer@exemple.invalid")
        Message.objects.all().delete()
        client.post(f"{OWN}nouveau-lien/", {"contact": "foyer@exemple.invalid"})
    assert Message.objects.filter(kind="booking_found").count() == 5
    assert not Message.objects.filter(text__contains="Passée").exists()


def test_asking_for_links_is_slowed_down(client, settings) -> None:
    settings.CODE_TRIES_PER_HOUR_PER_ADDRESS = 2
    answers = [client.post(f"{OWN}nouveau-lien/", {"contact": "0639980000"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert answers[2]["Retry-After"] == "3600"
    assert 'value="0639980000"' in answers[2].content.decode()


def test_a_pass_ends_after_a_quarter_of_an_hour_without_a_page(client) -> None:
    browser = visitor_of(amina())
    for minutes in (14, 28):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            assert "Amina" in text(browser.get(OWN))
    with time_machine.travel(NOW + timedelta(minutes=44), tick=False):
        assert "J'ai un code" in text(browser.get(OWN))
        late = browser.post(f"{OWN}annuler/")
        assert (late.status_code, late["Location"]) == (303, f"{OWN}?fait=attente")
        assert "Un quart d'heure a passé." in text(browser.get(late["Location"]))
    assert Booking.objects.get().attendances.get().status == "confirmed"


def test_a_pass_is_ours_and_of_this_booking(client) -> None:
    booking = amina()
    for value in (
        "WzEsIiJd:1:abc",
        dumps([booking.pk, booking.code], salt="autre"),
        dumps([booking.pk, "CCCCCCCC"], salt=pass_cookie.PASS.salt),
        dumps([booking.pk], salt=pass_cookie.PASS.salt),
        dumps("x", salt=pass_cookie.PASS.salt),
    ):
        client.cookies["reservation"] = value
        assert "J'ai un code" in text(client.get(OWN))


def test_nothing_is_left_on_this_device_once_it_is_asked(client) -> None:
    browser = visitor_of(amina())
    assert browser.get(f"{OWN}quitter/").status_code == 405
    assert "Amina" in text(browser.get(OWN))
    answer = browser.post(f"{OWN}quitter/")
    assert "Votre rendez-vous ne s'affiche plus ici" in text(browser.get(answer["Location"]))
    assert "Amina" not in text(browser.get(OWN))
