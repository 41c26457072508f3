"""Places for the finder's map: GeoJSON, those that stand together counted by the server."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from core.geo import Box, Point, haversine_m
from locations.api.answers import Refusal
from locations.finder.search import read_search
from locations.hours.states import PARIS
from locations.map.clusters import Group
from locations.models import Location
from locations.place.words import result
from locations.selectors.on_map import places_on_map

router = Router(tags=["Lieux"])

Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


class PlaceOnMap(Schema):
    """What is said of a place. ``distance`` is in words, "" where the search has no position."""

    lieu: str
    nom: str
    url: str
    adresse: str
    reseau: str
    reseau_mots: str
    etat: str
    etat_mots: str
    telephone: str
    telephone_mots: str
    distance_m: int | None
    distance: str


class GroupOnMap(Schema):
    """Places that stand together: how many, how many of ours, in which box; named where no zoom would part them."""

    groupe: str
    nombre: int
    points: int
    etendue: Annotated[list[float], Field(min_length=4, max_length=4, description="ouest, sud, est, nord")]
    lieux: list[PlaceOnMap]


class Geometry(Schema):
    """A GeoJSON point: longitude, latitude."""

    type: str
    coordinates: list[float]


class Feature(Schema):
    """A GeoJSON feature: one place, or a group of them."""

    type: str
    geometry: Geometry
    properties: PlaceOnMap | GroupOnMap


class Features(Schema):
    """A GeoJSON collection, with the number of places that it stands for, and a sentence where it holds none."""

    type: str
    total: int
    remarque: str
    features: list[Feature]


@router.get(
    "/carte",
    response={200: Features, 422: Refusal},
    summary="Les lieux d'une partie de la carte, regroupés",
    description="Prend aussi les filtres de la recherche de lieux, et `lat` et `lon` d'où les distances sont comptées.",
)
def on_map(
    request: HttpRequest,
    ouest: Longitude,
    sud: Latitude,
    est: Longitude,
    nord: Latitude,
    zoom: Annotated[int, Field(ge=0, le=22)],
    lat: Latitude | None = None,
    lon: Longitude | None = None,
) -> Status[object]:
    """Return the places of a box (`ouest` is greater than `est` across the 180th meridian), grouped."""
    if sud > nord:
        return Status(422, {"erreur": "Le sud de la carte est au nord de son nord.", "champ": "sud"})
    now = timezone.now()
    # The finder's own position is rounded: here it would tell another distance than the list does.
    point = None if lat is None or lon is None else Point(lat, lon)
    search = read_search(request.GET, zone=PARIS)
    seen = places_on_map(Box(sud, nord, ouest, est), zoom, wanted=search.wanted(now=now), now=now)

    def told(place: Location) -> dict[str, Any]:
        return _place(place, point, now)

    features = [
        *(_feature(place.longitude, place.latitude, told(place)) for place in seen.alone),
        *(
            _feature(group.lon, group.lat, _group(group, [told(place) for place in places]))
            for group, places in seen.spots
        ),
        *(_feature(group.lon, group.lat, _group(group, [])) for group in seen.groups),
    ]
    remark = "Il y a trop de lieux ici pour lire tous leurs horaires : rapprochez la carte." if seen.too_many else ""
    return Status(200, {"type": "FeatureCollection", "total": seen.total, "remarque": remark, "features": features})


def _feature(lon: float | None, lat: float | None, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(lon or 0, 5), round(lat or 0, 5)]},
        "properties": properties,
    }


def _group(group: Group, places: list[dict[str, Any]]) -> dict[str, Any]:
    box = group.box
    corners = [round(degrees, 5) for degrees in (box.west, box.south, box.east, box.north)]
    return {"groupe": group.key, "nombre": group.count, "points": group.own, "etendue": corners, "lieux": places}


def _place(place: Location, point: Point | None, now: Any) -> dict[str, Any]:
    here = None if place.latitude is None or place.longitude is None else Point(place.latitude, place.longitude)
    distance_m = haversine_m(point, here) if point and here else None
    said = result(place, now=now, distance_m=distance_m)
    return {
        "lieu": said.slug,
        "nom": said.name,
        "url": said.url,
        "adresse": said.address,
        "reseau": place.network,
        "reseau_mots": said.badge,
        "etat": said.state.state,
        "etat_mots": said.state.words,
        "telephone": said.phone,
        "telephone_mots": said.phone_words,
        "distance_m": said.distance_m,
        "distance": f"à {said.distance_words}" if said.distance_words else "",
    }
