"""Addresses of calendars as people give them. What may be reached is decided by `core.outbound`, at each call."""

import re
from urllib.parse import SplitResult, urlsplit

from core.own_site import USUAL_PORTS

_WEBCAL = re.compile(r"^(?:webcals?:|feed:)(?://)?", re.IGNORECASE)
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_BLANKS = re.compile(r"\s")


class BadAddress(ValueError):
    """No calendar can be at this address; the message is for the person who gave it."""


def normalised(typed: str) -> str:
    """
    The one way in which an address is kept, so that it is followed once: `webcal://` is `https://`.

    Scheme and name are in small letters; the fragment, and a port that says nothing, are gone.

    :raises BadAddress: it is no address of the web.
    """
    text = _BLANKS.sub("", typed.strip())
    text = _WEBCAL.sub("https://", text).replace("https://https://", "https://", 1)
    if not _SCHEME.match(text):
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise BadAddress("Cette adresse est mal écrite.") from error
    if parts.scheme not in USUAL_PORTS:
        raise BadAddress("Donnez une adresse qui commence par https:// (ou webcal://).")
    if not parts.hostname:
        raise BadAddress("Cette adresse est mal écrite.")
    if parts.username is not None or parts.password is not None:
        raise BadAddress("Cette adresse contient un mot de passe. Demandez au partenaire une adresse publique.")
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname.rstrip(".")
    place = name if port in {None, USUAL_PORTS[parts.scheme]} else f"{name}:{port}"
    return SplitResult(parts.scheme, place, parts.path or "/", parts.query, "").geturl()
