"""Its one page, under two style sheets: put together once, from the very lines that partners copy."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from booking.embeds.options import CalendarOptions
from booking.models import Session
from home.integration.shown import Shown, What
from home.integration.snippets import Snippets, snippets
from home.selectors.partners import hosts
from locations.choices import FrameKind
from locations.models import Organisation

FOLDER = Path(__file__).parent
PAGES = {"/": "site.css", "/ancien/": "ancien.css"}
"""Each path with its style sheet; the second is of the kind that spares nothing."""


class NothingToShow(Exception):
    """No organisation has sessions to come, or none of this name; the message is for the person."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a path is answered with."""

    body: bytes
    content_type: str


def answers(*, slug: str, now: datetime) -> dict[str, Answer]:
    """
    Return what each path of the library's site answers; `slug` names the organisation, "" is any.

    :raises NothingToShow: there is nothing to show of it.
    """
    known = [host for host in hosts() if coming(host, now=now)]
    partner = next((host for host in known if slug in {"", host.slug}), None)
    if partner is None:
        others = ", ".join(host.slug for host in known) or "aucune"
        raise NothingToShow(f"« {slug} » n'a pas de séance à venir. Organisations qui en ont : {others}.")
    context = {"partner": partner, "site": settings.PUBLIC_BASE_URL, **lines(partner, known, now=now)}
    pages = {
        path: Answer(
            render_to_string("home/partner_site.html", {**context, "style": style}).encode(), "text/html; charset=utf-8"
        )
        for path, style in PAGES.items()
    }
    styles = {f"/{style}": Answer((FOLDER / style).read_bytes(), "text/css") for style in PAGES.values()}
    return pages | styles


def lines(partner: Organisation, known: list[Organisation], *, now: datetime) -> dict[str, Snippets | None]:
    """Return what the library has copied: its calendar as list and month, a date, its places, a neighbour's dates."""
    neighbour = next((host for host in known if host != partner), None)
    return {
        "calendar": snippets(Shown(What.CALENDAR, partner, CalendarOptions(nombre=5))),
        "month": snippets(Shown(What.CALENDAR, partner, CalendarOptions(vue=FrameKind.MONTH))),
        "date": snippets(Shown(What.CARD, partner, session=coming(partner, now=now))),
        "places": snippets(Shown(What.MAP, partner)),
        "neighbours": snippets(Shown(What.CALENDAR, neighbour, CalendarOptions(nombre=3))) if neighbour else None,
    }


def coming(host: Organisation, *, now: datetime) -> Session | None:
    """Return its next session."""
    return Session.objects.shown().upcoming(now=now).filter(host=host).with_place().first()


def policy() -> str:
    """Return what the library's own server allows: of ours, the script and the frames; of others, nothing."""
    site = settings.PUBLIC_BASE_URL
    return (
        f"default-src 'none'; script-src {site}; frame-src {site}; style-src 'self' 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
