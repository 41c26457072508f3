"""Parts of the editing screen."""

from typing import Any

from django.utils import timezone
from wagtail.admin.panels import Panel

from events import listing, selectors


class DatesPanel(Panel):
    """Says back how the event repeats and its next dates, as they were last published."""

    class BoundPanel(Panel.BoundPanel):
        """Bound to one event."""

        template_name = "events/admin/dates_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Give the rule in words and the dates."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            event = self.instance
            if event.first_day:
                context["rule_words"] = listing.repeats_words(event)
            if event.pk:
                dates = selectors.next_dates(event, now=timezone.now(), limit=listing.NEXT_DATES)
                context["dates"] = [listing.date_line(date) for date in dates]
            return context
