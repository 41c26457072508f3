"""`/styleguide/`: every component of the look, for those who build the site."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from core.middleware import allow_map_tiles
from core.templatetags.ui import ICONS

STEPS = [
    {"title": "Venir une première fois", "text": "On fait connaissance.", "state": "done"},
    {"title": "S'équiper", "text": "Un ordinateur remis en état.", "state": "here"},
    {"title": "Apprendre", "text": "", "state": "next"},
]


def styleguide(request: HttpRequest) -> HttpResponse:
    """
    Show the components, on a developer's machine and in the demonstration only.

    :raises Http404: anywhere else.
    """
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    context = {
        "icons": [(name, name) for name in sorted(ICONS)],
        "steps": STEPS,
        "links": [{"words": "Voir les autres dates", "url": "/rendez-vous/"}, {"words": "Accueil", "url": "/"}],
        "leaf": {"weekday": "mardi", "day": 3, "month": "mars"},
    }
    response = render(request, "styleguide.html", context)
    allow_map_tiles(response)
    return response
