"""A facilitator with a telephone: writes down who came without an appointment, then who is there. No JavaScript."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import Page

from booking.tests.factories import NOW, make_booking, make_session, make_waiting
from core.tests.fixtures.browser import Axe, OpenPage
from core.tests.fixtures.staff import State

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@time_machine.travel(NOW)
def test_at_the_door_with_a_telephone(open_page: OpenPage, axe: Axe, signed_in: State) -> None:
    session = make_session(now=NOW, start=NOW - timedelta(minutes=1), capacity=1, waiting_capacity=2)
    make_booking(session, now=NOW - timedelta(hours=1), first_name="Amina")
    make_waiting(session, now=NOW, first_name="Zoé")
    address = reverse("admin_sessions:participants", args=[session.pk])

    judged = open_page(address, width=360, storage_state=signed_in)
    assert fits(judged)
    assert axe(judged) == []

    page = open_page(address, width=360, storage_state=signed_in, javascript=False, complaints=True)
    page.get_by_role("link", name="Inscrire quelqu'un").click()
    page.get_by_label("Prénom", exact=True).fill("Omar")
    page.get_by_label("Téléphone").fill("06 12 34 56 78")
    page.get_by_role("button", name="Inscrire", exact=True).click()
    page.get_by_role("button", name="Inscrire quand même").click()
    page.get_by_role("link", name="Noter les présences").click()
    page.get_by_role("group", name="Omar").get_by_label("N'est pas là").check()
    assert fits(page)
    page.get_by_role("button", name="Tous les autres sont là").click()
    page.wait_for_url(f"**{address}")
    marks = dict(session.attendances.values_list("booking__first_name", "status"))
    assert marks == {"Amina": "attended", "Omar": "absent", "Zoé": "waiting"}
