"""What partners show on their own sites: read-only, without a cookie or a form."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from booking.models import Session
from booking.rows import by_day
from booking.selectors import courses
from core.feeds import fingerprint
from core.middleware import allow_framing
from locations.models import Organisation

SHOWN = 30
MAX_AGE = 60  # seconds


@require_safe
def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a partner's next sessions, in a frame that only its own sites may hold."""
    partner = get_object_or_404(Organisation, slug=slug)
    now = timezone.now()
    sessions = list(Session.objects.shown().upcoming(now=now).filter(host=partner).with_place()[:SHOWN])
    days = by_day(sessions, now=now, via=partner.slug, courses=courses(sessions, now=now))
    html = render_to_string(
        "booking/embed.html",
        {"partner": partner, "days": days},
        request=request,
    )
    etag = fingerprint(html)
    complete = HttpResponse(html, headers={"ETag": etag, "Cache-Control": f"public, max-age={MAX_AGE}"})
    response = get_conditional_response(request, etag=etag, response=complete) or complete
    # A 304 must allow what the first answer allowed: browsers replace the stored policy by this one.
    allow_framing(response, partner.embed_origins)
    return response
