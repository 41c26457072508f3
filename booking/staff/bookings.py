"""« Réservations »: read only, found by code, name or contact."""

from contextlib import suppress
from typing import Any, ClassVar

import django_filters
from django.db.models import Prefetch, Q, QuerySet
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet

from booking import choices
from booking.models import Attendance, Booking
from core.codes import code_words, normalise_code
from core.phones import InvalidPhone, normalise, phone_words
from locations.ownership.members import organisations_of
from locations.ownership.viewsets import OwnedViewSet, policy_of


def attendances_seen_by(user: Any) -> QuerySet[Attendance]:
    """Return the places that this person reads of: all for staff, those in their organisations' sessions else."""
    found = Attendance.objects.select_related("session__activity", "session__location")
    return found if policy_of(Booking).is_staff(user) else found.filter(session__host__in=organisations_of(user))


class BookingFilters(WagtailFilterSet):
    """The ways staff narrow the list of bookings."""

    day = django_filters.DateFromToRangeFilter(label="Date de la séance", method="of_day")
    status = django_filters.ChoiceFilter(label="État", method="of_status", choices=choices.AttendanceStatus.choices)

    class Meta:
        """The filters are the fields above, and who made the booking."""

        model = Booking
        fields: ClassVar = ["enrolled_by"]

    def of_day(self, bookings: QuerySet[Booking], name: str, days: slice) -> QuerySet[Booking]:
        """Keep those for a session of these days."""
        held = attendances_seen_by(self.request.user)
        held = held.filter(session__start__gte=days.start) if days.start else held
        held = held.filter(session__start__lte=days.stop) if days.stop else held
        return bookings.filter(pk__in=held.values("booking"))

    def of_status(self, bookings: QuerySet[Booking], name: str, status: str) -> QuerySet[Booking]:
        """Keep those with a place in this state."""
        return bookings.filter(pk__in=attendances_seen_by(self.request.user).filter(status=status).values("booking"))


class BookingIndexView(IndexView):
    """The bookings, latest first."""

    def get_base_queryset(self) -> QuerySet[Booking]:
        """Bring the sessions that the list names."""
        named = Prefetch("attendances", attendances_seen_by(self.request.user).order_by("session__start", "pk"))
        found: QuerySet[Booking] = super().get_base_queryset().prefetch_related(named)
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
        held = attendances_seen_by(self.request.user).filter(booking=self.object)
        rows += [
            {"label": "Séance", "value": f"{one.session}, {one.session.location} : {one.get_status_display()}"}
            for one in held
        ]
        return rows


class BookingViewSet(OwnedViewSet, ModelViewSet):
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
