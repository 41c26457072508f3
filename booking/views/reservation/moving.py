"""Coming on another date instead: the dates that have room, then a page that asks, then a POST that does."""

from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from booking.models import Attendance, Booking, Session
from booking.moving import HERE, NEAR, sessions_instead
from booking.rows import SessionRow, session_row
from booking.services.booking import move
from booking.services.refusals import BookingRefused
from booking.tickets import ticket
from booking.views.reservation.own import attendance_of, own_page, status_of, with_pass
from core.clocks import zone_words
from core.dates import range_words

A_PAGE = 9


@dataclass(frozen=True, slots=True)
class Group:
    """Dates that are as near as each other."""

    words: str
    rows: list[SessionRow]


@with_pass
@require_safe
def move_page(request: HttpRequest, booking: Booking, pk: int) -> HttpResponse:
    """Show the other dates of the same activity that have room."""
    attendance = attendance_of(booking, pk)
    return _choose(request, attendance, page=request.GET.get("page", "1"))


@with_pass
@require_http_methods(["GET", "HEAD", "POST"])
def move_to_page(request: HttpRequest, booking: Booking, pk: int, to: int) -> HttpResponse:
    """Ask whether to come on that date instead; move when the answer is sent."""
    attendance = attendance_of(booking, pk)
    # Whether it has room, the engine says: it may have had some when the list was shown.
    session = Session.objects.with_place().filter(pk=to, activity=attendance.session.activity_id).first()
    if session is None or not session.location.live:
        raise Http404
    now = timezone.now()
    if request.method != "POST":
        context = {
            "ticket": ticket(attendance, now=now),
            "row": session_row(session, now=now),
            "when": range_words(session.local_start, session.local_end),
            "zone_words": zone_words(session.zone),
        }
        return render(request, "booking/reservation_move_to.html", context)
    try:
        move(attendance=attendance, to=session, now=now)
    except BookingRefused as refusal:
        return _choose(request, attendance_of(booking, pk), refused=str(refusal), status=status_of(refusal))
    return own_page("deplace")


def _choose(
    request: HttpRequest, attendance: Attendance, *, page: str = "1", refused: str = "", status: int = HTTPStatus.OK
) -> HttpResponse:
    now = timezone.now()
    current = ticket(attendance, now=now)
    found = sessions_instead(attendance, now=now) if current.is_meant else Session.objects.none()
    shown = Paginator(found, A_PAGE).get_page(page)
    address = reverse("booking:move", args=[attendance.pk])
    context = {
        "ticket": current,
        "groups": _groups(attendance, list(shown.object_list), now=now),
        "refused": refused,
        "previous_url": f"{address}?page={shown.previous_page_number()}" if shown.has_previous() else "",
        "next_url": f"{address}?page={shown.next_page_number()}" if shown.has_next() else "",
        "page_words": _("Page %(page)s sur %(pages)s") % {"page": shown.number, "pages": shown.paginator.num_pages},
    }
    return render(request, "booking/reservation_move.html", context, status=status)


def _groups(attendance: Attendance, sessions: list[Session], *, now: datetime) -> list[Group]:
    """Return the dates under how near they are; each line leads to the page that asks."""
    groups: dict[int, Group] = {}
    for session in sessions:
        nearness: int = session.nearness  # type: ignore[attr-defined]  # `sessions_instead` counts it
        group = groups.setdefault(nearness, Group(_nearness_words(nearness, attendance), []))
        url = reverse("booking:move_to", args=[attendance.pk, session.pk])
        group.rows.append(replace(session_row(session, now=now), url=url))
    return list(groups.values())


def _nearness_words(nearness: int, attendance: Attendance) -> str:
    if nearness == HERE:
        return _("Au même endroit : %(place)s") % {"place": attendance.session.location.name}
    return _("Dans le même département") if nearness == NEAR else _("Ailleurs")
