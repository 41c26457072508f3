"""From an address to its first calls, on a telephone."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from booking.services.sessions import cancel_sessions
from booking.tests.factories import NOW, make_session
from core.tests.fixtures.browser import Axe, OpenPage
from core.tests.fixtures.elsewhere import Elsewhere
from core.tests.fixtures.staff import SignIn
from locations.tests.factories import make_member, make_organisation
from outbox.services import send_due

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCREEN = "/admin/organisation/moulin/appels/"


def is_fine(page: Page, axe: Axe) -> None:
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_partner_has_its_program_called(open_page: OpenPage, axe: Axe, sign_in: SignIn, elsewhere: Elsewhere) -> None:
    host = make_organisation(name="Bibliothèque du Moulin", slug="moulin")
    # 422 is an answer, and Chromium complains about every such status in its console.
    page = open_page(SCREEN, width=360, complaints=True, storage_state=sign_in(make_member(host)))
    page.get_by_label("Adresse de votre programme").fill("https://10.0.0.1/")
    page.get_by_role("button", name="Ajouter").click()
    expect(page.get_by_text("Donnez une adresse publique")).to_be_visible()
    is_fine(page, axe)
    page.get_by_label("Adresse de votre programme").fill(f"{elsewhere.url}/appels")
    page.get_by_role("button", name="Ajouter").click()

    page.get_by_role("button", name="Faire une clé").click()
    expect(page.get_by_label("La clé de signature")).to_be_visible()  # the key has changed
    expect(page.get_by_label("La clé de signature")).to_have_value(host.webhooks.get().secret)
    is_fine(page, axe)
    page.get_by_role("button", name="Essayer et mettre en service").click()
    expect(page.get_by_text("Le programme répond par l'erreur 404.")).to_be_visible()
    elsewhere.says("/appels", b"")
    page.get_by_role("button", name="Essayer et mettre en service").click()
    expect(page.get_by_role("heading", name="En service")).to_be_visible()

    now = timezone.now()
    sessions = [make_session(host=host, start=now + (NOW - NOW.replace(day=1))) for _ in range(2)]
    cancel_sessions([sessions[0].pk], now=now)
    send_due(now=now)
    elsewhere.says("/appels", b"", status="500 Oops")
    cancel_sessions([sessions[1].pk], now=now)
    send_due(now=now)
    page.goto(page.url)
    expect(page.locator("strong", has_text="Séance annulée")).to_have_count(2)
    expect(page.get_by_text("Le programme répond par l'erreur 500.")).to_be_visible()
    page.get_by_text("Le texte de l'appel").first.click()
    box = page.locator("pre").first.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 360
    is_fine(page, axe)

    page.goto(f"{SCREEN}mode-d-emploi/")
    expect(page.get_by_role("heading", name="En PHP")).to_be_visible()
    is_fine(page, axe)
