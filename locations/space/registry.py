"""Which screens the space of an organisation has: each app registers its own, from its `wagtail_hooks`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import URLPattern, reverse
from wagtail import hooks

from locations.models import Organisation

HOOK = "register_partner_screen"
NAMESPACE = "space"


@dataclass(frozen=True, slots=True)
class Screen:
    """
    A screen of every organisation's space, a subclass of `OrganisationScreen`, and what stands below it.

    `name` is its address's name (`space:<name>`), one of `urls`, which stand below `/admin/organisation/<slug>/`;
    `what` says in a sentence what it is for; `said` gives its state in a few words for the overview ("3 membres").
    """

    name: str
    label: str
    icon: str
    order: int
    urls: Sequence[URLPattern]
    what: str = ""
    said: Callable[[Organisation, datetime], str] | None = None

    def url(self, organisation: Organisation) -> str:
        """Return where the screen of this organisation stands."""
        return space_url(self.name, organisation)


def register_screen(screen: Screen) -> None:
    """Add a screen: the row of links, the overview and the addresses follow."""
    hooks.register(HOOK, lambda: screen)


def screens() -> list[Screen]:
    """Return all screens, in the order of the row of links."""
    return sorted((give() for give in hooks.get_hooks(HOOK)), key=lambda screen: screen.order)


def space_url(name: str, organisation: Organisation, *args: object) -> str:
    """Return the address of a screen of this organisation's, or of one below it."""
    return reverse(f"{NAMESPACE}:{name}", args=[organisation.slug, *args])
