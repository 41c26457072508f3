"""« Séances »: each date, with its places."""

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any, ClassVar
from urllib.parse import quote

import django_filters
from django.contrib import messages
from django.db import OperationalError
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property, classproperty
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, StatusTagColumn
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from booking.admin_forms import SessionForm
from booking.choices import SessionStatus
from booking.concerned import concerned_by
from booking.models import Session
from booking.services.patience import met_a_lock
from booking.services.refusals import Busy
from booking.services.sessions import NotEnoughRoom
from booking.staff.calling_off import MOST, CallOffView, RestoreView, numbers
from booking.staff.participants import links
from booking.staff.participants import urls as participants
from booking.staff.participants.access import may_see, sees
from core.deletion import RefusingDeleteView
from locations.models import Location, Organisation
from locations.ownership.viewsets import OwnedViewSet, policy_of


def seen_by(user: Any) -> QuerySet[Session]:
    """Return the sessions that the list shows to this person."""
    return policy_of(Session).seen_by(user, Session.objects.all())


class SessionFilters(WagtailFilterSet):
    """The ways staff narrow the list of sessions."""

    start = django_filters.DateFromToRangeFilter(label="Date")
    location = django_filters.ModelChoiceFilter(
        label="Lieu",
        queryset=lambda request: Location.objects.filter(pk__in=seen_by(request.user).values("location")),
    )
    host = django_filters.ModelChoiceFilter(
        label="Organisation",
        queryset=lambda request: Organisation.objects.filter(pk__in=seen_by(request.user).values("host")),
    )

    class Meta:
        """Beside the state and the activity."""

        model = Session
        fields: ClassVar = ["start", "location", "host", "activity", "status"]


def taken_words(session: Session) -> str:
    """Return the places taken of those there are, and who waits: "3 sur 8, 2 en attente"."""
    words = f"{session.booked} sur {session.capacity + session.overbooked}"
    return f"{words}, {session.waiting} en attente" if session.waiting else words


def session_url(name: str, session: Session) -> str:
    """Return the address of the screen that calls this session off, or puts it back."""
    back = reverse("admin_sessions:edit", args=[session.pk])
    return f"{reverse(f'admin_sessions:{name}')}?id={session.pk}&next={back}"


def state_buttons(session: Session) -> list[Button]:
    """Return what may be done with a session that is not over."""
    if session.end <= timezone.now():
        return []
    if session.is_cancelled:
        return [Button("Rétablir", session_url("restore", session), icon_name="undo", priority=5)]
    return [Button("Annuler la séance", session_url("call_off", session), icon_name="cross", priority=5)]


class SessionIndexView(IndexView):
    """The sessions, soonest first unless the list is sorted otherwise; several may be called off at once."""

    add_item_label = "Ajouter une séance"
    default_ordering = "start"

    @cached_property
    def columns(self) -> list[Column]:
        """A box to choose by, for those who may change them; the way to who comes, for those who may read it."""
        columns: list[Column] = [
            column.for_reader(self.shows_participants) if isinstance(column, links.TakenColumn) else column
            for column in super().columns
        ]
        if self.user_has_permission("change"):
            return [BulkActionsCheckboxColumn("bulk_actions", obj_type="item"), *columns]
        return columns

    def _get_title_column(self, field_name: str, *args: Any, **kwargs: Any) -> Column:
        """Name the title, for the box that chooses its line."""
        kwargs["get_title_id"] = lambda session: f"item_{session.pk}_title"
        column: Column = super()._get_title_column(field_name, *args, **kwargs)
        return column

    def get_base_queryset(self) -> QuerySet[Session]:
        """Bring the names that the list shows."""
        found: QuerySet[Session] = super().get_base_queryset().select_related("activity", "location", "host")
        return found

    def get_list_more_buttons(self, instance: Session) -> list[Any]:
        """See who comes; call off, or put back."""
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if self.shows_participants(instance):
            buttons = [*buttons, links.in_row(instance)]
        return [*buttons, *state_buttons(instance)] if self.user_has_permission("change") else buttons

    @cached_property
    def shows_participants(self) -> Callable[[Session], bool]:
        """Whether this person reads who comes to a session."""
        return sees(self.request.user)


class SessionFormView:
    """Says at the field what the session cannot be, once its lock is held."""

    def form_valid(self, form: SessionForm) -> HttpResponse:
        """Save, or say what is taken."""
        try:
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # the view's own
        except NotEnoughRoom as refusal:
            return self.refused(form, refusal.field, str(refusal))
        except (Busy, OperationalError) as error:
            if isinstance(error, OperationalError) and not met_a_lock(error):
                raise
            return self.refused(form, None, str(Busy()))
        return response

    def refused(self, form: SessionForm, field: str | None, sentence: str) -> HttpResponse:
        """Show the form again, as it was typed."""
        form.add_error(field, sentence)
        self.produced_error_message = "La séance n'est pas enregistrée."
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]  # the view's own
        return response


class SessionCreateView(SessionFormView, CreateView):
    """A session of no series."""


class SessionEditView(SessionFormView, EditView):
    """Saves a session, and names those whom no message can tell that it moved or is cancelled."""

    def save_instance(self) -> Session:
        """Save, and say whom to call."""
        before = Session.objects.get(pk=self.object.pk).sequence
        people = concerned_by([self.object.pk], now=timezone.now()).get(self.object.pk, [])
        session: Session = super().save_instance()
        # The sequence rises with the time, the place and the state: with what people must hear of.
        told = session.sequence != before and session.end > timezone.now()
        to_call = [f"{who.first_name}, {who.call}" for who in people if who.call]
        if told and to_call and may_see(self.request.user, session):
            messages.warning(self.request, f"À prévenir par téléphone : {'; '.join(to_call)}.")
        return session

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Call off, or put back."""
        return [*super().header_more_buttons, *state_buttons(self.object)]

    @cached_property
    def header_buttons(self) -> list[Button]:
        """See who comes."""
        return [links.in_header(self.object)] if may_see(self.request.user, self.object) else []


SEARCHED = ["activity__name", "location__name", "location__town"]
"""What a search of the list looks at."""


class SessionsAction(BulkAction):
    """Leads from the list, with the sessions chosen, to the screen that shows whom it concerns."""

    screen = ""
    open_to_partners = True

    @classproperty
    def models(cls) -> list[Any]:  # noqa: N805 (Wagtail's own way: the class is the first argument)
        """Of sessions alone."""
        return [Session]

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand over; "all" means all that the list shows, with its search and its filters."""
        if not policy_of(Session).user_has_permission(request.user, "change"):
            return HttpResponse(status=403)
        asked = request.GET.getlist("id")
        pks = self.listed() if "all" in asked else numbers(asked)
        if len(pks) > MOST:
            messages.error(request, f"Choisissez {MOST} séances au plus à la fois : la liste en a davantage.")
            return HttpResponse(status=302, headers={"Location": self.next_url})
        query = "&".join(f"id={pk}" for pk in pks)
        url = f"{reverse(f'admin_sessions:{self.screen}')}?{query}&next={quote(self.next_url, safe='')}"
        return HttpResponse(status=302, headers={"Location": url})

    def listed(self) -> list[int]:
        """Return what the list shows, one more than may be chosen at most."""
        own = policy_of(Session).instances_user_has_permission_for(self.request.user, "change")
        shown = SessionFilters(self.request.GET, own.order_by("start", "pk"), request=self.request).qs
        if searched := self.request.GET.get("q", "").strip():
            shown = shown.filter(reduce(or_, (Q(**{f"{field}__icontains": searched}) for field in SEARCHED)))
        return list(shown.values_list("pk", flat=True)[: MOST + 1])


class CallOffSessions(SessionsAction):
    """« Annuler »."""

    display_name = "Annuler"
    action_type = "call_off"
    aria_label = "Annuler les séances choisies"
    action_priority = 10
    screen = "call_off"


class RestoreSessions(SessionsAction):
    """« Rétablir »."""

    display_name = "Rétablir"
    action_type = "restore"
    aria_label = "Rétablir les séances choisies"
    action_priority = 20
    screen = "restore"


ACTIONS = (CallOffSessions, RestoreSessions)


WHEN = MultiFieldPanel(
    [
        FieldRowPanel([FieldPanel("start"), FieldPanel("end")]),
        FieldPanel("zone", help_text="Les heures de cette page sont celles-ci, où que vous soyez."),
        FieldPanel("status"),
        FieldPanel("note"),
    ],
    heading="Quand",
)
WHERE = MultiFieldPanel(
    [FieldPanel("location"), FieldPanel("online_url"), FieldPanel("host"), FieldPanel("facilitators")],
    heading="Où et avec qui",
)
PLACES = MultiFieldPanel(
    [
        FieldRowPanel([FieldPanel("capacity"), FieldPanel("waiting_capacity")]),
        FieldPanel("drop_in_places"),
        FieldRowPanel([FieldPanel("referred_places"), FieldPanel("referred_until")]),
    ],
    heading="Places",
)
BOOKING = MultiFieldPanel([FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")])], heading="Réservations")


class SessionViewSet(OwnedViewSet, ModelViewSet):
    """« Séances »: each date, with its places."""

    model = Session
    name = "admin_sessions"
    add_to_reference_index = False  # it would cost every booking four queries more
    url_prefix = "seances"
    icon = "date"
    menu_label = "Séances"
    search_fields = SEARCHED
    search_backend_name = None
    delete_view_class = RefusingDeleteView
    list_display: ClassVar = [
        "__str__",
        Column("location", label="Lieu", sort_key="location__name"),
        links.TakenColumn("taken", label="Places prises", accessor=taken_words, sort_key="booked"),
        StatusTagColumn(
            "get_status_display",
            label="État",
            sort_key="status",
            primary=lambda session: session.status == SessionStatus.SCHEDULED,
        ),
        Column("host", label="Organisation", sort_key="host__name"),
    ]
    filterset_class = SessionFilters
    index_view_class = SessionIndexView
    index_template_name = "booking/admin/sessions.html"
    add_view_class = SessionCreateView
    edit_view_class = SessionEditView
    list_per_page = 50
    copy_view_enabled = False
    edit_handler = ObjectList(
        [FieldPanel("activity"), WHEN, WHERE, PLACES, BOOKING],
        base_form_class=SessionForm,
    )

    def get_urlpatterns(self) -> list[Any]:
        """Wagtail's, those of the participants, and the screens that call sessions off and put them back."""
        return [
            *super().get_urlpatterns(),
            *participants.urlpatterns,
            path("annuler/", CallOffView.as_view(), name="call_off"),
            path("retablir/", RestoreView.as_view(), name="restore"),
        ]
