"""« Séances dans un lieu fermé »: what is still planned where nobody will open."""

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.urls import path, reverse
from django.utils import timezone
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.admin.viewsets.base import ViewSet

from booking.models import Session
from core.dates import range_words
from events.staff.affected.access import may_enter, shown
from events.staff.affected.finding import sessions_in_closed_places, why_words
from events.staff.affected.screen import AffectedView


def taken_words(session: Session) -> str:
    """Return how many people come, and wait."""
    return f"{session.booked}, et {session.waiting} en attente" if session.waiting else str(session.booked)


class ClosedPlacesView(ReportView):
    """The sessions to come in a place that is closed then, is not shown, or is gone from its file; soonest first."""

    model = Session
    is_searchable = False
    is_exportable = False
    page_title = "Séances dans un lieu fermé"
    header_icon = "warning"
    verbose_name_plural = "séances"
    results_template_name = "events/admin/closed_places_results.html"
    permission_required = None
    open_to_partners = True

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Let in who keeps places or sessions."""
        if not may_enter(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def columns(self) -> list[Column]:
        """The session, why it is here, and whom it concerns."""
        return [
            TitleColumn(
                "when",
                label="Séance",
                accessor=lambda session: f"{range_words(session.local_start, session.local_end)} : {session.activity}",
                get_url=lambda session: reverse("affected:place", args=[session.location_id]),
            ),
            Column("why", label="Pourquoi", accessor=why_words),
            Column("location", label="Lieu"),
            Column("taken", label="Personnes inscrites", accessor=taken_words),
        ]

    def get_base_queryset(self) -> QuerySet[Session]:
        """Take what is still planned."""
        return shown(self.request.user, sessions_in_closed_places(now=timezone.now()))


class ClosedPlacesMenuItem(MenuItem):
    """An entry for those who can do something about it."""

    def is_shown(self, request: Any) -> bool:
        """Whether this person can."""
        return may_enter(request.user)


class ClosedPlacesViewSet(ViewSet):
    """« Séances dans un lieu fermé », and the screen of one place."""

    name = "affected"
    url_prefix = "lieux-fermes"
    icon = "warning"
    menu_label = "Séances dans un lieu fermé"

    def get_urlpatterns(self) -> list[Any]:
        """The list, its part that is fetched again, and the screen of a place."""
        names = {
            "index_url_name": self.get_url_name("index"),
            "index_results_url_name": self.get_url_name("index_results"),
        }
        return [
            path("", self.construct_view(ClosedPlacesView, **names), name="index"),
            path("results/", self.construct_view(ClosedPlacesView, results_only=True, **names), name="index_results"),
            path("lieu/<int:pk>/", AffectedView.as_view(), name="place"),
        ]
