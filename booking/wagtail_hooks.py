"""Registers the admin's views of bookings."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from booking.models import Booking, MessageText
from booking.staff.participants.journal import name_actions
from booking.staff.sessions import ACTIONS
from booking.viewsets import BookingsGroup
from core.permissions import ReadOnlyPolicy, RefusingPolicy

register_permission_policy(Booking, ReadOnlyPolicy(Booking))
register_permission_policy(MessageText, RefusingPolicy(MessageText, frozenset({"add", "delete"})))


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]  # Wagtail has no types
def bookings() -> BookingsGroup:
    """Show « Réservations » in the menu."""
    return BookingsGroup()


for action in ACTIONS:
    hooks.register("register_bulk_action", action)

hooks.register("register_log_actions", name_actions)
