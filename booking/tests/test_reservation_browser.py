"""One's own booking in a real browser: opened from paper, printed on half a sheet, and every screen under axe."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from booking.models import Attendance, Booking, Session
from booking.services.access import new_link
from booking.services.waiting import offer_now
from booking.tests.factories import make_activity, make_booking, make_session, make_waiting
from booking.tests.visiting import OWN, make_course

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def book_some() -> Booking:
    now = timezone.now()
    session = make_session(now=now, start=now + timedelta(days=2))
    make_session(now=now, start=now + timedelta(days=9), activity=session.activity)
    return make_booking(session, now=now, first_name="Amina", phone="+33612345678")


def book_course() -> Booking:
    sessions = make_course(6)
    now = timezone.now()
    for week, session in enumerate(sessions):
        start = now + timedelta(weeks=week, days=1)
        Session.objects.filter(pk=session.pk).update(start=start, end=start + timedelta(hours=2), original_start=start)
        session.refresh_from_db()
    return make_booking(sessions[0], now=now)


def offer() -> Attendance:
    now = timezone.now()
    waiting = make_waiting(make_session(now=now, start=now + timedelta(days=20), activity=make_activity()), now=now)
    offer_now(attendance=waiting, now=now)
    return waiting


def boxes(pdf: bytes) -> list[tuple[int, int]]:
    """Return the size of each sheet, in millimetres."""
    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return [(round(float(width) / 72 * 25.4), round(float(height) / 72 * 25.4)) for width, height in sizes]


def test_the_square_on_paper_fills_the_code_in_and_the_slip_is_half_a_sheet(open_page) -> None:
    booking = book_some()
    page = open_page(f"{OWN}#{booking.code}", width=360)
    assert page.input_value("#id_code") == f"{booking.code[:4]} {booking.code[4:]}"
    assert page.evaluate("location.hash") == ""
    assert page.evaluate("document.activeElement.id") == "id_contact"
    page.keyboard.type("06.12.34.56.78")
    page.keyboard.press("Enter")
    page.wait_for_selector(".ticket")
    assert boxes(page.pdf(prefer_css_page_size=True)) == [(148, 210)]
    page.emulate_media(media="print")
    assert "06 12 34" not in page.inner_text("body")
    assert page.is_visible(".slip__foot .qr")
    page.emulate_media(media="null")
    page.goto(f"/r/{new_link(book_course(), now=timezone.now())}")
    assert boxes(page.pdf(prefer_css_page_size=True)) == [(148, 210)]


@pytest.mark.parametrize(("width", "colours"), [(360, "dark"), (1280, "light")])
def test_axe_finds_nothing_on_ones_own_screens(open_page, axe, width, colours) -> None:
    now = timezone.now()
    booking = book_some()
    one = f"{OWN}{booking.attendances.get().pk}/"
    other = Session.objects.order_by("-start").first()
    screens = {
        360: [OWN, f"{one}personnes/", f"{one}autre-date/", f"{OWN}effacer/", f"{OWN}nouveau-lien/"],
        1280: [f"{one}autre-date/{other.pk}/", f"{OWN}annuler/", f"{OWN}mes-donnees/", f"{OWN}efface/"],
    }
    page = open_page(f"/r/{new_link(booking, now=now)}", width=width, colours=colours, complaints=True)
    found = {}
    for address in screens[width]:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        found[address] = axe(page)
    lone = {360: offer().booking, 1280: book_course()}[width]
    page.goto(f"/r/{new_link(lone, now=now)}")
    found["offer, course"] = axe(page)
    page.goto(f"/r/{'A' * 43}")
    found["dead link"] = axe(page)
    assert found == {screen: [] for screen in found}
