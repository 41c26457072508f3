"""The places of the list, with its search and its filters, on the finder's own map."""

from typing import Any

from django.contrib.admin.utils import quote
from django.db.models import Count, Max, Min, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import reverse, reverse_lazy
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from core.geo import Box
from locations.map.clusters import Group, grid_for
from locations.models import Location
from locations.ownership.viewsets import policy_of
from locations.place.words import address_line
from locations.selectors.named import places_named
from locations.selectors.on_map import grouped, in_boxes
from locations.staff.filters import LocationFilters
from locations.staff.listing import NAMED, PlaceStatus, status_of

LIST = "wagtailsnippets_locations_location:list"
EDIT = "wagtailsnippets_locations_location:edit"
STATES = {PlaceStatus.LIVE: "open", PlaceStatus.CHANGED: "appointment", PlaceStatus.DRAFT: "unknown"}
EDGES = {"ouest": 180.0, "sud": 90.0, "est": 180.0, "nord": 90.0}
MOST_ZOOM = 22
WIDEST = 20
"""Degrees of longitude: metropolitan France is fifteen wide."""


class PlacesMapMixin(PermissionCheckedMixin):
    """For those who may see the list."""

    model = Location
    any_permission_required = ("add", "change", "delete", "view")


class PlacesMapView(PlacesMapMixin, WagtailAdminTemplateMixin, TemplateView):
    """The page."""

    template_name = "locations/admin/map.html"
    page_title = "Carte des lieux"
    header_icon = "site"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        above = {"url": reverse_lazy(LIST), "label": "Lieux"}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say where the places come from, and how many there are."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        seen = listed(self.request.GET, self.request.user).aggregate(
            Count("pk"),
            Count("latitude"),
            Min("latitude"),
            Max("latitude"),
            Min("longitude"),
            Max("longitude"),
        )
        return context | {
            "located": seen["latitude__count"],
            "lost": seen["pk__count"] - seen["latitude__count"],
            "corners": _corners(seen),
            "list_url": list_url(self.request.GET),
        }


class PlacesOnMapView(PlacesMapMixin, View):
    """The places in a part of the map, as the map's element reads them."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answer like the finder's own, with the places of the list."""
        try:
            box, zoom = _sight(request.GET)
        except ValueError:
            return JsonResponse({"erreur": "Cette partie de la carte n'existe pas.", "champ": "nord"}, status=422)
        grid = grid_for(box, zoom)
        parts = [grid.around(part) for part in box.parts()]
        seen = grouped(listed(request.GET, request.user).filter(in_boxes(parts)).order_by(), grid)
        told = _told([*seen.alone, *(place for _group, places in seen.spots for place in places)])
        features = [
            *(_feature(place.longitude, place.latitude, told[place.pk]) for place in seen.alone),
            *(
                _feature(group.lon, group.lat, _group(group, [told[place.pk] for place in places]))
                for group, places in seen.spots
            ),
            *(_feature(group.lon, group.lat, _group(group, [])) for group in seen.groups),
        ]
        return JsonResponse({"type": "FeatureCollection", "total": seen.total, "remarque": "", "features": features})


def listed(asked: QueryDict, user: Any) -> QuerySet[Location]:
    """The places that the list shows this person for these parameters."""
    return policy_of(Location).seen_by(user, places_named(LocationFilters.kept(asked), asked.get(NAMED, "")))


def list_url(asked: QueryDict) -> str:
    """The way back, with the same parameters."""
    query = asked.copy()
    query["q"] = asked.get(NAMED, "")
    query.pop(NAMED, None)
    return f"{reverse(LIST)}?{query.urlencode()}"


def _corners(seen: dict[str, Any]) -> str:
    """Where the map opens, as its element reads it; nothing for places across oceans, which no screen holds."""
    if not seen["latitude__count"] or seen["longitude__max"] - seen["longitude__min"] > WIDEST:
        return ""
    return " ".join(f"{end},{seen[f'latitude__{end}']:.5f},{seen[f'longitude__{end}']:.5f}" for end in ("min", "max"))


def _sight(asked: QueryDict) -> tuple[Box, int]:
    """:raises ValueError: no such part of the world."""
    edges = {name: float(asked.get(name, "")) for name in EDGES}
    if not all(abs(degrees) <= EDGES[name] for name, degrees in edges.items()) or edges["sud"] > edges["nord"]:
        raise ValueError("not on the map")
    zoom = int(asked.get("zoom", ""))
    return Box(edges["sud"], edges["nord"], edges["ouest"], edges["est"]), min(max(zoom, 0), MOST_ZOOM)


def _feature(lon: float | None, lat: float | None, properties: dict[str, Any]) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [round(lon or 0, 5), round(lat or 0, 5)]}
    return {"type": "Feature", "geometry": point, "properties": properties}


def _group(group: Group, places: list[dict[str, Any]]) -> dict[str, Any]:
    corners = [round(degrees, 5) for degrees in (group.box.west, group.box.south, group.box.east, group.box.north)]
    return {"groupe": group.key, "nombre": group.count, "points": group.own, "etendue": corners, "lieux": places}


def _told(places: list[Location]) -> dict[int, dict[str, Any]]:
    """What the popup of each place says; one query for what a public list does without."""
    more = Location.objects.filter(pk__in=[place.pk for place in places]).order_by()
    known = {pk: rest for pk, *rest in more.values_list("pk", "live", "has_unpublished_changes", "completeness")}
    return {place.pk: _place(place, *known[place.pk]) for place in places if place.pk in known}


def _place(place: Location, live: bool, changed: bool, score: int) -> dict[str, Any]:
    status = status_of(live, changed)
    words = str(status.label)
    return {
        "lieu": place.slug,
        "nom": place.name,
        "url": reverse(EDIT, args=[quote(place.pk)]),
        "adresse": address_line(place),
        "reseau": place.network,
        "reseau_mots": place.get_network_display(),
        "etat": STATES[status],
        "etat_mots": f"{words[0].upper()}{words[1:]}, complet à {score} %",
        "telephone": "",
        "telephone_mots": "",
        "distance_m": None,
        "distance": "",
    }
