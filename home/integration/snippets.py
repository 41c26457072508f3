"""The lines that a partner copies into its own page. Each holds a plain link: what is refused is never a blank."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.html import escape
from django.utils.translation import gettext as _

from home.integration.shown import Shown, What

ELEMENTS = {What.CALENDAR: "calendrier-seances", What.CARD: "fiche-seance", What.MAP: "carte-lieux"}


@dataclass(frozen=True, slots=True)
class Snippets:
    """Four ways to show one thing, for sites that allow more and more; `calendar` (iCal) and `news` (RSS) may be ""."""

    page: str
    link: str
    button: str
    calendar: str
    news: str
    frame: str
    element: str
    address: str


def snippets(shown: Shown) -> Snippets:
    """Return what is copied."""
    link = f'<a href="{escape(shown.page)}">{escape(link_words(shown))}</a>'
    return Snippets(
        page=shown.page,
        link=link,
        button=button(shown),
        calendar=shown.feed("sessions"),
        news=shown.feed("sessions_rss"),
        frame=(
            f'<iframe src="{escape(shown.address)}" title="{escape(shown.title)}" '
            f'width="100%" height="{shown.height}" loading="lazy" style="border: 0"></iframe>\n<p>{link}</p>'
        ),
        element=(
            f'<script src="{settings.PUBLIC_BASE_URL}/integration/widget.js" async></script>\n'
            f"<{ELEMENTS[shown.what]}{attributes(shown)}>\n  {link}\n</{ELEMENTS[shown.what]}>"
        ),
        address=shown.address,
    )


def link_words(shown: Shown) -> str:
    """Say where the plain link leads, even for who reads nothing else of the page."""
    if shown.what == What.MAP:
        return _("Trouver un lieu d'aide numérique")
    if shown.session:
        return _("Réserver\u00a0: %s") % shown.title
    return _("Voir les dates et réserver\u00a0: %s") % shown.partner.name


def button(shown: Shown) -> str:
    """Return the link as a button, in the partner's colour, under white words that can be read on it."""
    style = (
        f"display: inline-block; padding: 12px 24px; border-radius: 6px; background: #{shown.options.look.on_light}; "
        "color: #fff; font-weight: bold; text-decoration: none"
    )
    words = {What.CALENDAR: _("Réserver une séance"), What.CARD: _("Réserver une place"), What.MAP: _("Voir nos lieux")}
    return f'<a href="{escape(shown.page)}" style="{style}">{escape(words[shown.what])}</a>'


def attributes(shown: Shown) -> str:
    """
    Return the element's attributes, each with a space before it.

    An attribute has one value: of several places asked for in an address, the element has the first.
    """
    own = ("numero", str(shown.session.pk)) if shown.session else ("partenaire", shown.partner.slug)
    given: dict[str, str] = {}
    for name, value in [own, *shown.given]:
        given.setdefault(name, value)
    return "".join(f' {name}="{escape(value)}"' for name, value in given.items())
