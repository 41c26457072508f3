"""Settings from environment variables: each reader names its variable, its default, and refuses nonsense clearly."""

import os
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """Return the variable, stripped; one that is set to nothing is as one that is not set (`.env.example` has such)."""
    return os.environ.get(name, "").strip() or default


def number(name: str, default: int) -> int:
    """
    Return the variable as a whole number, zero or more.

    :raises ImproperlyConfigured: it is set to something else.
    """
    raw = text(name)
    if not raw:
        return default
    if not raw.isdigit():
        raise ImproperlyConfigured(f"{name} doit être un nombre entier (0 ou plus), pas « {raw} ».")
    return int(raw)


def flag(name: str, *, default: bool) -> bool:
    """Return the variable as yes or no (`1 true yes oui` mean yes)."""
    raw = text(name).lower()
    return default if not raw else raw in {"1", "true", "yes", "oui"}


def words(name: str, default: str = "") -> list[str]:
    """Return the variable as a list, separated by commas."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def networks(name: str) -> list[str]:
    """
    Return the variable as addresses or networks, separated by commas.

    :raises ImproperlyConfigured: one is neither (a host name would be an error at each request).
    """
    for part in words(name):
        try:
            ip_network(part, strict=False)
        except ValueError as error:
            raise ImproperlyConfigured(
                f"{name} doit être une liste d'adresses comme 127.0.0.1 ou 10.0.0.0/8, pas « {part} »."
            ) from error
    return words(name)


def tile_template(url: str) -> str:
    """
    Return the address of a map's pictures, with `{z}`, `{x}` and `{y}` in it; "0" gives "", a map without pictures.

    :raises ImproperlyConfigured: it is no such address, or not an https one (http is for one's own machine).
    """
    if url == "0":
        return ""
    parts = urlsplit(url)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost"})
    if not safe or not parts.hostname or not all(name in url for name in ("{z}", "{x}", "{y}")):
        raise ImproperlyConfigured(
            "MAP_TILES_URL doit être une adresse https avec {z}, {x} et {y}, ou 0 pour une carte sans images, "
            f"pas « {url} »."
        )
    return url


SQLITE_OPTIONS = {
    # One writer at a time, told at BEGIN; a commit survives a power cut; readers never wait.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}


def database(name: str, default_file: Path) -> dict[str, object]:
    """
    Return Django's description of the database named by a URL.

    `sqlite:////absolute/path.sqlite3` or `postgres://user:password@host:port/name?sslmode=require`;
    nothing means the SQLite file given.

    :raises ImproperlyConfigured: the address has another scheme.
    """
    url = text(name)
    if not url:
        return sqlite(default_file)
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path.removeprefix("/") if parts.path.startswith("//") else parts.path)))
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {
                **dict(parse_qsl(parts.query)),
                "options": "-c lock_timeout=3s -c statement_timeout=10s",
            },
        }
    raise ImproperlyConfigured(f"{name} doit commencer par sqlite:// ou postgres://, pas par « {parts.scheme} ».")


def sqlite(file: Path) -> dict[str, object]:
    """Return Django's description of an SQLite file, kept open between requests."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "OPTIONS": dict(SQLITE_OPTIONS),
        "CONN_MAX_AGE": None,
    }
