"""The page where a partner composes what its site shows, sees it, and copies it."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from home.integration.choosing import HowForm, LookForm, Offer, WhatForm, offered, read_shown, read_what
from home.integration.guides import GUIDES, request_words
from home.integration.shown import Shown
from home.integration.snippets import snippets
from home.selectors.partners import hosts as organisations_with_calendars
from locations.framing.look import Colours, Look
from locations.framing.origins import PRESETS, ancestors

COMPUTER, PHONE = "ordinateur", "telephone"


@require_safe
def integration(request: HttpRequest) -> HttpResponse:
    """
    Show what `?partenaire=` and the options of its frames ask for; where nobody is named, one as an example.

    `largeur` is the screen on which it is shown.
    """
    now = timezone.now()
    hosts = organisations_with_calendars()
    named = request.GET.get("partenaire", "")
    chosen = next((host for host in hosts if host.slug == named), None)
    partner = chosen or next(iter(hosts), None)
    what, width = read_what(request.GET), request.GET.get("largeur", "")
    context: dict[str, Any] = {
        "hosts": hosts,
        "chosen": chosen,
        "partner": partner,
        "unknown": bool(named) and chosen is None,
        "what_form": WhatForm(hosts, initial={"partenaire": chosen.slug if chosen else "", "quoi": what.value}),
        "how_form": (),
        "look_form": (),
        "shown": None,
        "snippets": None,
        "width": PHONE if width == PHONE else COMPUTER,
        "guides": GUIDES,
        "request_words": request_words(_origin()),
    }
    if partner:
        offer = offered(what, partner, now=now)
        if shown := read_shown(request.GET, what, partner, offer):
            context |= composed(shown, offer, here=context["width"])
            context["snippets"] = snippets(shown) if chosen else None
    return render(request, "home/integration.html", context)


def composed(shown: Shown, offer: Offer, *, here: str) -> dict[str, Any]:
    """Return what the page says of what is shown, on the screen `here`."""
    partner, look = shown.partner, shown.options.look
    return {
        "shown": shown,
        "how_form": HowForm(shown, offer),
        "look_form": LookForm(look),
        "look_chosen": bool(look.query()),
        "widths": widths(shown, here),
        "remarks": remarks(look),
        "allowed": [urlsplit(origin).netloc for origin in ancestors(partner.embed_origins, [])],
        "tools": [preset.name for key, preset in PRESETS.items() if key in partner.embed_presets],
    }


def widths(shown: Shown, here: str) -> list[dict[str, Any]]:
    """Return the screens on which it may be looked at."""
    pairs = [("partenaire", shown.partner.slug), ("quoi", shown.what.value), *shown.given]
    pairs += [("seance", str(shown.session.pk))] if shown.session else []
    return [
        {"name": name, "words": words, "here": name == here, "url": f"?{urlencode([*pairs, ('largeur', name)])}"}
        for name, words in ((COMPUTER, _("Ordinateur")), (PHONE, _("Téléphone")))
    ]


def remarks(look: Look) -> list[str]:
    """Say what was made of the colour that was chosen."""
    said = []
    if look.accent and look.couleurs != Colours.DARK and look.on_light != look.accent:
        said.append(_("Pour qu'elle se lise sur un fond clair, votre couleur devient #%s.") % look.on_light)
    if look.accent and look.couleurs != Colours.LIGHT and look.on_dark != look.accent:
        said.append(_("Pour qu'elle se lise sur un fond sombre, votre couleur devient #%s.") % look.on_dark)
    return said


def _origin() -> str:
    parts = urlsplit(settings.PUBLIC_BASE_URL)
    return f"{parts.scheme}://{parts.netloc}"
