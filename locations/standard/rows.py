"""
The national standard of places of digital help ("Mednum", schema v1.0.2, etalab-2.0): its columns and one row. Pure.

A row is never an exception: what cannot be read in it is a `Problem`, and the rest is kept. Values are split on ``|``
and compared one by one, since the schema's own patterns are unanchored; the older files' ``;`` is read too.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from urllib.parse import urlsplit

from core.phones import InvalidPhone, normalise
from locations import choices
from locations.hours.states import is_valid, tidy

VERSION = "1.0.2"

COLUMNS = (
    "id", "pivot", "nom", "commune", "code_postal", "code_insee", "adresse", "complement_adresse", "latitude",
    "longitude", "typologie", "telephone", "courriels", "site_web", "horaires", "presentation_resume",
    "presentation_detail", "source", "itinerance", "structure_parente", "date_maj", "services",
    "publics_specifiquement_adresses", "prise_en_charge_specifique", "frais_a_charge",
    "dispositif_programmes_nationaux", "formations_labels", "autres_formations_labels",
    "modalites_acces", "modalites_accompagnement", "fiche_acces_libre", "prise_rdv",
)  # fmt: skip

UNKNOWN_PIVOT = "00000000000000"  # The usual stop-gap for an unknown SIRET; never a key.
_NO_DATES = {"1969-12-31", "1970-01-01"}  # A null date, as some producers write it.

_PIVOT = re.compile(r"[a-zA-Z0-9]{9,14}")
_POSTCODE = re.compile(r"\d{5}", re.ASCII)
_INSEE = re.compile(r"([013-9]\d|2[AB1-9])\d{3}", re.ASCII)
_EMAIL = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+")
_URL = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_BARE_URL = re.compile(r"[\w-]+(\.[\w-]+)+(/[^\s<>\"]*)?")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'"})


class Problem(NamedTuple):
    """What could not be read. ``line`` is that of the file, 2 for the first place; ``refuses``: the whole row is."""

    line: int
    column: str
    value: str
    reason: str
    refuses: bool = False


@dataclass(slots=True)
class Place:
    """One row, in the terms of `Location`: same names, same shapes. ``raw`` is the row as it was."""

    line: int
    standard_id: str
    name: str
    raw: dict[str, str] = field(repr=False)
    pivot: str = ""
    town: str = ""
    postcode: str = ""
    insee_code: str = ""
    address: str = ""
    address_complement: str = ""
    latitude: float | None = None
    longitude: float | None = None
    kinds: list[str] = field(default_factory=list)
    phone: str = ""
    emails: list[str] = field(default_factory=list)
    websites: list[str] = field(default_factory=list)
    opening_hours: str = ""
    opening_hours_text: str = ""
    summary: str = ""
    description: str = ""
    source: str = ""
    mobility: list[str] = field(default_factory=list)
    parent_structure: str = ""
    facts_date: date | None = None
    services: list[str] = field(default_factory=list)
    audiences: list[str] = field(default_factory=list)
    specific_care: list[str] = field(default_factory=list)
    fees: list[str] = field(default_factory=list)
    programmes: list[str] = field(default_factory=list)
    training_labels: list[str] = field(default_factory=list)
    other_labels: list[str] = field(default_factory=list)
    access_modes: list[str] = field(default_factory=list)
    support_modes: list[str] = field(default_factory=list)
    acceslibre_url: str = ""
    booking_url: str = ""


FIELDS = tuple(name for name in Place.__dataclass_fields__ if name not in {"line", "raw", "standard_id"})
"""The fields of a `Location` that the standard says."""

Report = Callable[[str, str, str], None]
"""column, value, reason"""

_CODES = {
    "itinerance": choices.Mobility,
    "services": choices.Service,
    "publics_specifiquement_adresses": choices.Audience,
    "prise_en_charge_specifique": choices.SpecificCare,
    "frais_a_charge": choices.Fee,
    "dispositif_programmes_nationaux": choices.Programme,
    "formations_labels": choices.TrainingLabel,
    "modalites_acces": choices.AccessMode,
    "modalites_accompagnement": choices.SupportMode,
}


def label_key(label: str) -> str:
    """What two spellings of a label share: apostrophes, accents' encoding, case and spaces do not count."""
    folded = unicodedata.normalize("NFC", label).translate(_APOSTROPHES).casefold()
    return re.sub(r"[\s\u00a0]+", "", folded)


_CODE_OF = {
    column: {label_key(str(label)): code for code, label in labels.choices} for column, labels in _CODES.items()
}


def split_values(text: str, *, also: str = "") -> list[str]:
    """The values of a cell, each once: split on ``|``, or on ``also`` (the old ``;``) where there is no bar."""
    separator = "|" if "|" in text or not also else also
    values = (value.strip() for value in text.split(separator))
    return list(dict.fromkeys(value for value in values if value))


def read_place(row: dict[str, str], line: int) -> tuple[Place | None, list[Problem]]:
    """A place from the 32 cells of a row, with what could not be read in it; None when the row is refused."""
    problems: list[Problem] = []
    raw = {column: row.get(column) or "" for column in COLUMNS}
    cells = {column: _clean(value) for column, value in raw.items()}

    def report(column: str, value: str, reason: str) -> None:
        problems.append(Problem(line, column, value[:200], reason))

    problems += [
        Problem(line, column, "", "Cette information est obligatoire : ligne refusée.", refuses=True)
        for column in ("id", "nom")
        if not cells[column]
    ]
    if len(cells["id"]) > 200:
        problems.append(Problem(line, "id", cells["id"][:200], "Plus de 200 caractères : ligne refusée.", refuses=True))
    if problems:
        return None, problems

    for column in ("commune", "adresse", "code_postal"):
        if not cells[column]:
            report(column, "", "Cette information manque.")
    latitude, longitude = _coordinates(cells["latitude"], cells["longitude"], report)
    hours, hours_text = _hours(cells["horaires"], report)
    codes = {column: _codes(column, cells[column], report) for column in _CODES}
    place = Place(
        line=line,
        raw=raw,
        standard_id=cells["id"],
        name=_fitted("nom", cells["nom"], 255, report),
        pivot=_pivot(cells["pivot"], report),
        town=_fitted("commune", cells["commune"], 100, report),
        postcode=_postcode(cells["code_postal"], report),
        insee_code=_matching("code_insee", cells["code_insee"].upper(), _INSEE, report),
        address=_fitted("adresse", cells["adresse"].replace("\n", " "), 255, report),
        address_complement=_fitted("complement_adresse", cells["complement_adresse"].replace("\n", " "), 255, report),
        latitude=latitude,
        longitude=longitude,
        kinds=split_values(cells["typologie"], also=";"),
        phone=_phone(cells["telephone"], report),
        emails=_matching_all("courriels", split_values(cells["courriels"], also=";"), _EMAIL, report),
        websites=_urls("site_web", cells["site_web"], report),
        opening_hours=hours,
        opening_hours_text=hours_text,
        summary=_fitted("presentation_resume", cells["presentation_resume"], 280, report),
        description=cells["presentation_detail"],
        source=_fitted("source", cells["source"], 200, report),
        mobility=codes["itinerance"],
        parent_structure=_fitted("structure_parente", cells["structure_parente"], 200, report),
        facts_date=_date(cells["date_maj"], report),
        services=codes["services"],
        audiences=codes["publics_specifiquement_adresses"],
        specific_care=codes["prise_en_charge_specifique"],
        fees=codes["frais_a_charge"],
        programmes=codes["dispositif_programmes_nationaux"],
        training_labels=codes["formations_labels"],
        other_labels=split_values(cells["autres_formations_labels"]),
        access_modes=codes["modalites_acces"],
        support_modes=codes["modalites_accompagnement"],
        acceslibre_url=next(iter(_urls("fiche_acces_libre", cells["fiche_acces_libre"], report)), ""),
        booking_url=next(iter(_urls("prise_rdv", cells["prise_rdv"], report)), ""),
    )
    return place, problems


def _clean(value: str) -> str:
    """Composed accents, no control characters (PostgreSQL refuses NUL), no spaces at the ends."""
    return _CONTROL.sub(" ", unicodedata.normalize("NFC", value).replace("\r\n", "\n")).strip()


def _fitted(column: str, value: str, longest: int, report: Report) -> str:
    if len(value) <= longest:
        return value
    report(column, value, f"Plus de {longest} caractères : la fin est coupée.")
    return value[: longest - 1] + "…"


def _matching(column: str, value: str, pattern: re.Pattern[str], report: Report) -> str:
    if not value or pattern.fullmatch(value):
        return value
    report(column, value, "Cette valeur n'a pas la forme attendue : elle n'est pas reprise.")
    return ""


def _matching_all(column: str, values: Iterable[str], pattern: re.Pattern[str], report: Report) -> list[str]:
    return [value for value in values if _matching(column, value, pattern, report)]


def _pivot(value: str, report: Report) -> str:
    return "" if value == UNKNOWN_PIVOT else _matching("pivot", value, _PIVOT, report)


def _postcode(value: str, report: Report) -> str:
    if value == "00000":
        report("code_postal", value, "Ce code postal est un bouche-trou : il n'est pas repris.")
        return ""
    if re.fullmatch(r"\d{4}", value, re.ASCII):
        report("code_postal", value, f"Il manque un zéro au début : lu 0{value}.")
        return f"0{value}"
    return _matching("code_postal", value, _POSTCODE, report)


def _coordinates(latitude: str, longitude: str, report: Report) -> tuple[float | None, float | None]:
    if not latitude and not longitude:
        report("latitude", "", "Pas de coordonnées : le lieu est trouvé par sa commune, sans distance.")
        return None, None
    try:
        lat, lon = float(latitude.replace(",", ".")), float(longitude.replace(",", "."))
    except ValueError:
        report(
            "latitude",
            f"{latitude} {longitude}",
            "Ces coordonnées ne sont pas deux nombres : elles ne sont pas reprises.",
        )
        return None, None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):  # false for NaN too
        report(
            "latitude", f"{latitude} {longitude}", "Ces coordonnées sont hors du monde : elles ne sont pas reprises."
        )
        return None, None
    if lat == 0 and lon == 0:
        report(
            "latitude", f"{latitude} {longitude}", "0 et 0 ne sont pas un lieu : ces coordonnées ne sont pas reprises."
        )
        return None, None
    return lat, lon


def _hours(value: str, report: Report) -> tuple[str, str]:
    if not value:
        return "", ""
    hours = tidy(value)
    if len(hours) <= 1000 and is_valid(hours):
        return hours, ""
    report("horaires", value, "Ces horaires ne sont pas dans la syntaxe du standard : ils sont gardés en texte.")
    return "", value


def _phone(value: str, report: Report) -> str:
    if not value:
        return ""
    try:
        return normalise(value)
    except InvalidPhone:
        report("telephone", value, "Ce numéro n'est pas reconnu : il n'est pas repris.")
        return ""


def _urls(column: str, value: str, report: Report) -> list[str]:
    urls = []
    for url in re.split(r"\||;(?=\s*https?://)", value):
        address = url.strip()
        if address and not address.lower().startswith(("http://", "https://")) and _BARE_URL.fullmatch(address):
            address = f"https://{address}"
        if len(address) > 500 or not _matching(column, address, _URL, report):
            continue
        if not _has_host(address):
            report(column, address, "Cette adresse ne mène nulle part : elle n'est pas reprise.")
            continue
        urls.append(address)
    return list(dict.fromkeys(urls))


def _has_host(address: str) -> bool:
    """Whether the address can be taken apart ("https://[" cannot) and names a host."""
    try:
        return bool(urlsplit(address).hostname)
    except ValueError:
        return False


def _date(value: str, report: Report) -> date | None:
    if not value:
        report("date_maj", "", "Cette information manque.")
        return None
    if value in _NO_DATES:
        report("date_maj", value, "Cette date est une date vide : elle est tenue pour inconnue.")
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        report("date_maj", value, "Cette date n'est pas de la forme 2024-04-02 : elle n'est pas reprise.")
        return None


def _codes(column: str, value: str, report: Report) -> list[str]:
    known = _CODE_OF[column]
    found = set()
    for label in split_values(value, also=";"):
        code = known.get(label_key(label))
        if code is None:
            report(column, label, "Cette valeur n'est pas dans la liste du standard : elle n'est pas reprise.")
        else:
            found.add(code)
    return [code for code in known.values() if code in found]
