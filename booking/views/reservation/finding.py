"""Finding one's booking again: the code with a contact, a link, a fresh link. No answer says what was wrong."""

import logging
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from booking.reservation_forms import CodeForm, ContactForm
from booking.services.access import find_by_code, find_by_token
from booking.services.lost_links import send_links
from booking.services.refusals import Busy
from booking.views import pass_cookie
from booking.views.reservation.own import own_page, personal, see_other
from core.throttle import Throttled, check, client_address, count

logger = logging.getLogger(__name__)

TRIES = "code"
"""Codes and links are guessed alike, and counted together; only what opens nothing is counted."""


def ask_for_code(
    request: HttpRequest,
    form: CodeForm | None = None,
    *,
    refused: str = "",
    done: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Show the form that asks for the code and the contact; `done`: what has just been done, or why we ask again."""
    context = {"form": form or CodeForm(), "refused": refused, "done": done}
    return render(request, "booking/code.html", context, status=status)


def try_code(request: HttpRequest) -> HttpResponse:
    """Open the booking whose code and contact were sent."""
    now = timezone.now()
    form = CodeForm(request.POST)
    try:
        check(what=TRIES, address=client_address(request), limit=settings.CODE_TRIES_PER_HOUR_PER_ADDRESS, now=now)
        if not form.is_valid():
            return ask_for_code(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        booking = find_by_code(code=form.cleaned_data["code"], contact=form.cleaned_data["contact"])
        if booking is None:
            logger.info("a code that opens nothing was tried")
            count(what=TRIES, address=client_address(request), limit=settings.CODE_TRIES_PER_HOUR_PER_ADDRESS, now=now)
    except Throttled as refusal:
        logger.warning("too many codes tried from one address")
        response = ask_for_code(request, form, refused=_too_many(), status=HTTPStatus.TOO_MANY_REQUESTS)
        response.headers["Retry-After"] = str(refusal.retry_after)
        return response
    if booking is None:
        words = _(
            "Nous ne trouvons pas de réservation avec ce code et ce contact. "
            "Vérifiez les deux, ou appelez-nous : nous la chercherons avec vous."
        )
        return ask_for_code(request, form, refused=words, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    response = own_page()
    pass_cookie.give(response, booking)
    return response


@personal
@require_safe
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Exchange the mailed link for a pass, and take it out of the address bar; a link that is wrong says only that."""
    now = timezone.now()
    limit, address = settings.CODE_TRIES_PER_HOUR_PER_ADDRESS, client_address(request)
    try:
        check(what=TRIES, address=address, limit=limit, now=now)
        booking = find_by_token(token=token, now=now)
        if booking is None:
            logger.info("a link that opens nothing was tried")
            count(what=TRIES, address=address, limit=limit, now=now)
    except Throttled as refusal:
        logger.warning("too many links tried from one address")
        response = _dead_link(request, _too_many(), status=HTTPStatus.TOO_MANY_REQUESTS)
        response.headers["Retry-After"] = str(refusal.retry_after)
        return response
    if booking is None:
        return _dead_link(request, _("Ce lien ne fonctionne plus"), status=HTTPStatus.NOT_FOUND)
    response = own_page()
    response.headers["Referrer-Policy"] = "no-referrer"
    pass_cookie.give(response, booking)
    return response


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def new_link(request: HttpRequest) -> HttpResponse:
    """Send a fresh link to a contact that has something booked; the page says the same whether it has."""
    now = timezone.now()
    form = ContactForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "refused": ""}
    if request.method != "POST":
        return render(request, "booking/code_lost.html", context)
    if not form.is_valid():
        return render(request, "booking/code_lost.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        limit = settings.CODE_TRIES_PER_HOUR_PER_ADDRESS
        count(what="link", address=client_address(request), limit=limit, now=now)
    except Throttled as refusal:
        logger.warning("too many links asked for from one address")
        context["refused"] = _too_many()
        response = render(request, "booking/code_lost.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
        response.headers["Retry-After"] = str(refusal.retry_after)
        return response
    try:
        send_links(contact=form.cleaned_data["contact"], now=now)
    except Busy as refusal:
        context["refused"] = str(refusal)
        return render(request, "booking/code_lost.html", context, status=HTTPStatus.CONFLICT)
    return see_other(reverse("booking:link_sent"))


@personal
@require_safe
def link_sent(request: HttpRequest) -> HttpResponse:
    """Say what happens if the contact is known."""
    return render(request, "booking/code_sent.html")


@personal
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the booking on this device."""
    response = own_page("quitte")
    pass_cookie.PASS.take_back(response)
    return response


def _dead_link(request: HttpRequest, title: str, *, status: int) -> HttpResponse:
    """Say that the link opens nothing. The page has no form: its address must not even go to ourselves."""
    response = render(request, "booking/code_dead_link.html", {"title": title}, status=status)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _too_many() -> str:
    return _("Trop d'essais depuis cette connexion. Attendez un peu, ou appelez-nous.")
