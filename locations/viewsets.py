"""Places and organisations in the Wagtail admin."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, UpdatedAtColumn
from wagtail.snippets.views.snippets import DeleteView, IndexView, SnippetViewSet, SnippetViewSetGroup

from core.deletion import RefusingDeleteView
from locations import choices
from locations.choosers import OrganisationChooser, PlaceChooser
from locations.departements import departements
from locations.forms import LocationForm, OrganisationForm
from locations.models import Location, Organisation
from locations.selectors.named import organisations_named, places_named


class LocationFilters(WagtailFilterSet):
    """The ways staff narrow the list of places."""

    network = django_filters.MultipleChoiceFilter(label="Place dans le réseau", choices=choices.Network.choices)
    departement = django_filters.ChoiceFilter(
        label="Département", choices=lambda: [(code, f"{code} {known.name}") for code, known in departements().items()]
    )
    live = django_filters.BooleanFilter(label="Publié")
    on_the_map = django_filters.BooleanFilter(label="Sans coordonnées", field_name="latitude", lookup_expr="isnull")
    hours_to_read = django_filters.BooleanFilter(
        label="Horaires en texte", field_name="opening_hours_text", method="with_hours_text"
    )

    class Meta:
        """The filters are the fields above."""

        model = Location
        fields: ClassVar = []

    def with_hours_text(self, places: object, name: str, value: bool) -> object:
        """Keep places whose hours nobody has been able to read, or the others."""
        return places.exclude(opening_hours_text="") if value else places.filter(opening_hours_text="")  # type: ignore[attr-defined]


class RefusingSnippetDeleteView(RefusingDeleteView, DeleteView):
    """For places and organisations, which sessions and series need."""


class LocationIndexView(IndexView):
    """The places, searched in our own folded column, alike on both databases."""

    def search_queryset(self, queryset: QuerySet[Location]) -> QuerySet[Location]:
        """Keep those that hold every word."""
        return places_named(queryset, self.search_query)


class OrganisationIndexView(IndexView):
    """The organisations, searched without accents."""

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep those that hold every word."""
        return organisations_named(queryset, self.search_query)


class LocationViewSet(SnippetViewSet):
    """« Lieux »: searched by name, town, postcode or address."""

    model = Location
    icon = "site"
    menu_label = "Lieux"
    search_fields: ClassVar = ["name", "town", "postcode", "address", "search_text"]
    search_backend_name = None
    list_display: ClassVar = [
        "name",
        Column("town", label="Commune", sort_key="town"),
        Column("get_network_display", label="Réseau", sort_key="network"),
        BooleanColumn("live", label="Publié", sort_key="live"),
        Column("facts_date", label="Informations du", sort_key="facts_date"),
        UpdatedAtColumn(),
    ]
    list_per_page = 50
    index_view_class = LocationIndexView
    chooser_viewset_class = PlaceChooser
    filterset_class = LocationFilters
    edit_handler = ObjectList(Location.panels, base_form_class=LocationForm)
    delete_view_class = RefusingSnippetDeleteView
    inspect_view_enabled = False
    copy_view_enabled = False  # a copy would carry the national identifier of the first


class OrganisationViewSet(SnippetViewSet):
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
    chooser_viewset_class = OrganisationChooser
    edit_handler = ObjectList(Organisation.panels, base_form_class=OrganisationForm)
    delete_view_class = RefusingSnippetDeleteView
    copy_view_enabled = False


class PlacesGroup(SnippetViewSetGroup):
    """The menu entry."""

    items = (LocationViewSet, OrganisationViewSet)
    menu_label = "Lieux"
    menu_icon = "site"
    menu_order = 210
