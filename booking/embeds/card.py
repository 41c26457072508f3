"""One session as a partner's site shows it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from booking.choices import Mode
from booking.entries import address_lines
from booking.models import Session
from booking.rows import session_row
from booking.selectors import courses
from core.dates import range_words
from locations.choices import FrameKind
from locations.framing.answer import framed
from locations.framing.look import Look
from locations.models import Organisation


@require_safe
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one session, on the sites of who hosts it, or of the partner that the address names."""
    session = get_object_or_404(Session.objects.shown().with_place(), pk=pk)
    slug = request.GET.get("partenaire", "").replace("\x00", "")[:100]
    partner = get_object_or_404(Organisation, slug=slug) if slug else session.host
    now = timezone.now()
    return framed(
        request,
        organisation=partner,
        kind=FrameKind.CARD,
        look=Look.from_query(request.GET),
        template="booking/embed_card.html",
        build=lambda: shown(session, partner, now=now),
    )


def shown(session: Session, partner: Organisation, *, now: datetime) -> Mapping[str, Any]:
    """Return the session with when and where in full."""
    row = session_row(session, now=now, via=partner.slug, courses=courses([session], now=now))
    on_site = session.activity.mode == Mode.ON_SITE
    return {
        "row": row,
        "when_words": range_words(session.local_start, session.local_end),
        "address": ", ".join(address_lines(session.location)) if on_site else "",
    }
