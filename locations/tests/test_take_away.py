import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from core.qr import qr_svg
from locations.models import Closure, Location
from locations.services.completion import RESERVED_SLUGS, new_slug
from locations.tests.factories import load_some_towns, make_finder, make_place
from outbox.models import Message
from outbox.services import send_due

pytestmark = pytest.mark.django_db

MONDAY_TEN = datetime(2026, 11, 23, 9, tzinfo=UTC)
SEARCH = "?q=38000"
THANKS = f"/points-accueil/envoyer/{SEARCH}&envoye=oui"


@pytest.fixture(autouse=True)
def finder() -> object:
    load_some_towns()
    make_finder()
    with time_machine.travel(MONDAY_TEN, tick=False):
        yield


def make_row(count: int) -> list[Location]:
    """So many places, further and further from the middle of Grenoble."""
    return [make_place(name=f"Rang {rank}", latitude=45.185 + rank / 1000) for rank in range(count)]


def sheet(client: Client, query: str = SEARCH) -> str:
    response = client.get(f"/points-accueil/feuille/{query}")
    assert response.status_code == 200
    return response.content.decode()


def named(html: str) -> list[str]:
    return re.findall(r'sheet__name"><a href="[^"]*">([^<]*)</a>', html)


def test_a_sheet_holds_the_five_nearest_with_what_one_needs_on_paper(client: Client) -> None:
    first, *_others = make_row(7)
    Closure.objects.create(location=first, first_day=date(2026, 12, 24), last_day=date(2027, 1, 2), reason="fêtes")
    html = sheet(client)
    assert named(html) == ["Rang 0", "Rang 1", "Rang 2", "Rang 3", "Rang 4"]
    assert "<h1>Les 5 lieux les plus proches : Grenoble (38000)</h1>" in html
    text = re.sub(r"<[^>]+>", "", html)
    for words in (
        "Feuille du lundi 23 novembre 2026.",
        f"{first.address}, 38000 Grenoble",
        "04 76 00 00 00",
        "Du lundi au vendredi de 9 h à 12 h et de 14 h à 17 h 30",
        "Fermé du jeudi 24 décembre 2026 au samedi 2 janvier 2027 (fêtes).",
        "Informations de juin 2026. Source : Essai.",
    ):
        assert words in text, words
    assert 'aria-label="Code à photographier : la page de Rang 0"' in html
    assert html.count(qr_svg("http://testserver/points-accueil/rang-0-grenoble/")) == 1
    assert html.count("<svg") - html.count('<svg class="') == 5


def test_the_sheet_takes_the_filters_of_the_list(client: Client) -> None:
    make_row(2)
    make_place(name="Gratuit", latitude=45.3, fees=["gratuit"])
    html = sheet(client, f"{SEARCH}&frais=gratuit")
    assert named(html) == ["Gratuit"]
    assert "Demandé : Gratuit." in html


def test_around_oneself_the_sheet_says_so_and_tells_nobody_where(client: Client) -> None:
    make_row(2)
    response = client.get("/points-accueil/feuille/?lat=45.184&lon=5.716")
    assert "<h1>Les 2 lieux les plus proches de vous</h1>" in response.content.decode()
    assert response.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("below", ["feuille", "envoyer"])
@pytest.mark.parametrize(
    ("query", "finder"),
    [("", "?"), ("?q=Xyzzy", "?q=Xyzzy"), ("?q=st+denis", "?q=st+denis"), ("?q=38000&rayon=x", "?q=38000"),
     ("?lat=99&lon=x", "?"), ("?q=%00", "?")],
)  # fmt: skip
def test_nothing_to_take_away_leads_to_the_finder(client: Client, below: str, query: str, finder: str) -> None:
    response = client.get(f"/points-accueil/{below}/{query}")
    assert (response.status_code, response.headers["Location"]) == (302, f"/points-accueil/{finder}")


@pytest.mark.parametrize("count", [1, 5])
def test_a_sheet_takes_the_same_queries_however_many_places(
    count: int, client: Client, django_assert_max_num_queries
) -> None:
    make_row(count)
    with django_assert_max_num_queries(9):
        sheet(client)


def test_the_list_is_received_as_text_and_html(client: Client, smtp_server) -> None:
    make_row(12)
    assert (
        "Les 10 lieux les plus proches : Grenoble (38000), avec adresse"
        in client.get(f"/points-accueil/envoyer/{SEARCH}").content.decode()
    )
    response = client.post(f"/points-accueil/envoyer/{SEARCH}", {"email": "camille@exemple.fr"})
    assert (response.status_code, response.headers["Location"]) == (303, THANKS)
    send_due(now=timezone.now())

    (mail,) = smtp_server.messages
    assert (mail["To"], mail["Subject"]) == (
        "camille@exemple.fr",
        "Les 10 lieux les plus proches : Grenoble (38000)",
    )
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert re.findall(r"\d+\. (Rang \d+)", text) == [f"Rang {rank}" for rank in range(10)]
    assert re.findall(r">(Rang \d+)</a>", html) == [f"Rang {rank}" for rank in range(10)]
    for words in (
        "1. Rang 0 (à 90 m)",
        "Téléphone : 04 76 00 00 00",
        "Du lundi au vendredi de 9 h à 12 h et de 14 h à 17 h 30",
        "http://testserver/points-accueil/rang-0-grenoble/",
        "Vous n'en recevrez pas d'autre sans le demander.",
    ):
        assert words in text, words
    thanks = client.get(THANKS).content.decode()
    assert "La liste est en route" in thanks


def test_nobody_writes_in_the_mail_but_us(client: Client) -> None:
    make_place(name="</p><script>alert(1)</script>", latitude=45.185)
    query = "?q=38000+achetez+http://exemple.net&service=bidon&utm=x"
    assert client.post(f"/points-accueil/envoyer/{query}", {"email": "a@exemple.fr"}).status_code in {302, 303}
    client.post(f"/points-accueil/envoyer/{SEARCH}&service=bidon", {"email": "a@exemple.fr", "message": "achetez"})
    message = Message.objects.last()
    everything = "".join(f"{one.subject}{one.text}{one.html}" for one in Message.objects.all())
    assert [everything.count(typed) for typed in ("achetez", "exemple.net", "bidon", "utm")] == [0, 0, 0, 0]
    assert "<script>" not in message.html


def test_a_name_on_two_lines_makes_a_subject_of_one(client: Client) -> None:
    make_place(name="Espace\nnumérique des Bleuets", latitude=45.185)
    client.post("/points-accueil/envoyer/?q=Espace+numérique+des+Bleuets", {"email": "a@exemple.fr"})
    assert Message.objects.get().subject == "Le lieu le plus proche : Espace numérique des Bleuets"


def test_a_mailbox_receives_few_lists_a_day_whoever_asks(client: Client, settings) -> None:
    settings.LISTS_PER_DAY_PER_RECIPIENT = 2
    make_row(1)
    addresses = ["camille@exemple.fr", "Camille+lieux@Exemple.fr", "camille@exemple.fr", "autre@exemple.fr"]
    answers = [
        client.post(f"/points-accueil/envoyer/{SEARCH}", {"email": to}, REMOTE_ADDR=f"192.0.2.{rank}")
        for rank, to in enumerate(addresses)
    ]
    assert [answer.status_code for answer in answers] == [303, 303, 429, 303]
    assert answers[2].headers["Retry-After"] == str(15 * 3600)
    assert 'value="camille@exemple.fr"' in answers[2].content.decode()
    assert Message.objects.count() == 3


def test_a_connection_sends_few_lists_an_hour(client: Client, settings) -> None:
    settings.LISTS_PER_HOUR_PER_ADDRESS = 2
    make_row(1)
    answers = [client.post(f"/points-accueil/envoyer/{SEARCH}", {"email": f"a{n}@exemple.fr"}) for n in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert Message.objects.count() == 2


@pytest.mark.parametrize("typed", ["", "camille", "a@b", "x" * 300 + "@exemple.fr", "a@exemple.fr\nBcc: b@exemple.fr"])
def test_an_address_that_is_none_is_said_and_kept(client: Client, typed: str) -> None:
    make_row(1)
    response = client.post(f"/points-accueil/envoyer/{SEARCH}", {"email": typed})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["email"]
    assert not Message.objects.exists()


def test_a_robot_is_thanked_and_nothing_is_sent(client: Client) -> None:
    make_row(1)
    told = {"email": "a@exemple.fr", "second_address": "x"}
    assert client.post(f"/points-accueil/envoyer/{SEARCH}", told).headers["Location"] == THANKS
    assert not Message.objects.exists()


@pytest.mark.parametrize("word", sorted(RESERVED_SLUGS))
def test_no_place_takes_an_address_of_ours(word: str) -> None:
    assert [new_slug(word, "", ()), new_slug(word, "", {f"{word}-2"}), new_slug("", word, ())] == [
        f"{word}-2", f"{word}-3", f"{word}-2",
    ]  # fmt: skip
