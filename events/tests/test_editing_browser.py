"""When an event happens, in a real browser: by keyboard, on a telephone, without JavaScript."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from core.dates import day_words
from core.recurrence.rule import Frequency, Rule
from core.tests.fixtures.browser import Axe, OpenPage
from core.tests.fixtures.staff import State
from events.models import EventPage
from events.tests.factories import make_event

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST = date(timezone.localdate().year + 1, 3, 1)
SAID = "repetition-dates [data-said]"


@pytest.fixture
def event(live_server) -> EventPage:
    """Every day, five times, next spring."""
    return make_event(rule=Rule(Frequency.DAILY, count=5), first_day=FIRST, title="Permanence")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_the_words_follow_the_fields_and_a_date_is_cancelled_by_keyboard(
    open_page: OpenPage, axe: Axe, signed_in: State, event: EventPage
) -> None:
    # Wagtail saves by itself, and answers 400 to what is typed by half.
    page = open_page(
        reverse("wagtailadmin_pages:edit", args=[event.pk]), width=360, storage_state=signed_in, complaints=True
    )
    expect(page.locator(f"{SAID} li")).to_have_count(5)
    expect(page.get_by_label("Quel jour du mois")).to_be_hidden()
    page.get_by_label("Nombre de fois").fill("3")
    expect(page.locator(f"{SAID} [data-words]")).to_have_text("Se répète tous les jours à 14 h, 3 fois.")
    expect(page.locator("repetition-dates [role=status]")).to_have_text("Se répète tous les jours à 14 h, 3 fois.")
    expect(page.locator(f"{SAID} li")).to_have_count(3)
    cancel = page.locator(f"{SAID} [data-act=cancelled]").nth(1)
    expect(cancel).to_have_accessible_name(f"Annuler la date du {day_words(FIRST.replace(day=2))}")
    cancel.focus()
    press(page, "Enter")
    expect(page.get_by_label("Note pour le public")).to_be_focused()
    page.keyboard.type("Salle prise")
    expect(page.locator(f"{SAID} li").nth(1)).to_contain_text("Annulé « Salle prise »")
    page.locator(f"{SAID} [data-see]").focus()
    press(page, "Enter")
    expect(page.get_by_label("Quoi")).to_be_focused()
    page.locator("[name=repeats]").select_option("MONTHLY")
    expect(page.get_by_label("Quel jour du mois")).to_be_visible()
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert axe(page, "label", "aria-valid-attr-value", "nested-interactive", "list", "color-contrast") == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.route("**/dire/", lambda route: route.abort())
    page.get_by_label("Nombre de fois").fill("2")
    expect(page.get_by_text("Les dates n'ont pas pu être relues.")).to_be_visible()
    page.unroute("**/dire/")
    page.locator("[name=repeats]").select_option("DAILY")
    expect(page.locator(f"{SAID} li")).to_have_count(2)
    expect(page.get_by_text("Les dates n'ont pas pu être relues.")).to_be_hidden()


def test_dates_are_changed_without_any_script(
    open_page: OpenPage, axe: Axe, signed_in: State, event: EventPage
) -> None:
    address = reverse("events_editing:dates", args=[event.pk])
    page = open_page(address, width=360, storage_state=signed_in, javascript=False)
    row = page.locator(".dates__row").nth(1)
    row.locator("summary").click()
    row.get_by_label("Mot pour le public").fill("Salle prise")
    row.get_by_role("button", name="Annuler cette date").click()
    expect(page.locator(".dates__row").nth(1)).to_contain_text("Annulé")
    assert list(event.occurrences.order_by("start").values_list("cancelled", flat=True)) == [
        False,
        True,
        False,
        False,
        False,
    ]
    judged = open_page(address, width=360, storage_state=signed_in)
    judged.locator(".dates__change summary").nth(2).click()
    is_seemly(judged, axe)
    judged.locator(".dates__split:visible").click()
    expect(judged.get_by_text("La suite devient un second événement")).to_be_visible()
    is_seemly(judged, axe)


def is_seemly(page: Page, axe: Axe) -> None:
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
