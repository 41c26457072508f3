"""
Which sites may frame what an organisation shows.

An origin is a scheme, a host and perhaps a port, as `frame-ancestors` wants it (CSP Level 3, §6.4.2). What is written
here ends in a response header: an origin is put together from parts that were each checked, never copied.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError

MOST_ORIGINS = 20
"""Of one organisation: a header is read whole by every proxy on the way."""

LONGEST_HOST, LAST_PORT, HTTPS_PORT = 253, 65_535, 443
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
HOST = re.compile(rf"{LABEL}(?:\.{LABEL})*", re.ASCII)
LOOPBACK = frozenset({"127.0.0.1", "localhost"})


class InvalidOrigin(ValueError):
    """No address of a site; the message is for the person who gave it."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A tool to make sites, and the frames that it puts around ours; `advice` is for who chooses it."""

    name: str
    origins: tuple[str, ...]
    advice: str


PRESETS: dict[str, Preset] = {
    # Google documents none of it. Published Google sites name in their own settings the two frames that hold pasted
    # code: www.gstatic.com/atari/embeds/…/intermediate-frame-minified.html, and a host with a number that changes,
    # 1801957484-atari-embeds.googleusercontent.com. A star stands for whole labels: it cannot be narrower.
    "google-sites": Preset(
        "Google Sites",
        ("https://sites.google.com", "https://www.gstatic.com", "https://*.googleusercontent.com"),
        "Votre site a sa propre adresse, comme www.exemple.fr ? Ajoutez-la aussi.",
    ),
    # Wix says that its HTML element is a frame apart (dev.wix.com, HtmlComponent), not where. Published pages have it
    # on the site's name, www-exemple-fr.filesusr.com or nom-wixsite-com.filesusr.com; the site around it must be
    # registered too. Wix's own browser extension (Velo) names editor.wix.com as where one edits.
    "wix": Preset(
        "Wix",
        ("https://*.filesusr.com", "https://editor.wix.com"),
        "Ajoutez aussi l'adresse de votre site, par exemple https://votre-nom.wixsite.com.",
    ),
}


def read_origin(text: str) -> str:
    """
    Return the origin that a person wrote, in the form in which browsers compare it.

    Capitals, a last "/" and the port that https has anyway are left out; accents become punycode.

    :raises InvalidOrigin: it is no site's address, or more than that.
    """
    text = text.strip()
    shown = text[:80]
    if re.search(r"[\s;,'\"*\\]|[\x00-\x1f\x7f]", text):
        raise InvalidOrigin(
            f"« {shown} » n'est pas une adresse de site : pas d'espace, de virgule ni d'astérisque. "
            "Par exemple https://www.exemple.fr"
        )
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise InvalidOrigin(f"« {shown} » n'est pas une adresse de site, comme https://www.exemple.fr") from None
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
        raise InvalidOrigin(f"« {shown} » doit commencer par https://, comme https://www.exemple.fr")
    if parts.path not in {"", "/"} or "?" in text or "#" in text or "@" in text:
        raise InvalidOrigin(f"« {shown} » : gardez seulement le début, jusqu'au nom du site. Rien après.")
    host = _ascii(host)
    if not host or port == 0 or text.rstrip("/").endswith(":"):
        raise InvalidOrigin(f"« {shown} » n'est pas une adresse de site, comme https://www.exemple.fr")
    known_port = parts.scheme == "https" and port == HTTPS_PORT
    return f"{parts.scheme}://{host}" + (f":{port}" if port and not known_port else "")


def is_origin(text: object) -> bool:
    """Whether this is an origin, in the one form in which it is kept."""
    try:
        return isinstance(text, str) and read_origin(text) == text
    except InvalidOrigin:
        return False


def with_and_without_www(origin: str) -> list[str]:
    """Return the origin and its twin, which most sites answer under too; alone where it has a number for a name."""
    scheme, _, rest = origin.partition("://")
    host = rest.partition(":")[0]
    if "." not in host or re.fullmatch(r"[\d.]+", host):
        return [origin]
    other = rest.removeprefix("www.") if rest.startswith("www.") else f"www.{rest}"
    twin = f"{scheme}://{other}"
    return [origin, twin] if is_origin(twin) else [origin]


def validate_origins(value: object) -> None:
    """
    Accept a list of origins: `https://` and a host, perhaps a port, nothing after.

    :raises ValidationError: one is anything else (it would end in a response header), or there are too many.
    """
    if not isinstance(value, list):
        raise ValidationError('Donnez une liste d\'adresses, par exemple ["https://www.exemple.fr"].')
    if len(value) > MOST_ORIGINS:
        raise ValidationError(f"C'est plus de {MOST_ORIGINS} adresses : gardez celles qui servent.")
    for origin in value:
        if not is_origin(origin):
            raise ValidationError(
                f"« {origin} » n'est pas une adresse de site comme https://www.exemple.fr "
                "(en minuscules, sans rien après le nom)."
            )


def ancestors(origins: Iterable[object], presets: Iterable[object]) -> list[str]:
    """Return who may frame: each once, and nothing but origins, whatever the database holds."""
    found = [str(origin) for origin in origins if is_origin(origin)][:MOST_ORIGINS]
    for key in presets:
        if isinstance(key, str) and key in PRESETS:
            found += PRESETS[key].origins
    return list(dict.fromkeys(found))


def allows(allowed: Iterable[str], address: str) -> bool:
    """Whether a page at this address is on one of the sites that a policy names; `*` is any label, or any port."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return any(fnmatchcase(f"{parts.scheme}://{parts.netloc}", one) for one in allowed)


def _ascii(host: str) -> str:
    """Return the host as the network knows it, "" where it is none."""
    try:
        host = host.encode("idna").decode("ascii").lower() if not host.isascii() else host.lower()
    except UnicodeError:
        return ""
    return host if len(host) <= LONGEST_HOST and HOST.fullmatch(host) else ""
