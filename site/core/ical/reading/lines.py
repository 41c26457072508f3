"""
From octets to content lines (RFC 5545 §3.1), whatever the octets: nothing here raises but `NotACalendar`.

Lines are unfolded before they are decoded, since some writers fold inside of a character; each is decoded on its own,
since some files change their encoding half-way.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from core.ical.reading.values import NotACalendar

# Longer names of properties and parameters are nobody's.
_NAME = re.compile("[\ufeff \\t]{0,8}+([A-Za-z0-9-]{1,60}+)[ \\t]{0,8}+(?=[:;])")
# Possessive throughout: a hostile line is read once, from left to right.
_PARAMETERS = re.compile(r"""((?:;[^":;]*+(?:"[^"]*+"[^":;]*+)*+)*+):""")
_PARAMETER = re.compile(r"""([A-Za-z0-9-]++)\s*+=\s*+((?:"[^"]*+"|[^";])*+)""")
_MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_FIRST_LINE = re.compile(rb"(?:\A|[\r\n])[ \t]{0,8}+BEGIN[ \t]{0,8}+:[ \t]{0,8}+(?:VCALENDAR|VEVENT)", re.IGNORECASE)
_PAGE = re.compile(rb"\s*<(?:!doctype|html|head|body)", re.IGNORECASE)

_NONE: Mapping[str, str] = {}

LONGEST = 1_000_000  # characters of one line: what follows is of no use to anybody


class Line(NamedTuple):
    """A property: its name in capitals, its parameters (names in capitals, values without quotes), its raw value."""

    name: str
    parameters: Mapping[str, str]
    value: str


def lines_of(body: bytes) -> Iterator[str]:
    """
    The unfolded lines of a file, decoded: UTF-8, UTF-16, or else what Windows wrote (cp1252).

    :raises NotACalendar: it is empty, a web page, an archive, or anything else without a calendar's first line.
    """
    octets = _as_utf8(body)
    if not _FIRST_LINE.search(octets):
        raise NotACalendar(_why_not(octets))
    return _decoded(octets)


def name_of(line: str) -> str:
    """The name of the property on this line, in capitals; anything at all if there is none."""
    match = _NAME.match(line)
    return match[1].upper() if match else ""


def parsed(line: str) -> Line | None:
    """The line as a property; None if it is none."""
    name = _NAME.match(line)
    rest = _PARAMETERS.match(line, name.end()) if name else None
    if name is None or rest is None:
        return None
    return Line(name[1].upper(), _parameters(rest[1]), line[rest.end() :].strip())


def _parameters(text: str) -> Mapping[str, str]:
    if not text:
        return _NONE
    return {match[1].upper(): match[2].replace('"', "").strip() for match in _PARAMETER.finditer(text)}


def _as_utf8(body: bytes) -> bytes:
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body[2:].decode(encoding, "replace").encode()
    # Without a mark, half of the first octets of a Latin text in UTF-16 are zeros.
    for at, encoding in ((0, "utf-16-be"), (1, "utf-16-le")):
        head = body[at:40:2]
        if len(head) > 5 and not any(head):
            return body.decode(encoding, "replace").encode()
    return body.removeprefix(b"\xef\xbb\xbf")


def _decoded(octets: bytes) -> Iterator[str]:
    end, other = (b"\n", b"\r") if b"\n" in octets else (b"\r", b"\n")
    parts: list[bytes] = []
    size = 0
    for match in re.finditer(b"[^" + end + b"]++", octets):
        part = match[0].rstrip(other)
        if part[:1] in {b" ", b"\t"} and parts:
            size += len(part)
            if size < LONGEST:
                parts.append(part[1:])
            continue
        if parts:
            yield _text(b"".join(parts))
        parts, size = [part], len(part)
    if parts:
        yield _text(b"".join(parts))


def _text(line: bytes) -> str:
    if b"\r" in line or len(line) > LONGEST:
        line = line[:LONGEST].replace(b"\r", b" ")
    try:
        return line.decode()
    except UnicodeDecodeError:
        # A character cut at the limit is no other encoding.
        return line.decode("utf-8", "replace") if len(line) == LONGEST else line.decode("cp1252", "replace")


def _why_not(octets: bytes) -> str:
    if not octets.strip():
        return "Ce fichier est vide."
    if _PAGE.match(octets):
        return "C'est une page web, pas un calendrier. L'adresse d'un calendrier finit souvent par .ics."
    if octets.startswith((b"\x1f\x8b", b"PK\x03\x04", b"7z", b"Rar!")):
        return "C'est un fichier compressé, pas un calendrier."
    return "Ce fichier n'est pas un calendrier : rien n'y commence par BEGIN:VCALENDAR."
