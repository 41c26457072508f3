from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from core.forgetting import forget_due
from locations.models import Location, PlaceReport
from locations.services.reporting import RULES, report_place
from locations.tests.factories import make_place
from outbox.models import Message

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
GOOD = {"kind": "horaires", "words": "Fermé le lundi.\r\nDepuis septembre.", "contact": "06.12.34.56.78"}


@pytest.fixture(autouse=True)
def network(settings) -> None:
    settings.CONTACT_EMAIL = "contact@reseau.exemple"


@pytest.fixture
def place() -> Location:
    return make_place(name="Médiathèque\r\nBcc: tous@exemple.fr")


def address(place: Location) -> str:
    return f"/points-accueil/{place.slug}/signaler/"


def test_what_is_wrong_is_kept_and_told_to_the_network(client: Client, place: Location) -> None:
    response = client.post(address(place), GOOD)

    assert (response.status_code, response.headers["Location"]) == (303, f"{address(place)}?envoye=oui")
    report = PlaceReport.objects.get()
    assert (report.location, report.kind, report.words, report.contact, report.status) == (
        place, "horaires", "Fermé le lundi.\nDepuis septembre.", "+33612345678", "new",
    )  # fmt: skip
    message = Message.objects.get()
    assert (message.recipient, message.subject, message.about) == (
        "contact@reseau.exemple",
        "Erreur signalée : Médiathèque Bcc: tous@exemple.fr, Grenoble",
        f"location:{place.pk}",
    )
    for words in (
        f"http://testserver/points-accueil/{place.slug}/",
        f"/admin/snippets/locations/location/edit/{place.pk}/",
        "Ce qui ne va pas : Les horaires",
        "Fermé le lundi.\nDepuis septembre.",
        "Pour répondre : +33612345678",
    ):
        assert words in message.text
    thanks = client.get(response.headers["Location"]).content.decode()
    assert "Notre équipe vérifie auprès du lieu, puis corrige la page." in thanks
    assert "effacé après 90 jours" in thanks


@pytest.mark.parametrize("told", [{"kind": "ferme"}, GOOD | {"contact": "camille@exemple.fr"}, GOOD | {"contact": ""}])
def test_little_is_asked(client: Client, place: Location, told: dict[str, str]) -> None:
    assert client.post(address(place), told).status_code == 303
    assert PlaceReport.objects.count() == Message.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"kind": ""}, {"kind": ["Choisissez ce qui ne va pas."]}),
        ({"kind": "bidon"}, {"kind": ["Choisissez ce qui ne va pas dans la liste."]}),
        ({"words": " "}, {"words": ["Écrivez en quelques mots ce qu'il faut corriger."]}),
        ({"words": "é" * 501}, {"words": ["Votre texte a 501 caractères, 500 au plus."]}),
        (
            {"contact": "douze"},
            {"contact": ["Écrivez un numéro (06 12 34 56 78), une adresse (nom@exemple.fr), ou rien."]},
        ),
        (
            {"contact": "a@b"},
            {"contact": ["Écrivez un numéro (06 12 34 56 78), une adresse (nom@exemple.fr), ou rien."]},
        ),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    client: Client, place: Location, change: dict[str, str], errors: dict[str, list[str]]
) -> None:
    response = client.post(address(place), GOOD | {"words": "Un mot à garder"} | change)

    assert response.status_code == 422
    assert response.context["form"].errors == errors
    kept = {"words": "Un mot à garder", "contact": "06.12.34.56.78"} | change
    assert all(kept[name].strip() in response.content.decode() for name in ("words", "contact"))
    assert not Message.objects.exists()


@pytest.mark.parametrize("value", ["\x00", "x" * 10_000, "👋 العربية \" ' < & %s", "</textarea><script>"])
def test_anything_typed_gets_an_answer(client: Client, place: Location, value: str) -> None:
    for field in GOOD:
        assert client.post(address(place), GOOD | {field: value}).status_code in {303, 422}


def test_lines_count_as_the_browser_counts_them(client: Client, place: Location) -> None:
    assert client.post(address(place), GOOD | {"words": "\r\n".join("é" * 250) + "é"}).status_code == 303


def test_a_robot_that_fills_every_field_is_thanked_and_forgotten(client: Client, place: Location) -> None:
    assert client.post(address(place), GOOD | {"second_address": "x"}).status_code == 303
    assert (PlaceReport.objects.count(), Message.objects.count()) == (0, 0)


def test_too_many_from_one_address_keep_what_was_typed(client: Client, place: Location, settings) -> None:
    settings.REPORTS_PER_HOUR_PER_ADDRESS = 2
    with time_machine.travel(NOW, tick=False):
        statuses = [client.post(address(place), GOOD).status_code for _ in range(3)]
        response = client.post(address(place), GOOD)

    assert statuses == [303, 303, 429]
    assert (response.status_code, response.headers["Retry-After"]) == (429, "3600")
    assert "Fermé le lundi." in response.content.decode()
    assert PlaceReport.objects.count() == 2


def test_reports_are_forgotten_after_ninety_days(place: Location, settings) -> None:
    told = {"location": place, "kind": "autre", "words": "x", "contact": ""}
    report_place(**told, now=NOW - timedelta(days=91))
    kept = report_place(**told, now=NOW - timedelta(days=89))

    settings.REPORT_RETENTION_DAYS = 0
    assert forget_due(*RULES, now=NOW) == 0
    settings.REPORT_RETENTION_DAYS = 90
    assert forget_due(*RULES, now=NOW) == 1
    assert list(PlaceReport.objects.all()) == [kept]
