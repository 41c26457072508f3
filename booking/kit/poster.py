"""`/integration/affiche/<slug>/`: a partner's next sessions on one sheet to pin up, and the code that leads there."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from booking.choices import Mode
from booking.entries import absolute, address_lines
from booking.models import Session
from booking.rows import session_row
from booking.selectors import Filters, in_words, unknown_sentences
from core.dates import day_words
from core.phones import phone_words
from locations.models import Location, Organisation

LIST_PATH = "/rendez-vous/"
MOST = 12
"""Sessions given to the sheet, which shows as many as it has room for."""

MOST_PLACES = 60
FORMATS = ("a4", "a3")


@require_safe
def poster(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the sheet as it will be printed; `format` is a4 or a3, `lieu` and `type` are those of every list."""
    partner = get_object_or_404(Organisation.objects.select_related("logo"), slug=slug)
    now = timezone.now()
    asked = replace(Filters.from_query(request.GET), partenaire=(), departement=())
    offered = Session.objects.listed(now=now).bookable().upcoming(now=now).filter(host=partner)
    sessions = list(asked.apply(offered).with_place()[:MOST])
    where = only_place(sessions)
    places = Location.objects.filter(sessions__in=offered).order_by("name", "pk").distinct()
    day = timezone.localdate(now)
    context = {
        "partner": partner,
        "rows": [session_row(one, now=now, with_place=where is None) for one in sessions],
        "place": where,
        "place_lines": address_lines(where) if where else [],
        "paper": read_format(request),
        "places": list(places.values_list("slug", "name")[:MOST_PLACES]),
        "chosen_place": asked.lieu[0] if len(asked.lieu) == 1 else "",
        "kinds": asked.type,
        "remarks": unknown_sentences(in_words(asked)),
        "day": day_words(day, weekday=False),
        "phone": phone_words(partner.phone or settings.HELP_PHONE),
        "list_url": absolute(f"{LIST_PATH}?{urlencode(led_to(partner, asked))}"),
        "address": urlsplit(settings.PUBLIC_BASE_URL).netloc + LIST_PATH,
    }
    return render(request, "booking/kit/poster.html", context)


def only_place(sessions: Sequence[Session]) -> Location | None:
    """Return the place where one goes, if it is the same for all: it is then said once, and large."""
    places = {one.location_id for one in sessions}
    on_site = all(one.activity.mode == Mode.ON_SITE for one in sessions)
    return sessions[0].location if len(places) == 1 and on_site else None


def led_to(partner: Organisation, asked: Filters) -> list[tuple[str, Any]]:
    """Return what the code asks for: the same sessions, whose bookings are counted as the partner's."""
    return [*replace(asked, partenaire=(partner.slug,)).query(), ("via", partner.slug)]


def read_format(request: HttpRequest) -> str:
    """Return the paper asked for, A4 where it is none we know."""
    asked = request.GET.get("format", "").lower()
    return asked if asked in FORMATS else FORMATS[0]
