"""The public API: read-only, each app's router mounted under `/api/v1/`."""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

from core.api_docs import PlainDocs

api = NinjaAPI(
    title="Lieux, agenda et séances",
    version="1",
    docs=PlainDocs(),
    docs_url="/docs",
    openapi_url="/openapi.json",
    urls_namespace="api",
)


@api.exception_handler(ValidationError)
def refuse(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Say in French which parameter is wrong: `{"erreur", "champ"}`, status 422."""
    first = error.errors[0] if error.errors else {"loc": ("query", ""), "msg": ""}
    field = str(first["loc"][-1])
    sentence = f"La valeur donnée pour « {field} » ne convient pas."
    return api.create_response(request, {"erreur": sentence, "champ": field}, status=422)


api.add_router("", "locations.api.router")
