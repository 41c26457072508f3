"""The pass that opens one booking."""

from django.http import HttpRequest, HttpResponse

from booking.models import Booking
from core.passes import Pass

PASS = Pass("reservation", salt="booking.pass", lasts=15 * 60, page="booking:reservation")
"""A quarter of an hour since the last page: time to read and to print, little for who sits down there next."""


def give(response: HttpResponse, booking: Booking) -> None:
    """Let whoever gets this response see the booking."""
    PASS.give(response, [booking.pk, booking.code])


def is_given(response: HttpResponse) -> bool:
    """Whether this response gives a pass, or takes one back, already."""
    return PASS.name in response.cookies


def booking_of(request: HttpRequest) -> Booking | None:
    """Return the booking that the visitor may see."""
    facts = PASS.read(request)
    if facts is None:
        return None
    pk, code = facts
    return Booking.objects.filter(pk=pk, code=code, anonymised_at=None).first()
