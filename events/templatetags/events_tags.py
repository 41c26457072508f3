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
def events_at(location: Location, limit: int = AT_A_PLACE) -> list[Entry]:
    """Return the next dates of events at this place (see `Entry`)."""
    now = timezone.now()
    found = selectors.occurrences_matching(Filters(Where(lieu=(location.slug,)))).upcoming(now=now)
    keys = list(selectors.keys(found, "date").order_by("start", "pk")[:limit])
    return selectors.entries(keys, now=now) if keys else []
