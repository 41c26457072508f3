"""« Activités »: what is offered."""

from typing import ClassVar

from django.utils import timezone
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import EditView
from wagtail.admin.viewsets.model import ModelViewSet

from booking.admin_forms import ActivityForm
from booking.models import Activity
from booking.services.sessions import touch
from booking.staff.panels import ACTIVITY_PANELS
from core.deletion import RefusingDeleteView


class TouchingEditView(EditView):
    """Saves an activity, and says that its sessions are shown otherwise."""

    def save_instance(self) -> Activity:
        """Move the feeds on."""
        activity: Activity = super().save_instance()
        touch(activity.sessions.all(), now=timezone.now())
        return activity


class ActivityViewSet(ModelViewSet):
    """« Activités »: what is offered."""

    model = Activity
    name = "admin_activities"
    url_prefix = "activites"
    icon = "form"
    menu_label = "Activités"
    search_fields: ClassVar = ["name", "summary"]
    search_backend_name = None
    delete_view_class = RefusingDeleteView
    list_display: ClassVar = [
        "name",
        Column("get_kind_display", label="Type", sort_key="kind"),
        Column("get_access_display", label="Qui peut réserver", sort_key="access"),
        Column("duration", label="Durée (minutes)", sort_key="duration"),
    ]
    list_filter: ClassVar = ["kind", "access"]
    edit_handler = ObjectList(ACTIVITY_PANELS, base_form_class=ActivityForm)
    edit_view_class = TouchingEditView
    inspect_view_enabled = False
