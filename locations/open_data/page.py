"""`/donnees/`: what the open data holds, under which licence, and how a program asks for it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.dates import day_words
from core.kept import size_of
from core.words import size_words
from locations.choices import Network
from locations.hours.states import PARIS
from locations.open_data.files import FORMATS, Format
from locations.selectors.open_data import freshness, portrait
from locations.standard.fields import FIELDS

LICENCE_URL = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"


@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """Show the page; its numbers are counted again only when a place has changed, or the day."""
    return render(request, "locations/open_data.html", _context(timezone.now().astimezone(PARIS)))


def _context(now: datetime) -> dict[str, Any]:
    fresh = freshness()
    key = f"open-data {fresh.count} {fresh.keys} {fresh.changed_at:%s.%f}" if fresh.changed_at else "open-data"
    key = f"{key} {now:%Y%m%d}".replace(" ", "-")
    facts = cache.get(key) or portrait(today=now.date())
    cache.set(key, facts)
    changed_at = fresh.changed_at.astimezone(PARIS) if fresh.changed_at else None
    base = settings.PUBLIC_BASE_URL
    return {
        "facts": facts,
        "networks": [{"words": label, "count": facts.networks[code]} for code, label in Network.choices],
        "changed_at": changed_at,
        "files": [_file(kind) for kind in FORMATS.values()],
        "columns": FIELDS,
        "licence_url": LICENCE_URL,
        "attribution": _attribution(changed_at),
        "old_days": settings.OLD_FACTS_DAYS,
        "examples": [
            {"id": "partout", "words": _("Tous les lieux, en CSV"), "url": f"{base}/donnees/lieux.csv"},
            {
                "id": "en-isere",
                "words": _("Les lieux de l'Isère, en CSV"),
                "url": f"{base}/donnees/lieux.csv?departement=38",
            },
            {
                "id": "en-metropole",
                "words": _("Ceux de Grenoble-Alpes-Métropole"),
                "url": f"{base}/donnees/lieux.csv?epci=200040715",
            },
            {
                "id": "du-reseau",
                "words": _("Ceux du réseau, pour une carte"),
                "url": f"{base}/donnees/lieux.geojson?reseau=emmaus",
            },
        ],
        "questions": [
            {
                "id": "proches",
                "words": _("Les dix lieux les plus proches d'un point"),
                "url": f"{base}/api/v1/lieux/proches?lat=45.188&lon=5.724",
            },
            {
                "id": "gratuits",
                "words": _("Les lieux gratuits de Saint-Denis"),
                "url": f"{base}/api/v1/lieux?commune=93066&frais=gratuit",
            },
            {"id": "communes", "words": _("Le code d'une commune"), "url": f"{base}/api/v1/communes?q=grenoble"},
        ],
    }


def _file(kind: Format) -> dict[str, Any]:
    purpose = {
        "csv": _("Pour un tableur ou une base de données"),
        "json": _("Pour un programme"),
        "geojson": _("Pour une carte"),
    }
    size = size_of(kind.name)
    return {
        "words": kind.ending.upper() if kind.ending != "geojson" else "GeoJSON",
        "purpose": purpose[kind.ending],
        "path": f"/donnees/{kind.name}",
        "size": size_words(size[0]) if size else "",
    }


def _attribution(changed_at: datetime | None) -> str:
    return _("Lieux d'aide numérique, %(day)s. %(site)s et les sources citées, %(address)s. Licence Ouverte 2.0.") % {
        "day": day_words(changed_at, weekday=False) if changed_at else "",
        "site": settings.SITE_NAME,
        "address": f"{settings.PUBLIC_BASE_URL}/donnees/",
    }
