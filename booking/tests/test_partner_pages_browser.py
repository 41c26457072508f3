"""
Partners' own pages, each an origin of its own, that show ours: in a real browser, and under bad conditions.

A page of a partner has a strict policy, a style sheet that spares nothing, and the three forms that one copies from us.
"""

import threading
from collections.abc import Callable
from datetime import timedelta
from itertools import groupby
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Frame, Page

from booking.models import Session
from booking.tests.factories import make_location, make_organisation, make_session
from core.tests.fixtures.browser import Axe, OpenPage
from core.tests.fixtures.elsewhere import Elsewhere
from locations.framing.kept import shelf
from locations.models import Organisation
from locations.widget.scripts import IN_FRAME

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STRICT = (
    "default-src 'none'; style-src 'self'; script-src {site}; frame-src {site}; base-uri 'none'; form-action 'none'"
)
HOSTILE = b"""
* { box-sizing: content-box !important; letter-spacing: .02em; }
body { font-family: "DejaVu Serif", serif; margin: 8px; }
iframe, p, a { display: inline !important; max-width: 100% !important; text-transform: uppercase; }
iframe { width: 90px !important; height: 70px !important; border: 9px dashed !important; opacity: .2 !important; }
[hidden], :not(:defined) { display: block !important; }
"""
HEIGHT = "element => element.shadowRoot.querySelector('iframe').getBoundingClientRect().height"
ROOT = "document.documentElement.getBoundingClientRect().height"
SHOWN = """() => [...document.querySelectorAll("calendrier-seances, carte-lieux, fiche-seance")].every(
  (element) => element.shadowRoot?.querySelector("slot").style.display === "none")"""
SORRY = "Cette partie de la page ne s'affiche pas pour le moment. Voici où la trouver :"

StartElsewhere = Callable[[], Elsewhere]


@pytest.fixture
def site(settings: Any, live_server: Any) -> str:
    """Our site's address, as the script that it hands out knows it."""
    settings.PUBLIC_BASE_URL = live_server.url
    return str(live_server.url)


@pytest.fixture
def moulin() -> Organisation:
    return partner("moulin", "Le Moulin", sessions=3)


def partner(slug: str, name: str, *, sessions: int = 1, **values: Any) -> Organisation:
    now = timezone.now()
    organisation = make_organisation(slug=slug, name=name, **values)
    for day in range(sessions):
        make_session(host=organisation, now=now, start=now + timedelta(days=day + 1))
    return organisation


def calendar(slug: str, name: str, **attributes: str) -> str:
    given = "".join(f' {key}="{value}"' for key, value in attributes.items())
    link = f'<a href="/ailleurs/{slug}">Les prochaines dates : {name}</a>'
    return f'<calendrier-seances partenaire="{slug}"{given}>{link}</calendrier-seances>'


def publish(host: Elsewhere, body: str, *, site: str, policy: str = STRICT, registered: bool = True) -> str:
    """Put this on the partner's page, which whoever is shown there has registered, and return its address."""
    if registered:
        Organisation.objects.update(embed_origins=[host.url])
    html = f"""<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Le Moulin</title>
    <meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/style.css">
    <script src="{site}/integration/widget.js" async></script></head>
    <body><main><h1>Nos ateliers</h1>{body}</main></body></html>"""
    host.says("/style.css", HOSTILE, content_type="text/css")
    host.says(
        "/", html.encode(), content_type="text/html; charset=utf-8", content_security_policy=policy.format(site=site)
    )
    return f"{host.url}/"


def height_of(page: Page, selector: str) -> float:
    return float(page.locator(selector).evaluate(HEIGHT))


def frame_of(page: Page, selector: str) -> Frame:
    handle = page.locator(f"{selector} iframe").element_handle()
    frame = handle.content_frame()
    assert frame is not None
    return frame


def until(page: Page, condition: Callable[[], bool]) -> None:
    """Wait for what two pages say of each other: where a bar to scroll by has gone, the height is told once more."""
    for _ in range(1_200):  # a minute, for a machine that has much else to do
        if condition():
            return
        page.wait_for_timeout(50)
    pytest.fail("It did not come.")


def tab(page: Page, key: str = "Tab") -> str:
    """Go to the next stop, and name it or the element that holds it, once the browser has handed the focus over."""
    inside = """document.hasFocus() && document.activeElement !== document.body
      ? [...document.querySelectorAll("*")].indexOf(document.activeElement) : 0"""
    outside = """(({id, localName, attributes}) =>
      id || attributes.partenaire?.value || localName)(document.activeElement)"""

    def focused() -> list[Any]:
        return [page.evaluate(outside), *(frame.evaluate(inside) for frame in page.frames[1:])]

    def handed_over() -> bool:
        now = focused()
        return now != before and (now[0] in {"avant", "apres"}) != any(now[1:])

    before = focused()
    page.keyboard.press(key)
    until(page, handed_over)
    return str(focused()[0])


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def three_forms(site: str) -> str:
    """A link, a frame, and the element twice: another partner's dates stand beside one's own."""
    return f"""<p><a id="avant" href="{site}/rendez-vous/?partenaire=moulin">Toutes nos dates</a></p>
    <iframe src="{site}/integration/calendrier/moulin/?nombre=1" title="Nos dates" width="100%" height="480"
    loading="lazy"></iframe>{calendar("moulin", "Le Moulin", nombre="2")}
    {calendar("colline", "La Colline", couleurs="sombre")}
    <a id="apres" href="/contact">Nous écrire</a>"""


@pytest.mark.parametrize("width", [320, 1200])
def test_three_forms_on_one_hostile_page(
    open_page: OpenPage, axe: Axe, start_elsewhere: StartElsewhere, site: str, moulin: Organisation, width: int
) -> None:
    partner("colline", "La Colline")
    address = publish(start_elsewhere(), three_forms(site), site=site)

    page = open_page(address, width=width, base_url=address, elsewhere_allowed=True)
    page.wait_for_function(SHOWN)

    frames = {name: frame_of(page, f"[partenaire={name}]") for name in ("moulin", "colline")}
    for name, frame in frames.items():
        until(page, lambda: height_of(page, f"[partenaire={name}]") == frame.evaluate(f"Math.ceil({ROOT})"))  # noqa: B023
        assert frame.evaluate("innerWidth") == page.locator("main").evaluate("main => main.clientWidth")
        assert frame.evaluate("getComputedStyle(document.body).fontFamily").startswith('"DejaVu Serif", serif')
    assert [frames[name].locator(".row").count() for name in frames] == [2, 1]
    page.frame_locator("main > iframe").locator(".row").wait_for()
    assert page.locator("calendrier-seances a").filter(visible=True).count() == 0
    assert fits(page)
    assert axe(page) == []


def test_the_keyboard_goes_through_and_the_page_grows_with_what_it_shows(
    open_page: OpenPage, start_elsewhere: StartElsewhere, site: str, moulin: Organisation
) -> None:
    partner("colline", "La Colline")
    address = publish(start_elsewhere(), three_forms(site), site=site)
    page = open_page(address, width=320, base_url=address, elsewhere_allowed=True)
    page.wait_for_function(SHOWN)
    page.frame_locator("main > iframe").locator(".row").wait_for()

    page.locator("#avant").focus()
    stops = [tab(page)]
    while stops[-1] != "apres" and len(stops) < 40:
        stops.append(tab(page))
    assert [stop for stop, _same in groupby(stops)] == ["iframe", "moulin", "colline", "apres"]
    assert len(stops) == sum(frame.locator("a").count() for frame in page.frames[1:]) + 1
    assert tab(page, "Shift+Tab") == "colline"

    frame = frame_of(page, "[partenaire=colline]")
    before = height_of(page, "[partenaire=colline]")
    frame.evaluate("document.querySelector('main').append(Object.assign(document.createElement('p'), "
                   "{id: 'plus', textContent: 'Une date de plus. '.repeat(200)}))")  # fmt: skip
    until(page, lambda: height_of(page, "[partenaire=colline]") > before + 1_000)
    frame.evaluate("document.getElementById('plus').remove()")
    until(page, lambda: height_of(page, "[partenaire=colline]") == before)


def test_places_and_a_single_date_come_by_the_same_script(
    open_page: OpenPage, axe: Axe, start_elsewhere: StartElsewhere, site: str, moulin: Organisation
) -> None:
    session = Session.objects.first()
    make_location(operator=moulin, name="Médiathèque du Moulin")
    body = f"""<carte-lieux partenaire="moulin" couleurs="sombre"><a href="/lieux">Les lieux du Moulin</a></carte-lieux>
    <fiche-seance numero="{session.pk}" titre="3"></fiche-seance>"""
    address = publish(start_elsewhere(), body, site=site)

    page = open_page(address, width=320, base_url=address, elsewhere_allowed=True)
    page.wait_for_function(SHOWN)

    card, places = frame_of(page, "fiche-seance"), frame_of(page, "carte-lieux")
    assert card.url == f"{site}/integration/seance/{session.pk}/?titre=3"
    assert places.url == f"{site}/integration/carte/?partenaire=moulin&couleurs=sombre"
    assert card.get_by_role("link", name="Permanence Connectée").is_visible()
    assert places.get_by_text("Médiathèque du Moulin").first.is_visible()
    titles = page.locator("iframe").evaluate_all("frames => frames.map((frame) => frame.title)")
    assert titles == ["Les lieux du Moulin", "Une prochaine date"]
    assert axe(page) == []


def test_without_javascript_the_link_and_the_frame_are_there(
    open_page: OpenPage, start_elsewhere: StartElsewhere, site: str, moulin: Organisation
) -> None:
    body = f"""{calendar("moulin", "Le Moulin")}
    <iframe src="{site}/integration/calendrier/moulin/" title="Nos dates" width="100%" height="480"></iframe>"""
    address = publish(start_elsewhere(), body, site=site)

    page = open_page(address, width=320, base_url=address, javascript=False, elsewhere_allowed=True)

    assert page.get_by_role("link", name="Les prochaines dates : Le Moulin").is_visible()
    assert page.frame_locator("iframe").locator(".row").count() == 3


def test_a_site_that_is_not_registered_is_refused_until_it_is(
    open_page: OpenPage, start_elsewhere: StartElsewhere, site: str, moulin: Organisation
) -> None:
    host = start_elsewhere()
    body = f"""<iframe src="{site}/integration/calendrier/moulin/" title="Nos dates"></iframe>
    {calendar("moulin", "Le Moulin")}"""
    address = publish(host, body, site=site, registered=False)

    refused = open_page(address, base_url=address, elsewhere_allowed=True, complaints=True)
    refused.get_by_text(SORRY).wait_for()
    assert refused.get_by_role("link", name="Les prochaines dates : Le Moulin").is_visible()
    assert height_of(refused, "calendrier-seances") == 0
    assert [frame.locator(".row").count() for frame in refused.frames[1:]] == [0, 0]

    moulin.embed_origins = [host.url]
    moulin.full_clean()
    moulin.save()
    shelf.clear()  # within the minute, without waiting for it
    allowed = open_page(address, base_url=address, elsewhere_allowed=True)
    allowed.wait_for_function(SHOWN)
    assert [frame.locator(".row").count() for frame in allowed.frames[1:]] == [3, 3]


def test_while_we_are_down_the_link_stays_and_a_late_answer_is_still_taken(
    open_page: OpenPage, start_elsewhere: StartElsewhere, site: str, settings: Any
) -> None:
    ours, come_back = start_elsewhere(), threading.Event()
    settings.PUBLIC_BASE_URL = ours.url
    page_of_ours = f"<!doctype html><p>Mardi à 14 h</p><script>{IN_FRAME}</script>".encode()
    ours.says("/integration/calendrier/moulin/", page_of_ours, content_type="text/html; charset=utf-8")
    at_last = ours.answers["/integration/calendrier/moulin/"]
    ours.answers["/integration/calendrier/moulin/"] = lambda connection: (
        come_back.wait(120) and connection.sendall(at_last)  # type: ignore[func-returns-value]
    )
    host = start_elsewhere()
    address = publish(host, calendar("moulin", "Le Moulin"), site=site, policy="default-src * 'unsafe-inline'")

    page = open_page("about:blank", elsewhere_allowed=True)
    page.clock.install()
    page.goto(address)
    page.wait_for_function("() => document.querySelector('calendrier-seances').shadowRoot?.querySelector('iframe').src")
    assert page.get_by_text(SORRY).count() == 0
    page.clock.fast_forward(10_000)
    page.get_by_text(SORRY).wait_for()
    assert page.get_by_role("link", name="Les prochaines dates : Le Moulin").is_visible()

    come_back.set()
    page.wait_for_function(SHOWN)
    assert page.get_by_text(SORRY).count() == 0
    assert frame_of(page, "calendrier-seances").get_by_text("Mardi à 14 h").is_visible()


def test_nobody_else_is_listened_to(
    open_page: OpenPage, start_elsewhere: StartElsewhere, site: str, moulin: Organisation
) -> None:
    advert = start_elsewhere()
    advert.says("/", b"""<!doctype html><title>Publicite</title><script>
      const got = [];
      addEventListener("message", ({data}) => got.push(data));
      addEventListener("load", () => {
        parent.postMessage({type: "calendrier-seances:hauteur", hauteur: 9999}, "*");
        parent.frames[0].postMessage({type: "calendrier-seances:police", police: "fantasy"}, "*");
      });
    </script>""", content_type="text/html; charset=utf-8")  # fmt: skip
    host = start_elsewhere()
    body = f"""<iframe src="{site}/integration/calendrier/moulin/" title="Nos dates"></iframe>
    {calendar("moulin", "Le Moulin")}<div id="publicite"></div>"""
    address = publish(host, body, site=site, policy="default-src * 'unsafe-inline'")

    page = open_page(address, base_url=address, elsewhere_allowed=True)
    page.wait_for_function(SHOWN)
    [ours, in_the_element] = page.frames[1:]
    until(page, lambda: height_of(page, "calendrier-seances") == in_the_element.evaluate(f"Math.ceil({ROOT})"))
    height = height_of(page, "calendrier-seances")
    for window in (page, ours):
        window.evaluate("window.heard = []; addEventListener('message', ({origin}) => heard.push(origin))")
    page.evaluate("""url => {
      const advert = document.createElement("iframe");
      advert.title = "Publicité";
      advert.src = url;
      document.getElementById("publicite").append(advert);
      postMessage({type: "calendrier-seances:hauteur", hauteur: 8888}, "*");
    }""", advert.url)  # fmt: skip
    page.wait_for_function("([a, b]) => heard.includes(a) && heard.includes(b)", arg=[advert.url, host.url])
    ours.wait_for_function("origin => heard.includes(origin)", arg=advert.url)

    assert height_of(page, "calendrier-seances") == height
    assert "fantasy" not in ours.evaluate("getComputedStyle(document.body).fontFamily")
    assert page.frames[-1].evaluate("got") == []
