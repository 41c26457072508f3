"""An event's page and the panel to follow the agenda, as a person meets them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.recurrence.rule import Frequency, Rule
from events.tests.factories import make_event, make_place

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_dates_are_chosen_and_added_by_keyboard_without_javascript_at_320_pixels(open_page) -> None:
    now = timezone.now()
    first = timezone.localdate(now) + timedelta(days=7)
    event = make_event(
        title="Le café", location=make_place(name="Médiathèque", phone="+33476000000"), first_day=first,
        rule=Rule(Frequency.WEEKLY, count=12), publish_at=now,
        exceptions=[{"kind": "cancelled", "original_day": first + timedelta(days=7)}],
    )  # fmt: skip
    second = first + timedelta(days=14)
    page = open_page(event.path_of_page, width=320, javascript=False)
    page.locator(f'a[href$="?date={second}"]').press("Enter")
    page.wait_for_url(lambda url: url.endswith(f"?date={second}"))
    page.locator("summary", has_text="Ajouter à mon agenda").press("Enter")

    links = [link.get_attribute("href") for link in page.locator("details[open] a:visible").all()]
    assert len(links) == 9
    assert [links[0], links[-1]] == [
        f"/flux/evenements/{event.pk}.ics?date={second}",
        f"/flux/evenements/{event.pk}.ics",
    ]
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_agenda_is_followed_without_javascript_and_its_address_copied_with(open_page, axe) -> None:
    make_event(publish_at=timezone.now(), first_day=timezone.localdate() + timedelta(days=7), kind="forum")
    page = open_page("/agenda/?type=forum", width=320, javascript=False)
    panel = page.locator("#abonner")
    for words in ("Comment faire, en trois images", "L'avoir sur mon téléphone"):
        panel.locator("summary", has_text=words).press("Enter")
    assert panel.locator("svg.how__picture:visible").count() == 3
    assert panel.locator(".qr:visible").count() == 1
    assert panel.locator("#adresse-agenda").input_value().endswith("/flux/tout.ics?type=forum")

    page = open_page("/agenda/?type=forum", permissions=["clipboard-read", "clipboard-write"])
    page.evaluate("document.querySelectorAll('#abonner details').forEach((one) => { one.open = true; })")
    assert axe(page) == []
    page.locator("#abonner button", has_text="Copier").click()
    page.wait_for_function("document.querySelector('#abonner [role=status]').textContent === \"C'est copié.\"")
    assert page.evaluate("navigator.clipboard.readText()").endswith("/flux/tout.ics?type=forum")
