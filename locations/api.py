"""Places for other programmes: read-only, public, in the terms of the national standard."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from core.geo import Point
from locations.choices import Service
from locations.hours import Kind
from locations.models import Location
from locations.selectors.places import Wanted, nearest_places, open_state
from locations.selectors.towns import Town, find_places_named

router = Router(tags=["Lieux"])

Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


class NearPlace(Schema):
    """A place and how far it is. ``ouvert`` is null where nobody knows, and by appointment."""

    id: str
    slug: str
    nom: str
    latitude: float
    longitude: float
    distance_m: int
    commune: str
    reseau: str
    ouvert: bool | None


class Commune(Schema):
    """A town, with its centre."""

    code: str
    nom: str
    departement: str
    libelle: str
    population: int
    latitude: float | None
    longitude: float | None


class Communes(Schema):
    """A page of towns; there is only one."""

    resultats: list[Commune]
    total: int
    page: int
    suivant: str | None


class Refusal(Schema):
    """What is wrong, in French, and with which parameter."""

    erreur: str
    champ: str


@router.get("/lieux/proches", response={200: list[NearPlace], 422: Refusal}, summary="Les lieux les plus proches")
def nearest(
    request: HttpRequest,
    lat: Latitude,
    lon: Longitude,
    limite: Annotated[int, Field(ge=1, le=100)] = 10,
    rayon_km: Annotated[float | None, Field(gt=0, le=20_100, allow_inf_nan=False)] = None,
    service: Annotated[list[str], Query()] = [],  # noqa: B006 - ninja copies it
) -> Status[object]:
    """Return the nearest places, nearest first: strictly by distance, as a sphere measures it."""
    unknown = [code for code in service if code not in Service.values]
    if unknown:
        return Status(422, {"erreur": f"Le service « {unknown[0][:60]} » n'existe pas.", "champ": "service"})
    now = timezone.now()
    near = nearest_places(
        Point(lat, lon),
        limite,
        now=now,
        wanted=Wanted(services=tuple(dict.fromkeys(service))),  # each is a condition of the query
        within_m=float("inf") if rayon_km is None else rayon_km * 1000,
    )
    places = [
        {
            "id": place.location.standard_id,
            "slug": place.location.slug,
            "nom": place.location.name,
            "latitude": place.location.latitude,
            "longitude": place.location.longitude,
            "distance_m": round(place.distance_m),
            "commune": place.location.town,
            "reseau": place.location.network,
            "ouvert": _is_open(place.location, now),
        }
        for place in near
    ]
    return Status(200, places)


@router.get("/communes", response=Communes, summary="Les communes qui répondent à un nom ou à un code postal")
def communes(request: HttpRequest, q: Annotated[str, Field(max_length=200)]) -> dict[str, object]:
    """Return the towns that a text may mean, the most populated first."""
    towns = [_commune(town) for town in find_places_named(q)]
    return {"resultats": towns, "total": len(towns), "page": 1, "suivant": None}


def _is_open(location: Location, now: datetime) -> bool | None:
    return {Kind.OPEN: True, Kind.CLOSED: False}.get(open_state(location, now).kind)


def _commune(town: Town) -> dict[str, object]:
    return {
        "code": town.insee_codes[0],
        "nom": town.name,
        "departement": town.departement,
        "libelle": town.label,
        "population": town.population,
        "latitude": town.point.lat if town.point else None,
        "longitude": town.point.lon if town.point else None,
    }
