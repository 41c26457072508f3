"""Hours and the point of a place, in a real browser: by keyboard, on a telephone, without JavaScript."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from core.tests.fixtures.browser import Axe, OpenPage
from core.tests.fixtures.staff import State
from locations.models import Location
from locations.tests.factories import load_some_towns, make_place

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BASE = "wagtailsnippets_locations_location:"
HOURS = "horaires-lignes"


def edit(place: Location) -> str:
    return reverse(f"{BASE}edit", args=[place.pk])


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def save(page: Page) -> None:
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    page.wait_for_url(f"**{reverse(f'{BASE}list')}**")


def draft_of(place: Location) -> Location:
    place.refresh_from_db()
    return place.get_latest_revision_as_object()


def test_rows_of_hours_are_added_said_and_removed_by_keyboard(open_page: OpenPage, axe: Axe, signed_in: State) -> None:
    place = make_place(opening_hours="Mo 09:00-12:00")
    # Wagtail saves by itself, and answers 400 to a line that is typed by half.
    page = open_page(edit(place), width=360, storage_state=signed_in, complaints=True)
    rows = page.locator(f"{HOURS} [data-row]:visible")
    expect(rows).to_have_count(1)
    page.get_by_role("button", name="Ajouter une ligne").focus()
    press(page, "Enter")
    expect(rows).to_have_count(2)
    expect(rows.nth(1).get_by_role("checkbox", name="lundi")).to_be_focused()
    press(page, "Tab", "Space", *["Tab"] * 7)  # mardi; then the hours
    page.keyboard.type("14h")
    press(page, "Tab")
    page.keyboard.type("17h30")
    expect(page.locator(f"{HOURS} [data-said] li")).to_have_text(["Lundi : 9 h – 12 h.", "Mardi : 14 h – 17 h 30."])
    rows.nth(1).locator("summary").focus()
    press(page, "Enter", "Tab", "Tab", "Space")  # the first of the month
    expect(page.locator(f"{HOURS} [data-said]")).to_contain_text("Mardi : 1er du mois : 14 h – 17 h 30.")
    assert axe(page, "label", "aria-valid-attr-value", "nested-interactive", "aria-input-field-name") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    rows.nth(0).get_by_role("button", name="Retirer la ligne 1").focus()
    press(page, "Enter")
    expect(rows).to_have_count(1)
    expect(rows.nth(0).get_by_role("button", name="Retirer la ligne 1")).to_be_focused()
    save(page)
    assert draft_of(place).opening_hours == "Tu[1] 14:00-17:30"


def test_what_is_wrong_is_said_while_one_types(open_page: OpenPage, signed_in: State) -> None:
    page = open_page(edit(make_place(opening_hours="")), storage_state=signed_in, complaints=True)
    page.get_by_label("de, heure de début").fill("neuf")
    expect(page.locator(f"{HOURS} [data-said]")).to_contain_text("Ligne 1 : Cochez au moins un jour.")


def test_rows_serve_where_their_script_does_not_come(open_page: OpenPage, signed_in: State) -> None:
    place = make_place(opening_hours="Mo 09:00-12:00")
    page = open_page(reverse("wagtailadmin_home"), storage_state=signed_in, complaints=True)
    page.route("**/horaires-lignes*.js", lambda route: route.abort())
    page.goto(edit(place))
    rows = page.locator(f"{HOURS} [data-row]")
    assert [row.locator("legend").inner_text() for row in rows.all()] == ["Ligne 1", "Ligne 2", "Ligne 3"]
    rows.nth(0).get_by_label("Retirer cette ligne").check()
    rows.nth(2).get_by_label("mercredi").check()
    rows.nth(2).get_by_label("de, heure de début").fill("14:00")
    rows.nth(2).get_by_label("à, heure de fin").fill("18:00")
    save(page)
    assert draft_of(place).opening_hours == "We 14:00-18:00"


def test_the_point_is_found_then_moved_by_arrow_keys(open_page: OpenPage, axe: Axe, signed_in: State) -> None:
    load_some_towns()
    place = make_place(latitude=None, longitude=None)
    # Wagtail saves by itself, and answers 400 to a line that is typed by half.
    page = open_page(edit(place), width=1280, storage_state=signed_in, complaints=True)
    page.get_by_role("button", name="Chercher l'adresse").focus()
    press(page, "Enter")
    expect(page.locator("point-carte [data-said]")).to_contain_text("Voici le centre de Grenoble")
    page.get_by_role("button", name="Montrer la carte").focus()
    press(page, "Enter")
    sign = page.get_by_role("button", name="Le point du lieu. Les flèches le déplacent.")
    expect(sign).to_be_focused()
    latitude, longitude = (float(page.locator(f"#id_{name}").input_value()) for name in ("latitude", "longitude"))
    press(page, "ArrowUp", "Shift+ArrowRight")
    moved = (float(page.locator(f"#id_{name}").input_value()) for name in ("latitude", "longitude"))
    north, east = (after - before for after, before in zip(moved, (latitude, longitude), strict=True))
    assert (0 < north < 0.001, 5 < east / north < 20) == (True, True)
    expect(page.locator("point-carte [data-said]")).to_contain_text("Le point est à 45.")
    assert axe(page, "aria-command-name", "nested-interactive") == []
    page.locator("#id_latitude").fill("45.2")
    page.locator("#id_longitude").fill("5.7")
    press(page, "Tab")
    expect(sign).to_be_in_viewport()
    save(page)
    draft = draft_of(place)
    assert (draft.latitude, draft.longitude) == (45.2, 5.7)


def test_the_list_and_its_map_fit_a_telephone(open_page: OpenPage, signed_in: State) -> None:
    make_place(name="Accueil", network="emmaus")
    page = open_page(reverse(f"{BASE}list"), width=360, storage_state=signed_in)
    page.locator("input[data-bulk-action-checkbox]").first.check(force=True)
    expect(page.get_by_role("link", name="Marquer les lieux choisis comme vérifiés aujourd'hui")).to_be_in_viewport()
    expect(page.locator("[data-bulk-action-num-objects]")).to_have_text("1 élément sélectionné")
    page.goto(reverse(f"{BASE}map"))
    page.get_by_role("button", name="Voir la carte").click()
    expect(page.locator(".carte__etat")).to_have_text("1 lieu sur cette partie de la carte.")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
