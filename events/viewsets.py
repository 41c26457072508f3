"""The agenda in the Wagtail admin."""

from wagtail.admin.viewsets.base import ViewSetGroup

from events.staff.listing import EventListingViewSet


class AgendaGroup(ViewSetGroup):
    """The menu entry."""

    items = (EventListingViewSet,)
    menu_label = "Agenda"
    menu_icon = "calendar"
    menu_order = 205
