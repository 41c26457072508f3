"""
How a published feed is answered over HTTP, whatever its format.

A feed is fetched for years by clients that nobody here can repair: it carries an entity tag that moves only when its
content does, answers 304 before anything is built, sets no cookie, and may be read from any site.
"""

import gzip
import hashlib
import zlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from core import ical, kept

CALENDAR = "text/calendar; charset=utf-8"
JSON = "application/json; charset=utf-8"
ATOM = "application/atom+xml; charset=utf-8"
RSS = "application/rss+xml; charset=utf-8"

COMPRESS_FROM = 500  # bytes: below, the gzip header costs more than it saves
COMPRESS_LEVEL = 6

MOST_FEEDS = 64 * 1024 * 1024
"""Bytes of compressed feeds that are kept: anybody may ask for any combination of filters."""

MOST_PARTS = 64 * 1024 * 1024
"""Bytes of entries that are kept of one kind; beyond, only those of the feed that was asked for last."""


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


def kept_calendar_response(
    request: HttpRequest, *, address: str, etag: str, now: datetime, build: Callable[[], bytes], max_age: int = 900
) -> HttpResponse:
    """
    Answer with a whole calendar, of which the octets are kept until `etag` moves; `address` is the one way to ask it.

    `Last-Modified` is since when there is this version, not the last change of anything in it: an event that is
    withdrawn leaves no row to take a date from. Where no copy is kept, who has not got the tag is sent the whole.
    """
    name = f"flux-{hashlib.sha256(address.encode()).hexdigest()[:24]}"
    since, octets = kept.kept_since(name, etag), None
    if since is None and get_conditional_response(request, etag=etag) is None:
        octets = gzip.compress(build(), compresslevel=COMPRESS_LEVEL, mtime=0)  # no clock in the bytes
        since = kept.keep(name, etag, octets, at=now)
        kept.make_room("flux-", most=MOST_FEEDS)

    def full() -> HttpResponse:
        compressed = octets or kept.read_whole(name, etag) or gzip.compress(build(), compresslevel=COMPRESS_LEVEL)
        return compressed_response(request, compressed, CALENDAR)

    return conditional(request, etag=etag, last_modified=since, full=full, max_age=max_age)


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

    def full() -> HttpResponse:
        return full_response(request, build(), content_type, filename)

    return conditional(request, etag=etag, last_modified=last_modified, full=full, max_age=max_age)


def conditional(
    request: HttpRequest,
    *,
    etag: str,
    last_modified: datetime | None,
    full: Callable[[], HttpResponse],
    max_age: int,
) -> HttpResponse:
    """Answer 405, 304 or in full, with what every feed says of itself."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    moment = None if last_modified is None else int(last_modified.timestamp())
    response = get_conditional_response(request, etag=etag, last_modified=moment)
    if response is None:
        response = full()
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
        body = gzip.compress(body, compresslevel=COMPRESS_LEVEL, mtime=0)  # no clock in the bytes
        headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(body))
    return HttpResponse(b"" if request.method == "HEAD" else body, headers=headers)


def compressed_response(request: HttpRequest, octets: bytes, content_type: str) -> HttpResponse:
    """Return a feed that is compressed already, or what it was before where the client cannot read that."""
    headers = {"Content-Type": content_type}
    if accepts_gzip(request):
        headers["Content-Encoding"] = "gzip"
    else:
        octets = gzip.decompress(octets)
    headers["Content-Length"] = str(len(octets))
    return HttpResponse(b"" if request.method == "HEAD" else octets, headers=headers)


def parts(
    name: str,
    version: str,
    stamps: Mapping[str, str],
    write: Callable[[list[str]], Mapping[str, ical.Part]],
    *,
    now: datetime,
) -> list[ical.Part]:
    """
    Return the entries in octets of each key, in order: those kept whose stamp is still this one, the others written.

    `write` is given the keys that are missing and returns what it can; what it leaves out is left out of the feed.
    Another `version` (of the program, of the site's address) makes everything new.
    """
    known = shelf(name, version)
    missing = [key for key, stamp in stamps.items() if key not in known or known[key].stamp != stamp]
    if missing:
        for key in missing:
            known.pop(key, None)
        known.update(write(missing))
        if sum(len(one.octets) for one in known.values()) > MOST_PARTS:
            known = {key: known[key] for key in stamps if key in known}
        kept.keep(name, version, gzip.compress(ical.shelved(known), compresslevel=1, mtime=0), at=now)
    return [known[key] for key in stamps if key in known]


def shelf(name: str, version: str) -> dict[str, ical.Part]:
    """Return the entries that are kept, none where the disk has lost some of them."""
    try:
        return ical.unshelved(gzip.decompress(kept.read_whole(name, version) or b""))
    except (OSError, EOFError, zlib.error):
        return {}


def accepts_gzip(request: HttpRequest) -> bool:
    """Whether the client says that it reads gzip (and does not say `q=0`)."""
    for part in request.headers.get("Accept-Encoding", "").lower().split(","):
        coding, _, weight = part.partition(";")
        if coding.strip() in {"gzip", "x-gzip"}:
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False
