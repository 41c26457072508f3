"""The agenda in the Wagtail admin."""

from wagtail.admin.viewsets.base import ViewSetGroup

from events.external.viewset import ExternalCalendarViewSet
from events.staff.listing import EventListingViewSet
from events.staff.month import MonthViewSet
from events.staff.reports import ToCompleteViewSet


class AgendaGroup(ViewSetGroup):
    """The menu entry."""

    items = (EventListingViewSet, MonthViewSet, ToCompleteViewSet, ExternalCalendarViewSet)
    menu_label = "Agenda"
    menu_icon = "calendar"
    menu_order = 205
