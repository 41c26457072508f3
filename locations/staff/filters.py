"""The ways staff narrow the list of places."""

from collections.abc import Callable
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet

from locations import choices
from locations.departements import departements
from locations.models import Location
from locations.selectors.upkeep import oldest_fresh_day

SCORES = {"faible": ("Moins de 50 %", 0, 50), "moyen": ("De 50 à 79 %", 50, 80), "bon": ("80 % et plus", 80, 101)}


def departement_choices() -> list[tuple[str, str]]:
    """Every département with its code."""
    return [(code, f"{code} {known.name}") for code, known in departements().items()]


def in_a_group() -> Q:
    """Places that are another's duplicate, or have duplicates themselves."""
    followers = Location.objects.filter(duplicate_of__isnull=False)
    return Q(duplicate_of__isnull=False) | Q(pk__in=followers.values("duplicate_of"))


def facts_are_old() -> Q:
    """Places whose facts are a year old, or of no known date."""
    return Q(facts_date=None) | Q(facts_date__lt=oldest_fresh_day(timezone.localdate()))


class YesNoFilter(django_filters.ChoiceFilter):
    """Keeps the places for which a condition holds (`true`), or the others (`false`)."""

    def __init__(self, condition: Callable[[], Q], **kwargs: Any) -> None:
        """Take what returns the condition: one of them depends on the day."""
        self.condition = condition
        yes_or_no = [("true", "Oui"), ("false", "Non")]
        super().__init__(choices=yes_or_no, empty_label="Tous", widget=forms.RadioSelect, **kwargs)

    def filter(self, places: QuerySet[Location], value: str) -> QuerySet[Location]:
        """Apply it."""
        if not value:
            return places
        condition = self.condition()
        return places.filter(condition if value == "true" else ~condition)


class NetworkFilters(WagtailFilterSet):
    """What every list of places can be narrowed by."""

    network = django_filters.MultipleChoiceFilter(
        label="Place dans le réseau", choices=choices.Network.choices, widget=forms.CheckboxSelectMultiple
    )
    departement = django_filters.ChoiceFilter(label="Département", choices=departement_choices, empty_label="Tous")

    class Meta:
        """The filters are the fields above."""

        model = Location
        fields: ClassVar = []


class LocationFilters(NetworkFilters):
    """The whole list's."""

    live = YesNoFilter(lambda: Q(live=True), label="Publié")
    changed = YesNoFilter(lambda: Q(has_unpublished_changes=True), label="Brouillon modifié")
    on_the_map = YesNoFilter(lambda: Q(latitude=None), label="Sans coordonnées")
    hours_to_read = YesNoFilter(lambda: ~Q(opening_hours_text=""), label="Horaires en texte")
    duplicate = YesNoFilter(in_a_group, label="Doublons")
    old = YesNoFilter(facts_are_old, label="Informations de plus d'un an, ou sans date")
    score = django_filters.ChoiceFilter(
        label="Complet à",
        choices=[(name, words) for name, (words, _low, _high) in SCORES.items()],
        method="scored",
        empty_label="Tous",
        widget=forms.RadioSelect,
    )

    @classmethod
    def kept(cls, asked: QueryDict) -> QuerySet[Location]:
        """The places that the list shows for these parameters: all of them for wrong ones."""
        places, filters = Location.objects.all(), cls(asked)
        return filters.filter_queryset(places) if filters.is_valid() else places

    def scored(self, places: QuerySet[Location], name: str, value: str) -> QuerySet[Location]:
        """Keep the places of that range."""
        _words, low, high = SCORES[value]
        return places.filter(completeness__gte=low, completeness__lt=high)
