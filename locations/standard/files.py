"""
A file of the national standard, CSV or JSON, v1.0.2 or the older v0, from bytes to places. Pure.

A file that cannot be trusted as a whole is refused with one sentence (`UnreadableFile`); a row that cannot is told in
the reading, and the others are kept.
"""

import csv
import io
import json
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from locations.standard.rows import COLUMNS, VERSION, Place, Problem, read_place
from locations.standard.v0 import OLDER_COLUMNS, REQUIRED, is_older, newer_row

OLDER = "0"
"""The version that a `Reading` says of an older file."""

Row = dict[str, str]


class UnreadableFile(ValueError):
    """The file is refused as a whole; the message is for the person who gave it. Nothing has been changed."""


class EmptyFile(UnreadableFile):
    """There is nothing in it."""


class NotText(UnreadableFile):
    """A spreadsheet, an archive, a web page and the like."""


class UnknownEncoding(UnreadableFile):
    """Neither UTF-8, UTF-16 nor Windows' own."""


class WrongColumns(UnreadableFile):
    """The header, or the names in the JSON, are not the standard's."""


class TruncatedFile(UnreadableFile):
    """It stops in the middle of a row, or of a quoted text."""


@dataclass(slots=True)
class Reading:
    """What a file says: `rows` counts its data rows, refused ones too. In JSON a row's line is its rank, from 1."""

    encoding: str
    version: str = VERSION
    rows: int = 0
    places: list[Place] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_file(data: bytes) -> Reading:
    """
    The places of a file, in its order.

    :raises UnreadableFile: one of its kinds, with the sentence to show.
    """
    text, encoding = decode(data)
    columns, rows = _json(text) if text.lstrip()[0] in "[{" else _csv(text)
    older = is_older(frozenset(columns))
    reading = Reading(encoding, OLDER if older else VERSION)
    seen: dict[str, int] = {}
    for line, row in rows:
        reading.rows += 1
        place = _place(row, line, older, reading.problems)
        if place is None:
            continue
        if earlier := seen.get(place.standard_id):
            reason = f"Cet identifiant est déjà à la ligne {earlier} : ligne refusée."
            reading.problems.append(Problem(line, "id", place.standard_id, reason, refuses=True))
            continue
        seen[place.standard_id] = line
        reading.places.append(place)
    return reading


def _place(row: Row | str, line: int, older: bool, problems: list[Problem]) -> Place | None:
    """The place of a row; what is wrong with it goes to the problems."""
    if isinstance(row, str):
        problems.append(Problem(line, "", "", row, refuses=True))
        return None
    if older:
        row = newer_row(row, lambda column, value, why: problems.append(Problem(line, column, value[:200], why)))
    place, its_problems = read_place(row, line)
    problems += its_problems
    return place


def decode(data: bytes) -> tuple[str, str]:
    """
    The text of a file and the name of its encoding.

    :raises UnreadableFile: empty, not a text, cut in a character, or in an unknown encoding.
    """
    if not data.strip():
        raise EmptyFile("Le fichier est vide.")
    if data.startswith((b"PK", b"%PDF", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")):
        raise NotText("Ce fichier n'est ni un CSV ni un JSON. Dans le tableur, enregistrez-le au format « CSV UTF-8 ».")
    text, encoding = _text(data)
    if "\x00" in text:
        raise NotText("Ce fichier ne peut pas être lu : il contient des caractères nuls.")
    if not text.strip():
        raise EmptyFile("Le fichier est vide.")
    if text.lstrip()[0] == "<":
        raise NotText("Ce fichier est une page internet. Seuls les CSV et les JSON du standard national sont lus.")
    return text, encoding


def _text(data: bytes) -> tuple[str, str]:
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return _decoded(data, "utf-16"), "utf-16"
    if data[1:200:2].count(0) > 40:
        return _decoded(data, "utf-16-le"), "utf-16-le"
    if data[0:200:2].count(0) > 40:
        return _decoded(data, "utf-16-be"), "utf-16-be"
    encoding = "utf-8-sig" if data.startswith(BOM_UTF8) else "utf-8"
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            raise _cut("au milieu d'un caractère") from error
    return _decoded(data, "cp1252"), "cp1252"


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if error.reason in {"truncated data", "unexpected end of data"}:
            raise _cut("au milieu d'un caractère") from error
        raise UnknownEncoding(
            "L'encodage de ce fichier n'est pas reconnu. Enregistrez-le au format « CSV UTF-8 »."
        ) from error


def _csv(text: str) -> tuple[list[str], Iterator[tuple[int, Row | str]]]:
    """The columns, and the data rows, each with its line; a row that cannot be one comes as the reason why."""
    consumed: list[str] = []

    def lines() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            consumed.append(line)
            yield line

    first_line = text.split("\n", 1)[0]
    last_line = text.rstrip().count("\n") + 1
    reader = csv.reader(lines(), delimiter=max(",;\t", key=first_line.count))
    try:
        columns = _checked([cell.strip().lstrip("\ufeff") for cell in next(reader)])
    except csv.Error as error:
        raise _unclosed(reader.line_num) from error

    def rows() -> Iterator[tuple[int, Row | str]]:
        start = reader.line_num + 1
        consumed.clear()
        try:
            for cells in reader:
                if cells and reader.line_num >= last_line:
                    if "".join(consumed).count('"') % 2:
                        raise _cut(f"à la ligne {start}, au milieu d'un texte entre guillemets")
                    if len(cells) < len(columns):
                        raise _cut(f"à la ligne {start}, qui n'a que {len(cells)} colonnes sur {len(columns)}")
                if len(cells) == len(columns):
                    yield start, dict(zip(columns, cells, strict=True))
                elif cells:
                    yield start, f"{len(cells)} colonnes au lieu de {len(columns)} : ligne refusée."
                start = reader.line_num + 1
                consumed.clear()
        except csv.Error as error:
            raise _unclosed(reader.line_num) from error

    return columns, rows()


def _json(text: str) -> tuple[list[str], Iterator[tuple[int, Row | str]]]:
    """The same of a list of objects, which may be the one value of an object."""
    try:
        # Numbers as they are written: "48.80" is not 48.8.
        said = json.loads(text.lstrip("\ufeff"), parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        if "Unterminated" in str(error) or getattr(error, "pos", 0) >= len(text.rstrip()):
            raise _cut("avant la fin du JSON") from error
        raise NotText("Ce fichier n'est pas un JSON lisible. Rien n'a été changé.") from error
    if isinstance(said, dict) and len(said) == 1:
        (said,) = said.values()
    if not isinstance(said, list):
        raise WrongColumns("Ce JSON n'est pas une liste de lieux. Rien n'a été changé.")
    names = dict.fromkeys(name for item in said if isinstance(item, dict) for name in item)
    columns = _checked(list(names), sparse=True) if names else []
    return columns, ((rank, _cells(item)) for rank, item in enumerate(said, 1))


def _cells(item: Any) -> Row | str:
    if not isinstance(item, dict):
        return "Ce n'est pas un lieu : ligne refusée."
    cells = {}
    for name, value in item.items():
        parts = value if isinstance(value, list) else [value]
        if any(isinstance(part, list | dict) for part in parts):
            return f"« {name[:60]} » n'est ni un texte ni un nombre : ligne refusée."
        cells[name] = _kept("|".join(str(part) for part in parts if part is not None))
    return cells


def _kept(said: str) -> str:
    """Without what JSON can say and no database keeps: half a character, and nothing at all."""
    return said.encode("utf-8", "replace").decode().replace("\x00", " ")


def _checked(names: list[str], *, sparse: bool = False) -> list[str]:
    """
    The names themselves, when they are a version's; v0 and JSON (`sparse`) may leave some out.

    :raises WrongColumns: they are not.
    """
    older = is_older(frozenset(names))
    required: tuple[str, ...] = REQUIRED if older or sparse else COLUMNS
    known = frozenset(COLUMNS) | (OLDER_COLUMNS if older else frozenset())
    missing = [column for column in required if column not in names]
    unknown = [_kept(name[:60]) or "(sans nom)" for name in names if name not in known]
    if not missing and not unknown and len(set(names)) == len(names):
        return names
    sentence = f"Ce fichier n'a pas les colonnes du standard national, version {VERSION}."
    if missing:
        sentence += f" Il manque : {_some(missing, 40)}."
    if unknown:
        sentence += f" Colonnes inconnues : {_some(unknown, 10)}."
    if not missing and not unknown:
        sentence += " Une colonne y est deux fois."
    raise WrongColumns(f"{sentence} Rien n'a été changé.")


def _some(names: Iterable[str], most: int) -> str:
    return ", ".join(list(names)[:most])


def _cut(where: str) -> TruncatedFile:
    return TruncatedFile(f"Le fichier est coupé {where}. Demandez-le de nouveau à son producteur. Rien n'a été changé.")


def _unclosed(line: int) -> TruncatedFile:
    return TruncatedFile(
        f"Le fichier ne peut pas être lu après la ligne {line} : "
        "un guillemet n'y est sans doute pas fermé. Rien n'a été changé."
    )
