"""
The pass: a signed cookie that opens one booking for a short while, on its own pages only.

It takes the place of the link's token, which so leaves the address bar at once.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from booking.models import Booking

NAME = "reservation"
SALT = "booking.pass"
LASTS = 15 * 60
"""Seconds since the last page was looked at: time to read and to print, little for who sits down there next."""


def give(response: HttpResponse, booking: Booking) -> None:
    """Let whoever gets this response see the booking."""
    response.set_cookie(
        NAME,
        signing.dumps([booking.pk, booking.code], salt=SALT),
        max_age=LASTS,
        path=reverse("booking:reservation"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def take_back(response: HttpResponse) -> None:
    """Leave nothing on this device (it may be a library's)."""
    response.delete_cookie(NAME, path=reverse("booking:reservation"), samesite="Lax")


def is_given(response: HttpResponse) -> bool:
    """Whether this response gives a pass, or takes one back, already."""
    return NAME in response.cookies


def booking_of(request: HttpRequest) -> Booking | None:
    """Return the booking that the visitor may see."""
    try:
        pk, code = signing.loads(request.COOKIES.get(NAME, ""), salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Booking.objects.filter(pk=pk, code=code, anonymised_at=None).first()
