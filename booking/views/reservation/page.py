"""One's booking on one page: the code, each date, what can be done; the same on paper, and as a calendar entry."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from booking.entries import MANAGE_PATH, absolute, attendance_entry, in_calendar
from booking.messages.routing import JUST_SEEN
from booking.models import Attendance, Booking
from booking.services.waiting import position
from booking.tickets import Ticket, code_of, dates_words, people_words, position_words, ticket
from booking.via import way_back
from booking.views import pass_cookie
from booking.views.reservation.finding import ask_for_code, try_code
from booking.views.reservation.own import attendances_of, personal, with_pass
from core.ical import Calendar, serialise
from core.phones import is_mobile, phone_words
from outbox import sms

ALARMS = (timedelta(days=1), timedelta(hours=2))
"""When "Ajouter un rappel" rings: early enough to get ready, and to leave."""


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def reservation(request: HttpRequest) -> HttpResponse:
    """Show the booking that the pass opens, else ask for a code."""
    if request.method == "POST":
        return try_code(request)
    booking = pass_cookie.booking_of(request)
    done = request.GET.get("fait", "")
    if booking is None:
        return ask_for_code(request, done=done)
    response = show(request, booking, done=done)
    pass_cookie.give(response, booking)
    return response


def show(
    request: HttpRequest, booking: Booking, *, done: str = "", refused: str = "", status: int = 200
) -> HttpResponse:
    """Show the booking, with what was just done, or why it could not be."""
    now = timezone.now()
    attendances = attendances_of(booking)
    tickets = [ticket(attendance, now=now) for attendance in attendances]
    context = {
        "booking": booking,
        "code": code_of(booking),
        "tickets": tickets,
        "is_course": booking.course_id is not None or len(tickets) > 1,
        "refused": refused,
        "qr_address": absolute(f"{MANAGE_PATH}#{booking.code}"),
        "manage_address": absolute(MANAGE_PATH),
        "way_back": way_back(booking.via),
        **_head(booking, attendances, tickets, done=done, now=now),
    }
    return render(request, "booking/reservation.html", context, status=status)


@with_pass
@require_safe
def calendar_file(request: HttpRequest, booking: Booking, *, reminded: bool = False) -> HttpResponse:
    """
    Give the booking as entries for the person's own agenda, those that a mail brought brought up to date.

    `reminded`: they ring the day before and two hours before.
    """
    entries = [attendance_entry(attendance) for attendance in attendances_of(booking) if in_calendar(attendance)]
    if reminded:
        entries = [replace(entry, alarms=ALARMS) for entry in entries]
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


@dataclass(frozen=True, slots=True)
class _Done:
    """What a notice says of what was just done."""

    kind: str
    title: str
    text: str = ""


def _head(
    booking: Booking, attendances: list[Attendance], tickets: list[Ticket], *, done: str, now: datetime
) -> dict[str, Any]:
    """Return what the top of the page says, and what can be done below."""
    meant = [one for one in tickets if one.is_meant]
    confirmed = [one for one in meant if one.state == "confirmed"]
    offered = next((one for one in meant if one.state == "offered"), None)
    waiting = next((one for one in attendances if one.status == "waiting" and one.session.start > now), None)
    next_one = meant[0] if meant else None
    waits = position_words(position(waiting)) if waiting and not offered else ""
    return {
        "meant": meant,
        "next": next_one,
        "dates": dates_words(tickets) if len(tickets) > 1 else "",
        "title": _title(booking, confirmed, offered, waits, just_booked=done == "reserve"),
        "lead": _lead(booking, next_one, done=done, now=now) if next_one and not offered else "",
        "done": _done(done, confirmed, tickets),
        "call": _call(booking) if any(one.how == "phone" for one in confirmed) else "",
        "offered": offered,
        "waits": bool(waits),
        "late_offer": next((one for one in tickets if one.state == "expired" and one.session.start > now), None),
        "can_move": next_one if next_one and booking.course_id is None else None,
        "can_change": next_one
        if next_one and (next_one.session.activity.party_limit > 1 or next_one.party_size > 1)
        else None,
        "can_print": bool(confirmed or waiting),
        "calendar_url": reverse("booking:calendar_file") if confirmed else "",
    }


def _title(booking: Booking, confirmed: list[Ticket], offered: Ticket | None, waits: str, *, just_booked: bool) -> str:
    if offered:
        return _("Une place s'est libérée pour vous")
    if waits and not confirmed:
        return waits
    if just_booked and confirmed:
        if booking.course_id:
            return _("Votre parcours est réservé")
        many = confirmed[0].party_size > 1
        return _("Vos places sont réservées") if many else _("Votre place est réservée")
    return _("Votre parcours") if booking.course_id else _("Votre rendez-vous")


def _lead(booking: Booking, next_one: Ticket, *, done: str, now: datetime) -> str:
    """Say where a message just went, if one could; else the page is all there is."""
    texted = is_mobile(booking.phone) and sms.is_available() and next_one.session.start - now > JUST_SEEN
    if not booking.email and not texted:
        return _("Notez votre code, ou imprimez cette page.")
    if done not in _TOLD:
        return ""
    if booking.contact_is_helper:
        return _("Un message part à la personne qui vous aide, avec ces informations. Gardez aussi ce code.")
    if booking.email:
        return _("Un message part à votre adresse, avec ces informations.")
    return _("Un SMS part à votre téléphone. Gardez aussi ce code.")


_TOLD = frozenset({"reserve", "deplace", "personnes", "accepte"})
"""What the person is told of by a message too."""


def _call(booking: Booking) -> str:
    """Say whom we shall call, for what takes place by phone."""
    if not booking.phone:
        return _("Nous vous appellerons. Il nous manque votre numéro : donnez-le en nous appelant.")
    number = {"number": phone_words(booking.phone)}
    if booking.contact_is_helper:
        return _("Nous appellerons la personne qui vous aide, au %(number)s.") % number
    return _("Nous vous appellerons au %(number)s.") % number


def _done(done: str, confirmed: list[Ticket], tickets: list[Ticket]) -> _Done | None:
    """Return the notice for what was just done, where the booking says that it was."""
    if done == "deplace" and confirmed:
        return _Done("ok", _("Votre rendez-vous a changé de date"), confirmed[0].when)
    if done == "personnes" and tickets:
        return _Done("ok", _("C'est noté"), people_words(tickets[0].party_size))
    if done == "accepte" and confirmed:
        return _Done("ok", _("La place est à vous"))
    if done == "refuse":
        return _Done("info", _("C'est noté"), _("La place est proposée à quelqu'un d'autre. Merci de l'avoir dit."))
    if done == "date-annulee":
        return _Done("ok", _("Cette date est annulée"), _("Les autres restent réservées."))
    return None
