"""What every template may say about the look: a pictogram, the menu entry we stand in, words that hold together."""

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from core.dates import MONTHS
from core.qr import qr_svg
from core.words import number_words

register = template.Library()

_HOUR = r"\d{1,2} h(?: \d\d)?(?!\w)"
_MEASURE = r"\d{1,3}(?:,\d)? (?:km|m|min|ko|Mo|places?|heures|jours)(?!\w)"
_TOGETHER = re.compile(
    rf"(?<!\w)(?:(?:(?:de {_HOUR} )?à |de )?{_HOUR}(?: – {_HOUR})?(?: ;)?"
    rf"|\d{{1,2}}(?:er)? (?:{'|'.join(MONTHS)})|{_MEASURE})"
    r"|© \S+|(?<!\d)\d{5} [^\W\d][^\s,]*(?: \d{1,2}(?!\d))?|« \S+(?: »)?|\S+ [»:;!?]"
    r"|0\d(?:\d\d)?(?: \d\d){3,4}[.,]?|\d{1,3}(?: \d{3})+"
)
"""What no line may cut: an hour, a day, a measure, a postcode and its town, a number, a word and its sign."""

ICONS = frozenset(
    "accessibilite actualites agenda agenda-plus apprendre attention calendrier coche ecouter enveloppe euro fauteuil "
    "fermer fleche fleche-externe groupe horloge imprimer info itineraire lampe langue lieu loupe materiel menu "
    "ordinateur partager partenaires personne position smartphone telecharger telephone ticket wifi".split()
)
"""The ids in static/img/icons.svg; a test holds both lists together."""

_NO_MARKUP = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@register.simple_tag
def icon(name: str, modifier: str = "") -> SafeString:
    """
    One pictogram of the sprite, hidden from screen readers: a word always stands beside it.

    :raises template.TemplateSyntaxError: no such pictogram; better found by a test than missing on a page.
    """
    if name not in ICONS:
        message = f"Unknown pictogram: {name}"
        raise template.TemplateSyntaxError(message)
    return _drawn(name, modifier)


@cache
def _drawn(name: str, modifier: str) -> SafeString:
    """Once a process: a list holds a hundred of them."""
    return render_to_string("components/icon.html", {"name": name, "modifier": modifier})


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


@register.filter
def unbroken(words: str) -> SafeString:
    """Keep "14 h 30", "9 h – 12 h", "3 mars", "10 km", "6 000" and "toi ?" whole; the text itself does not change."""
    return mark_safe(_TOGETHER.sub(r'<span class="nowrap">\g<0></span>', conditional_escape(words)))  # noqa: S308 - escaped


@register.filter
def glued(words: str) -> str:
    """As `unbroken`, for long prose: with no-break spaces, and no element for each piece."""
    return _TOGETHER.sub(lambda piece: piece[0].replace(" ", "\u00a0"), str(words))


@register.filter
def thousands(number: int) -> str:
    """Return "9 333"."""
    return number_words(number)


@register.simple_tag
def qr(address: str, words: str) -> SafeString:
    """Return the QR code of an address as an image; the words stand in its stead when heard."""
    drawing = mark_safe(qr_svg(address))  # noqa: S308 - our own, in which the address is squares
    return format_html('<span class="qr" role="img" aria-label="{}">{}</span>', words, drawing)


@register.filter
def json_ld(data: Mapping[str, Any]) -> SafeString:
    """Return facts for search engines as a block of data: no text in it can end the block, or be markup."""
    # As Django's `json_script`, which writes another type.
    text = json.dumps(data, ensure_ascii=False).translate(_NO_MARKUP)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped above
