"""The demonstration seen in a real browser: every public page, and the way from a postcode to a seat."""

import gzip
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import Page, Request

from booking.models import Attendance, Session
from core.tests.fixtures.browser import Axe, OpenPage
from core.tests.fixtures.servers import Mailbox
from locations.choices import CommuneKind
from locations.framing.kept import shelf
from locations.models import Commune, Postcode
from outbox.services import send_due

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]

FRAME = "/integration/calendrier/bibliotheque-du-moulin/"
PAGES = [
    "/",
    "/points-accueil/",
    "/points-accueil/?q=75014",
    "/points-accueil/?q=75014&rayon=1&service=inconnu",
    "/points-accueil/?q=nulle%20part",
    "/points-accueil/bibliotheque-du-moulin/",
    "/points-accueil/emmaus-connect-grenoble/",
    "/points-accueil/emmaus-connect-grenoble/signaler/",
    "/points-accueil/feuille/?q=75014",
    "/points-accueil/envoyer/?q=75014",
    "/agenda/",
    "/agenda/?vue=mois",
    "/agenda/?periode=passe&annee=2014",
    "/agenda/le-mercredi-des-questions/",
    "/rendez-vous/",
    "/rendez-vous/{session}/",
    "/rendez-vous/{full}/",
    "/rendez-vous/reservation/",
    "/actualites/",
    "/partenaires/",
    "/histoire/",
    "/orienter/",
    "/contact/",
    "/recherche/?q=lille",
    "/integration/?partenaire=bibliotheque-du-moulin",
    FRAME,
    "/donnees/",
    "/plan-du-site/",
    "/accessibilite/",
    "/mentions-legales/",
    "/donnees-personnelles/",
    "/une-page-qui-n-existe-pas/",
]
HEAVIEST = 100_000
"""Bytes of a page and all that it loads, as they travel: two thirds of what is promised, whatever the hour's words."""
MOST_REQUESTS = 10
BY_WIDTH = ("color-contrast", "target-size", "scrollable-region-focusable")
"""What a narrow screen changes; all else, but the menu that every page shares, is judged once, on the wide one."""


@pytest.fixture
def demonstration(transactional_db: None, settings: Any) -> None:
    """The demonstration's content and one postcode, as `make demo` loads them, without the 9,333 places."""
    settings.DEMO = True
    call_command("seed_demo", stdout=StringIO())
    paris = Commune.objects.create(
        code="75114",
        kind=CommuneKind.DISTRICT,
        name="Paris 14e Arrondissement",
        search_text="paris 14e arrondissement",
        departement="75",
        region="11",
        population=140_000,
        latitude=48.8297,
        longitude=2.3230,
    )
    Postcode.objects.create(code="75014", latitude=48.8297, longitude=2.3230).communes.add(paris)


@pytest.fixture
def addresses(demonstration: None) -> list[str]:
    """The pages, with a session that has places and one that has none."""
    coming = Session.objects.upcoming(now=timezone.now()).filter(status="scheduled")
    full = next(session for session in coming if session.places_left == 0)
    free = next(session for session in coming if session.places_left > 1)
    return [path.format(session=free.pk, full=full.pk) for path in PAGES]


def weight(sent: Request) -> int:
    """Return the bytes of an answer as production sends it: what is static goes packed (WhiteNoise)."""
    answer = sent.response()
    body = answer.body() if answer and not 300 <= answer.status < 400 else b""
    return len(gzip.compress(body)) if "/static/" in sent.url else len(body)


def half(addresses: list[str], which: int) -> Iterator[str]:
    """Every other address, so that two workers share the walk."""
    yield from addresses[which::2]


@pytest.mark.parametrize("which", [0, 1])
def test_every_page_is_accessible_in_light_and_dark_fits_320_pixels_is_light_and_comes_from_one_place(
    which: int, open_page: OpenPage, axe: Axe, addresses: list[str]
) -> None:
    faults = []
    for path in half(addresses, which):
        page = open_page("/livez", complaints=True)
        asked: list[Request] = []
        page.on("requestfinished", lambda sent, asked=asked: asked.append(sent))
        page.goto(page.url.replace("/livez", path))
        for width, rules in ((1280, ()), (360, () if path == "/" else BY_WIDTH)):
            page.set_viewport_size({"width": width, "height": 800})
            faults += [f"{path} at {width}: {fault}" for fault in axe(page, *rules)]
        page.emulate_media(color_scheme="dark")
        faults += [f"{path} in the dark: {fault}" for fault in axe(page, "color-contrast")]
        page.set_viewport_size({"width": 320, "height": 640})
        if (across := page.evaluate("document.documentElement.scrollWidth")) > 320:
            faults.append(f"{path} is {across} pixels wide at 320")
        if (heavy := sum(map(weight, asked))) > HEAVIEST or len(asked) > MOST_REQUESTS:
            faults.append(f"{path}: {heavy} bytes in {len(asked)} requests")
        page.close()
    # A frame's heading of the first level is that of the page around it.
    assert [one for one in faults if not (one.startswith(FRAME) and "page-has-heading-one" in one)] == []


def press_until(page: Page, name: str, most: int = 120) -> None:
    """Press Tab until the element that holds these words, or this field, has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        words = page.evaluate(
            "(e => `${e.labels?.[0]?.innerText || ''} ${e.innerText} ${e.getAttribute('aria-label') || ''}`)"
            "(document.activeElement)"
        )
        if name in re.sub(r"\s+", " ", words):
            return
    pytest.fail(f"no way to « {name} » by keyboard on {page.url}")


def places_in_feed(open_page: OpenPage, session: Session) -> int:
    """Read how many places the feed says are left."""
    answer = open_page("/livez").request.get(f"/flux/seances/{session.pk}.ics")
    [event] = Calendar.from_ical(answer.body()).walk("VEVENT")
    assert event["UID"] == str(session.uid)
    return int(re.search(r"Il reste (\d+) place", event["DESCRIPTION"])[1])


def places_in_frame(open_page: OpenPage, session: Session) -> int:
    """Read how many places the partner's frame shows, in a page of another site."""
    shelf.clear()  # within the minute, without waiting for it
    page = open_page("/livez", complaints=True)
    address = f"{page.url.removesuffix('/livez')}/integration/calendrier/{session.host.slug}/"
    page.set_content(f'<h1>Notre bibliothèque</h1><iframe src="{address}" title="Nos rendez-vous"></iframe>')
    row = page.frame_locator("iframe").locator("li.row", has=page.locator(f'[href*="/rendez-vous/{session.pk}/"]'))
    return int(re.search(r"(\d+) place", row.inner_text())[1])


@pytest.mark.journey
def test_from_a_postcode_to_a_seat_and_back_by_keyboard_without_javascript_at_320_pixels(
    open_page: OpenPage, demonstration: None, smtp_server: Mailbox
) -> None:
    page = open_page("/", width=320, height=640, javascript=False)
    press_until(page, "Ville, code postal, adresse ou nom d'un lieu")
    page.keyboard.type("75014")
    page.keyboard.press("Enter")
    page.wait_for_url("**/points-accueil/?q=75014*")
    first = page.locator("[data-lieu]").first
    assert first.get_attribute("data-lieu") == "bibliotheque-du-moulin"
    assert 0 < int(first.get_attribute("data-distance") or 0) < 1_000

    press_until(page, "Bibliothèque du Moulin")
    page.keyboard.press("Enter")
    page.wait_for_url("**/points-accueil/bibliotheque-du-moulin/")

    now = timezone.now()
    here = Session.objects.with_room(1, now=now).upcoming(now=now).filter(location__slug="bibliotheque-du-moulin")
    session = here.first()
    assert session is not None
    before = session.places_left
    link = page.locator(f'a[href^="/rendez-vous/{session.pk}/"]').first
    press_until(page, re.sub(r"\s+", " ", link.inner_text()).strip())
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/rendez-vous/{session.pk}/*")

    press_until(page, "Prénom")
    page.keyboard.type("Maëlle")
    press_until(page, "Adresse")
    page.keyboard.type("maelle@exemple.invalid")
    press_until(page, "Réserver")
    page.keyboard.press("Enter")
    page.wait_for_url("**/rendez-vous/reservation/**")
    attendance = Attendance.objects.get(booking__first_name="Maëlle")
    assert attendance.booking.code in re.sub(r"\s", "", page.locator("main").inner_text())
    session.refresh_from_db()
    assert session.places_left == before - 1
    assert places_in_feed(open_page, session) == before - 1
    assert places_in_frame(open_page, session) == before - 1

    send_due(now=timezone.now(), limit=10)
    [mail] = smtp_server.messages
    assert mail["To"] == "maelle@exemple.invalid"
    [entry] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"][:1]
    calendar = Calendar.from_ical(entry.get_payload(decode=True))
    assert calendar["METHOD"] == "REQUEST"

    press_until(page, "Annuler")
    page.keyboard.press("Enter")
    page.wait_for_url("**/annuler/**")
    press_until(page, "Oui, annuler")
    page.keyboard.press("Enter")
    page.wait_for_url("**/rendez-vous/reservation/?fait=annule")
    session.refresh_from_db()
    assert session.places_left == before
