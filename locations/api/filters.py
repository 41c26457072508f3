"""The filters of the API's lists: the finder's own names, and the territories; what is wrong is said with its field."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any

from django.db.models import Q
from django.http import QueryDict
from ninja import Schema
from pydantic import Field

from locations.finder.facets import BITS, Wanted
from locations.finder.search import CODES, read_search
from locations.hours.states import PARIS
from locations.open_data.files import read_part
from locations.selectors.openings import in_table
from locations.selectors.territories import UnknownValue

_SENTENCES = {
    "service": "Le service",
    "public": "Le public",
    "reseau": "Le réseau",
    "frais": "Le prix",
    "rdv": "Le choix de rendez-vous",
    "fauteuil": "Le choix d'accès",
    "soin": "L'accueil particulier",
    "offre": "L'offre",
}


def codes_field(name: str, description: str) -> Any:
    """A filter that may be repeated, with the values that it takes."""
    return Field(
        default=[],
        description=f"{description} Répété : « ou ».",
        examples=[[next(iter(BITS[name]))]],
        json_schema_extra={"items": {"type": "string", "enum": list(BITS[name])}},
    )


def _areas(description: str, pattern: str, example: str) -> Any:
    return Field(
        default=[],
        description=f"{description} Répété : « ou ».",
        examples=[[example]],
        json_schema_extra={"items": {"type": "string", "pattern": pattern}},
    )


class Filters(Schema):
    """What a list of places is limited by."""

    service: Annotated[list[str], codes_field("service", "Ce que l'on y trouve.")]
    public: Annotated[list[str], codes_field("public", "Pour qui.")]
    reseau: Annotated[list[str], codes_field("reseau", "La place dans le réseau.")]
    frais: Annotated[list[str], codes_field("frais", "Gratuit ou payant.")]
    rdv: Annotated[list[str], codes_field("rdv", "Avec ou sans rendez-vous.")]
    fauteuil: Annotated[list[str], codes_field("fauteuil", "Où l'on entre en fauteuil.")]
    soin: Annotated[list[str], codes_field("soin", "Un besoin particulier, ou une langue.")]
    offre: Annotated[list[str], codes_field("offre", "Une offre solidaire.")]
    commune: Annotated[list[str], _areas("Une commune, par son code INSEE.", "^[0-9AB]{5}$", "38185")]
    epci: Annotated[list[str], _areas("Une intercommunalité, par son numéro SIREN.", "^[0-9]{9}$", "200040715")]
    departement: Annotated[list[str], _areas("Un département.", "^[0-9AB]{2,3}$", "38")]
    region: Annotated[list[str], _areas("Une région, par son code INSEE.", "^[0-9]{2,3}$", "84")]
    ouvert: str = Field(
        default="",
        max_length=40,
        description="`maintenant`, ou un moment des sept prochains jours ; sans décalage, à l'heure de Paris.",
        examples=["maintenant"],
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """Which places a request asks for."""

    wanted: Wanted
    territory: Q


def refuse_unknown(name: str, values: Sequence[str]) -> None:
    """
    Let known codes of a filter pass.

    :raises UnknownValue: one is not among its values.
    """
    unknown = next((value for value in values if value not in BITS[name]), None)
    if unknown is not None:
        raise UnknownValue(name, f"{_SENTENCES[name]} «\u00a0{unknown[:60]}\u00a0» n'existe pas.")


def read_filters(filters: Filters, parameters: QueryDict, *, now: datetime) -> Asked:
    """
    Return what the filters mean; `parameters` are those of the request that they were read from.

    :raises UnknownValue: a value means nothing.
    """
    codes: dict[str, Any] = {}
    for name, field in CODES.items():
        values = tuple(dict.fromkeys(getattr(filters, name)))
        refuse_unknown(name, values)
        codes[field] = values
    wanted = Wanted(**codes)
    if filters.ouvert:
        wanted = replace(wanted, open_at=_moment(filters.ouvert, now))
    return Asked(wanted, read_part(parameters).territory.condition())


def _moment(text: str, now: datetime) -> datetime:
    asked = QueryDict(mutable=True)
    asked["ouvert"] = text
    search = read_search(asked, zone=PARIS)
    if search.remarks:
        raise UnknownValue("ouvert", search.remarks[0])
    moment = now if search.open_now or search.open_at is None else search.open_at
    if not in_table(moment, now=now):
        raise UnknownValue("ouvert", "Demandez un moment des sept prochains jours.")
    return moment
