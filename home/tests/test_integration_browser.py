"""The page that composes what a partner's site shows, in a real browser."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from booking.tests.factories import make_organisation, make_series, make_session
from core.tests.fixtures.browser import OpenPage
from home.tests.factories import make_home
from locations.models import Organisation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def moulin(live_server: Any, settings: Any) -> Organisation:
    settings.PUBLIC_BASE_URL = live_server.url
    make_home()
    now = timezone.now()
    library = make_organisation(name="Le Moulin", slug="moulin")
    for day in range(3):
        make_session(host=library, series=make_series(host=library), now=now, start=now + timedelta(days=day + 1))
    return library


def test_one_chooses_and_sees_it_at_once(open_page: OpenPage, moulin: Organisation) -> None:
    page = open_page("/integration/?partenaire=moulin")
    assert page.get_by_role("button", name="Voir le résultat").is_hidden()

    page.get_by_label("Semaine").check()
    page.locator("#apercu iframe[src*='vue=semaine']").wait_for()
    assert page.locator("#code-script").input_value().splitlines()[1] == (
        '<calendrier-seances partenaire="moulin" vue="semaine">'
    )
    assert page.evaluate("document.activeElement.value") == "semaine"
    assert page.get_by_role("spinbutton", name="Combien de dates").count() == 0
    assert "vue=semaine" in page.url  # to be sent to a colleague
    page.get_by_text("Couleurs et titre").click()
    page.get_by_label("Sombre").check()
    page.locator("#apercu iframe[src*='couleurs=sombre']").wait_for()
    assert page.get_by_label("Clair").is_visible()  # what was open stays open

    wide = page.locator("#apercu iframe").bounding_box()
    page.get_by_role("link", name="Téléphone").click()
    narrow = page.locator("#apercu iframe").bounding_box()
    assert wide is not None
    assert narrow is not None
    assert (wide["width"] > 600, 320 <= narrow["width"] <= 390) == (True, True)
