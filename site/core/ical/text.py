"""
How a value becomes the octets of a content line (RFC 5545 §3.1, §3.3).

Every text is cleaned here, whatever it comes from: one hostile name must not break a whole feed.
"""

import re
from urllib.parse import quote, urlsplit

# Never in a text: controls (C0 but tab and line feed, DEL, C1), halves of surrogate pairs (not UTF-8),
# the byte order mark and noncharacters, which several parsers refuse or drop.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff"
    + "".join(f"{chr((plane << 16) + 0xFFFE)}{chr((plane << 16) + 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
# Everything that some parser takes for the end of a line.
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_BLANKS = re.compile(r"\s+")
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})

# What cannot stand between the quotes of a parameter, and what RFC 6868 readers would take for an escape.
_IN_PARAMETER = str.maketrans({'"': "'", "^": " ", "\\": "/"})

_URI_SAFE = "%/:?#[]@!$&'()*+,;=-._~"
_BROKEN_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_ADDRESS = re.compile(r"[^\s@<>\"(),:;\\\[\]]+@[^\s@<>\"(),:;\\\[\]]+")


def cleaned(text: str) -> str:
    """
    The text as it is published: line ends are line feeds, controls are gone, both ends are stripped.

    Tabs become spaces, since some readers unfold on them.
    """
    text = _LINE_END.sub("\n", text)
    return _FORBIDDEN.sub("", text).replace("\t", " ").strip()


def on_one_line(text: str) -> str:
    """The cleaned text with every run of white space, line ends included, as one space."""
    return _BLANKS.sub(" ", cleaned(text)).strip()


def escaped(text: str) -> str:
    """A cleaned text as a TEXT value (RFC 5545 §3.3.11)."""
    return text.translate(_ESCAPED)


def parameter(text: str) -> str:
    """
    A text as a quoted parameter value (RFC 5545 §3.2).

    A double quote becomes a single one, a backslash a slash and a caret a space: there is no escape for
    them that all readers know.
    """
    return f'"{on_one_line(on_one_line(text).translate(_IN_PARAMETER))}"'


def uri(text: str, schemes: tuple[str, ...] = ("http", "https")) -> str:
    """The address as a URI, percent-encoded where it must be; empty if it is not absolute, or not of these schemes."""
    address = _BROKEN_PERCENT.sub("%25", quote(_BLANKS.sub("", cleaned(text)), safe=_URI_SAFE))
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme.lower() not in schemes:
        return ""
    if parts.scheme.lower() in {"http", "https"} and not parts.netloc:
        return ""
    return address


def mail_uri(address: str) -> str:
    """A mail address as a ``mailto:`` URI; empty if it is not an address."""
    address = on_one_line(address)
    if not _ADDRESS.fullmatch(address):
        return ""
    return f"mailto:{quote(address, safe='@!$&*+=-._~')}"


def folded(line: str) -> bytes:
    """The content line in octets, folded at 75, never inside a character, and its CRLF (RFC 5545 §3.1)."""
    octets = line.encode()
    if len(octets) <= 75:
        return octets + b"\r\n"
    parts = []
    start, room = 0, 75
    while len(octets) - start > room:
        end = start + room
        # 10xxxxxx is inside of a character: go back to where it begins.
        while octets[end] & 0xC0 == 0x80:
            end -= 1
        parts.append(octets[start:end])
        # The space that begins a continuation is one of its 75 octets.
        start, room = end, 74
    parts.append(octets[start:])
    return b"\r\n ".join(parts) + b"\r\n"
