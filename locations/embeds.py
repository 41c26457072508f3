"""What partners show of places on their own sites: read-only, without a cookie or a form."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from core.geo import Point
from core.parameters import read_values
from locations.choices import FrameKind, Network
from locations.framing.answer import framed
from locations.framing.look import Look
from locations.map.drawing import Drawing, draw
from locations.map.ground import ground
from locations.models import Location, Organisation
from locations.place.words import result
from locations.selectors.places import load
from locations.selectors.territories import UnknownValue, within

MOST = 30
"""Places of one map: more are found with the finder, where one can look around."""

OVERSEAS = 3
"""Letters of the number of a département overseas: "974"."""


@require_safe
def places_map(request: HttpRequest) -> HttpResponse:
    """Show places on a map that is drawn here, and as a list; `?partenaire=` says whose sites may hold it."""
    partner = get_object_or_404(Organisation, slug=request.GET.get("partenaire", "").replace("\x00", "")[:100])
    now = timezone.now()
    return framed(
        request,
        organisation=partner,
        kind=FrameKind.MAP,
        look=Look.from_query(request.GET),
        template="locations/embed.html",
        build=lambda: contents(partner, request.GET, now=now),
    )


def contents(partner: Organisation, query: QueryDict, *, now: datetime) -> Mapping[str, Any]:
    """Return the places, each under its number, and the map: two queries, five more where a town is asked for."""
    condition, remarks = asked(partner, query)
    keys = Location.objects.shown().filter(condition).order_by("town", "name", "pk").values_list("pk", flat=True)
    found = load(Q(pk__in=list(keys[:MOST])))
    places = sorted(found.values(), key=lambda place: (place.town, place.name, place.pk))
    drawing, elsewhere = drawn(places)
    return {
        "places": [(number, result(place, now=now)) for number, place in enumerate(places, start=1)],
        "remarks": remarks,
        "drawing": drawing,
        "elsewhere_words": elsewhere_words(elsewhere) if drawing else "",
    }


def asked(partner: Organisation, query: QueryDict) -> tuple[Q, list[str]]:
    """
    Return which places, and what must be said of a value nobody knows.

    Those that the partner runs; or those named (`lieu`); or all of the network in a town (`commune`).
    """
    slugs, communes = read_values(query, "lieu"), read_values(query, "commune")
    if not slugs and not communes:
        return Q(operator=partner), []
    condition, remarks = Q(), []
    if slugs:
        known = set(Location.objects.shown().filter(slug__in=slugs).values_list("slug", flat=True))
        condition &= Q(slug__in=known)
        unknown = _("Nous ne connaissons pas «\u00a0%(value)s\u00a0».")
        remarks += [unknown % {"value": slug[:60]} for slug in slugs if slug not in known]
    if communes:
        try:
            there = within(communes=communes).condition()
        except UnknownValue as refusal:
            return Q(pk__in=[]), [*remarks, str(refusal)]
        condition &= there
        if not slugs:
            condition &= Q(operator=partner) | ~Q(network=Network.DIRECTORY)
    return condition, remarks


def drawn(places: list[Location]) -> tuple[Drawing | None, int]:
    """Return the map of the places that are near each other, and how many stand too far away for it."""
    groups: dict[str, list[tuple[int, Point]]] = {}
    for number, place in enumerate(places, start=1):
        if place.latitude is not None and place.longitude is not None:
            area = place.departement if len(place.departement) == OVERSEAS else ""
            groups.setdefault(area, []).append((number, Point(place.latitude, place.longitude)))
    if not groups:
        return None, 0
    shown = max(groups.values(), key=len)
    return draw(shown, ground()), len(places) - len(shown)


def elsewhere_words(count: int) -> str:
    """Return how many of the list the map does not show, "" where it shows all."""
    if not count:
        return ""
    return ngettext("%s lieu n'est pas sur ce dessin.", "%s lieux ne sont pas sur ce dessin.", count) % count
