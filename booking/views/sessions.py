"""The sessions to book, and one session with its form."""

from datetime import datetime
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from booking.choices import Mode
from booking.forms import BookingForm, new_key
from booking.models import Booking, Session
from booking.offer_list import listing
from booking.services.booking import book
from booking.services.booking.person import attendance_of
from booking.services.refusals import AlreadyBooked, BookingRefused, KeyTaken, PartyTooLarge
from booking.session_page import offer, page
from booking.via import partner_of, slug_of, way_back
from booking.views import pass_cookie
from core.dates import range_words
from core.throttle import Throttled, client_address, count


@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    """Show the sessions to come, day by day."""
    shown = listing.session_list(request.GET, now=timezone.now(), path=request.path)
    return render(request, "booking/sessions.html", shown)


@cache_control(private=True, no_cache=True)
@require_http_methods(["GET", "HEAD", "POST"])
def session_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one session with its form; take the booking that is sent."""
    now = timezone.now()
    session = get_object_or_404(Session.objects.with_place().filter(location__live=True), pk=pk)
    form = BookingForm(
        request.POST if request.method == "POST" else None,
        initial={"idempotency_key": new_key()},
        party_limit=session.activity.party_limit,
        by_phone=session.activity.mode == Mode.PHONE,
    )
    if not form.is_bound:
        return _show(request, session, form, now=now)
    if not form.is_valid():
        return _show(request, session, form, now=now, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if form.is_from_a_robot:
        # A browser may have filled the field that nobody sees: the same form comes back without it, to be sent again.
        words = _("Pour confirmer, appuyez encore une fois sur le bouton. Rien n'est perdu.")
        return _show(request, session, form, now=now, refused=words, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if mine := _own(request, session, form):
        return _to_ticket(mine)
    try:
        _throttle(request, now=now)
        booking = book(
            session=session,
            person=form.person,
            party_size=form.cleaned_data["party_size"],
            idempotency_key=form.cleaned_data["idempotency_key"],
            via=partner_of(request.GET),
            wait=request.POST.get("attente") == "1",
            now=now,
        )
    except Throttled as refusal:
        words = _("Beaucoup de réservations viennent de votre connexion. Appelez-nous, ou réessayez plus tard.")
        response = _show(request, session, form, now=now, refused=words, status=HTTPStatus.TOO_MANY_REQUESTS)
        response.headers["Retry-After"] = str(refusal.retry_after)
        return response
    except AlreadyBooked:
        return _see_other(reverse("booking:already", args=[session.pk]))
    except BookingRefused as refusal:
        mistaken = isinstance(refusal, KeyTaken | PartyTooLarge)
        status = HTTPStatus.UNPROCESSABLE_ENTITY if mistaken else HTTPStatus.CONFLICT
        form.renew_key()
        session = get_object_or_404(Session.objects.with_place(), pk=session.pk)
        return _show(request, session, form, now=now, refused=str(refusal), status=status)
    return _to_ticket(booking)


@require_safe
def already_booked(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that nothing was taken twice, and nothing about whose booking it is."""
    session = get_object_or_404(Session.objects.with_place().filter(location__live=True), pk=pk)
    when = range_words(session.local_start, session.local_end)
    return render(request, "booking/already.html", {"session": session, "when": when})


def _own(request: HttpRequest, session: Session, form: BookingForm) -> Booking | None:
    """Return the visitor's booking where it is asked for once more: who came back from the ticket, and sent again."""
    booking = pass_cookie.booking_of(request)
    held = attendance_of(form.person, [session.pk]) if booking else None
    same = held and held.booking == booking and held.party_size == form.cleaned_data["party_size"]
    return booking if same else None


def _to_ticket(booking: Booking) -> HttpResponseRedirect:
    """Send the visitor on to the booking, with the pass that opens it."""
    response = _see_other(f"{reverse('booking:reservation')}?fait=reserve")
    pass_cookie.give(response, booking)
    return response


def _throttle(request: HttpRequest, *, now: datetime) -> None:
    """Count a booking of this address; those who sign in here book for others, as many as they must."""
    if not request.user.is_authenticated:
        limit = settings.BOOKINGS_PER_HOUR_PER_ADDRESS
        count(what="book", address=client_address(request), limit=limit, now=now)


def _show(
    request: HttpRequest,
    session: Session,
    form: BookingForm,
    *,
    now: datetime,
    refused: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Show the session, and the form where it can be booked or was just sent."""
    one = offer(session, now=now)
    shown = page(one, now=now, via=slug_of(request.GET)) | {
        "way_back": way_back(partner_of(request.GET)),
        "form": form,
        "show_form": form.is_bound or one.can_book or one.can_wait,
        # A group for which there are too few places may wait, where there is a list.
        "can_wait": one.can_wait or (status == HTTPStatus.CONFLICT and one.can_book and session.waiting_left > 0),
        "refused": refused or (str(one.refusal) if one.refusal else ""),
        "sent_back": bool(refused),
        "show_trap": not (form.is_bound and form.data.get("second_address")),
    }
    return render(request, "booking/session.html", shown, status=status)


def _see_other(url: str) -> HttpResponseRedirect:
    """Send the browser on with a GET (RFC 9110 §15.4.4)."""
    return HttpResponseRedirect(url, status=HTTPStatus.SEE_OTHER)
