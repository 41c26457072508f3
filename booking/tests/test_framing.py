"""A partner's frame in a page of another origin, in a real browser: shown where it is registered, refused elsewhere."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from booking.tests.factories import make_organisation, make_session
from locations.framing.kept import shelf

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
