"""Small answers to the editing screen as one types: what the hours say, where an address is."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from locations.models import Location
from locations.selectors.points import point_of
from locations.staff.hours_field import read_hours, said, typed_in

LONGEST_ADDRESS = 300


class EditorView(PermissionCheckedMixin, View):
    """For those who may edit a place."""

    model = Location
    any_permission_required = ("add", "change")


class HoursWordsView(EditorView):
    """What the rows of hours say, or what is wrong with them, as a fragment of HTML."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Read the field as the form would."""
        context: dict[str, Any] = {}
        try:
            context["said"] = said(read_hours(typed_in(request.GET, "opening_hours")))
        except ValidationError as refusal:
            context["wrong"] = refusal.messages
        return render(request, "locations/admin/_hours_said.html", context)


class PointView(EditorView):
    """The point of an address, or the centre of its town, with a sentence that says which."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Look it up."""
        parts = (request.GET.get(name, "").strip() for name in ("address", "postcode", "town", "insee_code"))
        found = point_of(*(part[:LONGEST_ADDRESS] for part in parts))
        point = found.point
        return JsonResponse(
            {
                "latitude": round(point.lat, 6) if point else None,
                "longitude": round(point.lon, 6) if point else None,
                "words": found.words,
            }
        )
