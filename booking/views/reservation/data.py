"""What is held on a person: seen, downloaded, erased."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from booking.models import Booking
from booking.services.privacy import erase, personal_data
from booking.services.refusals import BookingRefused
from booking.tickets import ticket
from booking.views import pass_cookie
from booking.views.reservation.own import attendances_of, personal, see_other, with_pass


@with_pass
@require_safe
def data_page(request: HttpRequest, booking: Booking) -> HttpResponse:
    """Show all that is held on the person, in words."""
    return render(request, "booking/reservation_data.html", {"sections": _sections(personal_data(booking))})


@with_pass
@require_safe
def data_file(request: HttpRequest, booking: Booking) -> HttpResponse:
    """Give all that is held on the person as a file that programs read."""
    return JsonResponse(
        personal_data(booking),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={"Content-Disposition": 'attachment; filename="mes-donnees.json"'},
    )


@with_pass
@require_http_methods(["GET", "HEAD", "POST"])
def erase_page(request: HttpRequest, booking: Booking) -> HttpResponse:
    """Say what erasing means; erase when the answer is sent."""
    now = timezone.now()
    refused = ""
    if request.method == "POST":
        try:
            erase(booking=booking, now=now)
        except BookingRefused as refusal:
            refused = str(refusal)
        else:
            response = see_other(reverse("booking:erased"))
            pass_cookie.PASS.take_back(response)
            return response
    tickets = [ticket(one, now=now) for one in attendances_of(booking)]
    context = {"meant": [one for one in tickets if one.is_meant], "refused": refused}
    status = HTTPStatus.CONFLICT if refused else HTTPStatus.OK
    return render(request, "booking/reservation_erase.html", context, status=status)


@personal
@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    """Say that nothing is left."""
    return render(request, "booking/reservation_erased.html")


def _sections(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the same, as a page shows it: a heading, then facts, or a list of facts; what is empty is left out."""
    return [{"title": _heading(title), "blocks": blocks} for title, held in data.items() if (blocks := _blocks(held))]


def _blocks(held: Any) -> list[dict[str, Any]]:
    """Return blocks of facts (name and value) or of one text."""
    if isinstance(held, list):
        return [block for one in held for block in _blocks(one)]
    if isinstance(held, dict):
        facts = [
            {"name": _heading(name), "value": ", ".join(map(str, value)) if isinstance(value, list) else value}
            for name, value in held.items()
            if value not in ("", [], None)
        ]
        return [{"facts": facts, "text": ""}] if facts else []
    return [{"facts": [], "text": str(held)}] if held not in ("", None) else []


def _heading(name: str) -> str:
    return f"{name[:1].upper()}{name[1:]}"
