"""Places and organisations in the Wagtail admin."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import path
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, UpdatedAtColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import DeleteView, EditView, IndexView, SnippetViewSet, SnippetViewSetGroup

from core.choosers import StaffChooserViewSet
from core.deletion import RefusingDeleteView
from locations.choosers import OrganisationChooser, PlaceChooser
from locations.forms import OrganisationForm
from locations.models import Location, Organisation, PlaceReport
from locations.ownership.viewsets import OwnedViewSet
from locations.selectors.named import organisations_named
from locations.services.amending import keep_live_version
from locations.space.registry import space_url
from locations.staff.filters import LocationFilters
from locations.staff.listing import LocationIndexView, PercentColumn, network_column, status_column, town_column
from locations.staff.map import PlacesMapView, PlacesOnMapView
from locations.staff.panels import place_edit_handler, report_edit_handler
from locations.staff.reports import ToCompleteViewSet, ToVerifyViewSet
from locations.staff.views import HoursWordsView, PointView


class RefusingSnippetDeleteView(RefusingDeleteView, DeleteView):
    """For places and organisations, which sessions and series need."""


class LocationEditView(EditView):
    """Wagtail's own, which keeps what an import published before changing it."""

    def save_instance(self) -> Any:
        """Save the change after what it changes."""
        keep_live_version(self.form.instance)
        return super().save_instance()


class ReportIndexView(IndexView):
    """What people told, with the places it is about."""

    def get_base_queryset(self) -> QuerySet[Any]:
        """Read the places along."""
        reports: QuerySet[Any] = super().get_base_queryset()
        return reports.select_related("location")


class OrganisationIndexView(IndexView):
    """The organisations, searched without accents."""

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep those that hold every word."""
        return organisations_named(queryset, self.search_query)


class OrganisationEditView(EditView):
    """Leads to what its members manage by themselves."""

    @property
    def header_buttons(self) -> list[Any]:
        """Show the way to its space."""
        return [HeaderButton("Son espace", url=space_url("overview", self.object), icon_name="group")]


class LocationViewSet(OwnedViewSet, SnippetViewSet):
    """« Lieux »: searched by name, town, postcode or address."""

    model = Location
    icon = "site"
    menu_label = "Lieux"
    search_fields: ClassVar = ["name", "town", "postcode", "address", "search_text"]
    search_backend_name = None
    list_display: ClassVar = [
        "name",
        town_column(sort_key="town"),
        network_column(),
        status_column(),
        PercentColumn("completeness", label="Complet à", sort_key="completeness"),
        Column("facts_date", label="Informations du", sort_key="facts_date"),
        UpdatedAtColumn(),
    ]
    list_per_page = 50
    index_view_class = LocationIndexView
    index_template_name = "locations/admin/list.html"
    edit_view_class = LocationEditView
    chooser_viewset_class = PlaceChooser
    filterset_class = LocationFilters
    edit_handler = place_edit_handler
    delete_view_class = RefusingSnippetDeleteView
    inspect_view_enabled = False
    copy_view_enabled = False  # a copy would carry the national identifier of the first

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Lead from the list to the map."""
        arguments: dict[str, Any] = super().get_index_view_kwargs(map_url_name=self.get_url_name("map"), **kwargs)
        return arguments

    def get_urlpatterns(self) -> list[Any]:
        """Wagtail's, the map, and the small answers that screens ask for."""
        return [
            *super().get_urlpatterns(),
            path("horaires/", self.construct_view(HoursWordsView), name="hours_words"),
            path("point/", self.construct_view(PointView), name="point"),
            path("carte/", self.construct_view(PlacesMapView), name="map"),
            path("carte/lieux/", self.construct_view(PlacesOnMapView), name="on_map"),
        ]


class OrganisationViewSet(OwnedViewSet, SnippetViewSet):
    """« Organisations »: partners, and the network itself."""

    model = Organisation
    icon = "group"
    menu_label = "Organisations"
    search_fields: ClassVar = ["name", "town"]
    search_backend_name = None
    list_display: ClassVar = [
        "name",
        Column("get_kind_display", label="Type", sort_key="kind"),
        Column("town", label="Ville", sort_key="town"),
        BooleanColumn("in_directory", label="Dans la page des partenaires"),
    ]
    list_filter: ClassVar = ["kind", "in_directory"]
    index_view_class = OrganisationIndexView
    edit_view_class = OrganisationEditView
    chooser_viewset_class = OrganisationChooser
    edit_handler = ObjectList(Organisation.panels, base_form_class=OrganisationForm)
    delete_view_class = RefusingSnippetDeleteView
    copy_view_enabled = False


class PlaceReportViewSet(SnippetViewSet):
    """« Erreurs signalées »: read, and seen to."""

    model = PlaceReport
    icon = "warning"
    menu_label = "Erreurs signalées"
    list_display: ClassVar = [
        Column("get_kind_display", label="Ce qui ne va pas", sort_key="kind"),
        Column("words", label="Ce qui a été écrit"),
        Column("location", label="Lieu"),
        Column("contact", label="Pour répondre"),
        DateColumn("created_at", label="Reçu le", sort_key="created_at"),
        Column("get_status_display", label="État", sort_key="status"),
    ]
    list_filter: ClassVar = ["status", "kind"]
    list_per_page = 50
    index_view_class = ReportIndexView
    chooser_viewset_class = StaffChooserViewSet
    edit_handler = report_edit_handler
    copy_view_enabled = False


class PlacesGroup(SnippetViewSetGroup):
    """The menu entry."""

    items = (LocationViewSet, ToCompleteViewSet, ToVerifyViewSet, PlaceReportViewSet, OrganisationViewSet)
    menu_label = "Lieux"
    menu_icon = "site"
    menu_order = 210
