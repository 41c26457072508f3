"""Texts as people wrote them elsewhere, made plain: no HTML, no controls, no more than there is room for."""

import re
from html import unescape

from core.ical.reading.components import Properties
from core.ical.text import cleaned, on_one_line, uri

TITLE, LOCATION, DESCRIPTION, URL, UID, NAME = 200, 255, 4_000, 500, 255, 255
CATEGORIES, CATEGORY = 10, 60

_READ_AT_MOST = 40_000  # characters of a text, before it is made plain
_ESCAPE = re.compile(r"\\([\s\S])")
_HTML = re.compile(r"</?(?:p|br|a|b|i|u|em|strong|div|span|ul|ol|li|h[1-6]|table|td|html|body|font)\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|eacute|egrave|agrave|#\d{1,6}|#x[0-9a-f]{1,5});", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-z!][a-z0-9-]*+)([^<>]*+)>", re.IGNORECASE)
_HREF = re.compile(r"""href\s*=\s*["']?(https?://[^\s"'<>]+)""", re.IGNORECASE)
_LINE_TAGS = frozenset("p br div li tr ul ol table blockquote h1 h2 h3 h4 h5 h6".split())
_HIDDEN_TAGS = frozenset("script style head title".split())
_MANY_LINES = re.compile(r"\n{3,}")
# Turns the direction of whatever follows, on our pages too.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_COMMA = re.compile(r"(?<!\\),")


def text(properties: Properties, name: str, most: int) -> str:
    """A text on one line, of so many characters at most."""
    return bounded(on_one_line(plain(properties.value(name))), most)


def long_text(properties: Properties, name: str, most: int) -> str:
    """A text on its lines, of so many characters at most."""
    lines = (line.strip(" \xa0") for line in cleaned(plain(properties.value(name))).split("\n"))
    return bounded(_MANY_LINES.sub("\n\n", "\n".join(lines)).strip(), most)


def address(properties: Properties, name: str) -> str:
    """An http or https address; empty if it is none, or too long to be kept whole."""
    found = uri(properties.value(name)[: URL * 2])
    return found if len(found) <= URL else ""


def categories(properties: Properties) -> tuple[str, ...]:
    """The first few, without repeats."""
    lines = properties.all("CATEGORIES")[:CATEGORIES]
    parts = (part for line in lines for part in _COMMA.split(line.value[:_READ_AT_MOST])[:CATEGORIES])
    names = (bounded(on_one_line(plain(part)), CATEGORY) for part in parts)
    return tuple(dict.fromkeys(name for name in names if name))[:CATEGORIES]


def identifier(properties: Properties) -> str:
    """The UID, without what no identifier needs; whole, since two may differ at their end."""
    return on_one_line(properties.value("UID")[:_READ_AT_MOST])


def plain(raw: str) -> str:
    """The text behind a TEXT value (RFC 5545 §3.3.11), its HTML undone if it has any."""
    value = _TURNS.sub("", _ESCAPE.sub(_unescaped, raw[:_READ_AT_MOST]))
    if _HTML.search(value):
        return _without_tags(value)
    return unescape(value) if _ENTITY.search(value) else value


def bounded(value: str, most: int) -> str:
    """The text, cut at a word if it is too long."""
    if len(value) <= most:
        return value
    head = value[: most - 1]
    cut = max(head.rfind(" "), head.rfind("\n"))
    return f"{(head[:cut] if cut > most // 2 else head).rstrip()}…"


def quoted(value: str) -> str:
    """A few characters of what could not be read, to find it by."""
    return f"« {bounded(on_one_line(value[:200]), 40)} »"


def _unescaped(match: re.Match[str]) -> str:
    return "\n" if match[1] in "nN" else match[1]


def _without_tags(value: str) -> str:
    """Tags become line ends or nothing; what a link leads to is said behind it, unless it says so itself."""
    tags = list(_TAG.finditer(value))
    if any(tag[2].lower() in _LINE_TAGS for tag in tags):
        # Where HTML says what a line is, those of its source mean nothing: none is longer, so the tags stay in place.
        value = value.replace("\r", " ").replace("\n", " ")
    parts: list[str] = []
    hidden, link, link_at, at = "", "", 0, 0
    for tag in tags:
        closing, name = bool(tag[1]), tag[2].lower()
        if not hidden:
            parts.append(value[at : tag.start()])
        at = tag.end()
        if hidden:
            hidden = "" if closing and name == hidden else hidden
        elif not closing and name in _HIDDEN_TAGS:
            hidden = name
        elif name in _LINE_TAGS:
            parts.append("\n- " if name == "li" and not closing else "\n")
        elif name == "a" and not closing:
            found = _HREF.search(tag[3])
            link, link_at = (found[1] if found else ""), len(parts)
        elif name == "a" and link:
            said = unescape("".join(parts[link_at:]))
            parts.append("" if unescape(link).rstrip("/") in said else f" ({link})")
            link = ""
    if not hidden:
        parts.append(value[at:])
    return unescape("".join(parts))
