"""An organisation's sessions as its own site shows them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from booking.embeds.options import CalendarOptions
from booking.models import Session
from booking.rows import by_day
from booking.selectors import courses
from locations.framing.answer import framed
from locations.models import Organisation


@require_safe
def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a partner's sessions, in a frame that only its own sites may hold."""
    partner = get_object_or_404(Organisation, slug=slug)
    options = CalendarOptions.from_query(request.GET)
    now = timezone.now()
    return framed(
        request,
        organisation=partner,
        kind=options.vue,
        look=options.look,
        template="booking/embed.html",
        build=lambda: listed(partner, options, now=now),
    )


def listed(partner: Organisation, options: CalendarOptions, *, now: datetime) -> Mapping[str, Any]:
    """Return the next sessions, under their days."""
    asked = options.filters.apply(Session.objects.shown().upcoming(now=now).filter(host=partner))
    sessions = list(asked.with_place()[: options.nombre])
    return {"days": by_day(sessions, now=now, via=partner.slug, courses=courses(sessions, now=now))}
