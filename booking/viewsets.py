"""Activities, series, sessions and bookings in the Wagtail admin."""

from contextlib import suppress
from typing import Any, ClassVar

import django_filters
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.generic import CreateView, EditView, IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from booking import choices
from booking.admin_forms import ActivityForm, SeriesForm, SessionForm
from booking.models import Activity, Booking, Series, Session
from booking.selectors import by_phone_only
from booking.services.sessions import make_sessions, next_dates, touch
from core.codes import code_words, normalise_code
from core.dates import moment_words
from core.deletion import RefusingDeleteView
from core.phones import InvalidPhone, normalise, phone_words
from core.words import listing
from locations.models import Location, Organisation

SAID_BACK = 4
"""How many of a series' next dates are said back when it is saved."""


class TouchingEditView(EditView):
    """Saves an activity, and says that its sessions are shown otherwise."""

    def save_instance(self) -> Activity:
        """Move the feeds on."""
        activity: Activity = super().save_instance()
        touch(activity.sessions.all(), now=timezone.now())
        return activity


class ActivityViewSet(ModelViewSet):
    """« Activités »: what is offered."""

    model = Activity
    name = "admin_activities"
    url_prefix = "activites"
    icon = "form"
    menu_label = "Activités"
    search_fields: ClassVar = ["name", "summary"]
    search_backend_name = None
    delete_view_class = RefusingDeleteView
    list_display: ClassVar = [
        "name",
        Column("get_kind_display", label="Type", sort_key="kind"),
        Column("get_access_display", label="Qui peut réserver", sort_key="access"),
        Column("duration", label="Durée (minutes)", sort_key="duration"),
    ]
    list_filter: ClassVar = ["kind", "access"]
    edit_handler = ObjectList(Activity.panels, base_form_class=ActivityForm)
    edit_view_class = TouchingEditView
    inspect_view_enabled = False


class MakesSessions:
    """Saves a series, makes its sessions, and says the next dates back, so that a slip is seen at once."""

    request: Any

    def save_instance(self) -> Series:
        """Save, make, say."""
        series: Series = super().save_instance()  # type: ignore[misc]  # the view's own
        now = timezone.now()
        made = make_sessions(series=series, now=now)
        dates = [
            f"{moment_words(date.start)} (annulée)" if date.cancelled else moment_words(date.start)
            for date in next_dates(series, now=now, limit=SAID_BACK)
        ]
        words = f"Prochaines dates : {listing(dates)}." if dates else "Cette série ne donne aucune date à venir."
        messages.info(self.request, words)
        if made.kept:
            messages.warning(
                self.request,
                f"{made.kept} séances hors de la répétition ont des réservations : elles restent. "
                "Annulez-les une par une si elles n'ont plus lieu, chacun sera prévenu.",
            )
        return series


class SeriesCreateView(MakesSessions, CreateView):
    """A new series."""


class SeriesEditView(MakesSessions, EditView):
    """A series changed."""


class SeriesIndexView(IndexView):
    """The series, each with what it is about."""

    def get_base_queryset(self) -> QuerySet[Series]:
        """Bring the names that the list shows."""
        found: QuerySet[Series] = super().get_base_queryset().select_related("activity", "location", "host")
        return found


class SeriesViewSet(ModelViewSet):
    """« Séries »: when and where an activity repeats."""

    model = Series
    name = "admin_series"
    url_prefix = "series"
    icon = "repeat"
    menu_label = "Séries"
    search_fields: ClassVar = ["activity__name", "location__name", "location__town", "host__name"]
    search_backend_name = None
    delete_view_class = RefusingDeleteView
    list_display: ClassVar = [
        "__str__",
        Column("host", label="Organisation", sort_key="host__name"),
        Column("capacity", label="Places", sort_key="capacity"),
        BooleanColumn("active", label="En cours", sort_key="active"),
    ]
    list_filter: ClassVar = ["active", "activity"]
    edit_handler = ObjectList(Series.panels, base_form_class=SeriesForm)
    index_view_class = SeriesIndexView
    add_view_class = SeriesCreateView
    edit_view_class = SeriesEditView
    copy_view_enabled = False


class SessionFilters(WagtailFilterSet):
    """The ways staff narrow the list of sessions."""

    start = django_filters.DateFromToRangeFilter(label="Date")
    location = django_filters.ModelChoiceFilter(
        label="Lieu", queryset=lambda request: Location.objects.filter(pk__in=Session.objects.values("location"))
    )
    host = django_filters.ModelChoiceFilter(
        label="Organisation",
        queryset=lambda request: Organisation.objects.filter(pk__in=Session.objects.values("host")),
    )

    class Meta:
        """Beside the state and the activity."""

        model = Session
        fields: ClassVar = ["start", "location", "host", "activity", "status"]


class SessionIndexView(IndexView):
    """The sessions, soonest first unless the list is sorted otherwise."""

    default_ordering = "start"

    def get_base_queryset(self) -> QuerySet[Session]:
        """Bring the names that the list shows."""
        found: QuerySet[Session] = super().get_base_queryset().select_related("activity", "location", "host")
        return found


class SessionEditView(EditView):
    """Saves a session, and names those whom no message can tell that it moved or is cancelled."""

    def save_instance(self) -> Session:
        """Save, and say whom to call."""
        before = Session.objects.get(pk=self.object.pk).sequence
        session: Session = super().save_instance()
        # The sequence rises with the time, the place and the state: with what people must hear of.
        told = session.sequence != before and session.end > timezone.now()
        to_call = by_phone_only(session) if told and self.request.user.has_perm("booking.view_booking") else []
        if to_call:
            people = [f"{booking.first_name}, {phone_words(booking.phone)}" for booking in to_call]
            messages.warning(
                self.request, f"Sans adresse électronique, à prévenir par téléphone : {'; '.join(people)}."
            )
        return session


class SessionViewSet(ModelViewSet):
    """« Séances »: each date, with its places."""

    model = Session
    name = "admin_sessions"
    add_to_reference_index = False  # it would cost every booking four queries more
    url_prefix = "seances"
    icon = "date"
    menu_label = "Séances"
    search_fields: ClassVar = ["activity__name", "location__name", "location__town"]
    search_backend_name = None
    delete_view_class = RefusingDeleteView
    list_display: ClassVar = [
        "__str__",
        Column("location", label="Lieu", sort_key="location__name"),
        Column("host", label="Organisation", sort_key="host__name"),
        Column("booked", label="Places prises", sort_key="booked"),
        Column("capacity", label="Places", sort_key="capacity"),
        Column("get_status_display", label="État", sort_key="status"),
    ]
    filterset_class = SessionFilters
    index_view_class = SessionIndexView
    edit_view_class = SessionEditView
    list_per_page = 50
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("activity"),
            FieldPanel("location"),
            FieldPanel("host"),
            FieldRowPanel([FieldPanel("start"), FieldPanel("end"), FieldPanel("zone")]),
            FieldRowPanel([FieldPanel("capacity"), FieldPanel("overbooked")]),
            FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
            FieldPanel("status"),
            FieldPanel("note"),
        ],
        base_form_class=SessionForm,
    )


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


class BookingsGroup(ModelViewSetGroup):
    """The menu entry."""

    menu_label = "Réservations"
    menu_icon = "calendar-check"
    menu_order = 220
    items = (BookingViewSet, SessionViewSet, SeriesViewSet, ActivityViewSet)
