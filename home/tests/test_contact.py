"""A message from the contact page."""

import pytest

from home.tests.factories import NOW, make_contact
from outbox.models import Message

pytestmark = pytest.mark.django_db

GOOD = {
    "name": "Camille Dupuis",
    "email": "camille@exemple.fr",
    "phone": "",
    "organisation": "Bibliothèque du Test",
    "message": "Bonjour,\nnous voudrions une Permanence.",
}


@pytest.fixture(autouse=True)
def page(settings):
    settings.CONTACT_EMAIL = "contact@reseau.exemple"
    return make_contact()


def test_a_message_goes_to_the_network(client):
    response = client.post("/contact/", GOOD)

    assert (response.status_code, response.headers["Location"]) == (303, "/contact/?envoye=oui")
    message = Message.objects.get()
    assert (message.recipient, message.subject) == (
        "contact@reseau.exemple",
        "Pour travailler ensemble : Bibliothèque du Test",
    )
    assert "camille@exemple.fr" in message.text
    assert "Bonjour,\nnous voudrions une Permanence." in message.text
    assert "Merci. Votre message est parti." in client.get("/contact/?envoye=oui").content.decode()


def test_a_phone_is_enough_and_is_read_aloud(client):
    client.post("/contact/", GOOD | {"email": "", "phone": "06.12.34.56.78"})

    assert "Téléphone : 06 12 34 56 78" in Message.objects.get().text


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"name": ""}, "name", "Écrivez votre nom."),
        ({"message": "  "}, "message", "Écrivez votre message."),
        ({"email": "camille"}, "email", "Cette adresse n'est pas complète. Par exemple : nom@exemple.fr."),
        (
            {"email": "", "phone": ""},
            "email",
            "Donnez une adresse électronique ou un téléphone : nous pourrons vous répondre.",
        ),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(client, change, field, sentence):
    response = client.post("/contact/", GOOD | change)

    assert response.status_code == 422
    assert response.context["form"].errors == {field: [sentence]}
    assert "Bibliothèque du Test" in response.content.decode()
    assert not Message.objects.exists()


def test_a_phone_that_is_none_is_kept_as_typed(client):
    response = client.post("/contact/", GOOD | {"phone": "douze"})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["phone"]
    assert 'value="douze"' in response.content.decode()


def test_a_name_on_two_lines_stays_out_of_the_headers(client):
    client.post("/contact/", GOOD | {"organisation": "Ville\r\nBcc: tous@exemple.fr"})

    assert Message.objects.get().subject == "Pour travailler ensemble : Ville Bcc: tous@exemple.fr"


@pytest.mark.parametrize("value", ["\x00", "x" * 10_000, "👋 العربية \" ' < & %s {x}"])
def test_anything_typed_gets_an_answer(client, value):
    for field in GOOD:
        assert client.post("/contact/", GOOD | {field: value}).status_code in {303, 422}


def test_a_robot_that_fills_every_field_is_thanked_and_forgotten(client):
    assert client.post("/contact/", GOOD | {"second_address": "x"}).status_code == 303
    assert not Message.objects.exists()


def test_too_many_messages_from_one_address_keep_what_was_typed(client, settings, time_machine):
    time_machine.move_to(NOW)  # within an hour
    settings.CONTACT_MESSAGES_PER_HOUR_PER_ADDRESS = 2
    for _ in range(2):
        client.post("/contact/", GOOD)

    response = client.post("/contact/", GOOD)

    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= 3600
    assert "nous voudrions une Permanence." in response.content.decode()
    assert Message.objects.count() == 2
