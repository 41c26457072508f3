import gzip
from datetime import UTC, datetime

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from core.feeds import calendar_response, fingerprint

BODY = b"BEGIN:VCALENDAR\r\n" + b"X-RIEN:0\r\n" * 80 + b"END:VCALENDAR\r\n"
CHANGED = datetime(2026, 3, 3, 14, tzinfo=UTC)
TAG = fingerprint("agenda", 3, CHANGED)


def answer(method: str = "get", *, body: bytes = BODY, **headers: str) -> HttpResponse:
    request = getattr(RequestFactory(), method)("/flux/agenda.ics", headers=headers)
    return calendar_response(request, etag=TAG, last_modified=CHANGED, build=lambda: body)


def test_whole_feed():
    response = answer()
    assert response.status_code == 200
    assert response.content == BODY
    assert dict(response.headers) == {
        "Content-Type": "text/calendar; charset=utf-8",
        "Content-Length": str(len(BODY)),
        "ETag": TAG,
        "Last-Modified": "Tue, 03 Mar 2026 14:00:00 GMT",
        "Cache-Control": "public, max-age=900",
        "Access-Control-Allow-Origin": "*",
        "Vary": "Accept-Encoding",
        "X-Robots-Tag": "noindex",
    }
    assert response.cookies == {}


def test_compressed_feed_is_the_same_feed():
    response = answer(accept_encoding="br, gzip;q=0.8")
    assert gzip.decompress(response.content) == BODY
    assert response.headers["Content-Length"] == str(len(response.content))
    assert answer(accept_encoding="gzip;q=0").content == BODY


@pytest.mark.parametrize(
    "headers",
    [
        {"if_none_match": TAG},
        {"if_none_match": f'"x", {TAG}'},
        {"if_modified_since": "Tue, 03 Mar 2026 14:00:00 GMT"},
    ],
)
def test_nothing_is_built_for_a_client_that_has_it(headers):
    request = RequestFactory().get("/flux/agenda.ics", headers=headers)
    response = calendar_response(request, etag=TAG, last_modified=CHANGED, build=lambda: pytest.fail("built"))
    assert (response.status_code, response.content, response.headers["ETag"]) == (304, b"", TAG)


@pytest.mark.parametrize("headers", [{"if_none_match": '"x"'}, {"if_modified_since": "Thu, 01 Jan 1970 00:00:00 GMT"}])
def test_another_version_gets_the_whole_feed(headers):
    assert answer(**headers).status_code == 200


def test_head_says_what_get_sends():
    head, get = answer("head"), answer()
    assert (head.content, dict(head.headers)) == (b"", dict(get.headers))


def test_other_methods_are_refused():
    response = answer("post")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")


def test_fingerprint_tells_its_parts_apart():
    assert fingerprint("a", "bc") != fingerprint("ab", "c")
    assert fingerprint("a", 1) == fingerprint("a", "1")
