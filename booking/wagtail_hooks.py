"""Registers the admin's views of bookings."""

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from booking.models import Booking, MessageText, Series, Session
from booking.planning.addresses import OWN
from booking.planning.screens import OwnPlanning
from booking.space import SCREENS
from booking.staff.home import SessionsPanel
from booking.staff.participants.access import holds
from booking.staff.participants.journal import name_actions
from booking.staff.sessions import ACTIONS
from booking.viewsets import BookingsGroup
from booking.webhooks.screens import name_actions as name_webhook_actions
from core.permissions import ReadOnlyPolicy, RefusingPolicy
from locations.ownership.policy import OwnedPolicy
from locations.space.registry import register_screen

MEMBERS_MAY = frozenset({"view", "add", "change", "delete"})

register_permission_policy(Session, OwnedPolicy(Session, owner="host", members_may=MEMBERS_MAY))
register_permission_policy(Series, OwnedPolicy(Series, owner="host", members_may=MEMBERS_MAY))
register_permission_policy(
    Booking,
    OwnedPolicy(
        Booking,
        owner="attendances__session__host",
        members_may=frozenset({"view"}),
        staff=ReadOnlyPolicy(Booking),
    ),
)
register_permission_policy(MessageText, RefusingPolicy(MessageText, frozenset({"add", "delete"})))


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]  # Wagtail has no types
def bookings() -> BookingsGroup:
    """Show « Réservations » in the menu."""
    return BookingsGroup()


@hooks.register("construct_homepage_panels")  # type: ignore[untyped-decorator]
def show_own_sessions(request: HttpRequest, panels: list[Any]) -> None:
    """Name today's sessions, and the next ones, to those whose they are."""
    panels.append(SessionsPanel())


for action in ACTIONS:
    hooks.register("register_bulk_action", action)

hooks.register("register_log_actions", name_actions)
hooks.register("register_log_actions", name_webhook_actions)

for screen in SCREENS:
    register_screen(screen)

hooks.register("register_admin_urls", lambda: [path("mes-seances/", OwnPlanning.as_view(), name=OWN)])


@hooks.register("register_account_menu_item")  # type: ignore[untyped-decorator]
def own_planning(request: HttpRequest) -> dict[str, Any] | None:
    """Lead who holds sessions from the account to these sessions in one's own calendar."""
    if not Session.objects.filter(holds(request.user)).exists():
        return None
    return {
        "url": reverse(OWN),
        "label": OwnPlanning.page_title,
        "help_text": "Les séances que vous animez, dans l'agenda de votre téléphone ou de votre ordinateur.",
    }
