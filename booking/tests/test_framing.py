"""Frames judged in a real browser by themselves; `test_partner_pages_browser` has them in pages of other origins."""

from datetime import timedelta

import pytest
from django.utils import timezone

from booking.tests.factories import make_location, make_organisation, make_session
from locations.models import Location

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_frames_are_accessible_and_light_and_fit_what_holds_them(open_page, axe) -> None:
    now = timezone.now()
    place = make_location()
    partner = make_organisation(slug="moulin", name="Le Moulin", embed_origins=["https://www.exemple.fr"])
    Location.objects.update(operator=partner)
    [session, *_others] = [
        make_session(host=partner, location=place, now=now, start=now + timedelta(days=days, minutes=days), **values)
        for days, values in ((1, {}), (2, {"capacity": 0}), (3, {"status": "cancelled"}), (9, {"capacity": 2}))
    ]
    faults = []
    for path in (
        "calendrier/moulin/?accent=ffc43a&couleurs=sombre",
        "calendrier/moulin/?vue=mois",
        f"seance/{session.pk}/?couleurs=auto",
        "carte/?partenaire=moulin",
    ):
        page = open_page("/livez", width=320)
        weights: list[int] = []
        page.on("requestfinished", lambda sent, weights=weights: weights.append(sent.sizes()["responseBodySize"]))
        page.goto(page.url.replace("/livez", f"/integration/{path}"))
        if len(weights) > 2 or sum(weights) > 30_000:
            faults.append(f"{path}: {weights}")
        if (across := page.evaluate("document.documentElement.scrollWidth")) > 320:
            faults.append(f"{path} is {across} pixels wide at 320")
        faults += [f"{path}: {fault}" for fault in axe(page)]
        if "mois" in path:
            page.set_viewport_size({"width": 720, "height": 800})
            faults += [f"{path} at 720: {fault}" for fault in axe(page)]
        if "auto" in path:
            page.emulate_media(color_scheme="dark")
            faults += [f"{path} in the dark: {fault}" for fault in axe(page, "color-contrast")]
        page.close()
    # The heading of the first level is that of the page around.
    assert [fault for fault in faults if "page-has-heading-one" not in fault] == []
