"""Cancelling, coming with more or fewer people, answering an offer: each a page that asks, then a POST that does."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from booking.models import Attendance, Booking
from booking.reservation_forms import PartyForm
from booking.services.booking import cancel, cancel_booking, change_party
from booking.services.refusals import BookingRefused
from booking.services.waiting import accept, decline
from booking.tickets import Ticket, ticket
from booking.views.reservation.own import attendance_of, attendances_of, own_page, status_of, with_pass
from booking.views.reservation.page import show


@with_pass
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_page(request: HttpRequest, booking: Booking) -> HttpResponse:
    """Ask whether to cancel all that is booked; cancel when the answer is sent."""
    now = timezone.now()
    if request.method == "POST":
        try:
            cancel_booking(booking=booking, now=now)
        except BookingRefused as refusal:
            return _ask_to_cancel(request, attendances_of(booking), refused=refusal)
        return own_page("annule")
    return _ask_to_cancel(request, attendances_of(booking))


@with_pass
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_one_page(request: HttpRequest, booking: Booking, pk: int) -> HttpResponse:
    """Ask whether to cancel one date of a course; cancel it when the answer is sent."""
    attendance = attendance_of(booking, pk)
    if request.method == "POST":
        try:
            cancel(attendance=attendance, now=timezone.now())
        except BookingRefused as refusal:
            return _ask_to_cancel(request, [attendance], refused=refusal)
        return own_page("date-annulee" if booking.course_id else "annule")
    return _ask_to_cancel(request, [attendance])


@with_pass
@require_http_methods(["GET", "HEAD", "POST"])
def people_page(request: HttpRequest, booking: Booking, pk: int) -> HttpResponse:
    """Ask how many will come; change it when the answer is sent."""
    attendance = attendance_of(booking, pk)
    limit = max(attendance.session.activity.party_limit, attendance.party_size)
    form = PartyForm(request.POST or None, limit=limit, initial={"party_size": attendance.party_size})
    if request.method != "POST":
        return _ask_how_many(request, attendance, form)
    if not form.is_valid():
        return _ask_how_many(request, attendance, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        change_party(attendance=attendance, party_size=int(form.cleaned_data["party_size"]), now=timezone.now())
    except BookingRefused as refusal:
        return _ask_how_many(request, attendance, form, refused=str(refusal), status=status_of(refusal))
    return own_page("personnes")


@with_pass
@require_http_methods(["GET", "HEAD", "POST"])
def offer_page(request: HttpRequest, booking: Booking, pk: int) -> HttpResponse:
    """Show the place that is offered; take it or leave it when the answer is sent."""
    attendance = attendance_of(booking, pk)
    if request.method != "POST":
        return show(request, booking)
    answer = request.POST.get("reponse")
    if answer not in _ANSWERS:
        words = _("Choisissez l'une des deux réponses.")
        return show(request, booking, refused=words, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    act, done = _ANSWERS[answer]
    try:
        act(attendance=attendance, now=timezone.now())
    except BookingRefused as refusal:
        return show(request, booking, refused=str(refusal), status=status_of(refusal))
    return own_page(done)


_ANSWERS = {"oui": (accept, "accepte"), "non": (decline, "refuse")}


def _ask_to_cancel(
    request: HttpRequest, attendances: list[Attendance], *, refused: BookingRefused | None = None
) -> HttpResponse:
    now = timezone.now()
    tickets = [ticket(one, now=now) for one in attendances]
    context = {
        "tickets": tickets if refused else _meant(tickets),
        "refused": str(refused) if refused else "",
    }
    return render(request, "booking/cancel.html", context, status=status_of(refused) if refused else HTTPStatus.OK)


def _ask_how_many(
    request: HttpRequest, attendance: Attendance, form: PartyForm, *, refused: str = "", status: int = HTTPStatus.OK
) -> HttpResponse:
    now = timezone.now()
    context = {"form": form, "ticket": ticket(attendance, now=now), "refused": refused}
    return render(request, "booking/reservation_people.html", context, status=status)


def _meant(tickets: list[Ticket]) -> list[Ticket]:
    return [one for one in tickets if one.is_meant]
