"""Places for other programmes: read-only, public, in the terms of the national standard."""

from typing import Annotated

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from core.geo import Point
from locations.api.answers import PlaceAlone, Places, Refusal, place_alone, place_in_list
from locations.api.filters import Filters, codes_field, read_filters, refuse_unknown
from locations.selectors.nearby import nearest_facts
from locations.selectors.places import Wanted, shown_place, shown_places
from locations.selectors.territories import territories_of, territory_of
from locations.selectors.towns import Town, find_places_named

router = Router(tags=["Lieux"])

PAGE_SIZE = 50
LAST_PAGE = 2_000
FRESH_FOR = 60  # seconds: whether a place is open ages by the minute


class Near(Schema):
    """Where one stands, and how many places are asked for."""

    lat: float = Field(ge=-90, le=90, allow_inf_nan=False, description="En degrés (WGS 84).", examples=[45.188])
    lon: float = Field(ge=-180, le=180, allow_inf_nan=False, description="En degrés (WGS 84).", examples=[5.724])
    limite: int = Field(default=10, ge=1, le=100, description="Combien de lieux.")
    rayon_km: float | None = Field(
        default=None, gt=0, le=20_100, allow_inf_nan=False, description="Pas plus loin, en kilomètres.", examples=[20]
    )
    service: Annotated[list[str], codes_field("service", "Ce que l'on y trouve.")]


class PlacesAsked(Filters):
    """Which places, and which page of them."""

    page: int = Field(default=1, ge=1, le=LAST_PAGE, description="De 1 à la dernière.")


class Text(Schema):
    """What is looked for."""

    q: str = Field(max_length=200, description="Un nom ou un code postal.", examples=["st denis"])


class NearPlace(Schema):
    """Un lieu, et à quelle distance il est."""

    id: str = Field(description="Celui du standard national.", examples=["fs-2732"])
    slug: str = Field(examples=["mediatheque-grenoble"])
    nom: str = Field(examples=["Médiathèque"])
    latitude: float = Field(examples=[45.18423])
    longitude: float = Field(examples=[5.71554])
    distance_m: int = Field(description="En mètres, à vol d'oiseau.", examples=[850])
    commune: str = Field(examples=["Grenoble"])
    reseau: str = Field(description="emmaus, partenaire ou annuaire.", examples=["annuaire"])
    ouvert: bool | None = Field(description="Maintenant ; null si on l'ignore, ou sur rendez-vous.")


class Commune(Schema):
    """Une commune, et son centre."""

    code: str = Field(description="Son code INSEE.", examples=["38185"])
    nom: str = Field(examples=["Grenoble"])
    departement: str = Field(examples=["38"])
    libelle: str = Field(examples=["Grenoble (38000)"])
    population: int = Field(examples=[156140])
    latitude: float | None
    longitude: float | None


class Communes(Schema):
    """Les communes, la plus peuplée d'abord ; il n'y a qu'une page."""

    resultats: list[Commune]
    total: int
    page: int
    suivant: str | None


@router.get(
    "/lieux/proches",
    response={200: list[NearPlace], 422: Refusal},
    summary="Les lieux les plus proches",
    description="Du plus proche au plus lointain, à vol d'oiseau, sans autre ordre.",
)
def nearest(request: HttpRequest, near: Query[Near]) -> HttpResponse:
    """Return the nearest places, nearest first: strictly by distance, as a sphere measures it."""
    refuse_unknown("service", near.service)
    found = nearest_facts(
        Point(near.lat, near.lon),
        near.limite,
        now=timezone.now(),
        wanted=Wanted(services=tuple(dict.fromkeys(near.service))),
        within_m=float("inf") if near.rayon_km is None else near.rayon_km * 1000,
    )
    places = [
        {
            "id": place.standard_id,
            "slug": place.slug,
            "nom": place.name,
            "latitude": place.latitude,
            "longitude": place.longitude,
            "distance_m": round(place.distance_m),
            "commune": place.town,
            "reseau": place.network,
            "ouvert": place.is_open,
        }
        for place in found
    ]
    # Written as it is: the tests hold it to the description, and checking it again here costs a millisecond.
    answer = JsonResponse(places, safe=False, json_dumps_params={"ensure_ascii": False})
    _keep(answer, FRESH_FOR)
    return answer


@router.get(
    "/lieux",
    response={200: Places, 422: Refusal},
    summary="Les lieux, page par page",
    description=f"Toujours dans le même ordre, {PAGE_SIZE} par page. Deux filtres différents veulent dire « et ».",
)
def places(request: HttpRequest, response: HttpResponse, asked: Query[PlacesAsked]) -> Status[object]:
    """Return one page of the places that are shown, in the order in which they came."""
    now = timezone.now()
    filters = read_filters(asked, request.GET, now=now)
    found = shown_places(filters.wanted, now=now).filter(filters.territory)
    first = (asked.page - 1) * PAGE_SIZE
    locations = list(found.defer("body", "search_text").order_by("pk")[first : first + PAGE_SIZE])
    total = found.count()
    territories = territories_of(locations)
    _keep(response, FRESH_FOR)
    return Status(
        200,
        {
            "resultats": [place_in_list(location, territories[location.pk]) for location in locations],
            "total": total,
            "page": asked.page,
            "suivant": _page_address(request, asked.page + 1) if first + PAGE_SIZE < total else None,
        },
    )


@router.get("/communes", response={200: Communes, 422: Refusal}, summary="Les communes qu'un texte peut désigner")
def communes(request: HttpRequest, response: HttpResponse, asked: Query[Text]) -> Status[object]:
    """Return the towns that a text may mean, the most populated first."""
    towns = [_commune(town) for town in find_places_named(asked.q.replace("\x00", " "))]
    _keep(response, 3_600)
    return Status(200, {"resultats": towns, "total": len(towns), "page": 1, "suivant": None})


@router.get(
    "/lieux/{slug:slug}",
    response={200: PlaceAlone, 404: Refusal},
    summary="Un lieu",
    description="Un lieu que plusieurs sources donnent répond par celui qui est montré.",
)
def place(request: HttpRequest, response: HttpResponse, slug: str) -> Status[object]:
    """
    Return everything about one place.

    :raises Http404: no such place, or a draft.
    """
    location = shown_place(slug)
    if location and location.duplicate_of and location.duplicate_of.live:
        location = shown_place(location.duplicate_of.slug)
    if location is None:
        raise Http404
    _keep(response, FRESH_FOR)
    return Status(200, place_alone(location, territory_of(location), now=timezone.now()))


def _page_address(request: HttpRequest, page: int) -> str:
    parameters = request.GET.copy()
    parameters["page"] = str(page)
    return f"{settings.PUBLIC_BASE_URL}{request.path}?{parameters.urlencode()}"


def _keep(response: HttpResponse, seconds: int) -> None:
    response.headers["Cache-Control"] = f"public, max-age={seconds}"


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
