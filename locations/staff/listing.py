"""The list of places, and what its spreadsheet holds."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import IndexView

from core.phones import phone_words
from core.spreadsheets import SafeExportMixin
from locations.completeness import missing
from locations.models import Location
from locations.selectors.named import places_named

PLACE_SHEET: dict[str, Callable[[Location], Any]] = {
    "Nom": lambda place: place.name,
    "Réseau": lambda place: place.get_network_display(),
    "Adresse": lambda place: place.address,
    "Code postal": lambda place: place.postcode,
    "Commune": lambda place: place.town,
    "Département": lambda place: place.departement,
    "Téléphone": lambda place: phone_words(place.phone),
    "Horaires": lambda place: place.opening_hours or place.opening_hours_text,
    "Latitude": lambda place: place.latitude,
    "Longitude": lambda place: place.longitude,
    "Informations du": lambda place: place.facts_date,
    "Source": lambda place: place.source,
    "Publié": lambda place: "oui" if place.live else "non",
    "Complet à (%)": lambda place: place.completeness,
    "Il manque": lambda place: ", ".join(missing(place)),
    "Identifiant national": lambda place: place.standard_id,
}


class PercentColumn(Column):
    """The score."""

    def get_value(self, instance: Location) -> str:
        """Return it as it is said."""
        return f"{instance.completeness} %"


def network_column() -> Column:
    """Own point, partner's, or of the directory."""
    return Column("get_network_display", label="Réseau", sort_key="network")


def status_column() -> Column:
    """Live, draft, or both."""
    return LiveStatusTagColumn(label="État")


class LocationIndexView(SafeExportMixin, IndexView):
    """The places, searched in our own folded column, alike on both databases."""

    sheet = PLACE_SHEET
    map_url_name = ""

    def get_base_queryset(self) -> QuerySet[Location]:
        """Leave the bodies where they are."""
        places: QuerySet[Location] = super().get_base_queryset()
        return places.defer("body")

    def search_queryset(self, queryset: QuerySet[Location]) -> QuerySet[Location]:
        """Keep those that hold every word."""
        return places_named(queryset, self.search_query)

    def get_filename(self) -> str:
        """Name the file."""
        return "lieux"

    @property
    def header_buttons(self) -> list[Any]:
        """Wagtail's, and the map of what is listed."""
        buttons = list(super().header_buttons)
        if self.map_url_name:
            url = f"{reverse(self.map_url_name)}?{self.request.GET.urlencode()}"
            buttons.append(HeaderButton("Carte", url=url, icon_name="site", priority=20))
        return buttons
