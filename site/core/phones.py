"""
Telephone numbers of France and its overseas territories: from what people type to one form, and back to words.

The one form is the international one (E.164), which the national standard of places asks for and a ``tel:`` link
needs. Prefixes: Arcep's national numbering plan; the four territories with their own two-digit-pair numbers (New
Caledonia, French Polynesia, Saint-Pierre-et-Miquelon, Wallis-et-Futuna) have no leading zero.
"""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

# The first four digits as dialled there → the territory's international prefix.
_OVERSEAS = {
    "0590": "+590",  # Guadeloupe, Saint-Martin, Saint-Barthélemy
    "0690": "+590",
    "0691": "+590",
    "0594": "+594",  # Guyane
    "0694": "+594",
    "0596": "+596",  # Martinique
    "0696": "+596",
    "0697": "+596",
    "0262": "+262",  # La Réunion
    "0263": "+262",
    "0692": "+262",
    "0693": "+262",
    "0269": "+262",  # Mayotte
    "0639": "+262",
}
_OF_FICTION = "063998"  # nobody's: Arcep keeps them for films, as of metropolitan France, in the middle of Mayotte's
_ZEROLESS = {"+508": (6,), "+681": (6,), "+687": (6,), "+689": (6, 8)}
_NINE_DIGITS = ("+262", "+590", "+594", "+596")
_MOBILES = (
    *("+336", "+337"),
    *("+590690", "+590691", "+594694", "+596696", "+596697", "+262692", "+262693", "+262639"),
    *("+50855", "+68782", "+68783", "+6877", "+6878", "+6879", "+68987", "+68989", "+6818"),
)

_SEPARATORS = re.compile(r"[\s.,;:'’\-/·•_|\u200b-\u200f\u2010-\u2015\u202a-\u202e\u2066-\u2069]+")
_NOT_AN_ADDRESS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " "})


class InvalidPhone(ValueError):
    """Not a French telephone number; the message is for the person who typed it."""

    def __init__(self) -> None:
        super().__init__(_("Ce numéro de téléphone n'est pas reconnu. Il a dix chiffres, par exemple 06 12 34 56 78."))


def normalise(text: str) -> str:
    """
    One form for a number: ``"06.12 34-56 78"`` → ``"+33612345678"``, ``"0596 70 00 00"`` → ``"+596596700000"``.

    :raises InvalidPhone: when the text is not a number of France or its territories.
    """
    if len(text) > 40:
        raise InvalidPhone
    compact = _SEPARATORS.sub("", text.translate(_NOT_AN_ADDRESS)).replace("(0)", "").replace("(", "").replace(")", "")
    compact = "".join(_digit(sign) for sign in compact)
    if compact.startswith("00"):
        compact = "+" + compact[2:]
    if not re.fullmatch(r"\+?[0-9]+", compact, flags=re.ASCII):
        raise InvalidPhone
    if compact.startswith("+"):
        return _international(compact)
    if len(compact) > 10 and compact[0] != "0":
        return _international("+" + compact)
    if len(compact) == 9 and compact[0] != "0":
        compact = "0" + compact  # Spreadsheets eat the leading zero.
    return _national(compact)


def phone_words(number: str) -> str:
    """A normalised number as it is read aloud: ``"+33180059880"`` → ``"01 80 05 98 80"``; anything else, as it is."""
    for prefix in _NINE_DIGITS:
        if number.startswith(prefix) and len(number) == len(prefix) + 9:
            national = "0" + number[len(prefix) :]
            return f"{national[:4]} {_pairs(national[4:])}"
    if number.startswith("+33") and len(number) == 12:
        return _pairs("0" + number[3:])
    prefix = number[:4]
    if prefix in _ZEROLESS:
        return f"{prefix} {_pairs(number[4:])}"
    return number


def is_mobile(number: str) -> bool:
    """Whether a normalised number is that of a telephone that receives SMS, by Arcep's numbering plan."""
    return number.startswith(_MOBILES)


def phone_link(number: str) -> str:
    """The address behind "Appeler": ``tel:+33180059880``."""
    return f"tel:{number}"


def _digit(sign: str) -> str:
    """A digit of any script, or the letter that stands for zero, as a digit; any other sign as it is."""
    return "0" if sign in "oO" else str(unicodedata.digit(sign, sign))


def _national(digits: str) -> str:
    if len(digits) != 10 or digits[0] != "0" or digits[1] == "0":
        raise InvalidPhone
    prefix = "+33" if digits.startswith(_OF_FICTION) else _OVERSEAS.get(digits[:4], "+33")
    return prefix + digits[1:]


def _international(number: str) -> str:
    for prefix, lengths in _ZEROLESS.items():
        if number.startswith(prefix) and len(number) - len(prefix) in lengths:
            return number
    if number.startswith("+33") or (number.startswith("+269") and len(number) == 13):
        # "+33 596 …" is written for "0596 …" in real data, and Mayotte's "0269 …" as "+269 269 …" (that prefix is the
        # Comoros' since 2007): the national plan decides.
        return _national("0" + number[3 if number.startswith("+33") else 4 :].removeprefix("0"))
    for prefix in _NINE_DIGITS:
        if number.startswith(prefix):
            national = _national("0" + number[len(prefix) :].removeprefix("0"))
            if national.startswith(prefix):
                return national
    raise InvalidPhone


def _pairs(digits: str) -> str:
    return " ".join(digits[i : i + 2] for i in range(0, len(digits), 2))
