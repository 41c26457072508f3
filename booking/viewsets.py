"""Activities, series, sessions and bookings in the Wagtail admin."""

from wagtail.admin.viewsets.model import ModelViewSetGroup

from booking.staff.activities import ActivityViewSet
from booking.staff.bookings import BookingViewSet
from booking.staff.series import SeriesViewSet
from booking.staff.sessions import SessionViewSet
from booking.staff.texts import MessageTextViewSet


class BookingsGroup(ModelViewSetGroup):
    """The menu entry."""

    menu_label = "Réservations"
    menu_icon = "calendar-check"
    menu_order = 220
    items = (BookingViewSet, SessionViewSet, SeriesViewSet, ActivityViewSet, MessageTextViewSet)
