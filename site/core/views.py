"""Answers that belong to no app: forged or expired forms, and signs of life."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Tell in words that the form has expired, and how to go on (the reason is for developers: see the log)."""
    return render(request, "403_csrf.html", status=403)


def livez(request: HttpRequest) -> HttpResponse:
    """Answer that the process lives, without touching the database."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})
