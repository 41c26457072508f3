"""
How a published feed is answered over HTTP, whatever its format.

A feed is fetched for years by clients that nobody here can repair: it carries an entity tag that moves only when its
content does, answers 304 before anything is built, sets no cookie, and may be read from any site.
"""

import gzip
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

CALENDAR = "text/calendar; charset=utf-8"
JSON = "application/json; charset=utf-8"
ATOM = "application/atom+xml; charset=utf-8"

COMPRESS_FROM = 500  # bytes: below, the gzip header costs more than it saves


def fingerprint(*parts: object) -> str:
    """Return a weak entity tag made of whatever decides a feed's content (filters, counts, last change, version)."""
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()
    # Weak, because the compressed and the plain answer are the same feed in other bytes (RFC 9110 §8.8.1).
    return f'W/"{digest[:32]}"'


def calendar_response(
    request: HttpRequest,
    *,
    etag: str,
    last_modified: datetime | None,
    build: Callable[[], bytes],
    filename: str = "",
    max_age: int = 900,
) -> HttpResponse:
    """Answer with an iCalendar feed; the arguments are those of `feed_response`."""
    return feed_response(
        request,
        etag=etag,
        last_modified=last_modified,
        build=build,
        content_type=CALENDAR,
        filename=filename,
        max_age=max_age,
    )


def feed_response(
    request: HttpRequest,
    *,
    etag: str,
    last_modified: datetime | None,
    build: Callable[[], bytes],
    content_type: str,
    filename: str = "",
    max_age: int = 900,
) -> HttpResponse:
    """
    Answer GET and HEAD with a feed, or 304, or 405.

    `etag` comes from `fingerprint`, `last_modified` is aware, or `None` for an empty feed; `build` is called only where
    the client has not got it yet. `filename` proposes a name to save a single entry under; `max_age` is in seconds.
    The view must be `csrf_exempt`, so that a POST meets 405 rather than a form's refusal.
    """
    if request.method not in {"GET", "HEAD"}:
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    moment = None if last_modified is None else int(last_modified.timestamp())
    response = get_conditional_response(request, etag=etag, last_modified=moment)
    if response is None:
        response = full_response(request, build(), content_type, filename)
    response.headers["ETag"] = etag
    if last_modified is not None:
        response.headers["Last-Modified"] = http_date(last_modified.astimezone(UTC).timestamp())
    response.headers["Cache-Control"] = f"public, max-age={max_age}"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def full_response(request: HttpRequest, body: bytes, content_type: str, filename: str) -> HttpResponse:
    """Return the feed itself, compressed where the client can read that; HEAD says its length and sends nothing."""
    headers = {"Content-Type": content_type}
    if filename:
        headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    if len(body) >= COMPRESS_FROM and accepts_gzip(request):
        body = gzip.compress(body, compresslevel=6, mtime=0)  # no clock in the bytes
        headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(body))
    return HttpResponse(b"" if request.method == "HEAD" else body, headers=headers)


def accepts_gzip(request: HttpRequest) -> bool:
    """Whether the client says that it reads gzip (and does not say `q=0`)."""
    for part in request.headers.get("Accept-Encoding", "").lower().split(","):
        coding, _, weight = part.partition(";")
        if coding.strip() in {"gzip", "x-gzip"}:
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False
