"""The agenda and the sessions for other programs: read-only, public, with the filters of the agenda's own address."""

from datetime import date, datetime
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from booking.models import Session
from events.agenda.entries import as_json, entry_of_session
from events.agenda.filters import Filters, named, read_filters
from events.selectors import agenda as selectors
from locations.api.answers import Refusal
from locations.api.filters import codes_field, refuse_unknown
from locations.selectors.territories import UnknownValue

router = Router(tags=["Agenda"])

PAGE_SIZE = 50
LAST_PAGE = 2_000
FRESH_FOR = 60  # seconds: what is to come shrinks by itself


def _several(description: str, example: str, pattern: str = "^[^\\x00]{1,255}$") -> Any:
    return Field(
        default=[],
        description=f"{description} Répété : « ou ».",
        examples=[[example]],
        json_schema_extra={"items": {"type": "string", "pattern": pattern}},
    )


class Asked(Schema):
    """What is asked for; two different filters mean "and"."""

    lieu: Annotated[list[str], _several("Un lieu, par son nom dans les adresses.", "mediatheque-grenoble")]
    partenaire: Annotated[list[str], _several("Un partenaire, par son nom dans les adresses.", "ville-de-grenoble")]
    type: Annotated[list[str], _several("Une sorte d'événement, ou une activité par son nom.", "atelier")]
    departement: Annotated[list[str], _several("Un département.", "38", "^[0-9AB]{2,3}$")]
    public: Annotated[list[str], codes_field("public", "Pour qui.")]
    q: str = Field(
        default="", max_length=200, description="Près d'ici : une ville, un code postal.", examples=["38000"]
    )
    lat: float | None = Field(default=None, ge=-90, le=90, allow_inf_nan=False, description="Avec `lon`.")
    lon: float | None = Field(default=None, ge=-180, le=180, allow_inf_nan=False, description="Avec `lat`.")
    rayon: float | None = Field(
        default=None, gt=0, le=100, allow_inf_nan=False, description="Pas plus loin, en kilomètres.", examples=[20]
    )
    du: date | None = Field(default=None, description="Premier jour, compris.", examples=["2026-03-03"])
    au: date | None = Field(default=None, description="Dernier jour, compris.", examples=["2026-03-31"])
    page: int = Field(default=1, ge=1, le=LAST_PAGE, description="De 1 à la dernière.")


class PlaceThere(Schema):
    """Un lieu, par ce qui le désigne."""

    slug: str = Field(examples=["mediatheque-grenoble"])
    nom: str = Field(examples=["Médiathèque"])


class Entry(Schema):
    """Une date : d'un événement, d'une séance à réserver, ou de l'agenda d'un partenaire."""

    id: str = Field(examples=["evenement-12-20260303"])
    uid: str = Field(description="Celui de l'entrée dans les flux iCal ; commun aux dates d'une série.")
    titre: str = Field(examples=["Permanence numérique"])
    type: str = Field(description="La sorte d'événement, ou l'activité.", examples=["atelier"])
    debut: datetime = Field(examples=["2026-03-03T14:00:00+01:00"])
    fin: datetime = Field(examples=["2026-03-03T16:00:00+01:00"])
    journee_entiere: bool
    statut: str = Field(description="scheduled, cancelled, postponed ou online.", examples=["scheduled"])
    lieu: PlaceThere | None
    partenaire: str | None = Field(description="Son nom dans les adresses.", examples=["ville-de-grenoble"])
    url: str | None = Field(examples=["https://www.exemple.fr/agenda/permanence/"])
    source: str | None = Field(description="L'agenda d'où vient la date, si ce n'est pas le nôtre.")


class AgendaEntry(Entry):
    """Une date ; une séance dit en plus ses places."""

    places: int = Field(default=0, description="Pour une séance.", examples=[8])
    places_restantes: int = Field(default=0, description="Pour une séance.", examples=[3])


class SessionEntry(Entry):
    """Une séance à réserver."""

    places: int = Field(examples=[8])
    places_restantes: int = Field(examples=[3])


class Agenda(Schema):
    """Une page de dates, la plus proche d'abord."""

    resultats: list[AgendaEntry]
    total: int = Field(description="Combien de dates répondent, toutes pages comprises.", examples=[128])
    page: int = Field(examples=[1])
    suivant: str | None = Field(description="L'adresse de la page suivante ; null à la dernière.")


class Sessions(Agenda):
    """Une page de séances, la plus proche d'abord."""

    resultats: list[SessionEntry]  # type: ignore[assignment]  # each of them says its places


@router.get(
    "/agenda",
    response={200: Agenda, 422: Refusal},
    exclude_unset=True,
    summary="Les dates à venir",
    description=(
        f"Ce que montre l'agenda, {PAGE_SIZE} par page : événements, séances à réserver, dates des partenaires. "
        "Avec `du` ou `au`, ces jours-là, même passés."
    ),
)
def agenda(request: HttpRequest, response: HttpResponse, asked: Query[Asked]) -> Status[object]:
    """Return one page of what the agenda shows."""
    now = timezone.now()
    filters = filters_of(request, asked, now=now)
    found, total = selectors.upcoming(filters, now=now)
    first = (asked.page - 1) * PAGE_SIZE
    lines = selectors.entries(found[first : first + PAGE_SIZE], now=now)
    return answer(request, response, filters, [as_json(line) for line in lines], total, asked.page)


@router.get(
    "/seances",
    response={200: Sessions, 422: Refusal},
    summary="Les séances à réserver",
    description=f"Celles qui viennent et que chacun peut réserver, {PAGE_SIZE} par page.",
)
def sessions(request: HttpRequest, response: HttpResponse, asked: Query[Asked]) -> Status[object]:
    """Return one page of the sessions to come that anyone may book."""
    now = timezone.now()
    filters = filters_of(request, asked, now=now)
    found = selectors.sessions_matching(filters, now=now)
    first = (asked.page - 1) * PAGE_SIZE
    rows: list[Session] = list(found.with_place()[first : first + PAGE_SIZE])
    lines = [as_json(entry_of_session(one, now=now)) for one in rows]
    return answer(request, response, filters, lines, found.count(), asked.page)


def filters_of(request: HttpRequest, asked: Asked, *, now: datetime) -> Filters:
    """
    Return what is asked for, as the agenda's own address would say it.

    :raises UnknownValue: a value means nothing.
    """
    refuse_unknown("public", asked.public)
    if (asked.lat is None) != (asked.lon is None):
        raise UnknownValue("lat" if asked.lat is None else "lon", "Donnez la latitude et la longitude.")
    if asked.du and asked.au and asked.au < asked.du:
        raise UnknownValue("au", "La date de fin est avant la date de début.")
    params = request.GET.copy()
    for name in ("quand", "vue", "mois", "semaine", "periode", "annee"):
        params.pop(name, None)  # for people
    for name in ("du", "au"):
        if day := getattr(asked, name):
            params[name] = day.isoformat()
    filters = read_filters(params, now=now)
    unknown = next((one for one in named(filters) if not one.words), None)
    if unknown is not None:
        raise UnknownValue(unknown.name, f"Nous ne connaissons pas «\u00a0{unknown.value[:60]}\u00a0».")
    if filters.near and not filters.near.is_understood:
        raise UnknownValue("q", f"Nous ne savons pas où se trouve «\u00a0{filters.near.q[:60]}\u00a0».")
    return filters


def answer(
    request: HttpRequest, response: HttpResponse, filters: Filters, lines: list[dict[str, Any]], total: int, page: int
) -> Status[object]:
    """Return one page, and where the next one is."""
    response.headers["Cache-Control"] = f"public, max-age={FRESH_FOR}"
    more = page * PAGE_SIZE < total
    following = f"{settings.PUBLIC_BASE_URL}{request.path}{filters.query(page=str(page + 1))}" if more else None
    return Status(200, {"resultats": lines, "total": total, "page": page, "suivant": following})
