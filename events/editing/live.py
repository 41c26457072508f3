"""What the fields say, as one edits: read by the code that saves them, and written nowhere."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views import View
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.models import WagtailAdminModelFormMetaclass

from core.repetition import Said
from events.editing.exceptions import MOST_ROWS, ExceptionForm
from events.editing.said import said_of_form
from events.editing.schedule_form import ScheduleFormMixin
from events.models import AgendaPage, EventPage


class ScheduleForm(ScheduleFormMixin, WagtailAdminModelForm, metaclass=WagtailAdminModelFormMetaclass):
    """The part of an event's form that says when."""

    class Meta(WagtailAdminModelForm.Meta):
        """Days, hours, what holidays depend on, and the dates that differ."""

        model = EventPage
        fields = (
            "first_day",
            "last_day",
            "all_day",
            "start_time",
            "end_time",
            "zone",
            "without_public_holidays",
            "school_zone",
            "location",
            "commune",
        )
        formsets = {
            "exceptions": {
                "form": ExceptionForm,
                "fields": ["kind", "original_day", "new_day", "new_start_time", "new_end_time", "note"],
                "extra": 0,
            }
        }


class LiveView(View):
    """Answers the editing screen with a fragment of HTML; for those who may save what they type."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, page_id: int | None = None) -> HttpResponse:
        """Read the fields as the form would."""
        event = event_to_read(request, page_id)
        context: dict[str, Any] = {"said": said_of_data(request.POST, event, request.user)}
        return render(request, "core/admin/_said.html", {**context, "live": True, "chosen": request.POST.get("unfit")})


def event_to_read(request: HttpRequest, page_id: int | None) -> EventPage:
    """
    Return the event as last saved, or a new one.

    :raises PermissionDenied: the person may not edit it, or add one.
    """
    if page_id is None:
        agenda = AgendaPage.objects.first()
        if agenda is None or not agenda.permissions_for_user(request.user).can_add_subpage():
            raise PermissionDenied
        return EventPage()
    event = get_object_or_404(EventPage, pk=page_id)
    if not event.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    draft: EventPage = event.get_latest_revision_as_object()
    return draft


def said_of_data(data: Any, event: EventPage, user: Any) -> Said:
    """Say what these fields say."""
    typed = data.get("exceptions-TOTAL_FORMS", "")
    if typed.isdecimal() and (len(typed) > 4 or int(typed) > MOST_ROWS):
        return Said(refusals=[f"Plus de {MOST_ROWS} dates différentes : c'est trop pour un seul événement."])
    form = ScheduleForm(data, instance=event, for_user=user)
    form.defer_required_fields()
    form.is_valid()
    return said_of_form(form, now=timezone.now())
