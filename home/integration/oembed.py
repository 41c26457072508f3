"""
oEmbed 1.0 (https://oembed.com): an address of ours, pasted into another site, becomes what it shows.

The pages and frames that can be pasted name this address themselves (`links`), so that a site need not know us.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree as ET

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone, translation
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from booking.embeds.options import CalendarOptions
from booking.models import Session
from home.integration.shown import Shown, What
from locations.models import Organisation

JSON, XML = "json", "xml"
WIDTH = 640
"""Pixels, where the site that asks names no width: a page's column of text."""

NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

CACHE_AGE = 86_400
"""Seconds: what is shown is in the frame; only its name and its height are here."""

MAX_AGE = 300

PRIVATE = ("/rendez-vous/reservation/", "/r/", "/flux/mediateur/", "/flux/organisation/")
"""Below these stands what is one person's, whether or not it exists."""

NAMES = frozenset("partenaire quoi seance vue lieu type commune nombre couleurs accent titre".split())
"""What may be asked of what is shown; of an address, the rest is left out."""


class NothingToShow(LookupError):
    """Nothing of ours that can be shown elsewhere stands at an address."""


class Private(NothingToShow):
    """What stands at an address is for one person."""


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """Say how the address `url` is shown elsewhere, within `maxwidth` and `maxheight`; `format` is json or xml."""
    wanted = request.GET.get("format", JSON)
    if wanted not in {JSON, XML}:
        return refused(HTTPStatus.NOT_IMPLEMENTED, _("Formats possibles\u00a0: json et xml."))
    try:
        shown = read_address(request.GET.get("url", ""), now=timezone.now())
    except Private:
        return refused(HTTPStatus.UNAUTHORIZED, _("Cette adresse est personnelle\u00a0: faites-y un simple lien."))
    except NothingToShow:
        return refused(HTTPStatus.NOT_FOUND, _("Cette adresse n'est pas de celles qui s'affichent ailleurs."))
    found = description(shown, most_wide=_pixels(request, "maxwidth"), most_high=_pixels(request, "maxheight"))
    response = (
        HttpResponse(as_xml(found), content_type="text/xml; charset=utf-8") if wanted == XML else JsonResponse(found)
    )
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
    response.headers["Access-Control-Allow-Origin"] = "*"  # nothing here knows who asks
    return response


def refused(status: HTTPStatus, words: str) -> HttpResponse:
    """Say why there is nothing."""
    return JsonResponse({"erreur": words}, status=status)


def description(shown: Shown, *, most_wide: int | None, most_high: int | None) -> dict[str, str | int]:
    """
    Return the answer of type `rich`.

    The link stands in a quotation before the frame: sites that believe nobody (WordPress) keep these two, and show the
    link until the frame has answered.
    """
    width, height = min(WIDTH, most_wide or WIDTH), min(shown.height, most_high or shown.height)
    frame = (
        f'<iframe src="{escape(shown.address)}" title="{escape(shown.title)}" width="{width}" height="{height}" '
        'loading="lazy" frameborder="0"></iframe>'
    )
    return {
        "version": "1.0",
        "type": "rich",
        "title": shown.title,
        "author_name": shown.partner.name,
        "author_url": shown.partner.website or shown.page,
        "provider_name": settings.SITE_NAME,
        "provider_url": f"{settings.PUBLIC_BASE_URL}/",
        "cache_age": CACHE_AGE,
        "width": width,
        "height": height,
        "html": f'<blockquote><a href="{escape(shown.page)}">{escape(shown.title)}</a></blockquote>{frame}',
    }


def as_xml(found: Mapping[str, str | int]) -> bytes:
    """Return the answer as XML, without the signs that XML 1.0 cannot hold (§2.2)."""
    root = ET.Element("oembed")
    for name, value in found.items():
        ET.SubElement(root, name).text = NOT_IN_XML.sub("", str(value))
    return b'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n' + ET.tostring(root)


def links(path: str, params: QueryDict) -> list[tuple[str, str]]:
    """Return the types and addresses by which a page says that it can be shown elsewhere, none where it cannot."""
    kept = [(name, value) for name, values in params.lists() if name in NAMES for value in values]
    if not _can_be_shown(path, params):
        return []
    query = urlencode(kept)
    url = f"{settings.PUBLIC_BASE_URL}{path}" + (f"?{query}" if query else "")
    return [
        (kind, f"{settings.PUBLIC_BASE_URL}{reverse('home:oembed')}?{urlencode({'url': url, 'format': name})}")
        for kind, name in (("application/json+oembed", JSON), ("text/xml+oembed", XML))
    ]


def read_address(url: str, *, now: datetime) -> Shown:
    """
    Return what an address of ours shows: a frame's, or a page's that says the same. Two queries at most.

    :raises Private: it is one person's.
    :raises NothingToShow: it is no address of ours, it shows nothing by itself, or what it names is not there.
    """
    try:
        parts, ours = urlsplit(url.strip()), urlsplit(settings.PUBLIC_BASE_URL)
    except ValueError:
        raise NothingToShow from None
    if parts.scheme not in {"http", "https"} or parts.netloc.lower() != ours.netloc:
        raise NothingToShow
    if parts.path.startswith((*PRIVATE, settings.ADMIN_PREFIX)):
        raise Private
    return _shown(parts.path, QueryDict(parts.query), now=now)


def _shown(path: str, params: QueryDict, *, now: datetime) -> Shown:
    what, given = _what(path, params)
    options = CalendarOptions.from_query(params)
    if what == What.CARD:
        sessions = Session.objects.shown().with_place()
        session = sessions.filter(pk=given).first() if given.isdecimal() and len(given) < 19 else None
        if session is None:
            raise NothingToShow
        return Shown(what, _organisation(params.get("partenaire", "")) or session.host, options, session)
    if partner := _organisation(given):
        return Shown(what, partner, options)
    raise NothingToShow


def _organisation(slug: str) -> Organisation | None:
    # PostgreSQL takes no NUL, not even to compare with.
    return Organisation.objects.filter(slug=slug[:100]).first() if slug and "\x00" not in slug else None


def _can_be_shown(path: str, params: QueryDict) -> bool:
    try:
        return bool(_what(path, params)[1])
    except NothingToShow:
        return False


def _what(path: str, params: QueryDict) -> tuple[What, str]:
    """Return what stands at a path, and which: the slug of an organisation, or a session's number."""
    try:
        with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
            match = resolve(path)
    except Resolver404:
        raise NothingToShow from None
    partners = params.getlist("partenaire")
    partner = partners[0] if len(partners) == 1 else ""
    match match.view_name:
        case "booking_embeds:calendar":
            return What.CALENDAR, str(match.kwargs["slug"])
        case "booking_embeds:card" | "booking:session":
            return What.CARD, str(match.kwargs["pk"])
        case "locations_embeds:map":
            return What.MAP, partner
        case "booking:sessions":
            return What.CALENDAR, partner
        case "home:integration":
            named = params.get("quoi", What.CALENDAR)
            if named == What.CARD:
                return What.CARD, params.get("seance", "")
            return (What.MAP if named == What.MAP else What.CALENDAR), partner
    raise NothingToShow


def _pixels(request: HttpRequest, name: str) -> int | None:
    """Return a size that the site that asks must not be given more than."""
    text = request.GET.get(name, "")
    return int(text) if re.fullmatch(r"[1-9]\d{0,5}", text, re.ASCII) else None
