"""The ways staff narrow the list of events."""

from collections.abc import Callable
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Exists, Q, QuerySet
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from events import choices
from events.models import EventPage
from events.selectors import staff as selectors
from locations.models import Location, Organisation

STANDINGS: dict[str, tuple[str, Callable[[], Q]]] = {
    "publie": ("Publié", lambda: Q(live=True)),
    "brouillon": ("Brouillon", lambda: Q(live=False)),
    "modifie": ("Publié, brouillon modifié", lambda: Q(live=True, has_unpublished_changes=True)),
    "programme": ("Programmé", selectors.scheduled),
    "relecture": ("En relecture", selectors.in_review),
}


def places_of_events(_request: Any) -> QuerySet[Location]:
    """Return the places where an event happens: a list of all places would be no list."""
    return Location.objects.filter(Exists(selectors.events_at_place())).only("name", "town").order_by("name")


def organisers_of_events(_request: Any) -> QuerySet[Organisation]:
    """Return the organisations that organise an event."""
    return Organisation.objects.filter(events__isnull=False).only("name").distinct().order_by("name")


class EventFilters(WagtailFilterSet):
    """What the list can be narrowed by."""

    kind = django_filters.MultipleChoiceFilter(
        label="Type", choices=choices.EventKind.choices, widget=forms.CheckboxSelectMultiple
    )
    status = django_filters.MultipleChoiceFilter(
        label="État", choices=choices.EventStatus.choices, widget=forms.CheckboxSelectMultiple
    )
    standing = django_filters.ChoiceFilter(
        label="Publication",
        choices=[(name, words) for name, (words, _condition) in STANDINGS.items()],
        method="standing_so",
        empty_label="Toutes",
        widget=forms.RadioSelect,
    )
    period = django_filters.DateFromToRangeFilter(label="Dates", widget=DateRangePickerWidget, method="in_period")
    location = django_filters.ModelChoiceFilter(label="Lieu", queryset=places_of_events, empty_label="Tous")
    organisers = django_filters.ModelChoiceFilter(
        label="Organisé par", queryset=organisers_of_events, empty_label="Tous"
    )
    image = django_filters.ChoiceFilter(
        label="Image",
        choices=[("true", "Oui"), ("false", "Non")],
        method="with_image",
        empty_label="Toutes",
        widget=forms.RadioSelect,
    )

    class Meta:
        """The filters are the fields above."""

        model = EventPage
        fields: ClassVar = []

    def standing_so(self, events: QuerySet[EventPage], name: str, value: str) -> QuerySet[EventPage]:
        """Keep those whose page stands so."""
        _words, condition = STANDINGS[value]
        return events.filter(condition())

    def in_period(self, events: QuerySet[EventPage], name: str, value: slice) -> QuerySet[EventPage]:
        """Keep those with a date on these days, both included."""
        first, last = (moment.date() if moment else None for moment in (value.start, value.stop))
        return events.filter(selectors.within(first, last))

    def with_image(self, events: QuerySet[EventPage], name: str, value: str) -> QuerySet[EventPage]:
        """Keep those that have a picture, or have none."""
        return events.filter(share_image__isnull=value == "false")
