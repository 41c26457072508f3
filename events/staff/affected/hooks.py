"""The ways to the screen of a place: from the list of places, and once a closure is published."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button

from events.staff.affected.access import shown
from events.staff.affected.finding import counts, spans_of
from locations.hours.states import zone_of
from locations.models import Location
from locations.ownership.viewsets import policy_of


def place_url(place: Location, **query: str) -> str:
    """Return the address of the screen."""
    url = reverse("affected:place", args=[place.pk])
    return f"{url}?{urlencode(query)}" if query else url


def place_button(place: Any, user: Any) -> Iterator[Button]:
    """Give the button of a place, to those who may change it."""
    if isinstance(place, Location) and policy_of(Location).user_has_permission_for_instance(user, "change", place):
        yield Button("Séances et événements", place_url(place), icon_name="date", priority=40)


def say_what_is_hit(request: HttpRequest, instance: Any) -> None:
    """Say after a place is saved what is still planned there while it is closed, as it is published now."""
    if not isinstance(instance, Location) or request.method != "POST":
        return
    place, now = Location.objects.defer("body").get(pk=instance.pk), timezone.now()
    spans = spans_of(place, today=now.astimezone(zone_of(place.departement)).date())
    sessions, dates = counts(place, spans, now=now, among=lambda found: shown(request.user, found))
    if not sessions and not dates:
        return
    parts = []
    if sessions:
        parts.append("une séance" if sessions == 1 else f"{sessions} séances")
    if dates:
        parts.append("une date d'événement" if dates == 1 else f"{dates} dates d'événements")
    is_one = sessions + dates == 1
    words = (
        f"Ce lieu ne reçoit personne, et {' et '.join(parts)} y {'est' if is_one else 'sont'} encore "
        f"prévue{'' if is_one else 's'}."
    )
    messages.warning(
        request,
        words,
        buttons=[messages.button(place_url(place), "Les annuler ou les déplacer")],
    )
