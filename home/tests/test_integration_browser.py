"""The page that composes what a partner's site shows, and a site that takes it from an address: in a real browser."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from booking.tests.factories import make_organisation, make_series, make_session
from core.tests.fixtures.browser import OpenPage
from core.tests.fixtures.elsewhere import Elsewhere
from home.integration.oembed import description
from home.integration.shown import Shown, What
from home.tests.factories import make_home
from locations.models import Organisation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


SUSPICIOUS = """<!doctype html><html lang="fr"><meta charset="utf-8"><title>Le Moulin</title><h1>Agenda</h1>
<article></article><script>
  // What WordPress makes of an answer (wp_filter_oembed_result, wp-embed.js): a quotation and a frame, nothing else of
  // it; the frame in a sandbox without windows, and hidden until it says the word that stands in its address.
  const answer = new DOMParser().parseFromString(ANSWER, "text/html");
  const [quotation, frame] = ["blockquote", "iframe"].map((name) => answer.querySelector(name));
  frame.sandbox = "allow-scripts";
  frame.style = "position: absolute; visibility: hidden";
  frame.src += "#?secret=aB3dE6gH9k";
  document.querySelector("article").append(quotation, frame);
  addEventListener("message", ({ source, data }) => {
    if (source !== frame.contentWindow || data.secret !== "aB3dE6gH9k") return;
    quotation.style.display = "none";
    frame.removeAttribute("style");
    if (data.message === "height") frame.height = Math.min(Math.max(data.value, 200), 1000);
    if (data.message === "link" && new URL(data.value).host === new URL(frame.src).host) top.location.href = data.value;
  });
</script></html>"""


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


def test_a_site_that_believes_nobody_shows_it_and_opens_its_links(
    open_page: OpenPage, moulin: Organisation, start_elsewhere: Callable[[], Elsewhere]
) -> None:
    shown = Shown(What.CALENDAR, moulin)
    answer = description(shown, most_wide=500, most_high=300)
    host = start_elsewhere()
    Organisation.objects.update(embed_origins=[host.url])
    html = SUSPICIOUS.replace("ANSWER", repr(answer["html"]))
    host.says("/", html.encode(), content_type="text/html; charset=utf-8")
    page = open_page("/", base_url=host.url, elsewhere_allowed=True)

    frame = page.frame_locator("iframe")
    frame.get_by_role("heading", name="Le Moulin").wait_for()
    page.locator("iframe:not([style])").wait_for()
    assert page.locator("blockquote").is_hidden()
    page.wait_for_function("() => Number(document.querySelector('iframe').height) > 300")  # three dates are higher

    frame.get_by_role("link", name="Permanence Connectée").first.click()
    page.wait_for_url("**/rendez-vous/*/?via=moulin")

    # Read by itself, it opens its links as ever: whatever stands in its address, nobody else would.
    page.goto(f"{shown.address}#?secret=aB3dE6gH9k")
    page.evaluate(
        "addEventListener('click', (event) => { window.left = event.defaultPrevented; event.preventDefault(); })"
    )
    page.locator("a").first.click()
    assert page.evaluate("window.left") is False
