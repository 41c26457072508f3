"""What the screens of a session's participants share: whose they are, and the way back."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from booking.models import Attendance, Session
from booking.staff.participants.access import may_act, may_see
from booking.staff.participants.links import participants_url
from core.dates import range_words
from locations.ownership.members import is_partner

PER_PAGE = 50


class ParticipantsScreen(WagtailAdminTemplateMixin, TemplateView):
    """A screen of one session; `acts`: only for those who may change something."""

    request: HttpRequest
    session: Session
    acts = True
    open_to_partners = True
    page_title = "Participants"
    header_icon = "group"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Find the session, and see who asks."""
        self.now = timezone.now()
        sessions = Session.objects.select_related("activity", "location", "series", "host")
        self.session = get_object_or_404(sessions, pk=kwargs["pk"])
        if not may_see(request.user, self.session):
            raise Http404 if is_partner(request.user) else PermissionDenied
        if self.acts and not may_act(request.user, self.session):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]  # a response of any kind

    @property
    def participants_url(self) -> str:
        """The screen that the others lead back to."""
        return participants_url(self.session)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Say where one is."""
        here = [] if self.page_title == "Participants" else [{"url": "", "label": self.page_title}]
        return [
            *self.breadcrumbs_items,
            {"url": reverse("admin_sessions:index"), "label": "Séances"},
            {"url": self.participants_url if here else "", "label": "Participants"},
            *here,
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which session it is."""
        session = self.session
        return super().get_context_data(
            **{
                "session": session,
                # An hour is not parted from its figure at the end of a line.
                "when": range_words(session.local_start, session.local_end)
                .replace(" h ", "\u00a0h\u00a0")
                .replace(" h", "\u00a0h"),
                "back_url": self.participants_url,
                **kwargs,
            }
        )


def page_of(request: HttpRequest, name: str, attendances: QuerySet[Attendance] | list[Attendance]) -> Page[Attendance]:
    """Return the page that the address asks for, the first where it asks for none there is."""
    return Paginator(attendances, PER_PAGE).get_page(request.GET.get(name))
