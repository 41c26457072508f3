"""« À compléter »: the events that want a picture, a place or a sequel."""

from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import path, reverse
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.admin.viewsets.base import ViewSet

from core.spreadsheets import SafeExportMixin
from events.models import EventPage
from events.selectors import staff as selectors
from events.selectors.agenda import today
from events.selectors.staff import Lack
from events.staff.access import PERMISSIONS, AgendaMenuItem, editable_by
from events.staff.listing import EVENT_SHEET, next_words, standing_column


def lacks_of(event: EventPage) -> list[str]:
    """Return what the event wants, in words (`selectors.marked` has said so)."""
    return [str(lack.label) for lack in Lack if getattr(event, selectors.mark(lack))]


def edit_url(event: EventPage) -> str:
    """Return where it is mended: the list holds what this person may edit."""
    return reverse("wagtailadmin_pages:edit", args=[event.pk])


class LackFilters(WagtailFilterSet):
    """What is wanted, with how many."""

    lack = django_filters.MultipleChoiceFilter(
        label="Ce qui manque", choices=Lack.choices, widget=forms.CheckboxSelectMultiple, method="kept"
    )

    class Meta:
        """The filter is the field above."""

        model = EventPage
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, counts: dict[str, int] | None = None, **kwargs: Any) -> None:
        """Say how many beside each."""
        super().__init__(*args, **kwargs)
        known = counts or {}
        self.filters["lack"].extra["choices"] = [
            (lack.value, f"{lack.label} ({known.get(lack.value, 0)})") for lack in Lack
        ]

    def kept(self, events: QuerySet[EventPage], name: str, value: list[str]) -> QuerySet[EventPage]:
        """Leave it to the view, which knows the conditions."""
        return events


class ToCompleteView(SafeExportMixin, ReportView):
    """The events that this person may edit and that want something, each with what it wants."""

    model = EventPage
    sheet = {"Il manque": lambda event: ", ".join(lacks_of(event)), **EVENT_SHEET}
    any_permission_required = PERMISSIONS
    is_searchable = False
    filterset_class = LackFilters
    page_title = "Agenda à compléter"
    header_icon = "form"
    verbose_name_plural = "événements"
    results_template_name = "events/admin/to_complete_results.html"

    @cached_property
    def columns(self) -> list[Column]:
        """The event, what it wants (first, for a telephone's sake), when and where."""
        return [
            TitleColumn(
                "title", label="Titre", get_url=lambda event: reverse("wagtailadmin_pages:edit", args=[event.pk])
            ),
            Column("lacks", label="Il manque", accessor=lambda event: ", ".join(lacks_of(event))),
            Column("next", label="Prochaine date", accessor=next_words),
            Column("where", label="Lieu"),
            standing_column(),
        ]

    @cached_property
    def marked(self) -> QuerySet[EventPage]:
        """The events that this person may edit, with what each wants."""
        now = timezone.now()
        return selectors.marked(editable_by(self.request.user), now=now, today=today(now))

    def get_filterset_kwargs(self) -> dict[str, Any]:
        """Give how many there are of each."""
        return {**super().get_filterset_kwargs(), "counts": selectors.counts(self.marked)}

    def get_base_queryset(self) -> QuerySet[EventPage]:
        """Take the events with a lack asked for, and what each line says of them."""
        found: Any = selectors.incomplete(self.marked, self.request.GET.getlist("lack"))
        found = found.select_related("location").defer("body")
        if self.is_export:
            found = found.prefetch_related("organisers")
        told: QuerySet[EventPage] = found.annotate_approved_schedule().prefetch_workflow_states()
        return told

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Say how many there are, which Wagtail does only once one filters."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context | {"report_count": context["items_count"]}

    def get_filename(self) -> str:
        """Name the file."""
        return "agenda-a-completer"


class ToCompleteViewSet(ViewSet):
    """« À compléter »."""

    name = "agenda_a_completer"
    url_prefix = "agenda/a-completer"
    icon = "form"
    menu_label = "À compléter"

    def get_urlpatterns(self) -> list[Any]:
        """The list, and its part that is fetched again as one filters."""
        names = {
            "index_url_name": self.get_url_name("index"),
            "index_results_url_name": self.get_url_name("index_results"),
        }
        return [
            path("", self.construct_view(ToCompleteView, **names), name="index"),
            path("results/", self.construct_view(ToCompleteView, results_only=True, **names), name="index_results"),
        ]

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        """Hide it from those who keep no pages."""
        return AgendaMenuItem
