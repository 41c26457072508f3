"""What the search field proposes: over HTTP, and in a real browser, by keyboard, by touch, and without JavaScript."""

import re
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from core.tests.fixtures.browser import Axe, OpenPage
from locations.models import FinderPage
from locations.tests.factories import load_some_towns, make_finder, make_place

ADDRESS = "/api/v1/suggestions"
A_PAUSE = 120
"""Milliseconds without a new letter, after which the field asks."""


@pytest.mark.django_db
def test_proposals_are_four_words_each_and_kept_by_browsers(client: Client) -> None:
    load_some_towns()
    answer = client.get(ADDRESS, {"q": "gren"})
    assert answer.json() == {
        "resultats": [
            {
                "type": "commune",
                "libelle": "Grenoble (38000)",
                "detail": "Isère (38)",
                "recherche": "Grenoble 38000",
            }
        ],
        "total": 1,
        "page": 1,
        "suivant": None,
    }
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert client.get(ADDRESS, {"q": "isère"}).json()["resultats"][0] == {
        "type": "departement", "libelle": "Isère (38)", "detail": "Département", "recherche": "Isère (38)",
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "\x00", "💡", "%", "x" * 200, "٣٨"])
def test_any_text_is_answered(client: Client, typed: str) -> None:
    assert client.get(ADDRESS, {"q": typed}).json()["resultats"] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "field"),
    [({}, "q"), ({"q": "x" * 201}, "q"), ({"q": "x", "limit": "0"}, "limit"), ({"q": "x", "limit": "21"}, "limit")],
)
def test_bad_questions_are_refused_in_french(client: Client, asked: dict[str, str], field: str) -> None:
    answer = client.get(ADDRESS, asked)
    assert (answer.status_code, answer.json()["champ"]) == (422, field)


@pytest.mark.django_db
def test_several_meanings_are_links_and_an_unknown_one_has_its_nearest_spellings(client: Client) -> None:
    make_finder()
    load_some_towns()
    page = client.get("/points-accueil/?q=st-denis").content.decode()
    assert re.findall(r'class="result__title" href="([^"]+)">([^<]+)</a><p class="quiet">([^<]+)<', page) == [
        ("/points-accueil/?q=Saint-Denis+97400", "Saint-Denis (97400)", "La Réunion (974)"),
        ("/points-accueil/?q=Saint-Denis+93200", "Saint-Denis (93200)", "Seine-Saint-Denis (93)"),
        ("/points-accueil/?q=Saint-Denis+11310", "Saint-Denis (11310)", "Aude (11)"),
        ("/points-accueil/?q=Saint-Denis+30500", "Saint-Denis (30500)", "Gard (30)"),
    ]
    page = client.get("/points-accueil/?q=grenabl").content.decode()
    assert "Nous n'avons pas trouvé «\u00a0grenabl" in page.replace("« ", "«\u00a0").replace("&#x27;", "'")
    assert re.findall(r'class="result__title" href="([^"]+)">', page) == ["/points-accueil/?q=Grenoble+38000"]


@pytest.fixture
def finder(transactional_db: None) -> FinderPage:
    load_some_towns()
    make_place(name="Grenier numérique", address="5 rue X")
    return make_finder()


def field(page: Page) -> Any:
    return page.get_by_role("combobox", name="Ville, code postal, adresse ou nom d'un lieu")


def options(page: Page) -> list[str]:
    page.wait_for_selector("[role=option]")
    return [re.sub(r"\s+", " ", words) for words in page.locator("[role=option]").all_inner_texts()]


@pytest.mark.browser
def test_by_keyboard_one_hears_what_is_proposed_and_takes_it(open_page: OpenPage, finder: FinderPage, axe: Axe) -> None:
    page = open_page("/points-accueil/", width=360)
    box = field(page)
    assert (box.get_attribute("aria-expanded"), box.get_attribute("aria-autocomplete")) == ("false", "list")
    box.click()
    page.keyboard.insert_text("gren")  # at once: letters that come slowly would be asked for one by one
    assert options(page) == ["Grenoble (38000) Isère (38)", "Grenier numérique 5 rue X, 38000 Grenoble"]
    expect(page.get_by_role("listbox", name="Propositions")).to_be_visible()
    assert page.locator("champ-lieu [role=status]").inner_text() == "2 propositions. Flèche du bas pour choisir."
    assert box.get_attribute("aria-expanded") == "true"
    assert page.locator(f"#{box.get_attribute('aria-controls')}").get_attribute("role") == "listbox"
    assert axe(page) == []

    assert box.get_attribute("aria-activedescendant") is None  # nothing is chosen unless one asks
    seen = []
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "Home"):
        page.keyboard.press(key)
        active = box.get_attribute("aria-activedescendant")
        chosen = page.locator("[role=option][aria-selected=true]").all()
        assert [one.get_attribute("id") for one in chosen] == ([active] if active else [])
        seen.append(active[-1] if active else None)
    assert seen == ["0", "1", None, "1", None]
    assert box.input_value() == "gren"

    page.keyboard.press("Escape")
    assert (box.get_attribute("aria-expanded"), box.input_value()) == ("false", "gren")
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") is not None
    page.keyboard.press("Enter")
    page.wait_for_url("**/points-accueil/?q=Grenoble+38000*")
    assert page.locator("[data-lieu]").count() == 1


@pytest.mark.browser
def test_what_is_typed_is_searched_when_nothing_is_taken(open_page: OpenPage, finder: FinderPage) -> None:
    page = open_page("/points-accueil/")
    field(page).click()
    page.keyboard.insert_text("st denis")
    assert len(options(page)) == 5
    page.keyboard.press("Tab")  # leaves, and takes nothing
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert field(page).input_value() == "st denis"
    field(page).press("Enter")
    page.wait_for_url("**/points-accueil/?q=st+denis*")
    assert page.get_by_role("heading", name="Que veut dire").count() == 1


@pytest.mark.browser
def test_by_touch_and_with_a_keyboard_that_tells_no_keys(open_page: OpenPage, finder: FinderPage) -> None:
    page = open_page("/points-accueil/", width=360, has_touch=True)
    # As the virtual keyboards of old Android phones: the text changes, no key is told.
    field(page).evaluate("e => { e.focus(); e.value = 'isere'; e.dispatchEvent(new Event('input', {bubbles: true})) }")
    assert options(page)[0] == "Isère (38) Département"
    boxes = [option.bounding_box() for option in page.locator("[role=option]").all()]
    assert all(box and box["height"] >= 48 for box in boxes)
    page.locator("[role=option]").first.tap()
    page.wait_for_url("**/points-accueil/?q=Is%C3%A8re+%2838%29*")


@pytest.mark.browser
def test_only_the_last_letters_are_asked_for_and_a_failure_is_silent(open_page: OpenPage, finder: FinderPage) -> None:
    page = open_page("about:blank", complaints=True)
    page.clock.install(time=0)
    page.goto("/points-accueil/")
    page.clock.pause_at(60_000)  # its time goes on when the test says so, however slowly this one types
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url) if "/suggestions" in sent.url else None)
    field(page).click()
    page.keyboard.type("grenoble")
    page.clock.run_for(A_PAUSE)
    assert options(page)[0] == "Grenoble (38000) Isère (38)"
    assert [url.partition("?")[2] for url in asked] == ["q=grenoble"]
    page.route("**/suggestions*", lambda route: route.fulfill(status=500, body="oups"))
    page.keyboard.press("Backspace")
    page.clock.run_for(A_PAUSE)
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert page.locator("champ-lieu [role=status]").inner_text() == ""
    page.keyboard.press("Enter")
    page.wait_for_url("**/points-accueil/?q=grenobl*")
    assert "Grenoble" in page.locator("h1").inner_text()


@pytest.mark.browser
def test_without_javascript_the_same_words_lead_to_choices(open_page: OpenPage, finder: FinderPage) -> None:
    page = open_page("/points-accueil/", width=360, javascript=False)
    box = page.get_by_label("Ville, code postal, adresse ou nom d'un lieu")
    assert box.get_attribute("role") is None
    box.fill("st denis")
    box.press("Enter")
    page.get_by_role("link", name="Saint-Denis (93200)").click()
    page.wait_for_url("**/points-accueil/?q=Saint-Denis+93200")
    assert "km de Saint-Denis (93200)" in page.locator("h1").inner_text()
