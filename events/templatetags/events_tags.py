"""What other apps' pages show of the agenda. The clock is read here: a template is an edge."""

from django import template
from django.utils import timezone

from booking.selectors import Filters as Where
from events.agenda.entries import Entry
from events.agenda.filters import Filters
from events.selectors import agenda as selectors
from locations.models import Location

register = template.Library()

AT_A_PLACE = 5


@register.simple_tag
def upcoming_occurrences(limit: int = 5) -> list[Entry]:
    """Return the next dates of events (see `Entry`), wherever they are."""
    return dates(Filters(), limit)


@register.simple_tag
def events_at(location: Location, limit: int = AT_A_PLACE) -> list[Entry]:
    """Return the next dates of events at this place."""
    return dates(Filters(Where(lieu=(location.slug,))), limit)


def dates(filters: Filters, limit: int) -> list[Entry]:
    """Return the next dates that the filters let through."""
    now = timezone.now()
    found = selectors.occurrences_matching(filters).upcoming(now=now)
    keys = list(selectors.keys(found, "date").order_by("start", "pk")[:limit])
    return selectors.entries(keys, now=now) if keys else []
