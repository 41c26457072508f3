"""
The alphabet of an SMS (3GPP TS 23.038, 7 bits): 160 characters a message, or 153 in each part of a longer one.

One character outside it, and the whole message is written in 16 bits: 70 characters, and twice the price.
"""

import re
import unicodedata

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("^{}\\[~]|€")
"""They are written after an escape, and count as two."""

ALONE = 160
IN_A_PART = 153  # the rest of each says which part of which message it is

_REPLACED = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ`´′", "'"),
        **dict.fromkeys("“”„″", '"'),
        **dict.fromkeys("‐‑‒–—―−•·", "-"),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f\t", " "),
        "…": "...", "œ": "oe", "Œ": "OE", "°": "o", "×": "x", "⁄": "/", "\u2028": "\n", "\u2029": "\n",
    }
)  # fmt: skip

_INSIDE_QUOTES = re.compile(r"«\s*|\s*»")


def to_gsm7(text: str) -> str:
    """
    Return the text in this alphabet: "ç" becomes "c", "’" becomes "'", what has no such letter becomes "?".

    "é", "è", "à" and "ù" are in it, and stay. French quotes lose the spaces inside them. Pictures are left out.
    """
    composed = unicodedata.normalize("NFC", _INSIDE_QUOTES.sub('"', text))
    return "".join(_letter(character) for character in composed.translate(_REPLACED))


def width(text: str) -> int:
    """Return how many characters this text counts, once it is in this alphabet."""
    return sum(2 if character in EXTENSION else 1 for character in to_gsm7(text))


def parts(text: str) -> int:
    """Return how many messages a provider counts for this text, once it is in this alphabet."""
    widths = [2 if character in EXTENSION else 1 for character in to_gsm7(text)]
    if sum(widths) <= ALONE:
        return 1
    number, room = 1, IN_A_PART
    for width in widths:
        if width > room:  # an escape and its character are never parted
            number, room = number + 1, IN_A_PART
        room -= width
    return number


def _letter(character: str) -> str:
    if character in BASIC or character in EXTENSION:
        return character
    plain = "".join(part for part in unicodedata.normalize("NFKD", character).translate(_REPLACED) if part in BASIC)
    return plain or ("?" if unicodedata.category(character)[0] in "LN" else "")
