"""The ways to an event's dates: from the head of its editor, and from lists of pages."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from events.models import EventPage


def dates_button(page: Page, user: Any, priority: int) -> Iterator[Button]:
    """Give the button, to those who may edit the event."""
    if page.cached_content_type.model_class() is not EventPage:
        return
    if page.permissions_for_user(user).can_edit():
        yield Button("Dates", reverse("events_editing:dates", args=[page.pk]), icon_name="date", priority=priority)
