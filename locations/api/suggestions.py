"""What the search field proposes while one types: from our own names alone, so that a keystroke is answered at once."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from locations.api.answers import Refusal
from locations.selectors.suggestions import suggestions

router = Router(tags=["Lieux"])

KEPT = 300  # seconds, by browsers and whatever stands between: names change seldom


class Suggestion(Schema):
    """Une proposition. « recherche », écrite dans le champ, donne exactement celle-ci."""

    type: str = Field(description="commune, code-postal, departement ou lieu.", examples=["commune"])
    libelle: str = Field(examples=["Grenoble (38000)"])
    detail: str = Field(examples=["Isère (38)"])
    recherche: str = Field(examples=["Grenoble 38000"])


class Suggestions(Schema):
    """Les propositions, la plus probable d'abord ; il n'y a qu'une page."""

    resultats: list[Suggestion]
    total: int
    page: int
    suivant: str | None


@router.get(
    "/suggestions",
    response={200: Suggestions, 422: Refusal},
    summary="Ce que l'on peut être en train d'écrire",
    description="Communes, codes postaux, départements et lieux. Une rue n'en donne pas : elle se cherche entière.",
)
def propose(
    request: HttpRequest,
    response: HttpResponse,
    q: Annotated[str, Field(max_length=200, description="Le début d'un nom.", examples=["gren"])],
    limit: Annotated[int, Field(ge=1, le=20, description="Combien de propositions.")] = 8,
) -> dict[str, object]:
    """Return what may be meant, the likeliest first."""
    found = [
        {"type": one.kind, "libelle": one.label, "detail": one.detail, "recherche": one.query}
        for one in suggestions(q, limit)
    ]
    response.headers["Cache-Control"] = f"public, max-age={KEPT}"
    return {"resultats": found, "total": len(found), "page": 1, "suivant": None}
