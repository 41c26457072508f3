"""Registers the admin's views of bookings."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from booking.models import Booking
from booking.staff.sessions import ACTIONS
from booking.viewsets import BookingsGroup
from core.permissions import ReadOnlyPolicy

register_permission_policy(Booking, ReadOnlyPolicy(Booking))


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]  # Wagtail has no types
def bookings() -> BookingsGroup:
    """Show « Réservations » in the menu."""
    return BookingsGroup()


for action in ACTIONS:
    hooks.register("register_bulk_action", action)
