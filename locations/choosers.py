"""How staff choose a place or an organisation, for a session or an event: by typing a part of it."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet

from locations.models import Location, Organisation
from locations.selectors.named import organisations_named, places_named
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


class PlaceChooseView(ChooseView):
    """The window."""

    filter_form_class = PlaceSearchForm


class PlaceResultsView(ChooseResultsView):
    """Its list, as one types."""

    filter_form_class = PlaceSearchForm


class PlaceChooser(SnippetChooserViewSet):
    """Places, the network's own first: they are chosen most."""

    choose_view_class = PlaceChooseView
    choose_results_view_class = PlaceResultsView

    def get_object_list(self) -> QuerySet[Location]:
        """Order the places."""
        return Location.objects.order_by(ours_first(), "name", "pk").defer("body")


class OrganisationChooseView(ChooseView):
    """The window."""

    filter_form_class = OrganisationSearchForm


class OrganisationResultsView(ChooseResultsView):
    """Its list, as one types."""

    filter_form_class = OrganisationSearchForm


class OrganisationChooser(SnippetChooserViewSet):
    """Organisations by name."""

    choose_view_class = OrganisationChooseView
    choose_results_view_class = OrganisationResultsView

    def get_object_list(self) -> QuerySet[Organisation]:
        """Order them."""
        return Organisation.objects.order_by("name", "pk")
