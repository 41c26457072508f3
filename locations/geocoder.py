"""
Street addresses, asked of a geocoder: the Géoplateforme's, or any that answers as the Base Adresse Nationale's does.

`GEOCODER_URL` turns it on. The site asks, never the visitor's browser; what it learns is kept a week under a hash, and
a geocoder that fails is left alone for half a minute, so that no visitor waits for it after another.
"""

import hashlib
import json
import logging
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache

from core.geo import InvalidPoint, Point, parse_point
from core.outbound import OutboundError, fetch
from locations.names import fold

TIMEOUT = 2.0  # seconds
LARGEST = 200_000  # bytes
KEPT = 7 * 86_400  # seconds
LEFT_ALONE = 30  # seconds
LONGEST = 200  # characters, the geocoder's own limit
SHORTEST = 3
SILENT = "geocoder-silent"
KINDS = frozenset({"housenumber", "street", "locality"})
LEAST_SCORE = 0.5

log = logging.getLogger(__name__)


class GeocoderSilent(Exception):
    """It is turned off, did not answer in time, or answered what cannot be read."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address that exists, and how well it answers the question (0 to 1)."""

    label: str
    insee_code: str
    postcode: str
    point: Point
    score: float


def is_on() -> bool:
    """Whether this site may look street addresses up."""
    return bool(settings.GEOCODER_URL)


def find_addresses(text: str, limit: int = 5) -> list[Address]:
    """
    Return the addresses that a text may mean, the best first.

    :raises GeocoderSilent: there is no geocoder, or none that answers.
    """
    asked = " ".join(text.split())[:LONGEST]
    if not is_on():
        raise GeocoderSilent
    if len(fold(asked)) < SHORTEST:
        return []
    # A hash: the cache may be a server of its own, and where somebody lives is nobody's business.
    key = f"geocoder:{limit}:{hashlib.sha256(fold(asked).encode()).hexdigest()}"
    kept = cache.get(key)
    if kept is None:
        if cache.get(SILENT):
            raise GeocoderSilent
        kept = _ask(asked, limit)
        cache.set(key, kept, KEPT)
    return list(kept)


def _ask(text: str, limit: int) -> list[Address]:
    separator = "&" if "?" in settings.GEOCODER_URL else "?"
    url = f"{settings.GEOCODER_URL}{separator}{urlencode({'q': text, 'limit': limit, 'autocomplete': 0})}"
    try:
        answer = fetch(url, timeout=TIMEOUT, max_bytes=LARGEST, headers={"Accept": "application/json"})
        if answer.status == 400:  # "q" is not to its taste: no address is to be found in it
            return []
        if answer.status != 200:
            raise ValueError(f"status {answer.status}")
        return _read(json.loads(answer.body))
    except (OutboundError, ValueError, RecursionError) as error:
        log.warning("The geocoder did not answer: %s", type(error).__name__)  # never the address that was asked
        cache.set(SILENT, True, LEFT_ALONE)
        raise GeocoderSilent from error


def _read(answer: Any) -> list[Address]:
    """
    Read a GeoJSON FeatureCollection, leaving aside what is no street or place, or hardly answers.

    :raises ValueError: it is something else.
    """
    if not isinstance(answer, dict) or not isinstance(answer.get("features"), list):
        raise ValueError("not a FeatureCollection")
    addresses = [_address(feature) for feature in answer["features"] if isinstance(feature, dict)]
    return [address for address in addresses if address]


def _address(feature: dict[str, Any]) -> Address | None:
    try:
        told = feature["properties"]
        lon, lat = feature["geometry"]["coordinates"][:2]
        if told["type"] not in KINDS or not float(told["score"]) >= LEAST_SCORE:
            return None
        return Address(
            label=str(told["label"])[:LONGEST],
            insee_code=str(told.get("citycode", ""))[:5],
            postcode=str(told.get("postcode", ""))[:5],
            point=parse_point(str(lat), str(lon)),
            score=float(told["score"]),
        )
    except (KeyError, TypeError, ValueError, InvalidPoint):
        return None
