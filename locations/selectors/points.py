"""Where a place stands on the map, from its address: as exactly as it can be known."""

from dataclasses import dataclass

from core.geo import Point
from locations import geocoder
from locations.departements import departement_of
from locations.models import Commune
from locations.selectors.towns import find_places_named


@dataclass(frozen=True, slots=True)
class FoundPoint:
    """A point, and a sentence that says what it is the point of; no point where nothing is known."""

    point: Point | None
    words: str


def point_of(address: str, postcode: str, town: str, insee_code: str) -> FoundPoint:
    """The point of an address where a geocoder knows it, or else the centre of its town, from our own gazetteer."""
    try:
        known = _address(address, postcode, town, insee_code)
        remark = "La rue n'a pas été trouvée." if address else ""
    except geocoder.GeocoderSilent:
        known, remark = None, "Le service des adresses n'est pas joint." if geocoder.is_on() else ""
    if known is not None:
        return FoundPoint(known.point, f"Adresse trouvée : {known.label}. Vérifiez le point sur la carte.")
    centre = _centre(postcode, town, insee_code)
    if centre is None:
        return FoundPoint(None, "Aucune commune de ce nom n'est connue. Écrivez la commune et le code postal.")
    name, point = centre
    words = f"{remark} Voici le centre de {name} : déplacez le point jusqu'à l'adresse."
    return FoundPoint(point, words.strip())


def _address(address: str, postcode: str, town: str, insee_code: str) -> geocoder.Address | None:
    """
    The address in this very town.

    :raises GeocoderSilent: there is no geocoder, or none that answers.
    """
    if not address:
        return None
    found = geocoder.find_addresses(f"{address} {postcode} {town}")
    return next((one for one in found if one.insee_code == insee_code or one.postcode == postcode), None)


def _centre(postcode: str, town: str, insee_code: str) -> tuple[str, Point] | None:
    known = Commune.objects.filter(code=insee_code, latitude__isnull=False).order_by("kind").first()
    if known is not None and known.latitude is not None and known.longitude is not None:
        return known.name, Point(known.latitude, known.longitude)
    towns = find_places_named(f"{postcode} {town}".strip()) if town or postcode else []
    inside = [one for one in towns if one.departement == departement_of("", postcode)] or towns
    first = next((one for one in inside if one.point is not None), None)
    return (first.name, first.point) if first and first.point else None
