"""How a frame is answered: to whom, for how long, from which copy, and how often."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.tests.factories import NOW, make_organisation, make_session
from locations.framing import counting
from locations.framing.kept import shelf, weight
from locations.models import FrameViews, Organisation
from locations.widget.scripts import IN_FRAME_SOURCE

ADDRESS = "/integration/calendrier/moulin/"


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def partner(db) -> Organisation:
    return make_organisation(slug="moulin", name="Le Moulin")


def policy(response) -> dict[str, str]:
    """The policy, each directive by its name."""
    parts = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: sources for name, _space, sources in parts}


def test_it_is_for_anybody_for_a_minute_and_holds_nothing_of_the_visitor(client, partner):
    session = make_session(host=partner)
    response = client.get(ADDRESS)
    html = response.content.decode()

    assert response["Cache-Control"] == "public, max-age=60"
    assert (response["Age"], "Vary" in response, "X-Frame-Options" in response) == ("0", False, False)
    assert (dict(response.cookies), "<form" in html, "<input" in html) == ({}, False, False)
    assert f'href="/rendez-vous/{session.pk}/?via=moulin"' in html
    assert '<base target="_blank">' in html


@pytest.mark.parametrize("address", [ADDRESS, "/integration/seance/{pk}/", "/integration/carte/?partenaire=moulin"])
def test_only_the_partners_own_sites_may_frame_it(client, partner, address):
    session = make_session(host=partner)
    address = address.format(pk=session.pk)

    def ancestors() -> str:
        shelf.clear()
        return policy(client.get(address))["frame-ancestors"]

    assert ancestors() == "'self'"
    Organisation.objects.update(embed_origins=["https://www.moulin.exemple"], embed_presets=["wix"])
    assert ancestors() == "'self' https://www.moulin.exemple https://*.filesusr.com https://editor.wix.com"
    # Whatever gets into the database by another way.
    Organisation.objects.update(embed_origins=["https://a.fr; script-src *", "https://b.fr\r\nSet-Cookie: a=1"])
    Organisation.objects.update(embed_presets=["*"])
    assert ancestors() == "'self'"


def test_what_is_not_a_partners_is_framed_by_nobody(client, partner):
    for address in ("/integration/calendrier/inconnu/", "/integration/carte/", "/integration/carte/?partenaire=%00"):
        response = client.get(address)
        assert (response.status_code, policy(response)["frame-ancestors"]) == (404, "'none'")
    assert policy(client.get("/rendez-vous/"))["frame-ancestors"] == "'none'"


def test_a_reader_who_has_it_is_sent_nothing_but_the_headers(client, partner):
    first = client.get(ADDRESS)
    kept = client.get(ADDRESS, headers={"If-None-Match": first["ETag"]})
    shelf.clear()
    made_again = client.get(ADDRESS, headers={"If-None-Match": f'"autre", {first["ETag"]}'})

    for again in (kept, made_again):
        assert (again.status_code, again.content) == (304, b"")
        # Browsers replace the policy that they keep by this one.
        assert policy(again) == policy(first)
        assert again["Cache-Control"] == first["Cache-Control"]
    assert client.get(ADDRESS, headers={"If-None-Match": '"autre"'}).status_code == 200
    assert client.head(ADDRESS)["Content-Length"] == str(len(first.content))
    assert client.head(ADDRESS).content == b""
    assert client.post(ADDRESS).status_code == 405


def test_a_site_that_is_allowed_makes_another_version(client, partner):
    first = client.get(ADDRESS)
    Organisation.objects.update(embed_origins=["https://www.moulin.exemple"])
    shelf.clear()

    assert client.get(ADDRESS, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_it_is_never_older_than_a_minute(client, partner, monkeypatch):
    clock = [1_000.0]
    monkeypatch.setattr("locations.framing.kept.monotonic", lambda: clock[0])
    first = client.get(ADDRESS)
    make_session(host=partner)

    clock[0] += 29.5
    kept = client.get(ADDRESS)
    assert (kept.content, kept["Age"]) == (first.content, "29")
    clock[0] += 0.5
    fresh = client.get(ADDRESS)
    assert "Permanence Connectée" in fresh.content.decode()
    assert fresh["Age"] == "0"


def test_a_kept_copy_asks_the_database_nothing_and_each_question_has_its_own(client, partner):
    first = client.get(ADDRESS)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(ADDRESS).content == first.content
    assert len(queries) == 0
    assert client.get(ADDRESS, {"vue": "mois"}).content != first.content
    assert client.get(ADDRESS, headers={"Host": "autre.invalid"}).status_code == 400


def test_what_is_kept_is_bounded(client, partner, monkeypatch):
    client.get(ADDRESS, {"autre": 0})
    monkeypatch.setattr("locations.framing.kept.MOST", shelf.size * 3 + 100)
    for number in range(10):
        client.get(ADDRESS, {"autre": number})

    assert len(shelf.copies) == 3
    assert shelf.size == sum(weight(*kept) for kept in shelf.copies.items())
    # What is asked is kept too, and may be longer than the answer.
    client.get(ADDRESS, {"autre": "x" * 2_000})
    assert (len(shelf.copies), len(next(reversed(shelf.copies))[3])) == (2, 2_006)


@pytest.mark.parametrize("asked", [{}, {"accent": "ffc43a"}, {"accent": "ffc43a", "couleurs": "auto"}])
def test_the_policy_lets_in_what_stands_in_the_page_and_nothing_else(client, partner, asked):
    # The client itself refuses rules and scripts whose fingerprint the policy does not hold.
    response = client.get(ADDRESS, asked)

    assert "unsafe" not in response["Content-Security-Policy"]
    assert policy(response)["script-src"] == IN_FRAME_SOURCE
    assert policy(response)["style-src"].startswith("'self' 'sha256-" if asked else "'self'")
    assert ("<style>" in response.content.decode()) == bool(asked)


def test_a_view_is_counted_where_a_site_that_may_shows_it(client, partner):
    session = make_session(host=partner)
    Organisation.objects.update(embed_origins=["https://www.moulin.exemple"], embed_presets=["wix"])
    frame = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "iframe"}
    etag = client.get(ADDRESS, headers=frame | {"Referer": "https://www.moulin.exemple/"})["ETag"]
    client.get(ADDRESS, headers=frame | {"Referer": "https://www-moulin.filesusr.com/", "If-None-Match": etag})
    client.get(ADDRESS, {"vue": "mois"}, headers=frame)  # the site does not say its name
    client.get(f"/integration/seance/{session.pk}/")  # nor does the browser say anything
    # Sites that are refused it, and a reader who opens it by itself.
    for site in ("https://moulin.exemple/", "http://www.moulin.exemple/", "https://filesusr.com/", "https://[", "null"):
        client.get(ADDRESS, headers=frame | {"Referer": site})
    client.get(ADDRESS, headers={"Sec-Fetch-Site": "none", "Sec-Fetch-Dest": "document"})
    # Our own preview, the links to the month after, and machines that only look at the headers.
    client.get(ADDRESS, headers={"Sec-Fetch-Site": "same-origin"})
    client.get(ADDRESS, headers={"Referer": "http://testserver/integration/"})
    client.head(ADDRESS)
    client.get("/integration/calendrier/inconnu/")
    counting.write()

    found = FrameViews.objects.order_by("kind").values_list("organisation", "kind", "views", "day")
    assert list(found) == [
        (partner.pk, "liste", 2, date(2026, 3, 2)),
        (partner.pk, "mois", 1, date(2026, 3, 2)),
        (partner.pk, "seance", 1, date(2026, 3, 2)),
    ]
