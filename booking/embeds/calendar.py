"""An organisation's sessions as its own site shows them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from booking.embeds.agenda import contents
from booking.embeds.options import CalendarOptions
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
        build=lambda: contents(partner, options, now=now),
    )
