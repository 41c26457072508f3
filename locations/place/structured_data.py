"""A place for search engines: schema.org's terms, as JSON-LD. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from locations import choices
from locations.hours.rows import rows_of, take_holidays_off
from locations.hours.states import InvalidHours
from locations.models import Location
from locations.names import calm, calm_name

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MOST_CLOSURES = 10

# Subtypes of schema.org's LocalBusiness, which is for any place with a door and hours, whoever runs it.
_TYPES = {
    "BIB": "Library",
    "LA_POSTE": "PostOffice",
    **dict.fromkeys(("CAF", "CC", "CCAS", "CD", "CIAS", "CPAM", "EPCI", "MUNI", "PREF", "RFS"), "GovernmentOffice"),
    **dict.fromkeys(("CAP_EMPLOI", "FT", "MDE", "ML", "PE"), "EmploymentAgency"),
}


def place_data(
    location: Location, *, url: str, description: str, closures: Iterable[tuple[date, date]] = ()
) -> dict[str, Any]:
    """What is known for sure; ``closures`` are those to come, first and last day included."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": next((_TYPES[kind] for kind in location.kinds if kind in _TYPES), "LocalBusiness"),
        "@id": url,
        "url": url,
        "name": calm_name(location.name),
        "description": description,
        "address": _filled(
            {
                "@type": "PostalAddress",
                "streetAddress": calm(location.address),
                "postalCode": location.postcode,
                "addressLocality": calm(location.town),
                "addressCountry": "FR",
            }
        ),
        "telephone": location.phone,
        "sameAs": location.websites,
        "openingHoursSpecification": opening_hours(location.opening_hours),
        "specialOpeningHoursSpecification": [
            _hours(validFrom=first.isoformat(), validThrough=last.isoformat(), opens="00:00", closes="00:00")
            for first, last in list(closures)[:MOST_CLOSURES]
        ],
    }
    if location.latitude is not None:
        data["geo"] = {"@type": "GeoCoordinates", "latitude": location.latitude, "longitude": location.longitude}
    if location.fees == [choices.Fee.FREE]:
        data["isAccessibleForFree"] = True
    if location.step_free is not None:
        data["amenityFeature"] = {
            "@type": "LocationFeatureSpecification",
            "name": "Wheelchair access",
            "value": location.step_free,
        }
    return _filled(data)


def opening_hours(hours: str) -> list[dict[str, Any]]:
    """The week's hours where they are the same each week; nothing where schema.org's terms would not say all."""
    try:
        rows, rest = rows_of(hours)
    except InvalidHours:
        return []
    _off, rest = take_holidays_off(rest)
    if rest or any(row.weeks != "all" or row.nth or row.by_appointment or not row.days for row in rows):
        return []
    return [
        _hours(dayOfWeek=[DAYS[day] for day in row.days], opens=f"{row.start:%H:%M}", closes=f"{row.end:%H:%M}")
        for row in rows
    ]


def _hours(**told: Any) -> dict[str, Any]:
    return {"@type": "OpeningHoursSpecification", **told}


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in ("", [], None)}
