"""
A pass: a signed cookie that opens one thing for a while, on its own pages only.

It takes the place of the token of a mailed link, which so leaves the address bar at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Pass:
    """One kind of pass. `lasts`: seconds since it was last given. `page`: the view below which browsers show it."""

    name: str
    salt: str
    lasts: int
    page: str

    def give(self, response: HttpResponse, facts: Sequence[Any]) -> None:
        """Let whoever gets this response bring these facts back; they can be read there, and not changed."""
        response.set_cookie(
            self.name,
            signing.dumps(list(facts), salt=self.salt),
            max_age=self.lasts,
            path=reverse(self.page),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )

    def take_back(self, response: HttpResponse) -> None:
        """Leave nothing on this device (it may be a library's)."""
        response.delete_cookie(self.name, path=reverse(self.page), samesite="Lax")

    def read(self, request: HttpRequest) -> tuple[Any, Any] | None:
        """Return the two facts that the visitor brings back: None where there is none, or it is over, or not ours."""
        try:
            first, second = signing.loads(request.COOKIES.get(self.name, ""), salt=self.salt, max_age=self.lasts)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return first, second
