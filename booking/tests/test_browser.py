"""The booking as a person meets it: by keyboard, without JavaScript, on a small phone; and under axe."""

from datetime import timedelta

import pytest
from django.utils import timezone

from booking.models import Booking, Session
from booking.tests.factories import make_organisation, make_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def make_bookable_session(**values) -> Session:
    now = timezone.now()
    return make_session(now=now, start=now + timedelta(days=2), **values)


def tab_to(page, words: str) -> None:
    """Press Tab until what has the focus says these words (or is labelled so)."""
    for _ in range(60):
        page.keyboard.press("Tab")
        said = page.evaluate(
            "(e => (e.labels && e.labels.length ? e.labels[0].innerText : e.innerText) || '')(document.activeElement)"
        )
        if words in " ".join(said.split()):
            return
    pytest.fail(f"« {words} » cannot be reached by keyboard on {page.url}")


def type_into(page, label: str, text: str) -> None:
    tab_to(page, label)
    page.keyboard.type(text)


def test_a_place_is_booked_and_cancelled_by_keyboard_without_javascript_at_320_pixels(open_page) -> None:
    make_bookable_session()
    # 422 is an answer, and Chromium complains about every such status in its console.
    page = open_page("/rendez-vous/", width=320, javascript=False, complaints=True)
    tab_to(page, "Permanence Connectée")
    page.keyboard.press("Enter")
    page.wait_for_url("**/rendez-vous/*/")

    type_into(page, "Prénom", "Amina")
    type_into(page, "Téléphone", "06 12")
    page.keyboard.press("Enter")
    page.wait_for_selector("#erreurs")
    assert page.evaluate("document.activeElement.id") == "erreurs"
    tab_to(page, "Téléphone")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_phone"
    page.keyboard.press("Control+A")
    page.keyboard.type("06 12 34 56 78")
    tab_to(page, "Réserver ma place")
    page.keyboard.press("Enter")
    page.wait_for_url("**/rendez-vous/reservation/*")
    booking = Booking.objects.get()
    assert f"{booking.code[:4]} {booking.code[4:]}" in page.inner_text("main")
    assert (booking.first_name, booking.phone) == ("Amina", "+33612345678")
    assert page.evaluate("document.documentElement.scrollWidth") == 320

    tab_to(page, "Annuler")
    page.keyboard.press("Enter")
    page.wait_for_url("**/annuler/")
    tab_to(page, "Oui, annuler")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reservation/?fait=annule")
    assert "Ce rendez-vous est annulé" in page.inner_text("main")
    assert Session.objects.get().booked == 0


@pytest.mark.parametrize(("width", "colours"), [(360, "dark"), (1280, "light")])
def test_axe_finds_nothing_on_any_screen(open_page, axe, width, colours) -> None:
    session = make_bookable_session(host=make_organisation(slug="bpi"))
    full = make_bookable_session(booked=8)
    page = open_page("/rendez-vous/", width=width, colours=colours, complaints=True)
    found = {}
    for address in (
        "/rendez-vous/",
        "/rendez-vous/?lieu=nulle-part",
        full.get_absolute_url(),
        f"/rendez-vous/{session.pk}/deja-reserve/",
        "/rendez-vous/reservation/",
        "/integration/calendrier/bpi/",
        session.get_absolute_url(),
    ):
        page.goto(address)
        found[address] = axe(page)
    page.click("text=Réserver ma place")
    page.wait_for_selector("#erreurs")
    found["errors"] = axe(page)
    page.fill("#id_first_name", "Amina")
    page.fill("#id_email", "amina@exemple.invalid")
    page.click("text=Réserver ma place")
    page.wait_for_selector(".ticket")
    found["ticket"] = axe(page)
    page.goto("/rendez-vous/reservation/annuler/")
    found["cancel"] = axe(page)
    assert found == {screen: [] for screen in found}


def test_a_visit_without_a_form_leaves_no_cookie_and_weighs_little(open_page) -> None:
    for week in range(15):
        make_session(now=timezone.now(), start=timezone.now() + timedelta(weeks=week, days=1))
    page = open_page("/rendez-vous/", width=360)
    assert page.context.cookies() == []
    assert page.evaluate("document.querySelectorAll('*').length") <= 300
