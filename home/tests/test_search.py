"""Searching pages and places."""

import pytest

from booking.tests.factories import make_location
from home.tests.factories import make_content, make_home, make_news
from locations.choices import Network
from locations.services.completion import derive

pytestmark = pytest.mark.django_db


def found(client, question):
    context = client.get("/recherche/", {"q": question}).context
    return [page.title for page in context["found"].pages], [place.name for place in context["found"].places]


def make_place(**values):
    place = make_location(**values)
    derive(place)
    place.save()
    return place


def test_pages_are_found_without_accents_in_title_introduction_and_body(client):
    make_content(title="Où apprendre à Saint-Étienne ?")
    make_content(title="B", introduction="Des ateliers à Saint-Étienne.")
    make_content(title="C", body=[("prose", "<p>La ville de <b>Saint</b>-Étienne</p>")])
    make_content(title="D", body=[("figures", [{"figure": "7", "meaning": "points à Saint-Étienne", "source": ""}])])
    make_content(title="Lyon")

    assert found(client, "SAINT ETIENNE")[0] == ["Où apprendre à Saint-Étienne ?", "B", "C", "D"]


def test_every_word_counts(client):
    make_content(title="Aide à l'emploi")
    make_content(title="Aide au logement")

    assert found(client, "emploi aide")[0] == ["Aide à l'emploi"]


def test_what_was_changed_and_published_is_found_anew(client):
    page = make_content(title="Ancien")
    page.title = "Nouveau"
    page.save_revision()
    assert found(client, "nouveau")[0] == []
    page.get_latest_revision().publish()

    assert found(client, "nouveau")[0] == ["Nouveau"]
    assert found(client, "ancien")[0] == []


def test_places_are_found_ours_first_and_whole_words_before_parts(client):
    make_home()
    make_place(name="Atelier de Lillebonne", town="Lillebonne", postcode="76170")
    make_place(name="Maison de quartier", town="Lille", postcode="59000")
    make_place(name="Emmaüs Connect", town="Lille", postcode="59000", network=Network.ACCESS_POINT)
    make_place(name="Fermée", town="Lille", live=False)

    assert found(client, "lille")[1] == ["Emmaüs Connect", "Maison de quartier", "Atelier de Lillebonne"]


def test_a_shortened_saint_is_a_saint(client):
    make_home()
    make_place(name="EPN", town="Saint-Étienne")

    assert found(client, "st etienne")[1] == ["EPN"]


@pytest.mark.parametrize(
    "question", ["", '"', "'; --", "%", "_", "\\", "é" * 10_000, "👋", "\x00", "(((", "العربية", "NOT AND", "a\x00b"]
)
def test_any_question_gets_a_page(client, question):
    make_news()

    assert found(client, question) == ([], [])


def test_ten_thousand_words_are_a_question_too(client):
    make_home()

    assert client.get("/recherche/", {"q": "aide " * 2_000}).status_code == 200


def test_nothing_found_says_what_to_do_next(client):
    make_home()

    html = client.get("/recherche/?q=introuvable").content.decode()

    assert "Rien trouvé pour « introuvable »" in html
    assert 'href="/points-accueil/"' in html
