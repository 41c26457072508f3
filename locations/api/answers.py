"""What the API answers about places: the standard's own columns, and what we know besides."""

from datetime import date, datetime
from typing import Annotated, Any

from django.conf import settings
from ninja import Schema
from pydantic import Field

from locations.choices import SolidarityOffer
from locations.hours.lines import week_lines
from locations.hours.states import Kind
from locations.hours.words import week_table
from locations.models import Location
from locations.selectors.open_data import dated
from locations.selectors.places import open_state
from locations.selectors.territories import Area, Territory
from locations.standard.fields import FIELDS
from locations.standard.writer import FACTS, known, row_of

_COLUMNS = {column.name: column for column in FIELDS}


def _said(name: str) -> Any:
    """The description and the example of one of the standard's columns."""
    column = _COLUMNS[name]
    several = " Plusieurs valeurs sont séparées par « | »." if column.several else ""
    example: object = float(column.example) if name in {"latitude", "longitude"} else column.example
    return Field(description=f"{column.meaning}{several}", examples=[example])


class Refusal(Schema):
    """Ce qui ne va pas, en français, et le paramètre en cause."""

    erreur: str = Field(examples=["Le service « bidon » n'existe pas."])
    champ: str = Field(description="Vide si aucun paramètre n'est en cause.", examples=["service"])


class Authority(Schema):
    """Une collectivité, par son code officiel et son nom."""

    code: str = Field(examples=["38185"])
    nom: str = Field(examples=["Grenoble"])


class Group(Authority):
    """Une intercommunalité ; dans le Grand Paris, l'établissement public territorial."""

    type: str = Field(description="CC, CA, CU, METRO, MET69 ou EPT.", examples=["METRO"])


class TerritoryOut(Schema):
    """Où se trouve le lieu ; null pour ce que son code INSEE ne dit pas."""

    commune: Authority | None
    epci: Group | None
    departement: Authority | None
    region: Authority | None


class Closing(Schema):
    """Des jours de fermeture, premier et dernier compris."""

    du: date
    au: date
    raison: str | None


class PlaceInList(Schema):
    """Un lieu : les 32 colonnes du standard national (null pour ce que l'on ignore), puis les nôtres."""

    id: Annotated[str, _said("id")]
    pivot: Annotated[str, _said("pivot")]
    nom: Annotated[str, _said("nom")]
    commune: Annotated[str | None, _said("commune")]
    code_postal: Annotated[str | None, _said("code_postal")]
    code_insee: Annotated[str | None, _said("code_insee")]
    adresse: Annotated[str | None, _said("adresse")]
    complement_adresse: Annotated[str | None, _said("complement_adresse")]
    latitude: Annotated[float | None, _said("latitude")]
    longitude: Annotated[float | None, _said("longitude")]
    typologie: Annotated[str | None, _said("typologie")]
    telephone: Annotated[str | None, _said("telephone")]
    courriels: Annotated[str | None, _said("courriels")]
    site_web: Annotated[str | None, _said("site_web")]
    horaires: Annotated[str | None, _said("horaires")]
    presentation_resume: Annotated[str | None, _said("presentation_resume")]
    presentation_detail: Annotated[str | None, _said("presentation_detail")]
    source: Annotated[str | None, _said("source")]
    itinerance: Annotated[str | None, _said("itinerance")]
    structure_parente: Annotated[str | None, _said("structure_parente")]
    date_maj: Annotated[str | None, _said("date_maj")]
    services: Annotated[str | None, _said("services")]
    publics_specifiquement_adresses: Annotated[str | None, _said("publics_specifiquement_adresses")]
    prise_en_charge_specifique: Annotated[str | None, _said("prise_en_charge_specifique")]
    frais_a_charge: Annotated[str | None, _said("frais_a_charge")]
    dispositif_programmes_nationaux: Annotated[str | None, _said("dispositif_programmes_nationaux")]
    formations_labels: Annotated[str | None, _said("formations_labels")]
    autres_formations_labels: Annotated[str | None, _said("autres_formations_labels")]
    modalites_acces: Annotated[str | None, _said("modalites_acces")]
    modalites_accompagnement: Annotated[str | None, _said("modalites_accompagnement")]
    fiche_acces_libre: Annotated[str | None, _said("fiche_acces_libre")]
    prise_rdv: Annotated[str | None, _said("prise_rdv")]
    slug: str = Field(description="Son nom dans les adresses.", examples=["mediatheque-reims"])
    url: str = Field(description="Sa page.", examples=["https://www.exemple.fr/points-accueil/mediatheque-reims/"])
    reseau: str = Field(description="emmaus, partenaire ou annuaire.", examples=["annuaire"])
    etat: str = Field(description="S'il reçoit du monde.", examples=["Ouvert"])
    territoire: TerritoryOut


class PlaceAlone(PlaceInList):
    """Un lieu, avec ce qui change d'heure en heure et ce que le standard ne dit pas."""

    ouvert: bool | None = Field(description="Maintenant ; null si on l'ignore, ou sur rendez-vous.", examples=[True])
    horaires_mots: list[str] = Field(description="Les horaires en français.", examples=[["mardi : 9 h – 12 h"]])
    fermetures: list[Closing] = Field(description="Les fermetures annoncées, à venir ou en cours.")
    offres: list[str] = Field(description="Ce qui s'y trouve à prix solidaire.", examples=[["Matériel reconditionné"]])
    conditions: str | None = Field(description="Les conditions de ces offres.")
    comment_venir: str | None
    sans_marche: bool | None = Field(description="Si l'on y entre en fauteuil ; null si on l'ignore.")
    responsable: str | None = Field(description="Qui tient le lieu.", examples=["Ville de Reims"])


class Places(Schema):
    """Une page de lieux."""

    resultats: list[PlaceInList]
    total: int = Field(description="Combien de lieux répondent, toutes pages comprises.", examples=[8871])
    page: int = Field(examples=[1])
    suivant: str | None = Field(description="L'adresse de la page suivante ; null à la dernière.")


def place_in_list(location: Location, territory: Territory) -> dict[str, Any]:
    """Return what `PlaceInList` says."""
    facts = {name: getattr(location, name) for name in (*FACTS, "last_published_at")}
    return known(row_of(dated(facts))) | {
        "slug": location.slug,
        "url": f"{settings.PUBLIC_BASE_URL}{location.get_absolute_url()}",
        "reseau": location.network,
        "etat": location.get_status_display(),
        "territoire": {
            "commune": _authority(territory.commune),
            "epci": _authority(territory.group, type=territory.group_kind),
            "departement": _authority(territory.departement),
            "region": _authority(territory.region),
        },
    }


def place_alone(location: Location, territory: Territory, *, now: datetime) -> dict[str, Any]:
    """Return what `PlaceAlone` says at that moment."""
    return place_in_list(location, territory) | {
        "ouvert": is_open(location, now=now),
        "horaires_mots": _hours(location),
        "fermetures": [
            {"du": closure.first_day, "au": closure.last_day, "raison": closure.reason or None}
            for closure in location.closures.all()
            if closure.last_day >= now.date()
        ],
        "offres": [str(label) for code, label in SolidarityOffer.choices if code in location.offers],
        "conditions": location.offer_conditions or None,
        "comment_venir": location.how_to_come or None,
        "sans_marche": location.step_free,
        "responsable": location.operator.name if location.operator else None,
    }


def is_open(location: Location, *, now: datetime) -> bool | None:
    """Whether the place is open now; None where nobody knows, and by appointment."""
    return {Kind.OPEN: True, Kind.CLOSED: False}.get(open_state(location, now).kind)


def _authority(area: Area, **more: str) -> dict[str, str] | None:
    return {"code": area.code, "nom": area.name, **more} if area else None


def _hours(location: Location) -> list[str]:
    if not location.opening_hours:
        return [location.opening_hours_text] if location.opening_hours_text else []
    table = week_table(location.opening_hours)
    lines = [f"{days} : {hours}" for days, hours in week_lines(table)]
    return [*lines, *table.notes, *([table.raw] if table.raw else [])]
