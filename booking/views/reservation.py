"""One's own booking: found by code or link, seen, put into an agenda, cancelled. A GET changes nothing."""

import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from booking.entries import MANAGE_PATH, absolute, address_lines, attendance_entry
from booking.forms import CodeForm
from booking.models import Attendance, Booking
from booking.services.access import find_by_code, find_by_token
from booking.services.booking import cancel
from booking.services.refusals import TooLateToCancel
from booking.views import pass_cookie
from core.codes import code_words
from core.dates import day_words, range_words
from core.ical import Calendar, serialise
from core.phones import phone_words
from core.throttle import Throttled, client_address, count

logger = logging.getLogger(__name__)

View = Callable[..., HttpResponse]


def personal(view: View) -> View:
    """Keep a page about one person out of every cache, search engine and other site's logs."""

    @wraps(view)
    def answer(request: HttpRequest, **parts: str) -> HttpResponse:
        response = view(request, **parts)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        # Not `no-referrer`: browsers then send "Origin: null" with our own forms, which the CSRF check refuses.
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response

    return answer


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def reservation(request: HttpRequest) -> HttpResponse:
    """Show the booking that the pass opens, else ask for a code."""
    if request.method == "POST":
        return _try_code(request)
    booking = pass_cookie.booking_of(request)
    if booking is None:
        return _ask_for_code(request, CodeForm())
    return _show(request, booking, done=request.GET.get("fait", ""))


@personal
@require_safe
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Exchange the mailed link for a pass, and take it out of the address bar."""
    booking = find_by_token(token=token, now=timezone.now())
    if booking is None:
        words = _("Ce lien ne fonctionne plus. Écrivez votre code, ou appelez-nous.")
        return _ask_for_code(request, CodeForm(), refused=words, status=HTTPStatus.NOT_FOUND)
    response = HttpResponseRedirect(reverse("booking:reservation"))
    response.headers["Referrer-Policy"] = "no-referrer"
    pass_cookie.give(response, booking)
    return response


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_page(request: HttpRequest) -> HttpResponse:
    """Ask whether to cancel; cancel when the answer is sent."""
    booking = pass_cookie.booking_of(request)
    if booking is None:
        return _see_other(reverse("booking:reservation"))
    attendances = [one for one in _attendances(booking) if one.holds_a_place]
    context = {"tickets": [_ticket(one) for one in attendances], "refused": ""}
    if request.method != "POST":
        return render(request, "booking/cancel.html", context)
    try:
        for attendance in attendances:
            cancel(attendance=attendance, now=timezone.now())
    except TooLateToCancel as refusal:
        return render(request, "booking/cancel.html", context | {"refused": str(refusal)}, status=HTTPStatus.CONFLICT)
    return _see_other(f"{reverse('booking:reservation')}?fait=annule")


@personal
@require_safe
def calendar_file(request: HttpRequest) -> HttpResponse:
    """Give the booking as an entry for the person's own agenda."""
    booking = pass_cookie.booking_of(request)
    if booking is None:
        return _see_other(reverse("booking:reservation"))
    entries = [attendance_entry(attendance) for attendance in _attendances(booking)]
    calendar = Calendar(
        name=_("Mes rendez-vous"),
        changed_at=max((entry.changed_at for entry in entries), default=booking.created_at),
        url=absolute(MANAGE_PATH),
    )
    return HttpResponse(
        serialise(calendar, entries),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="rendez-vous.ics"'},
    )


@personal
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the booking on this device."""
    response = _see_other(reverse("booking:reservation"))
    pass_cookie.take_back(response)
    return response


def _try_code(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    form = CodeForm(request.POST)
    try:
        count(what="code", address=client_address(request), limit=settings.CODE_TRIES_PER_HOUR_PER_ADDRESS, now=now)
    except Throttled as refusal:
        logger.warning("too many codes tried from one address")
        words = _("Trop d'essais. Attendez un peu, ou appelez-nous.")
        response = _ask_for_code(request, form, refused=words, status=HTTPStatus.TOO_MANY_REQUESTS)
        response.headers["Retry-After"] = str(refusal.retry_after)
        return response
    if not form.is_valid():
        return _ask_for_code(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    booking = find_by_code(code=form.cleaned_data["code"], contact=form.cleaned_data["contact"])
    if booking is None:
        words = _(
            "Nous ne trouvons pas de réservation avec ce code et ce contact. "
            "Vérifiez les deux, ou appelez-nous : nous la chercherons avec vous."
        )
        return _ask_for_code(request, form, refused=words, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    response = _see_other(reverse("booking:reservation"))
    pass_cookie.give(response, booking)
    return response


def _ask_for_code(
    request: HttpRequest, form: CodeForm, *, refused: str = "", status: int = HTTPStatus.OK
) -> HttpResponse:
    return render(request, "booking/code.html", {"form": form, "refused": refused}, status=status)


def _show(request: HttpRequest, booking: Booking, *, done: str) -> HttpResponse:
    attendances = _attendances(booking)
    now = timezone.now()
    context = {
        "booking": booking,
        "tickets": [_ticket(attendance) for attendance in attendances],
        "can_cancel": any(one.holds_a_place and one.session.start > now for one in attendances),
        "holds_a_place": any(one.holds_a_place for one in attendances),
        "done": done,
    }
    return render(request, "booking/reservation.html", context)


def _attendances(booking: Booking) -> list[Attendance]:
    related = ("session__activity", "session__location")
    attendances = list(booking.attendances.select_related(*related).order_by("session__start"))
    for attendance in attendances:
        attendance.booking = booking
    return attendances


def _ticket(attendance: Attendance) -> dict[str, object]:
    """Return what the ticket says."""
    session = attendance.session
    start, people = session.local_start, attendance.party_size
    return {
        "attendance": attendance,
        "session": session,
        "code": code_words(attendance.booking.code),
        "when": range_words(start, session.local_end),
        "starts_iso": start.isoformat(timespec="minutes"),
        "leaf": {
            "weekday": day_words(start, month=False).split()[0],
            "day": start.day,
            "month": day_words(start, year=False).split()[-1],
        },
        "people": ngettext("%(people)s personne", "%(people)s personnes", people) % {"people": people},
        "address": ", ".join(address_lines(session.location)),
        "phone_words": phone_words(session.location.phone),
    }


def _see_other(url: str) -> HttpResponseRedirect:
    """Send the browser on with a GET (RFC 9110 §15.4.4)."""
    return HttpResponseRedirect(url, status=HTTPStatus.SEE_OTHER)
