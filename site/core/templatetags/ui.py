"""What every template may say about the look: a pictogram, and which menu entry we stand in."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()

ICONS = frozenset(
    "accessibilite actualites agenda agenda-plus apprendre attention calendrier coche enveloppe euro fauteuil "
    "fermer fleche fleche-externe groupe horloge imprimer info itineraire lampe langue lieu loupe materiel menu "
    "ordinateur partenaires personne position smartphone telecharger telephone ticket wifi".split()
)
"""The ids in static/img/icons.svg; a test holds both lists together."""


@register.inclusion_tag("components/icon.html")
def icon(name: str, modifier: str = "") -> dict[str, str]:
    """
    One pictogram of the sprite, hidden from screen readers: a word always stands beside it.

    :raises template.TemplateSyntaxError: no such pictogram; better found by a test than missing on a page.
    """
    if name not in ICONS:
        message = f"Unknown pictogram: {name}"
        raise template.TemplateSyntaxError(message)
    return {"name": name, "modifier": modifier}


@register.simple_tag(takes_context=True)
def current(context: Mapping[str, Any], prefix: str) -> str:
    """
    The value of aria-current for a menu entry: "page" on that very address, "true" below it, "false" elsewhere.

    Error pages are rendered without a request: nothing is current there.
    """
    path = getattr(context.get("request"), "path", "")
    if path == prefix:
        return "page"
    return "true" if path.startswith(prefix) else "false"
