"""« Réservations »: read only, found by code, name or contact."""

from contextlib import suppress
from typing import Any, ClassVar

import django_filters
from django.db.models import Q, QuerySet
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet

from booking import choices
from booking.models import Booking
from core.codes import code_words, normalise_code
from core.phones import InvalidPhone, normalise, phone_words


class BookingFilters(WagtailFilterSet):
    """The ways staff narrow the list of bookings."""

    day = django_filters.DateFromToRangeFilter(label="Date de la séance", field_name="attendances__session__start")
    status = django_filters.ChoiceFilter(
        label="État", field_name="attendances__status", choices=choices.AttendanceStatus.choices
    )

    class Meta:
        """The filters are the fields above, and who made the booking."""

        model = Booking
        fields: ClassVar = ["enrolled_by"]


class BookingIndexView(IndexView):
    """The bookings, latest first."""

    def get_base_queryset(self) -> QuerySet[Booking]:
        """Bring the sessions that the list names."""
        found: QuerySet[Booking] = (
            super().get_base_queryset().prefetch_related("attendances__session__activity").distinct()
        )
        return found

    def search_queryset(self, queryset: QuerySet[Booking]) -> QuerySet[Booking]:
        """Understand a code and a phone number however they are said."""
        typed = self.search_query
        found: QuerySet[Booking] = super().search_queryset(queryset)
        if not typed:
            return found
        said = Q(code=normalise_code(typed))
        with suppress(InvalidPhone):
            said |= Q(phone=normalise(typed))
        return (found | queryset.filter(said)).distinct()


class BookingInspectView(InspectView):
    """One booking and its places."""

    def get_code_display_value(self) -> str:
        """The code as it is said."""
        return code_words(self.object.code)

    def get_phone_display_value(self) -> str:
        """The number as people write it."""
        return phone_words(self.object.phone) if self.object.phone else "–"

    def get_via_display_value(self) -> str:
        """The organisation whose site led here."""
        return str(self.object.via or "–")

    def get_fields_context(self) -> list[dict[str, Any]]:
        """Add the places, a line each."""
        rows: list[dict[str, Any]] = super().get_fields_context()
        held = self.object.attendances.select_related("session__activity", "session__location")
        rows += [
            {"label": "Séance", "value": f"{one.session}, {one.session.location} : {one.get_status_display()}"}
            for one in held
        ]
        return rows


class BookingViewSet(ModelViewSet):
    """« Réservations »: read only, found by code, name or contact."""

    model = Booking
    name = "admin_bookings"
    add_to_reference_index = False  # it would cost every booking four queries more
    url_prefix = "reservations"
    icon = "tick-inverse"
    menu_label = "Réservations"
    search_fields: ClassVar = ["code", "first_name", "last_name", "phone", "email"]
    search_backend_name = None
    list_display: ClassVar = [
        "code",
        Column("first_name", label="Prénom"),
        Column("sessions_words", label="Séances"),
        Column("created_at", label="Faite le", sort_key="created_at"),
        Column("get_enrolled_by_display", label="Inscrite par", sort_key="enrolled_by"),
    ]
    filterset_class = BookingFilters
    index_view_class = BookingIndexView
    inspect_view_class = BookingInspectView
    inspect_view_enabled = True
    inspect_view_fields: ClassVar = ["code", "first_name", "last_name", "phone", "email", "via", "created_at"]
    copy_view_enabled = False
    form_fields: ClassVar = ["code"]  # nobody edits: see `core.permissions.ReadOnlyPolicy`
