"""
Framed pages as they were answered, for half a minute, before sessions and authentication are looked at.

One store a process: nothing is shared, so nothing can fail. Bounded, since an address may carry any question.
"""

import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from locations.choices import FrameKind
from locations.framing import counting
from locations.framing.origins import allows

GetResponse = Callable[[HttpRequest], HttpResponse]
Key = tuple[str, str, str, str]

KEPT = 30
"""Seconds that a copy is answered. `MAX_AGE` (`locations.framing.answer`) counts from when it was made."""

FRAMES = frozenset({"iframe", "frame", "object", "embed"})
"""What a browser calls a page that it shows inside another (Fetch Metadata, `Sec-Fetch-Dest`)."""

MOST = 8 * 1024 * 1024
"""Bytes of pages that a process keeps, with their headers and what was asked."""


@dataclass(frozen=True, slots=True)
class Copy:
    """An answer, all its headers included; `made` is on this process's own clock."""

    body: bytes
    headers: dict[str, str]
    etag: str
    organisation: int
    kind: FrameKind
    allowed: tuple[str, ...]
    made: float


def weight(key: Key, copy: Copy) -> int:
    """Return about how many bytes a copy holds: an address may be longer than its page."""
    return sum(map(len, key)) + len(copy.body) + sum(len(name) + len(value) for name, value in copy.headers.items())


class Shelf:
    """The copies of this process, the one used longest ago thrown away first."""

    def __init__(self) -> None:
        self.copies: OrderedDict[Key, Copy] = OrderedDict()
        self.size = 0
        self.lock = Lock()

    def find(self, key: Key) -> Copy | None:
        """Return a copy that is still young enough."""
        with self.lock:
            copy = self.copies.get(key)
            if copy is None or monotonic() - copy.made >= KEPT:
                return None
            self.copies.move_to_end(key)
            return copy

    def keep(self, key: Key, copy: Copy) -> None:
        """Keep it, in the place of the one before."""
        with self.lock:
            self._drop(key)
            self.copies[key] = copy
            self.size += weight(key, copy)
            while self.size > MOST:
                self._drop(next(iter(self.copies)))

    def clear(self) -> None:
        """Forget them all."""
        with self.lock:
            self.copies.clear()
            self.size = 0

    def _drop(self, key: Key) -> None:
        if copy := self.copies.pop(key, None):
            self.size -= weight(key, copy)


shelf = Shelf()


class KeptFramesMiddleware:
    """Answer a framed page from its copy; keep the one that a view has just made (`locations.framing.answer`)."""

    def __init__(self, get_response: GetResponse) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer at once where there is a copy."""
        if "/integration/" not in request.path_info or request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        key, known = _key(request), request.META.get("HTTP_IF_NONE_MATCH", "")
        copy = shelf.find(key)
        if copy is None:
            response = self.get_response(request)
            frame = getattr(response, "frame_of", None)
            if frame is None:
                return response
            organisation, kind = frame
            headers = {name: value for name, value in response.items() if name != "Content-Length"}
            allowed = tuple(getattr(response, "framed_by", ()))
            copy = Copy(response.content, headers, headers["ETag"], organisation, kind, allowed, monotonic())
            shelf.keep(key, copy)
        if request.method == "GET" and _is_shown(request, copy):
            counting.count(copy.organisation, copy.kind, day=timezone.localdate())
        return _answer(copy, known, with_body=request.method == "GET")


def _answer(copy: Copy, known: str, *, with_body: bool) -> HttpResponse:
    """Return the page, or 304 to who has this version; all the headers each time, since browsers replace theirs."""
    unchanged = _has(known, copy.etag)
    body = copy.body if with_body and not unchanged else b""
    response = HttpResponse(body, status=304 if unchanged else 200, headers=copy.headers)
    # What is on the way may keep it for what is left of the minute, not for one more.
    response.headers["Age"] = str(int(monotonic() - copy.made))
    if unchanged:
        del response.headers["Content-Type"]
    else:
        response.headers["Content-Length"] = str(len(copy.body))
    return response


def _has(header: str, etag: str) -> bool:
    """Whether the browser has this version (RFC 9110 §13.1.2, weak comparison)."""
    return header.strip() == "*" or etag.removeprefix("W/") in re.findall(r'"[^"]*"', header)


def _key(request: HttpRequest) -> Key:
    host = request.META.get("HTTP_HOST", "")
    return request.scheme or "", host, request.path_info, request.META.get("QUERY_STRING", "")


def _is_shown(request: HttpRequest, copy: Copy) -> bool:
    """
    Whether a site that may shows it, as far as the browser says: our own preview is no view, nor is what is refused.

    Of what is around a frame one hears the name at most (`Referer`); of our own element, nothing: that is counted.
    """
    asked_by = request.META.get("HTTP_REFERER", "")
    if request.META.get("HTTP_SEC_FETCH_DEST", "iframe") not in FRAMES:
        return False
    if request.META.get("HTTP_SEC_FETCH_SITE") == "same-origin":
        return False
    return not asked_by or allows(copy.allowed, asked_by)
