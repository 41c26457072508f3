"""Language by path, who may frame what, and what every answer says of itself."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from csp.constants import SELF, UNSAFE_INLINE
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

GetResponse = Callable[[HttpRequest], HttpResponse]

ADMIN_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}


class PathLanguageMiddleware:
    """Take the language from the path's first segment (`/en/…`), French without one: never from a cookie or header."""

    def __init__(self, get_response: GetResponse) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the path's language."""
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language  # as Django's own middleware does
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class AnswerHeadersMiddleware:
    """Ask browsers to come back before they show a page again, and keep from pages the sensors they do not need."""

    def __init__(self, get_response: GetResponse) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Complete what the view did not say; a page that knows its visitor is for nobody else."""
        response = self.get_response(request)
        known = response.cookies or settings.SESSION_COOKIE_NAME in request.COOKIES
        response.headers.setdefault("Cache-Control", "private, no-cache" if known else "no-cache")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(self), microphone=(), payment=()")
        return response


class OpenDataMiddleware:
    """
    Let programs on any site read the API and the open data, HEAD included; nothing there knows its visitor.

    A browser that asks first (OPTIONS) is answered here: any origin, reading only.
    """

    PREFIXES = ("/api/", "/donnees/")
    METHODS = "GET, HEAD, OPTIONS"

    def __init__(self, get_response: GetResponse) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Say who may read what is answered."""
        if not request.path_info.startswith(self.PREFIXES):
            return self.get_response(request)
        if request.method == "OPTIONS":
            response = HttpResponse(status=204, headers={"Allow": self.METHODS})
            response.headers["Access-Control-Allow-Methods"] = self.METHODS
            response.headers["Access-Control-Allow-Headers"] = "*"
            response.headers["Access-Control-Max-Age"] = "86400"
        else:
            if request.method == "HEAD" and request.path_info.startswith("/api/"):
                request.method = "GET"  # ninja knows no HEAD; the server sends no body all the same
            response = self.get_response(request)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "Content-Disposition, ETag"
        return response


class FramingMiddleware:
    """
    Say who may frame a response, and relax the policy below the admin's prefix.

    A view that may be framed says so with `allow_framing(response, origins)`; previews are framed by the admin;
    everything else by nobody.
    """

    def __init__(self, get_response: GetResponse) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Complete the response's policy, which `csp.middleware` writes afterwards."""
        response = self.get_response(request)
        if request.path_info.startswith(settings.ADMIN_PREFIX):
            replace(response, ADMIN_POLICY)
            allow_map_tiles(response, ADMIN_POLICY["img-src"])
        elif getattr(request, "is_preview", False):
            replace(response, {"frame-ancestors": [SELF]})
        if not hasattr(response, "framed_by"):
            ancestors_are_us = request.path_info.startswith(settings.ADMIN_PREFIX) or getattr(
                request, "is_preview", False
            )
            response.headers["X-Frame-Options"] = "SAMEORIGIN" if ancestors_are_us else "DENY"
        return response


def allow_framing(response: HttpResponse, origins: list[str]) -> None:
    """Let our own pages and these origins (scheme, host, port) frame the response."""
    loopback = ["http://127.0.0.1:*", "http://localhost:*"] if settings.FRAMING_ALLOWS_LOOPBACK else []
    replace(response, {"frame-ancestors": [SELF, *origins, *loopback]})
    response.framed_by = [*origins, *loopback]  # type: ignore[attr-defined]  # read here, and by KeptFramesMiddleware


def allow_map_tiles(response: HttpResponse, pictures: Sequence[str] = (SELF, "data:")) -> None:
    """Let a page that holds a map show the pictures of `MAP_TILES_URL`, from that origin only."""
    replace(response, {"img-src": [*pictures, *_tiles_origin()]})


def _tiles_origin() -> list[str]:
    if not settings.MAP_TILES_URL:
        return []
    parts = urlsplit(settings.MAP_TILES_URL)
    # Leaflet asks several machines in turn where an address begins with `{s}`.
    return [f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}"]


def replace(response: HttpResponse, directives: dict[str, Any]) -> None:
    """Replace directives of the policy for this response (the attribute is django-csp's)."""
    response._csp_replace = {**getattr(response, "_csp_replace", {}), **directives}  # type: ignore[attr-defined]
