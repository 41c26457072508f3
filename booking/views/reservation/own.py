"""What every page about one person's booking has in common: who may see it, and that nobody else keeps it."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from booking.models import Attendance, Booking
from booking.services.refusals import BookingRefused, KeyTaken, PartyTooLarge
from booking.views import pass_cookie

View = Callable[..., HttpResponse]

SAID = ("session__activity", "session__location")


def personal(view: View) -> View:
    """Keep a page about one person out of every cache, search engine and other site's logs."""

    @wraps(view)
    def answer(request: HttpRequest, **parts: str | int) -> HttpResponse:
        response = view(request, **parts)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        # Not `no-referrer`: browsers then send "Origin: null" with our own forms, which the CSRF check refuses.
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response

    return answer


def with_pass(view: View) -> View:
    """
    Give the view the booking that the visitor's pass opens, and no other; without a pass, ask for the code.

    The pass begins anew with each page, so that nobody is turned out in the middle.
    """

    @wraps(view)
    @personal
    def answer(request: HttpRequest, **parts: str | int) -> HttpResponse:
        booking = pass_cookie.booking_of(request)
        if booking is None:
            return see_other(f"{reverse('booking:reservation')}?fait=attente")
        response = view(request, booking, **parts)
        if not pass_cookie.is_given(response):
            pass_cookie.give(response, booking)
        return response

    return answer


def attendances_of(booking: Booking) -> list[Attendance]:
    """Return the dates of the booking, soonest first, with what is said of them: one query."""
    attendances = list(booking.attendances.select_related(*SAID).order_by("session__start", "pk"))
    for attendance in attendances:
        attendance.booking = booking
    return attendances


def attendance_of(booking: Booking, pk: int) -> Attendance:
    """
    Return one date of this booking.

    :raises Http404: it has none of that number, whoever else has.
    """
    attendance = booking.attendances.select_related(*SAID).filter(pk=pk).first()
    if attendance is None:
        raise Http404
    attendance.booking = booking
    return attendance


def status_of(refusal: BookingRefused) -> int:
    """Return 422 for what was wrong in what was sent, 409 for what the session does not let be done."""
    mistaken = isinstance(refusal, KeyTaken | PartyTooLarge)
    return HTTPStatus.UNPROCESSABLE_ENTITY if mistaken else HTTPStatus.CONFLICT


def own_page(done: str = "") -> HttpResponseRedirect:
    """Send the browser on to the booking, which then says what was done."""
    address = reverse("booking:reservation")
    return see_other(f"{address}?fait={done}" if done else address)


def see_other(url: str) -> HttpResponseRedirect:
    """Send the browser on with a GET (RFC 9110 §15.4.4)."""
    return HttpResponseRedirect(url, status=HTTPStatus.SEE_OTHER)
