"""How staff choose a place, an organisation or a commune, for a session or an event: by typing a part of it."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import (
    BaseChooseView,
    ChooseResultsViewMixin,
    ChooseViewMixin,
    CreationFormMixin,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet, SnippetCreateView

from locations.models import Commune, Location, Organisation
from locations.ownership.viewsets import OwnedViewSet
from locations.selectors.named import communes_named, organisations_named, places_named
from locations.selectors.upkeep import ours_first


class PlaceSearchForm(BaseFilterForm):
    """One field; the list follows what is typed."""

    named: Any = staticmethod(places_named)

    q = forms.CharField(
        label="Recherche",
        widget=forms.TextInput(attrs={"placeholder": "Nom, commune, code postal ou adresse"}),
        required=False,
    )

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        """Keep what is asked for."""
        self.search_query = self.cleaned_data["q"]
        self.is_searching = bool(self.search_query)
        found: QuerySet[Any] = self.named(objects, self.search_query)
        return found


class OrganisationSearchForm(PlaceSearchForm):
    """The same for organisations."""

    named = staticmethod(organisations_named)


class NothingToAddView(SnippetCreateView):
    """Nothing is added from the window, which has no form for it: Wagtail's own view fails without one."""

    def can_create(self) -> bool:
        """Refuse whoever."""
        return False


class PlaceChooseView(ChooseView):
    """The window."""

    filter_form_class = PlaceSearchForm


class PlaceResultsView(ChooseResultsView):
    """Its list, as one types."""

    filter_form_class = PlaceSearchForm


class PlaceChooser(OwnedViewSet, SnippetChooserViewSet):
    """Places, the network's own first: they are chosen most."""

    choose_view_class = PlaceChooseView
    choose_results_view_class = PlaceResultsView
    create_view_class = NothingToAddView

    def get_object_list(self) -> QuerySet[Location]:
        """Order the places."""
        return Location.objects.order_by(ours_first(), "name", "pk").defer("body")


class OrganisationChooseView(ChooseView):
    """The window."""

    filter_form_class = OrganisationSearchForm


class OrganisationResultsView(ChooseResultsView):
    """Its list, as one types."""

    filter_form_class = OrganisationSearchForm


class OrganisationChooser(OwnedViewSet, SnippetChooserViewSet):
    """Organisations by name."""

    choose_view_class = OrganisationChooseView
    choose_results_view_class = OrganisationResultsView
    create_view_class = NothingToAddView

    def get_object_list(self) -> QuerySet[Organisation]:
        """Order them."""
        return Organisation.objects.order_by("name", "pk")


class CommuneSearchForm(PlaceSearchForm):
    """The same for communes."""

    named = staticmethod(communes_named)

    q = forms.CharField(
        label="Recherche",
        widget=forms.TextInput(attrs={"placeholder": "Nom ou code postal"}),
        required=False,
    )


class CommuneListing(CreationFormMixin, BaseChooseView):
    """Communes with what tells namesakes apart."""

    filter_form_class = CommuneSearchForm

    @property
    def columns(self) -> list[Column]:
        """Name the commune with its département, and its postcodes."""
        return [*super().columns, Column("postcodes", label="Codes postaux", accessor=postcodes_words)]


class CommuneChooseView(ChooseViewMixin, CommuneListing):
    """The window."""


class CommuneResultsView(ChooseResultsViewMixin, CommuneListing):
    """Its list, as one types."""


class CommuneChooser(ChooserViewSet):
    """Communes, the largest first; nobody adds any."""

    model = Commune
    name = "communes"
    url_prefix = "communes/choisir"
    icon = "site"
    choose_one_text = "Choisir une commune"
    choose_another_text = "Choisir une autre commune"
    choose_view_class = CommuneChooseView
    choose_results_view_class = CommuneResultsView


def postcodes_words(commune: Commune) -> str:
    """Return the first postcodes of the commune: a large town has twenty."""
    codes = sorted(one.code for one in commune.postcodes.all())
    return f"{', '.join(codes[:MOST_POSTCODES])}…" if len(codes) > MOST_POSTCODES else ", ".join(codes)


MOST_POSTCODES = 3
