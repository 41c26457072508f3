"""« À compléter » and « À vérifier »: the lists that staff work through."""

from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.contrib.admin.utils import quote
from django.db.models import QuerySet
from django.urls import path, reverse
from django.utils import timezone
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry

from core.spreadsheets import SafeExportMixin
from locations.completeness import missing
from locations.models import Location
from locations.ownership.viewsets import OwnedViewSet, policy_of
from locations.selectors import upkeep
from locations.staff.filters import NetworkFilters
from locations.staff.listing import PLACE_SHEET, PercentColumn, town_column

PERMISSIONS = ("add", "change", "delete", "view")


class PlacesReportView(SafeExportMixin, ReportView):
    """Shown places that want something, each with what it wants."""

    model = Location
    sheet = PLACE_SHEET
    any_permission_required = PERMISSIONS
    is_searchable = False
    filterset_class = NetworkFilters
    edit_url_name = ""
    verbose_name_plural = "lieux"
    header_icon = "site"
    results_template_name = "locations/admin/report_results.html"
    words = ""

    def edit_url(self, place: Location) -> str | None:
        """Where it is mended, for those who may."""
        if not self.user_has_permission("change"):
            return None
        return reverse(self.edit_url_name, args=[quote(place.pk)])

    @cached_property
    def columns(self) -> list[Column]:
        """The place, what it wants (first, for a telephone's sake), and where it is."""
        return [
            TitleColumn("name", label="Nom", get_url=self.edit_url),
            *self.own_columns(),
            town_column(),
            Column("get_network_display", label="Réseau"),
        ]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Say how many there are, which Wagtail does only once one filters."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context | {"report_count": context["items_count"], "report_words": self.words}

    def own_columns(self) -> list[Column]:
        """What this list shows beside."""
        return []

    def get_filename(self) -> str:
        """Name the file after the list."""
        return f"lieux-{self.page_title.lower().replace(' ', '-').replace('à', 'a').replace('é', 'e')}"


class ToCompleteView(PlacesReportView):
    """What is not known yet: ours first, the least known first."""

    page_title = "À compléter"
    header_icon = "form"
    words = "dont on ne sait pas tout"

    def get_base_queryset(self) -> QuerySet[Location]:
        """Take the places of which something is missing."""
        return upkeep.to_complete()

    def own_columns(self) -> list[Column]:
        """The score and what is missing."""
        return [
            Column("missing", label="Il manque", accessor=lambda place: ", ".join(missing(place))),
            PercentColumn("completeness", label="Complet à"),
        ]


class VerifyFilters(NetworkFilters):
    """Why, with how many."""

    reason = django_filters.MultipleChoiceFilter(
        label="Pourquoi", choices=upkeep.Reason.choices, widget=forms.CheckboxSelectMultiple, method="kept"
    )

    def __init__(self, *args: Any, conditions: Any = None, places: Any = None, **kwargs: Any) -> None:
        """Say how many of the places there are beside each reason."""
        super().__init__(*args, **kwargs)
        counts = upkeep.counts(Location.objects.none() if places is None else places, conditions or {})
        self.filters["reason"].extra["choices"] = [
            (reason.value, f"{reason.label} ({counts.get(reason.value, 0)})") for reason in upkeep.Reason
        ]

    def kept(self, places: QuerySet[Location], name: str, value: list[str]) -> QuerySet[Location]:
        """Leave it to the view, which knows the conditions."""
        return places


class ToVerifyView(PlacesReportView):
    """What is old, out of place, or told to be wrong: ours first, the oldest first."""

    page_title = "À vérifier"
    header_icon = "help"
    words = "à vérifier"
    filterset_class = VerifyFilters

    @cached_property
    def boxes(self) -> upkeep.Boxes:
        """Where the places of each département lie."""
        return upkeep.boxes()

    @cached_property
    def conditions(self) -> dict[str, Any]:
        """What makes a place one to be checked."""
        return upkeep.conditions(timezone.localdate(), self.boxes)

    @cached_property
    def known(self) -> dict[upkeep.Reason, set[int]]:
        """The places that reports and imports name, three queries for all."""
        return {
            upkeep.Reason.REPORT: set(upkeep.reported()),
            upkeep.Reason.CONFLICT: set(upkeep.undecided()),
            upkeep.Reason.GONE: set(upkeep.gone()),
        }

    def get_filterset_kwargs(self) -> dict[str, Any]:
        """Give the conditions to be counted."""
        seen = policy_of(Location).seen_by(self.request.user, Location.objects.shown())
        return {**super().get_filterset_kwargs(), "conditions": self.conditions, "places": seen}

    def get_base_queryset(self) -> QuerySet[Location]:
        """Take the places with one of the reasons asked for."""
        return upkeep.to_verify(self.conditions, self.request.GET.getlist("reason"))

    def wants(self, place: Location) -> list[str]:
        """The reasons of one place."""
        return upkeep.reasons_of(place, timezone.localdate(), self.boxes, self.known)

    def own_columns(self) -> list[Column]:
        """The reasons, and the day of what is known."""
        return [
            Column("reasons", label="Pourquoi", accessor=lambda place: ", ".join(self.wants(place))),
            Column("facts_date", label="Informations du"),
        ]


class PlacesReportViewSet(OwnedViewSet, ViewSet):
    """A list of the menu « Lieux »."""

    model = Location
    view_class: type[PlacesReportView]
    edit_url_name = "wagtailsnippets_locations_location:edit"

    def get_urlpatterns(self) -> list[Any]:
        """The list, and its part that is fetched again as one filters."""
        names = {
            "index_url_name": self.get_url_name("index"),
            "index_results_url_name": self.get_url_name("index_results"),
            "edit_url_name": self.edit_url_name,
        }
        return [
            path("", self.construct_view(self.view_class, **names), name="index"),
            path("results/", self.construct_view(self.view_class, results_only=True, **names), name="index_results"),
        ]

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        """An entry for those who may see places."""

        def is_shown(_item: MenuItem, request: Any) -> bool:
            policy = policy_registry.get_by_type(Location)
            return bool(policy.user_has_any_permission(request.user, PERMISSIONS))

        return type("PlacesReportMenuItem", (MenuItem,), {"is_shown": is_shown})


class ToCompleteViewSet(PlacesReportViewSet):
    """« À compléter »."""

    name = "lieux_a_completer"
    url_prefix = "lieux/a-completer"
    icon = "form"
    menu_label = "À compléter"
    view_class = ToCompleteView


class ToVerifyViewSet(PlacesReportViewSet):
    """« À vérifier »."""

    name = "lieux_a_verifier"
    url_prefix = "lieux/a-verifier"
    icon = "help"
    menu_label = "À vérifier"
    view_class = ToVerifyView
