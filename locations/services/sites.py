"""Which sites may show what an organisation has: one more, one less, never two changes lost in one."""

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from django.db import transaction

from locations.framing.origins import MOST_ORIGINS, PRESETS, with_and_without_www
from locations.models import Organisation


class TooManySites(Exception):
    """The list is full; the message is for the person."""

    def __init__(self) -> None:
        """Say it."""
        super().__init__(f"Votre liste a déjà {MOST_ORIGINS} adresses, ou presque. Retirez celles qui ne servent plus.")


def site_of(address: str) -> str:
    """Return the beginning of a page's address, up to the site's name; what is no address stays as it was typed."""
    address = address.strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    if not parts.netloc or "@" in parts.netloc or any(sign in address for sign in " \t\r\n"):
        return address
    return f"{parts.scheme}://{parts.netloc}"


def allow(organisation: Organisation, origin: str, *, with_www: bool) -> list[str]:
    """
    Let a site show them, with its twin if wanted; return what was not in the list yet.

    :raises TooManySites: the list would be too long.
    """
    wanted = with_and_without_www(origin) if with_www else [origin]

    def longer(known: list[str]) -> list[str]:
        longer_by = [one for one in wanted if one not in known]
        if longer_by and len(known) + len(longer_by) > MOST_ORIGINS:
            raise TooManySites
        return [*known, *longer_by]

    before = _change(organisation, longer)
    return [one for one in wanted if one not in before]


def refuse(organisation: Organisation, origin: str) -> bool:
    """Let a site show them no more; return whether it could."""
    return origin in _change(organisation, lambda known: [one for one in known if one != origin])


def choose_presets(organisation: Organisation, keys: Sequence[str]) -> None:
    """Let sites made with these tools, and with no others, show them."""
    organisation.embed_presets = [key for key in PRESETS if key in keys]
    organisation.save(update_fields=["embed_presets"])


@transaction.atomic
def _change(organisation: Organisation, change: Callable[[list[str]], list[str]]) -> list[str]:
    """Write the list that `change` makes of the one that is there, and return that one."""
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    before = list(locked.embed_origins)
    locked.embed_origins = change(before)
    locked.save(update_fields=["embed_origins"])
    organisation.embed_origins = locked.embed_origins
    return before
