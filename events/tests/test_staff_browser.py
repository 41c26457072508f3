"""The month of staff in a real browser: a grid on a screen, a list on a telephone, by keyboard on both."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.tests.fixtures.browser import Axe, OpenPage
from core.tests.fixtures.staff import State
from events.tests.factories import make_event
from events.tests.staff_screens import MONTH

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_month_is_a_grid_then_a_list_and_leads_to_each_editor(
    open_page: OpenPage, axe: Axe, signed_in: State
) -> None:
    event = make_event(title="Veillée", publish_at=None, first_day=date(2026, 3, 12))
    page = open_page(f"{reverse(MONTH)}?mois=2026-03", storage_state=signed_in)
    cells = page.get_by_role("table", name="Dates de mars 2026").get_by_role("cell")
    expect(cells).to_have_count(42)
    rows = [page.locator(f"#jour-2026-03-{day}").bounding_box() for day in ("11", "12")]
    assert rows[0]["y"] == rows[1]["y"]
    assert axe(page) == []
    page.set_viewport_size({"width": 360, "height": 800})
    expect(page.locator("#jour-2026-03-11")).to_be_hidden()
    expect(page.locator("#jour-2026-03-12")).to_contain_text("Jeudi 12 mars")
    expect(page.locator("#jour-2026-03-12")).to_contain_text("brouillon")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert axe(page) == []
    page.get_by_role("link", name="Veillée").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('wagtailadmin_pages:edit', args=[event.pk])}")
