"""The life of a member in real browsers, on telephones: invited, joined, out at the next click; a site is added."""

import pytest
from playwright.sync_api import Page, expect

from core.tests.fixtures.browser import Axe, OpenPage
from core.tests.fixtures.staff import SignIn
from locations.tests.factories import make_member, make_organisation
from outbox.models import Message

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SPACE = "/admin/organisation/moulin/"
PASSWORD = "une longue phrase à moi"


def is_fine(page: Page, axe: Axe) -> None:
    page.reload()  # without what was said, which fades in
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def join(page: Page) -> None:
    page.get_by_label("Votre prénom").fill("Anne")
    page.get_by_label("Votre nom").fill("Roux")
    page.get_by_label("Votre mot de passe").fill(PASSWORD)
    page.get_by_label("Le même mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Créer mon compte et rejoindre").click()
    expect(page.get_by_text("Vous gérez maintenant les séances de Bibliothèque du Moulin.")).to_be_visible()


def test_a_colleague_is_invited_joins_and_is_out_at_the_next_click(
    open_page: OpenPage, axe: Axe, sign_in: SignIn
) -> None:
    """The page where one joins needs no JavaScript; the other screens are Wagtail's."""
    zoe = make_member(make_organisation(name="Bibliothèque du Moulin", slug="moulin"), first_name="Zoé")
    page = open_page(f"{SPACE}membres/", width=360, storage_state=sign_in(zoe))
    page.get_by_label("Adresse électronique de la personne").fill("anne@exemple.invalid")
    page.get_by_role("button", name="Envoyer l'invitation").click()
    expect(page.get_by_role("heading", name="Invitations en attente")).to_be_visible()
    is_fine(page, axe)

    hers = open_page(f"/invitation/{Message.objects.get().secret}/", width=360, javascript=False)
    expect(hers.get_by_role("heading", name="Bibliothèque du Moulin vous invite")).to_be_visible()
    assert hers.url.endswith("/invitation/")
    join(hers)

    page.goto(page.url)
    page.get_by_role("link", name="Retirer Anne Roux").click()
    page.get_by_role("button", name="Retirer").click()
    expect(page.get_by_text("Anne Roux ne gère plus Bibliothèque du Moulin.")).to_be_visible()
    hers.goto(hers.url)
    expect(hers.get_by_label("Mot de passe")).to_be_visible()
    assert "/admin/login/" in hers.url

    page.get_by_role("link", name="Vue d'ensemble").click()
    page.wait_for_url(f"**{SPACE}")
    page.get_by_role("link", name="Sites").click()
    page.get_by_role("textbox", name="Adresse de votre site").fill("https://www.moulin.exemple/agenda")
    page.get_by_role("button", name="Ajouter").click()
    expect(page.get_by_role("button", name="Retirer https://moulin.exemple")).to_be_visible()
    is_fine(page, axe)
