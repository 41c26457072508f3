"""The finder's list as it is used: with a keyboard, without JavaScript, on a telephone, judged by axe."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from core.tests.fixtures.browser import Axe, OpenPage
from locations.services.hours import recompute_all_intervals
from locations.tests.factories import load_some_towns, make_finder, make_place

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def places() -> None:
    load_some_towns()
    make_finder()
    for number in range(23):
        make_place(
            name=f"Lieu {number:02}",
            latitude=45.18 + number / 1000,
            fees=["gratuit"] if number % 2 else ["payant"],
            opening_hours="24/7" if number % 3 else "",
            step_free=number % 2 == 0,
            audiences=["seniors"],
            specific_care=["langues-etrangeres-anglais"] if number < 4 else [],
            offers=["recharges"] if number == 3 else [],
            network="emmaus" if number == 9 else "annuaire",
            phone="" if number == 5 else "+33476000000",
        )
    recompute_all_intervals(now=datetime.now(UTC))


IS_REACHED = """box => box === document.activeElement
    || (box.type === 'radio' && box.name === document.activeElement.name)"""


def heading(page: Page) -> str:
    return str(page.locator("h1").inner_text()).replace("\u00a0", " ")


CHOICES = [
    ("Services", "Démarches", 23), ("Services", "Recharges de téléphone", 1), ("Horaires", "Ouvert maintenant", 15),
    ("Horaires", "Sans rendez-vous", 15), ("Où", "2 km", 23), ("Accueil", "Accessible en fauteuil", 12),
    ("Accueil", "Anglais parlé", 4), ("Accueil", "Seniors", 23), ("Prix", "Gratuit", 11),
    ("Type de lieu", "Point d'accueil", 1),
]  # fmt: skip


def test_every_filter_is_chosen_with_the_keyboard_alone_and_gives_the_number_it_said(open_page: OpenPage) -> None:
    page = open_page("/points-accueil/?q=38000", width=360)
    for chip, choice, number in CHOICES:
        page.goto("/points-accueil/?q=38000")
        page.locator(".sieve__name", has_text=chip).focus()
        page.keyboard.press("Enter")
        box = page.locator(".choice", has_text=re.compile(rf"^\s*{re.escape(choice)}\s*\d")).first
        told = re.sub(r"\D", "", box.locator(".choice__count").inner_text())
        for _press in range(16):
            page.keyboard.press("Tab")
            if box.locator("input").evaluate(IS_REACHED):
                break
        if box.locator("input").get_attribute("type") == "radio":
            while not box.locator("input").is_checked():
                page.keyboard.press("ArrowDown")
        else:
            page.keyboard.press("Space")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"points-accueil/\?q=38000&\w"))
        assert (told, heading(page).split(" ")[0]) == (str(number), str(number)), choice
        page.locator(".chips a", has_text=choice).focus()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"\?q=38000$"))
        assert heading(page).startswith("23 lieux")


def test_a_day_and_an_hour_without_javascript(open_page: OpenPage) -> None:
    page = open_page("/points-accueil/?q=38000", width=360, javascript=False)
    page.locator(".sieve__name", has_text="Horaires").click()
    page.get_by_label("Jour").fill("2031-03-04")
    page.get_by_label("Heure").fill("14:00")
    page.locator(".sieve__panel[open]").get_by_role("button", name="Voir les lieux").click()
    page.wait_for_url("**/points-accueil/?q=38000&ouvert=2031-03-04T14%3A00")
    expect(page.locator(".place__state").first).to_have_text(re.compile("Ouvert mardi 4 mars à 14 h"))


def test_more_places_come_under_those_that_are_there(open_page: OpenPage) -> None:
    page = open_page("/points-accueil/?q=38000")
    expect(page.locator(".place")).to_have_count(20)
    page.get_by_role("link", name="Voir plus de lieux").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".place")).to_have_count(23)
    slugs = page.locator("[data-lieu]").evaluate_all("all => all.map((one) => Number(one.dataset.distance))")
    assert slugs == sorted(slugs)
    assert page.evaluate("document.activeElement.closest('.place') === document.querySelectorAll('.place')[20]")
    expect(page.get_by_role("link", name="Voir plus de lieux")).to_be_hidden()


def test_without_javascript_the_link_leads_to_the_next_page(open_page: OpenPage) -> None:
    page = open_page("/points-accueil/?q=38000", javascript=False)
    page.get_by_role("link", name="Voir plus de lieux").click()
    expect(page.locator(".place")).to_have_count(3)
    page.get_by_role("link", name="Page précédente").click()
    expect(page.locator(".place")).to_have_count(20)


@pytest.mark.parametrize(("width", "colours"), [(360, "light"), (1280, "dark")])
def test_axe_finds_nothing(open_page: OpenPage, axe: Axe, width: int, colours: str) -> None:
    page = open_page("/points-accueil/?q=38000&frais=gratuit&ouvert=maintenant", width=width, colours=colours)
    for chip in page.locator(".sieve__name").all():
        chip.click()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto("/points-accueil/?q=38000&public=femmes&rayon=5")
    assert axe(page) == []


def test_the_page_is_light(open_page: OpenPage) -> None:
    page = open_page("about:blank", complaints=True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/points-accueil/?q=38000", wait_until="networkidle")
    assert len(asked) <= 10, asked
