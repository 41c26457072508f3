"""Parts of the editing screen."""

from typing import Any

from django.utils import timezone
from wagtail.admin.panels import Panel

from events.event import page as event_page
from events.selectors import dates as selectors


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
                context["rule_words"] = event_page.repeats_words(event)
            if event.pk:
                dates = selectors.next_dates(event, now=timezone.now(), limit=event_page.NEXT_DATES)
                context["dates"] = [event_page.date_line(date) for date in dates]
            return context
