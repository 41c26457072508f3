"""An address of ours, pasted into another site: what we answer, and what sites make of it."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from django.utils import timezone
from wagtail.embeds.embeds import get_embed
from wagtail.embeds.exceptions import EmbedNotFoundException
from wagtail.embeds.finders import get_finders

from booking.choices import Access
from booking.tests.factories import make_activity, make_location, make_organisation, make_session
from home.tests.factories import make_home
from locations.models import Organisation

SITE = "https://reseau.exemple"
ENDPOINT = "/integration/oembed"


@pytest.fixture
def moulin(db, settings) -> Organisation:
    settings.PUBLIC_BASE_URL = SITE
    return make_organisation(name='Le "Moulin" & Cie', slug="moulin", website="https://www.moulin.exemple/")


def coming(host: Organisation, **values):
    now = timezone.now()
    return make_session(host=host, now=now, start=now + timedelta(days=2), **values)


def ask(client, url: str, **params: str):
    return client.get(ENDPOINT, {"url": url, **params})


class Head(HTMLParser):
    """The links of a page's head by their type."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "link" and (given.get("type") or "").endswith("+oembed"):
            self.found[given["type"]] = given["href"]


def test_the_answer_holds_all_that_the_format_asks_for(client, moulin, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = ask(client, f"{SITE}/integration/calendrier/moulin/?vue=semaine&utm_source=x")

    address = f"{SITE}/integration/calendrier/moulin/?vue=semaine"
    page = f"{SITE}/rendez-vous/?partenaire=moulin&amp;via=moulin"
    title = "Prochaines dates\u00a0: Le &quot;Moulin&quot; &amp; Cie"
    assert response.json() == {
        "version": "1.0",
        "type": "rich",
        "title": 'Prochaines dates\u00a0: Le "Moulin" & Cie',
        "author_name": 'Le "Moulin" & Cie',
        "author_url": "https://www.moulin.exemple/",
        "provider_name": "Emmaüs Connect",
        "provider_url": f"{SITE}/",
        "cache_age": 86_400,
        "width": 640,
        "height": 880,
        "html": f'<blockquote><a href="{page}">{title}</a></blockquote>'
        f'<iframe src="{address}" title="{title}" width="640" height="880" loading="lazy" frameborder="0"></iframe>',
    }
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert (response.cookies, client.post(ENDPOINT).status_code) == ({}, 405)


def test_xml_says_the_same(client, moulin):
    moulin.name = "Le Moulin\x0b <b>"
    moulin.save()
    address = f"{SITE}/integration/carte/?partenaire=moulin"
    response, same = ask(client, address, format="xml"), ask(client, address, format="json").json()

    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert response.content.startswith(b'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>')
    found = {element.tag: element.text for element in ET.fromstring(response.content)}  # noqa: S314 - our own
    assert found == {name: str(value).replace("\x0b", "") for name, value in same.items()}


def test_it_is_never_larger_than_was_asked(client, moulin):
    for asked, size in (
        ({}, (640, 720)),
        ({"maxwidth": "300", "maxheight": "200"}, (300, 200)),
        ({"maxwidth": "2000", "maxheight": "9000"}, (640, 720)),
        ({"maxwidth": "0", "maxheight": "-5"}, (640, 720)),
        ({"maxwidth": "1e3", "maxheight": "\x00"}, (640, 720)),
        ({"maxwidth": "9" * 5000}, (640, 720)),
    ):
        found = ask(client, f"{SITE}/integration/calendrier/moulin/?nombre=30", **asked).json()

        assert (found["width"], found["height"]) == size
        assert f'width="{size[0]}" height="{size[1]}"' in found["html"]


def test_pages_of_ours_that_say_the_same_are_taken_too(client, moulin):
    session = coming(moulin)
    card = f"{SITE}/integration/seance/{session.pk}/"

    def shown(path: str) -> str:
        [src] = re.findall(r'<iframe src="([^"]*)"', ask(client, f"{SITE}{path}").json()["html"])
        return str(src).replace("&amp;", "&")

    assert shown(f"/rendez-vous/{session.pk}/?via=moulin") == card
    assert shown(f"/integration/seance/{session.pk}/?accent=A33&du=2026-03-03") == f"{card}?accent=aa3333"
    assert shown("/rendez-vous/?partenaire=moulin&type=atelier&page=3") == (
        f"{SITE}/integration/calendrier/moulin/?type=atelier"
    )
    assert shown("/integration/?partenaire=moulin&quoi=carte&couleurs=sombre") == (
        f"{SITE}/integration/carte/?partenaire=moulin&couleurs=sombre"
    )
    assert shown(f"/integration/?partenaire=moulin&quoi=seance&seance={session.pk}") == card


NOTHING = [
    "",
    "rien",
    "https://[",
    f"{SITE}/",
    f"{SITE}/rendez-vous/",
    f"{SITE}/rendez-vous/?partenaire=moulin&partenaire=autre",
    f"{SITE}/rendez-vous/?partenaire=%00",
    f"{SITE}/integration/calendrier/inconnu/",
    f"{SITE}/integration/carte/",
    f"{SITE}/integration/seance/999999/",
    f"{SITE}/integration/seance/{9 * 10**30}/",
    f"{SITE}/integration/?partenaire=moulin&quoi=seance&seance=²",
    f"{SITE}/une-page-qui-n-existe-pas/",
    "https://reseau.exemple.pirate.exemple/integration/calendrier/moulin/",
    "https://moi@reseau.exemple/integration/calendrier/moulin/",
    "javascript:alert(1)//reseau.exemple/integration/calendrier/moulin/",
    "data:text/html,<script>alert(1)</script>",
]


def test_what_shows_nothing_is_not_found(client, moulin):
    make_home()
    found = {url: ask(client, url) for url in NOTHING}

    assert {url: (answer.status_code, list(answer.json())) for url, answer in found.items()} == dict.fromkeys(
        NOTHING, (404, ["erreur"])
    )


def test_a_session_that_the_public_does_not_see_is_not_found(client, moulin):
    for hidden in (
        coming(moulin, activity=make_activity(access=Access.REFERRAL)),
        coming(moulin, location=make_location(live=False)),
    ):
        assert ask(client, f"{SITE}/rendez-vous/{hidden.pk}/").status_code == 404


def test_what_is_one_persons_is_refused_whether_or_not_it_is_there(client, moulin, django_assert_num_queries):
    for path in ("/rendez-vous/reservation/", "/r/abc", "/admin/", "/flux/mediateur/abc.ics"):
        with django_assert_num_queries(0):
            assert ask(client, f"{SITE}{path}").status_code == 401


def test_another_format_is_not_implemented(client, moulin):
    assert ask(client, f"{SITE}/integration/calendrier/moulin/", format="yaml").status_code == 501


def test_every_page_that_one_pastes_leads_here(client, moulin):
    make_home()
    session = coming(moulin)
    for path in (
        "/integration/calendrier/moulin/?vue=mois",
        f"/integration/seance/{session.pk}/",
        "/integration/carte/?partenaire=moulin",
        "/integration/?partenaire=moulin",
        "/rendez-vous/?partenaire=moulin",
        f"/rendez-vous/{session.pk}/",
    ):
        found = Head(client.get(f"{path}{'&' if '?' in path else '?'}utm_source=x").content.decode()).found
        url = quote(f"{SITE}{path}", safe="")
        assert found == {
            "application/json+oembed": f"{SITE}{ENDPOINT}?url={url}&format=json",
            "text/xml+oembed": f"{SITE}{ENDPOINT}?url={url}&format=xml",
        }, path
        answer = client.get(found["application/json+oembed"].removeprefix(SITE)).json()
        assert answer["author_name"] == moulin.name
    assert Head(client.get("/rendez-vous/").content.decode()).found == {}


@pytest.mark.django_db(transaction=True)
def test_wagtails_own_finder_takes_it_over_http(live_server, settings):
    settings.PUBLIC_BASE_URL = live_server.url
    settings.WAGTAILEMBEDS_FINDERS = [
        {
            "class": "wagtail.embeds.finders.oembed",
            "providers": [
                {"endpoint": f"{live_server.url}{ENDPOINT}", "urls": [f"^{re.escape(live_server.url)}/integration/.+$"]}
            ],
        }
    ]
    get_finders.cache_clear()
    make_organisation(name="Le Moulin", slug="moulin")
    address = f"{live_server.url}/integration/calendrier/moulin/?vue=mois"
    embed = get_embed(address, max_width=500)

    assert (embed.type, embed.title, embed.provider_name) == (
        "rich",
        "Prochaines dates\u00a0: Le Moulin",
        "Emmaüs Connect",
    )
    assert (embed.width, embed.height) == (500, 780)
    assert f'<iframe src="{address}" ' in embed.html
    assert timedelta(hours=23) < embed.cache_until - timezone.now() <= timedelta(days=1)
    assert get_embed(address, max_width=500).pk == embed.pk
    with pytest.raises(EmbedNotFoundException):
        get_embed(f"{live_server.url}/integration/calendrier/inconnu/")
    get_finders.cache_clear()
