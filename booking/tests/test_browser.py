"""The booking as a person meets it: by keyboard, without JavaScript, on a small phone; and under axe."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from booking.choices import Scope
from booking.models import Booking, Session
from booking.tests.factories import make_activity, make_location, make_series, make_session
from locations.services.completion import derive
from locations.tests.factories import make_finder

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


def press(page, words: str, leads_to: str) -> None:
    """Press Enter on what says these words; on no screen does anything stick out at the side."""
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    tab_to(page, words)
    page.keyboard.press("Enter")
    page.wait_for_url(leads_to)


def test_from_the_finder_to_the_ticket_then_cancelled_by_keyboard_without_javascript_at_320_pixels(open_page) -> None:
    make_finder()
    place = make_location(name="Médiathèque des Lilas", slug="mediatheque-des-lilas")
    derive(place)
    place.save()
    session = make_bookable_session(location=place)
    # 422 is an answer, and Chromium complains about every such status in its console.
    page = open_page("/points-accueil/?lat=48.84&lon=2.38", width=320, javascript=False, complaints=True)
    press(page, "Voir Médiathèque des Lilas", f"**{place.get_absolute_url()}")
    # Three screens: the place's page, the session with its form, the ticket.
    press(page, "Permanence Connectée", f"**{session.get_absolute_url()}")
    type_into(page, "Prénom", "Amina")
    type_into(page, "Téléphone", "06 39")
    page.keyboard.press("Enter")
    expect(page.locator("#erreurs")).to_be_focused()
    tab_to(page, "Téléphone")
    page.keyboard.press("Enter")
    expect(page.locator("#id_phone")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("06 39 98 12 34")
    tab_to(page, "Ajouter un nom, un besoin, qui vient aussi")
    page.keyboard.press("Enter")
    tab_to(page, "Un interprète")
    page.keyboard.press("Space")
    press(page, "Réserver ma place", "**/rendez-vous/reservation/*")
    booking = Booking.objects.get()
    assert f"{booking.code[:4]} {booking.code[4:]}" in page.inner_text("main")
    assert (booking.first_name, booking.phone, list(booking.needs)) == ("Amina", "+33639981234", ["interprete"])

    press(page, "Annuler", "**/annuler/*")
    press(page, "Oui, annuler", "**/reservation/?fait=annule")
    assert "Ce rendez-vous est annulé" in page.inner_text("main")
    assert Session.objects.get().booked == 0


@pytest.mark.parametrize(("width", "colours"), [(360, "dark"), (1280, "light")])
def test_axe_finds_nothing_on_the_screens_before_the_ticket(open_page, axe, width, colours) -> None:
    series = make_series(scope=Scope.COURSE)
    course = make_bookable_session(series=series)
    full = make_bookable_session(booked=8, waiting_capacity=4, drop_in_places=2)
    screens = {
        360: ["/rendez-vous/", full.get_absolute_url()],
        1280: ["/rendez-vous/?type=rien", course.get_absolute_url()],
    }
    page = open_page(screens[width][0], width=width, colours=colours, complaints=True)
    found = {}
    for address in screens[width]:
        page.goto(address)
        for fold in page.query_selector_all("main summary"):
            fold.click()
        found[address] = axe(page)
    page.goto(full.get_absolute_url())
    page.click("text=M'inscrire sur la liste d'attente")
    page.wait_for_selector("#erreurs")
    found["errors"] = axe(page)
    assert found == {screen: [] for screen in found}


def test_a_visit_without_a_form_leaves_no_cookie_and_weighs_little(open_page) -> None:
    now = timezone.now()
    for week in range(15):
        make_session(now=now, start=now + timedelta(weeks=week, days=1), drop_in_places=2)
    make_bookable_session(activity=make_activity(party_limit=4), booked=8, waiting_capacity=4)
    page = open_page("/rendez-vous/", width=360)
    assert page.context.cookies() == []
    counts = []
    for address in ("/rendez-vous/", Session.objects.latest("pk").get_absolute_url()):
        page.goto(address)
        counts.append(page.evaluate("document.querySelectorAll('*').length"))
    assert max(counts) <= 300, counts
