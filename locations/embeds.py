"""What partners show of places on their own sites: read-only, without a cookie or a form."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from locations.choices import FrameKind
from locations.framing.answer import framed
from locations.framing.look import Look
from locations.models import Location, Organisation

MOST = 60


@require_safe
def places_map(request: HttpRequest) -> HttpResponse:
    """Show a partner's places on a map that is drawn here, and as a list."""
    partner = get_object_or_404(Organisation, slug=request.GET.get("partenaire", "").replace("\x00", "")[:100])
    return framed(
        request,
        organisation=partner,
        kind=FrameKind.MAP,
        look=Look.from_query(request.GET),
        template="locations/embed.html",
        build=lambda: listed(partner),
    )


def listed(partner: Organisation) -> Mapping[str, Any]:
    """Return the places that the partner runs."""
    return {"places": list(Location.objects.filter(operator=partner, live=True).order_by("name", "pk")[:MOST])}
