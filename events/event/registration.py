"""How one says that one comes."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from django.utils.translation import gettext as _

from booking.choices import Access
from booking.models import Activity

if TYPE_CHECKING:  # the page imports its own context from below
    from events.models import EventPage


@dataclass(frozen=True, slots=True)
class Registration:
    """Where one registers: an address of ours, or of another site (`host`). `note` is what to know before."""

    url: str
    words: str
    host: str = ""
    note: str = ""


def registration(event: "EventPage") -> Registration | None:
    """Return how one registers, `None` where one simply comes."""
    if event.activity is not None:
        return to_book(event.activity, event)
    if event.registration_url:
        host = urlsplit(event.registration_url).netloc.removeprefix("www.")
        return Registration(event.registration_url, _("S'inscrire"), host=host)
    return None


def to_book(activity: Activity, event: "EventPage") -> Registration:
    """Return where places are booked: at this place, where the event has one."""
    if activity.access == Access.REFERRAL:
        note = _("Sur orientation : un travailleur social inscrit la personne.")
        return Registration("/orienter/", _("Orienter une personne"), note=note)
    query = {"type": activity.slug}
    if event.location is not None and event.location.live:
        query["lieu"] = event.location.slug
    return Registration(f"/rendez-vous/?{urlencode(query)}", _("Réserver une place"))
