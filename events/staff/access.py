"""Who sees and edits which events in the admin: Wagtail's own rules for pages."""

from typing import Any

from django.db.models import QuerySet
from wagtail.admin.menu import MenuItem
from wagtail.permissions import policy_registry

from events.models import EventPage

PERMISSIONS = ("add", "change", "publish")
"""One of them, somewhere in the tree of pages: Wagtail's own lists of pages ask no less."""


def can_enter(user: Any) -> bool:
    """Whether this person keeps pages at all."""
    return bool(policy_registry.get_by_type(EventPage).user_has_any_permission(user, PERMISSIONS))


def seen_by(user: Any) -> QuerySet[EventPage]:
    """Return the events that this person finds in the explorer."""
    pages = policy_registry.get_by_type(EventPage).explorable_instances(user)
    found: QuerySet[EventPage] = EventPage.objects.filter(pk__in=pages.order_by().values("pk"))
    return found


def editable_by(user: Any) -> QuerySet[EventPage]:
    """Return the events that this person may edit."""
    pages = policy_registry.get_by_type(EventPage).instances_user_has_permission_for(user, "change")
    found: QuerySet[EventPage] = EventPage.objects.filter(pk__in=pages.order_by().values("pk"))
    return found


class AgendaMenuItem(MenuItem):
    """An entry for those who keep pages."""

    def is_shown(self, request: Any) -> bool:
        """Whether this person does."""
        return can_enter(request.user)
