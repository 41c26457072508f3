"""The list of places, and what its spreadsheet holds."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db.models import QuerySet, TextChoices
from django.http import QueryDict
from django.urls import reverse
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import IndexView

from core.phones import phone_words
from core.spreadsheets import SafeExportMixin
from locations.completeness import missing
from locations.models import Location
from locations.names import calm
from locations.ownership.viewsets import policy_of
from locations.selectors.named import places_named
from locations.selectors.upkeep import ours_first

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


class PlaceStatus(TextChoices):
    """What the public sees of it, in the masculine of "lieu"."""

    LIVE = "publie", "publié"
    CHANGED = "modifie", "publié, brouillon modifié"
    DRAFT = "brouillon", "brouillon"


def status_of(live: bool, changed: bool) -> PlaceStatus:
    """Return the status of a place that is live or not, and has changes to be published or not."""
    if not live:
        return PlaceStatus.DRAFT
    return PlaceStatus.CHANGED if changed else PlaceStatus.LIVE


class StatusColumn(StatusTagColumn):
    """Published, draft, or both."""

    def get_value(self, instance: Location) -> str:
        """Return the words."""
        return str(status_of(instance.live, instance.has_unpublished_changes).label)


class CalmColumn(Column):
    """A name without the capitals in which producers shout it."""

    def get_value(self, instance: Location) -> str:
        """Return it in ordinary letters."""
        return calm(super().get_value(instance))


def status_column() -> Column:
    """Live, draft, or both."""
    return StatusColumn("status", label="État", sort_key="live", primary=lambda place: place.live)


def town_column(**kwargs: Any) -> Column:
    """Where it is."""
    return CalmColumn("town", label="Commune", **kwargs)


NAMED = "nom"
"""What the map calls the list's `q`, which its element keeps to the finder."""


def map_query(asked: QueryDict) -> str:
    """The list's parameters as the map's."""
    query = asked.copy()
    query[NAMED] = asked.get("q", "")
    for name in ("q", "p", "ordering"):
        query.pop(name, None)
    return query.urlencode()


class LocationIndexView(SafeExportMixin, IndexView):
    """The places, searched in our own folded column, alike on both databases."""

    sheet = PLACE_SHEET
    map_url_name = ""
    add_item_label = "Ajouter un lieu"

    def get_base_queryset(self) -> QuerySet[Location]:
        """Leave the bodies where they are."""
        places: QuerySet[Location] = super().get_base_queryset()
        return places.defer("body")

    @cached_property
    def acts_together(self) -> bool:
        """Whether this person does things to several places at once: a partner has few, and opens them."""
        return policy_of(Location).is_staff(self.request.user)

    @cached_property
    def columns(self) -> list[Column]:
        """Wagtail's, with a box to tick where that leads somewhere."""
        columns: list[Column] = super().columns
        return columns if self.acts_together else [one for one in columns if one.name != "bulk_actions"]

    def order_queryset(self, queryset: QuerySet[Location]) -> QuerySet[Location]:
        """Put the network's own first, and its partners' places, unless another order is asked for."""
        ordered: QuerySet[Location] = super().order_queryset(queryset)
        return ordered if self.is_explicitly_ordered else ordered.order_by(ours_first(), "name", "pk")

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
            url = f"{reverse(self.map_url_name)}?{map_query(self.request.GET)}"
            buttons.append(HeaderButton("Carte", url=url, icon_name="site", priority=20))
        return buttons
