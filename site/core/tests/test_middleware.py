"""Who may frame what, under which policy, in which language."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings

from core.middleware import PathLanguageMiddleware, allow_framing

STRICT = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-src 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
}


def policy(response: HttpResponse) -> set[str]:
    return {part.strip() for part in response.headers["Content-Security-Policy"].split(";")}


def test_a_public_answer_is_strict_and_framed_by_nobody() -> None:
    response = Client().get("/livez")
    assert policy(response) == STRICT
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.cookies == {}


@pytest.mark.django_db
def test_a_page_is_asked_for_again_and_one_with_a_cookie_is_for_its_visitor_only() -> None:
    assert Client().get("/rendez-vous/").headers["Cache-Control"] == "no-cache"
    assert Client().get("/admin/login/").headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    known = Client()
    known.cookies["sessionid"] = "x"
    assert known.get("/rendez-vous/").headers["Cache-Control"] == "private, no-cache"


@pytest.mark.django_db
def test_only_the_admin_may_run_inline_and_frame_itself() -> None:
    response = Client().get("/admin/login/")
    assert "script-src 'self' 'unsafe-inline'" in policy(response)
    assert "frame-ancestors 'self'" in policy(response)
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize(
    ("loopback", "expected"),
    [
        (False, ["'self'", "https://www.exemple.fr"]),
        (True, ["'self'", "https://www.exemple.fr", "http://127.0.0.1:*", "http://localhost:*"]),
    ],
)
def test_a_frame_is_allowed_for_exactly_the_registered_origins(loopback: bool, expected: list[str]) -> None:
    response = HttpResponse()
    with override_settings(FRAMING_ALLOWS_LOOPBACK=loopback):
        allow_framing(response, ["https://www.exemple.fr"])
    assert response._csp_replace == {"frame-ancestors": expected}


@pytest.mark.parametrize(("path", "language"), [("/", "fr"), ("/agenda/", "fr"), ("/en/", "en"), ("/english/", "fr")])
def test_the_language_is_the_paths_and_never_a_headers_or_a_cookies(path: str, language: str) -> None:
    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.LANGUAGE_CODE)

    request = RequestFactory().get(path, headers={"Accept-Language": "ar"})
    request.COOKIES["django_language"] = "ar"
    with override_settings(LANGUAGES=[("fr", "Français"), ("en", "English"), ("ar", "العربية")]):
        response = PathLanguageMiddleware(answer)(request)
    assert response.content.decode() == language
    assert response.headers["Content-Language"] == language
