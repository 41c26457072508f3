"""
The pass: a signed cookie that opens one invitation for an hour, on its own page only.

It takes the place of the link's token, which so leaves the address bar, and never stands in the address that leads back
from the form where one signs in.
"""

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from locations.models import Invitation

NAME = "invitation"
SALT = "locations.invitation"
LASTS = 3600
"""Seconds: time to find one's password again."""


def give(response: HttpResponse, invitation: Invitation) -> None:
    """Let whoever gets this response answer the invitation."""
    response.set_cookie(
        NAME,
        signing.dumps([invitation.pk, invitation.token_hash], salt=SALT),
        max_age=LASTS,
        path=reverse("invitation:page"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def take_back(response: HttpResponse) -> None:
    """Leave nothing on this device."""
    response.delete_cookie(NAME, path=reverse("invitation:page"), samesite="Lax")


def invitation_of(request: HttpRequest, *, now: datetime) -> Invitation | None:
    """Return the invitation that the visitor may answer: none once it was sent again, used or withdrawn."""
    try:
        pk, token_hash = signing.loads(request.COOKIES.get(NAME, ""), salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    known = Invitation.objects.open(now=now).select_related("organisation", "invited_by")
    return known.filter(pk=pk, token_hash=token_hash).first()
