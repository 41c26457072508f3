"""The events that were announced before they took place, latest first."""

from django.db.models import Exists, F, OuterRef, QuerySet

from events.agenda.filters import Filters
from events.models import EventPage
from events.models.occurrence import Occurrence
from events.selectors.agenda import events_matching


def announced(filters: Filters) -> QuerySet[EventPage]:
    """Return the public events that the filters let through; what was over when it was told is history, not news."""
    ahead = Occurrence.objects.filter(event=OuterRef("pk"), end__gt=OuterRef("first_published_at"))
    found = events_matching(filters).filter(Exists(ahead), changed_at__isnull=False)
    return found.defer("body").order_by(F("first_published_at").desc(), "-pk")
