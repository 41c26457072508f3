"""Loading the gazetteer: what is in the files, exactly, and nothing written where nothing differs."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.db import models, transaction

from core.bulk import insert_rows, look_again
from locations.choices import CommuneKind
from locations.departements import DATA, departements
from locations.models import Commune, Intercommunalite, Postcode
from locations.names import fold
from locations.selectors.known_names import forget_names

Progress = Callable[[str], None]
Row = TypeVar("Row", bound=models.Model)
BATCH = 10_000

_COMMUNE_FIELDS = (
    "name",
    "search_text",
    "departement",
    "region",
    "population",
    "latitude",
    "longitude",
    "parent_code",
    "intercommunalite_id",
)


@dataclass(frozen=True, slots=True)
class GazetteerCounts:
    """How many rows there are, and how many have been written or removed by this run."""

    communes: int
    postcodes: int
    intercommunalites: int
    changed: int


def _quiet(_sentence: str) -> None:
    """Say nothing."""


@transaction.atomic
def load_gazetteer(folder: Path = DATA, progress: Progress = _quiet) -> GazetteerCounts:
    """
    Make the tables say what the files of the folder say, in one transaction.

    ``progress`` is told plain French sentences. Run again on the same files, it only reads.
    """
    progress("Lecture des communes et des codes postaux…")
    groups, group_of = _intercommunalites(folder)
    changed = _synchronise(Intercommunalite, ("code",), ("name", "kind"), groups, progress, "intercommunalités")
    communes = list(_communes(folder, group_of))
    changed += _synchronise(Commune, ("code", "kind"), _COMMUNE_FIELDS, communes, progress, "communes")
    postcodes = list(_postcodes(folder))
    changed += _synchronise(
        Postcode, ("code",), ("latitude", "longitude", "population"), postcodes, progress, "codes postaux"
    )
    changed += _link_postcodes(folder, progress)
    if changed:
        look_again(Commune, Postcode, Postcode.communes.through)
    forget_names()  # for who reads within this transaction
    transaction.on_commit(forget_names)
    return GazetteerCounts(len(communes), len(postcodes), len(groups), changed)


def _synchronise(
    model: type[Row],
    key: tuple[str, ...],
    fields: tuple[str, ...],
    wanted: Sequence[dict[str, Any]],
    progress: Progress,
    words: str,
) -> int:
    manager = model._default_manager
    columns = (*key, *fields)
    existing = {row[: len(key)]: row for row in manager.values_list(*columns)}
    new, different = [], []
    for row in wanted:
        values = tuple(row[column] for column in columns)
        known = existing.pop(values[: len(key)], None)
        if known is None:
            new.append(values)
        elif known != values:
            different.append(row)
    for start in range(0, len(new), BATCH):
        batch = new[start : start + BATCH]
        insert_rows(model, columns, batch)
        progress(f"{start + len(batch)} {words} sur {len(wanted)}")
    for row in different:
        manager.filter(**{column: row[column] for column in key}).update(**{name: row[name] for name in fields})
    for gone in existing:
        manager.filter(**dict(zip(key, gone, strict=True))).delete()
    return len(new) + len(different) + len(existing)


def _link_postcodes(folder: Path, progress: Progress) -> int:
    through = Postcode.communes.through
    ids = dict(Commune.objects.filter(kind__in=[CommuneKind.CURRENT, CommuneKind.DISTRICT]).values_list("code", "pk"))
    known = set(Postcode.objects.values_list("code", flat=True))
    wanted = set()
    for row in _rows(folder / "communes.csv"):
        if row["code_insee"] in ids and row["type"] in {CommuneKind.CURRENT, CommuneKind.DISTRICT}:
            codes = row["codes_postaux"].split("|")
            wanted |= {(code, ids[row["code_insee"]]) for code in codes if code in known}
    links = {
        (postcode, commune): pk
        for pk, postcode, commune in through.objects.values_list("pk", "postcode_id", "commune_id")
    }
    new = sorted(wanted - links.keys())
    gone = [pk for link, pk in links.items() if link not in wanted]
    insert_rows(through, ("postcode_id", "commune_id"), new)
    for start in range(0, len(gone), 900):
        through.objects.filter(pk__in=gone[start : start + 900]).delete()
    if new:
        progress("Codes postaux rattachés à leurs communes")
    return len(new) + len(gone)


def _intercommunalites(folder: Path) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The groups, and that of each commune: the EPT in Greater Paris, which people know better than the Métropole."""
    groups: list[dict[str, Any]] = []
    group_of: dict[str, str] = {}
    for row in _rows(folder / "epci.csv"):
        groups.append({"code": row["code"], "name": row["nom"], "kind": row["type"]})
        group_of.update(dict.fromkeys(row["codes_insee"].split("|"), row["code"]))
    for ept in json.loads((folder / "ept.json").read_text(encoding="utf-8")):
        groups.append({"code": ept["code"], "name": ept["nom"], "kind": "EPT"})
        group_of.update(dict.fromkeys(ept["communes"], ept["code"]))
    return groups, group_of


def _communes(folder: Path, group_of: dict[str, str]) -> Iterator[dict[str, Any]]:
    regions = {code: known.region for code, known in departements().items()}
    for row in _rows(folder / "communes.csv"):
        code, parent = row["code_insee"], row["commune_parente"]
        yield {
            "code": code,
            "kind": row["type"],
            "name": row["nom"],
            "search_text": fold(row["nom"]),
            "departement": row["departement"],
            "region": regions.get(row["departement"], ""),
            "population": int(row["population"] or 0),
            "latitude": float(row["latitude"]) if row["latitude"] else None,
            "longitude": float(row["longitude"]) if row["longitude"] else None,
            "parent_code": parent,
            "intercommunalite_id": group_of.get(code) or group_of.get(parent),
        }


def _postcodes(folder: Path) -> Iterator[dict[str, Any]]:
    for row in _rows(folder / "codes_postaux.csv"):
        yield {
            "code": row["code_postal"],
            "latitude": float(row["latitude"]) if row["latitude"] else None,
            "longitude": float(row["longitude"]) if row["longitude"] else None,
            "population": int(row["population"] or 0),
        }


def _rows(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
