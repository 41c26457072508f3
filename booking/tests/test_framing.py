"""A partner's frame in a page of another origin, in a real browser: shown where it is registered, refused elsewhere."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from booking.tests.factories import make_location, make_organisation, make_session
from locations.framing.kept import shelf
from locations.models import Location

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def host(tmp_path, live_server) -> Iterator[str]:
    """A library's own site, on a port of its own, whose page frames the library's calendar."""
    frame = f'<iframe src="{live_server.url}/integration/calendrier/moulin/" title="Nos rendez-vous"></iframe>'
    (tmp_path / "index.html").write_text(f"<!doctype html><title>Le Moulin</title><h1>Le Moulin</h1>{frame}")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def framed_words(chromium: Browser, host: str) -> str:
    with chromium.new_page() as page:
        page.goto(host, wait_until="networkidle")
        [frame] = page.frames[1:]
        return frame.locator("body").inner_text()


def test_only_a_registered_origin_may_frame_the_calendar(chromium, host, settings) -> None:
    settings.FRAMING_ALLOWS_LOOPBACK = False
    partner = make_organisation(slug="moulin", name="Le Moulin", embed_origins=["https://www.exemple.fr"])
    make_session(host=partner, now=timezone.now(), start=timezone.now() + timedelta(days=2))
    assert "Permanence Connectée" not in framed_words(chromium, host)

    partner.embed_origins = [host]
    partner.full_clean()
    partner.save()
    shelf.clear()  # within the minute, without waiting for it
    assert "Permanence Connectée" in framed_words(chromium, host)


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
