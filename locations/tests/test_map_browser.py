"""The map on request, as people use it: by keyboard, by eye, without its pictures, and not at all before the button."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from core.tests.fixtures.browser import Axe, OpenPage
from locations.choices import Network
from locations.tests.factories import load_some_towns, make_finder, make_place

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FINDER = "/points-accueil/?q=38000"
MONDAY_TEN = datetime(2026, 11, 23, 9, tzinfo=UTC)  # 10 h in Grenoble
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63e8d9b5e63f000689031f6bb7c6d6"
    "0000000049454e44ae426082"
)
OPEN = "Voir la carte"


@pytest.fixture(autouse=True)
def places() -> Iterator[None]:
    """A point of ours, a partner, and others, around Grenoble."""
    load_some_towns()
    make_finder()
    make_place(name="France Services de Grenoble")
    make_place(name="Emmaüs Connect", latitude=45.196, longitude=5.735, network=Network.ACCESS_POINT)
    make_place(name="Bibliothèque", latitude=45.172, longitude=5.745, network=Network.PARTNER)
    make_place(name="Mairie", latitude=45.165, longitude=5.69)
    for number in range(3):
        make_place(name=f"Groupe {number}", latitude=45.205 + number / 5000, longitude=5.70)
    with time_machine.travel(MONDAY_TEN, tick=True):
        yield


@pytest.fixture
def tiles(settings: Any) -> Iterator[list[tuple[str, str | None]]]:
    """A server of pictures of our own; what it was asked, and the page it was told of."""
    asked: list[tuple[str, str | None]] = []

    class Pictures(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers.get("Referer")))
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            self.wfile.write(PNG)

        def log_message(self, *_line: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pictures)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.MAP_TILES_URL = f"http://localhost:{server.server_port}/{{z}}/{{x}}/{{y}}.png"
    yield asked
    server.shutdown()


def show_map(page: Page) -> None:
    page.get_by_role("button", name=OPEN, exact=True).click()
    expect(page.locator(".carte__etat")).to_contain_text("sur cette partie de la carte")


def rests(page: Page) -> None:
    """Wait till the map moves no more: what stands on it would be pressed beside, or judged by half."""
    expect(page.locator(".leaflet-pan-anim, .leaflet-zoom-anim")).to_have_count(0)


def signs(page: Page) -> list[str]:
    return [sign.get_attribute("aria-label") or "" for sign in page.locator("button.signe").all()]


def test_nothing_of_the_map_is_loaded_before_the_button(open_page: OpenPage, tiles: list[Any]) -> None:
    page = open_page("/livez", elsewhere_allowed=True)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.goto(page.url.replace("/livez", FINDER))
    page.wait_for_load_state("networkidle")
    assert [url for url in sent if "leaflet" in url or ("carte" in url and "carte-lieux" not in url)] == []
    assert tiles == []
    note = page.locator(".map__note").inner_text()
    assert note == "Ses images viendront de localhost (© IGN), si vous l'ouvrez."
    show_map(page)
    page.wait_for_function("document.querySelectorAll('.leaflet-tile-loaded').length > 3")
    assert {referrer for _path, referrer in tiles} == {None}
    ours = page.url.split("/points-accueil")[0]
    theirs = {url.split("/", 3)[2].split(":")[0] for url in sent if not url.startswith(ours)}
    assert theirs <= {"localhost", ""}


def test_a_place_is_reached_read_and_followed_by_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page(FINDER)
    page.get_by_role("button", name=OPEN, exact=True).focus()
    page.keyboard.press("Enter")
    carte = page.get_by_role("region", name="Carte des lieux")
    expect(carte).to_be_focused()
    page.keyboard.press("Tab")
    first = page.locator("button.signe:focus")
    expect(first).to_have_attribute(
        "aria-label", "France Services de Grenoble, Autre lieu d'aide, à 10 m, le plus proche"
    )
    page.keyboard.press("Enter")
    popup = page.get_by_role("group", name="France Services de Grenoble")
    expect(popup).to_be_focused()
    assert "Ouvert, ferme à 12 h" in popup.inner_text()
    expect(page.locator(".place--shown")).to_have_attribute("data-lieu", "france-services-de-grenoble-grenoble")

    page.keyboard.press("Escape")
    expect(popup).to_have_count(0)
    expect(first).to_be_focused()
    expect(page.locator(".place--shown")).to_have_count(0)

    page.keyboard.press("Enter")
    page.get_by_role("link", name="Voir la fiche").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/points-accueil/france-services-de-grenoble-grenoble/")


def test_signs_differ_by_shape_and_word_and_groups_open_into_places(open_page: OpenPage) -> None:
    page = open_page(FINDER)
    show_map(page)
    assert sorted(signs(page)) == [
        "3 lieux\u00a0: rapprocher la carte",
        "Bibliothèque, Lieu partenaire, à 2,7 km",
        "Emmaüs Connect, Point d'accueil, à 2 km",
        "France Services de Grenoble, Autre lieu d'aide, à 10 m, le plus proche",
        "Mairie, Autre lieu d'aide, à 2,9 km",
    ]
    drawn = "(all, kind) => all.map(sign => sign.querySelector(kind) ? 1 : 0)"
    assert page.locator("button.signe--emmaus, button.signe--partenaire").evaluate_all(drawn, "path") == [1, 1]
    assert page.locator("button.signe--annuaire").evaluate_all(drawn, "circle") == [1, 1]
    assert page.locator(".signe__fil").count() == 1
    page.get_by_role("button", name="3 lieux").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Groupe 0, Autre lieu d'aide")).to_be_visible()
    expect(page.locator("button.signe--groupe")).to_have_count(0)


def test_from_the_list_to_the_map_and_back(open_page: OpenPage) -> None:
    page = open_page(FINDER)
    show_map(page)
    page.get_by_role("button", name="Voir sur la carte Mairie").click()
    popup = page.get_by_role("group", name="Mairie")
    expect(popup).to_be_focused()
    rests(page)  # the map brings it whole into sight
    popup.get_by_role("button", name="Voir dans la liste").click()
    expect(page.locator("[data-lieu=mairie-grenoble] a").first).to_be_focused()
    expect(page.locator(".place--shown")).to_have_attribute("data-lieu", "mairie-grenoble")


def test_what_the_map_shows_can_be_searched_as_a_list(open_page: OpenPage) -> None:
    page = open_page(f"{FINDER}&reseau=partenaire&page=1")
    show_map(page)
    zone = page.get_by_role("link", name="Chercher dans cette zone")
    expect(zone).to_be_hidden()
    page.get_by_role("region", name="Carte des lieux").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("-")
    expect(zone).to_be_visible()
    rests(page)
    zone.click()
    page.wait_for_url("**/points-accueil/?reseau=partenaire&lat=45.*&lon=5.*&rayon=*&carte=oui")
    assert page.locator("h1").inner_text().endswith("km de ce point de la carte")
    assert page.locator("[data-lieu]").first.get_attribute("data-lieu") == "bibliotheque-grenoble"
    expect(page.get_by_role("region", name="Carte des lieux")).to_be_visible()
    expect(page.get_by_role("img", name="Milieu de la recherche")).to_have_count(1)
    page.reload()
    expect(page.get_by_role("button", name=OPEN, exact=True)).to_be_visible()


def test_every_move_has_a_button_and_overseas_is_one_choice_away(open_page: OpenPage) -> None:
    make_place(name="Brûlé", latitude=-20.90, longitude=55.45, postcode="97400", insee_code="97411", town="Saint-Denis")
    page = open_page(FINDER, width=360, height=740, has_touch=True, is_mobile=True)
    show_map(page)
    for name in ("Rapprocher", "Éloigner", "Vers l'ouest", "Vers le nord", "Vers le sud", "Vers l'est"):
        button = page.get_by_role("button", name=name, exact=True)
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
        button.click()
    page.get_by_label("Aller à").select_option("La Réunion")
    expect(page.get_by_role("button", name="Brûlé")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.carte__image')).touchAction") == "pan-x pan-y"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_what_fails_is_said_and_the_list_stays(open_page: OpenPage) -> None:
    page = open_page(FINDER, complaints=True)
    page.route("**/api/v1/carte*", lambda route: route.abort())
    page.get_by_role("button", name=OPEN, exact=True).click()
    expect(page.locator(".carte__etat")).to_have_text(
        "Les lieux ne viennent pas sur la carte en ce moment. La liste, elle, est complète."
    )
    page = open_page(FINDER, complaints=True)
    page.route("**/leaflet.js", lambda route: route.abort())
    page.get_by_role("button", name=OPEN, exact=True).click()
    expect(page.locator(".map__message")).to_have_text("La carte n'a pas pu s'ouvrir. La liste, elle, est complète.")
    assert page.locator(".carte").count() == 0
    page.unroute("**/leaflet.js")
    show_map(page)
    assert page.locator("ol.places > li").count() == 7


def test_without_javascript_no_button_promises_a_map(open_page: OpenPage) -> None:
    page = open_page(FINDER, javascript=False)
    expect(page.locator("carte-lieux")).to_be_hidden()


@pytest.mark.parametrize(("width", "colours"), [(360, "light"), (1280, "light"), (1280, "dark")])
def test_the_open_map_is_accessible(open_page: OpenPage, axe: Axe, width: int, colours: str) -> None:
    page = open_page(FINDER, width=width, colours=colours, reduced_motion="reduce")
    show_map(page)
    rules = ["color-contrast"] if colours == "dark" else []
    assert axe(page, *rules) == []
    page.locator("button.signe--annuaire").first.click()
    expect(page.locator(".carte-fiche")).to_be_focused()
    rests(page)
    assert axe(page, *rules) == []
