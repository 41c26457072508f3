"""The public API: read-only, each app's router mounted under `/api/v1/`."""

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

from core.api_docs import PlainDocs
from locations.selectors.territories import UnknownValue

api = NinjaAPI(
    title="Lieux, agenda et séances",
    version="1",
    description=(
        "Les lieux d'aide numérique, en lecture seule, sans compte et sans clé, depuis n'importe quel site. "
        'Données sous Licence Ouverte 2.0. Tout ce qui ne convient pas est dit : `{"erreur", "champ"}`.'
    ),
    docs=PlainDocs(),
    docs_url="/docs",
    openapi_url="/openapi.json",
    urls_namespace="api",
)


def refusal(request: HttpRequest, status: int, sentence: str, field: str = "") -> HttpResponse:
    """Say in French what is wrong, and with which parameter: `{"erreur", "champ"}`."""
    return api.create_response(request, {"erreur": sentence, "champ": field}, status=status)


@api.exception_handler(ValidationError)
def refuse(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Refuse a value that has not the form asked for."""
    places = error.errors[0]["loc"] if error.errors else ()
    # In a list, the last part says the rank of the value.
    field = next((str(part) for part in reversed(places) if not isinstance(part, int)), "")
    return refusal(request, 422, f"La valeur donnée pour « {field} » ne convient pas.", field)


@api.exception_handler(UnknownValue)
def refuse_unknown(request: HttpRequest, error: UnknownValue) -> HttpResponse:
    """Refuse a value that means nothing."""
    return refusal(request, 422, str(error), error.parameter)


@api.exception_handler(Http404)
def refuse_missing(request: HttpRequest, error: Http404) -> HttpResponse:
    """Say that there is nothing at this address."""
    return refusal(request, 404, "Il n'y a rien à cette adresse.")


def nothing_here(request: HttpRequest) -> HttpResponse:
    """Answer as the others do where no address stands."""
    return refusal(request, 404, "Il n'y a rien à cette adresse.")


api.add_router("", "locations.api.places.router")
api.add_router("", "locations.api.suggestions.router")
api.add_router("", "locations.api.map.router")
api.add_router("", "events.api.router")
