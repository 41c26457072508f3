"""The script that partners' pages load: small, the same for everybody, and kept by browsers."""

import base64
import hashlib
import re

import pytest
from django.urls import reverse

from locations.widget.scripts import FOLDER, IN_FRAME, IN_FRAME_SOURCE, widget

ADDRESS = "/integration/widget.js"


@pytest.fixture(autouse=True)
def our_address(settings) -> None:
    settings.PUBLIC_BASE_URL = "https://reseau.exemple"


@pytest.mark.django_db
def test_any_page_may_load_it_and_keep_it(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get(ADDRESS)

    assert reverse("widget") == ADDRESS
    assert response.status_code == 200
    assert {name: response.headers[name] for name in (
        "Content-Type", "Cache-Control", "Cross-Origin-Resource-Policy", "Access-Control-Allow-Origin",
        "X-Content-Type-Options",
    )} == {
        "Content-Type": "text/javascript; charset=utf-8",
        "Cache-Control": "public, max-age=3600, stale-while-revalidate=604800, stale-if-error=604800",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Access-Control-Allow-Origin": "*",
        "X-Content-Type-Options": "nosniff",
    }  # fmt: skip
    assert not response.cookies
    assert "Vary" not in response.headers


@pytest.mark.django_db
def test_whoever_has_it_is_not_sent_it_again(client):
    etag = client.get(ADDRESS).headers["ETag"]
    again = client.get(ADDRESS, headers={"If-None-Match": etag})

    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    assert again.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert client.get(ADDRESS, headers={"If-None-Match": 'W/"another"'}).status_code == 200


@pytest.mark.django_db
def test_it_is_read_only(client):
    assert client.post(ADDRESS).status_code == 405
    assert client.head(ADDRESS).content == b""


def test_it_knows_our_address_and_weighs_less_than_five_kilobytes():
    octets, _etag = widget("https://reseau.exemple")

    assert re.findall(rb'const SITE = "(.*)";', octets) == [b"https://reseau.exemple"]
    assert octets.count(b"exemple.invalid") == 0
    assert len(octets) <= 5_000
    assert len(IN_FRAME.encode()) <= 1_200


def test_both_ends_use_the_same_words():
    sent = {name: set(re.findall(r"calendrier-seances:\w+", (FOLDER / name).read_text())) for name in (
        "widget.js", "in_frame.js",
    )}  # fmt: skip

    words = {"calendrier-seances:police", "calendrier-seances:hauteur"}
    assert sent == {"widget.js": words, "in_frame.js": words}


def test_the_policy_names_the_frames_script_to_the_letter():
    digest = base64.b64encode(hashlib.sha256(IN_FRAME.encode()).digest()).decode()

    assert f"'sha256-{digest}'" == IN_FRAME_SOURCE
    assert "</" not in IN_FRAME
