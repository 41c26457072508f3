"""
A file of the national standard, from bytes to places. Pure.

A file that cannot be trusted as a whole is refused with one sentence (`UnreadableFile`); a row that cannot is told in
the reading, and the others are kept.
"""

import csv
import io
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from dataclasses import dataclass, field

from locations.standard import COLUMNS, VERSION, Place, Problem, read_place


class UnreadableFile(ValueError):
    """The file is refused as a whole; the message is for the person who gave it. Nothing has been changed."""


class EmptyFile(UnreadableFile):
    """There is nothing in it."""


class NotCsv(UnreadableFile):
    """A spreadsheet, an archive, JSON and the like."""


class UnknownEncoding(UnreadableFile):
    """Neither UTF-8, UTF-16 nor Windows' own."""


class WrongColumns(UnreadableFile):
    """The header is not the standard's."""


class TruncatedFile(UnreadableFile):
    """It stops in the middle of a row, or of a quoted text."""


@dataclass(slots=True)
class Reading:
    """What a file says: `rows` counts its data rows, refused ones included."""

    encoding: str
    rows: int = 0
    places: list[Place] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_file(data: bytes) -> Reading:
    """
    The places of a CSV file, in its order.

    :raises UnreadableFile: one of its kinds, with the sentence to show.
    """
    text, encoding = decode(data)
    reading = Reading(encoding)
    seen: dict[str, int] = {}
    for line, row in _rows(text):
        reading.rows += 1
        if len(row) != len(COLUMNS):
            reason = f"{len(row)} colonnes au lieu de {len(COLUMNS)} : ligne refusée."
            reading.problems.append(Problem(line, "", "", reason, refuses=True))
            continue
        place, problems = read_place(row, line)
        reading.problems += problems
        if place is None:
            continue
        if earlier := seen.get(place.standard_id):
            reason = f"Cet identifiant est déjà à la ligne {earlier} : ligne refusée."
            reading.problems.append(Problem(line, "id", place.standard_id, reason, refuses=True))
            continue
        seen[place.standard_id] = line
        reading.places.append(place)
    return reading


def decode(data: bytes) -> tuple[str, str]:
    """
    The text of a file and the name of its encoding.

    :raises UnreadableFile: empty, not a text, cut in a character, or in an unknown encoding.
    """
    if not data.strip():
        raise EmptyFile("Le fichier est vide.")
    if data.startswith((b"PK", b"%PDF", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")):
        raise NotCsv("Ce fichier n'est pas un CSV. Dans le tableur, enregistrez-le au format « CSV UTF-8 ».")
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return _decoded(data, "utf-16"), "utf-16"
    if data[1:200:2].count(0) > 40:
        return _decoded(data, "utf-16-le"), "utf-16-le"
    if data[0:200:2].count(0) > 40:
        return _decoded(data, "utf-16-be"), "utf-16-be"
    encoding = "utf-8-sig" if data.startswith(BOM_UTF8) else "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            raise _cut("au milieu d'un caractère") from error
        text, encoding = _decoded(data, "cp1252"), "cp1252"
    if "\x00" in text:
        raise NotCsv("Ce fichier n'est pas un CSV lisible : il contient des caractères nuls.")
    if text.lstrip()[0] in "{[<":
        raise NotCsv("Ce fichier n'est pas un CSV. Seuls les CSV du standard national sont lus.")
    return text, encoding


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if error.reason in {"truncated data", "unexpected end of data"}:
            raise _cut("au milieu d'un caractère") from error
        raise UnknownEncoding(
            "L'encodage de ce fichier n'est pas reconnu. Enregistrez-le au format « CSV UTF-8 »."
        ) from error


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The data rows, each with its line; a row of another length comes with that many keys."""
    consumed: list[str] = []

    def lines() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            consumed.append(line)
            yield line

    first_line = text.split("\n", 1)[0]
    last_line = text.rstrip().count("\n") + 1
    reader = csv.reader(lines(), delimiter=max(",;\t", key=first_line.count))
    try:
        header = _header(next(reader))
        while True:
            start = reader.line_num + 1
            consumed.clear()
            cells = next(reader)
            if not cells:
                continue
            if reader.line_num >= last_line:
                if "".join(consumed).count('"') % 2:
                    raise _cut(f"à la ligne {start}, au milieu d'un texte entre guillemets")
                if len(cells) < len(header):
                    raise _cut(f"à la ligne {start}, qui n'a que {len(cells)} colonnes sur {len(header)}")
            yield start, _named(header, cells)
    except StopIteration:
        return
    except csv.Error as error:
        raise TruncatedFile(
            f"Le fichier ne peut pas être lu après la ligne {reader.line_num} : "
            "un guillemet n'y est sans doute pas fermé. Rien n'a été changé."
        ) from error


def _header(cells: list[str]) -> list[str]:
    names = [cell.strip().lstrip("\ufeff") for cell in cells]
    missing = [column for column in COLUMNS if column not in names]
    unknown = [name[:60] or "(sans nom)" for name in names if name not in COLUMNS]
    if not missing and not unknown and len(names) == len(COLUMNS):
        return names
    sentence = f"Ce fichier n'a pas les colonnes du standard national, version {VERSION}."
    if missing:
        sentence += f" Il manque : {', '.join(missing)}."
    if unknown:
        sentence += f" Colonnes inconnues : {', '.join(unknown[:10])}."
    if not missing and not unknown:
        sentence += " Une colonne y est deux fois."
    raise WrongColumns(f"{sentence} Rien n'a été changé.")


def _named(header: list[str], cells: list[str]) -> dict[str, str]:
    if len(cells) != len(header):
        return {str(index): cell for index, cell in enumerate(cells)}
    return dict(zip(header, cells, strict=True))


def _cut(where: str) -> TruncatedFile:
    return TruncatedFile(f"Le fichier est coupé {where}. Demandez-le de nouveau à son producteur. Rien n'a été changé.")
