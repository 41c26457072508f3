"""
The national standard, the other way: from a place's facts to a row, and from rows to CSV, JSON and GeoJSON. Pure.

What is written is what the schema asks for to the letter, and nothing is added for any program's sake: a telephone
begins with ``+``, as the schema's own pattern demands (docs/decisions, 0010). Values are ordered and cleaned so that
a file that is imported and written again is the same, byte for byte.
"""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import TextChoices

from locations import choices
from locations.hours.states import tidy
from locations.standard.rows import COLUMNS, FIELDS, UNKNOWN_PIVOT

VERSION = 1
"""Raised when the same facts give other bytes: clients then fetch them once more."""

FACTS = ("standard_id", *FIELDS)
"""The fields of a `Location` that a row is made of."""

REQUIRED = ("id", "pivot", "nom", "commune", "code_postal", "adresse", "date_maj")
BATCH = 500

T = TypeVar("T")
Row = dict[str, str | float]
"""The 32 columns in their order; "" for what is not known, a number only for the two coordinates."""

# The schema's own patterns, anchored on both sides.
_PATTERNS = {
    "pivot": re.compile(r"[a-zA-Z0-9]{9,14}"),
    "code_postal": re.compile(r"\d{5}", re.ASCII),
    "code_insee": re.compile(r"([013-9]\d|2[AB1-9])\d{3}", re.ASCII),
    "telephone": re.compile(r"\+(33|590|594|262|596|269|687|689|508|681)\d{6,9}", re.ASCII),
    "date_maj": re.compile(r"\d{4}-\d\d-\d\d", re.ASCII),
}
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_LONGEST_SUMMARY = 280

# Read once: an enumeration builds its list anew each time it is asked.
_CHOICES: dict[type[TextChoices], list[tuple[str, str]]] = {
    vocabulary: [(str(code), str(label)) for code, label in vocabulary.choices]
    for vocabulary in (
        choices.Mobility, choices.Service, choices.Audience, choices.SpecificCare, choices.Fee, choices.Programme,
        choices.TrainingLabel, choices.AccessMode, choices.SupportMode,
    )
}  # fmt: skip


def row_of(facts: Mapping[str, Any]) -> Row:
    """
    Return the row of a place, from its fields by name (`FACTS`).

    What the schema would refuse is left out, where it may be; `is_valid` tells whether what it requires is there.
    """
    row: Row = {
        "id": _line(facts["standard_id"]),
        "pivot": facts["pivot"] or UNKNOWN_PIVOT,
        "nom": _line(facts["name"]),
        "commune": _line(facts["town"]),
        "code_postal": facts["postcode"],
        "code_insee": facts["insee_code"],
        "adresse": _line(facts["address"]),
        "complement_adresse": _line(facts["address_complement"]),
        "latitude": _number(facts["latitude"]),
        "longitude": _number(facts["longitude"]),
        "typologie": _values(facts["kinds"]),
        "telephone": facts["phone"],
        "courriels": _values(facts["emails"]),
        "site_web": _urls(facts["websites"]),
        "horaires": tidy(_line(facts["opening_hours"])),
        "presentation_resume": _text(facts["summary"])[:_LONGEST_SUMMARY],
        "presentation_detail": _text(facts["description"]),
        "source": _line(facts["source"]),
        "itinerance": _labels(choices.Mobility, facts["mobility"]),
        "structure_parente": _line(facts["parent_structure"]),
        "date_maj": facts["facts_date"].isoformat() if facts["facts_date"] else "",
        "services": _labels(choices.Service, facts["services"]),
        "publics_specifiquement_adresses": _labels(choices.Audience, facts["audiences"]),
        "prise_en_charge_specifique": _labels(choices.SpecificCare, facts["specific_care"]),
        "frais_a_charge": _labels(choices.Fee, facts["fees"]),
        "dispositif_programmes_nationaux": _labels(choices.Programme, facts["programmes"]),
        "formations_labels": _labels(choices.TrainingLabel, facts["training_labels"]),
        "autres_formations_labels": _values(facts["other_labels"]),
        "modalites_acces": _labels(choices.AccessMode, facts["access_modes"]),
        "modalites_accompagnement": _labels(choices.SupportMode, facts["support_modes"]),
        "fiche_acces_libre": _urls([facts["acceslibre_url"]]),
        "prise_rdv": _urls([facts["booking_url"]]),
    }
    for column in ("code_insee", "telephone"):
        if not _PATTERNS[column].fullmatch(str(row[column])):
            row[column] = ""
    return row


def is_valid(row: Row) -> bool:
    """Whether all that the schema requires is there, in the form that it asks for."""
    return all(row[column] for column in REQUIRED) and all(
        pattern.fullmatch(str(row[column])) for column, pattern in _PATTERNS.items() if row[column]
    )


def as_csv(rows: Iterable[Row]) -> Iterator[bytes]:
    """Write UTF-8, a comma between cells, lines ended as RFC 4180 says, quotes only where a cell needs them."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for batch in _batches(rows):
        writer.writerows(row.values() for row in batch)
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()
    yield text.getvalue().encode()


def as_json(rows: Iterable[Row]) -> Iterator[bytes]:
    """Write an array of objects, one a line: what is not known is null, several values stay joined by ``|``."""
    return _array(b"[", (_compact(known(row)) for row in rows), b"]\n")


def as_geojson(rows: Iterable[Row]) -> Iterator[bytes]:
    """Write RFC 7946: a feature's properties are the standard's columns; its geometry is null where nobody knows it."""
    return _array(b'{"type":"FeatureCollection","features":[', (_compact(_feature(row)) for row in rows), b"]}\n")


def known(row: Row) -> dict[str, str | float | None]:
    """Return the row with null for what is not known."""
    return {column: None if value == "" else value for column, value in row.items()}


def _feature(row: Row) -> dict[str, Any]:
    located = row["latitude"] != ""
    geometry = {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]} if located else None
    return {"type": "Feature", "id": row["id"], "geometry": geometry, "properties": known(row)}


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _array(head: bytes, items: Iterable[str], tail: bytes) -> Iterator[bytes]:
    separator = "\n"
    yield head
    for batch in _batches(items):
        yield (separator + ",\n".join(batch)).encode()
        separator = ",\n"
    yield b"\n" + tail


def _batches(items: Iterable[T]) -> Iterator[Sequence[T]]:
    batch: list[T] = []
    for item in items:
        batch.append(item)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _number(value: float | None) -> str | float:
    return "" if value is None else value


def _text(value: str) -> str:
    """As the reader cleans it: composed accents, no control characters, no spaces at the ends."""
    if value.isascii() and value.isprintable():
        return value.strip()
    return _CONTROL.sub(" ", unicodedata.normalize("NFC", value).replace("\r\n", "\n")).strip()


def _line(value: str) -> str:
    return _text(value).replace("\n", " ")


def _values(values: Iterable[str]) -> str:
    """Join free values, each once; a bar inside one would be read as two."""
    cleaned = (_line(value.replace("|", "/")) for value in values)
    return "|".join(dict.fromkeys(value for value in cleaned if value))


def _urls(urls: Iterable[str]) -> str:
    return "|".join(dict.fromkeys(_line(url).replace("|", "%7C") for url in urls if url))


def _labels(vocabulary: type[TextChoices], codes: Sequence[str]) -> str:
    """Join the standard's labels, in its own order whatever the order of the codes."""
    if not codes:
        return ""
    return "|".join(label for code, label in _CHOICES[vocabulary] if code in codes)
