"""« Agendas des partenaires » in the admin, and what the front page of the admin says of them."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.urls import path, reverse
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from events.external import selectors, words
from events.external.forms import ExternalCalendarForm
from events.external.row import READ_BY_ITSELF
from events.external.views import (
    ExternalCalendarAddView,
    ExternalCalendarEditView,
    ExternalCalendarIndexView,
    ExternalCalendarView,
    ExternalDecisionView,
)
from events.models import ExternalCalendar
from locations.models import Organisation
from locations.ownership.members import is_partner
from locations.ownership.viewsets import OwnedViewSet, policy_of

MOST_TOLD = 8
"""Calendars that the front page names."""


def seen_by(user: Any) -> QuerySet[ExternalCalendar]:
    """Return the calendars that the list shows to this person."""
    return policy_of(ExternalCalendar).seen_by(user, ExternalCalendar.objects.all())


def next_try(calendar: ExternalCalendar) -> str:
    """When it is read next."""
    return words.moment_said(calendar.next_try_at) if calendar.state in READ_BY_ITSELF else "–"


class ExternalCalendarFilters(WagtailFilterSet):
    """The ways staff narrow the list of calendars."""

    organisation = django_filters.ModelChoiceFilter(
        label="Partenaire",
        queryset=lambda request: Organisation.objects.filter(pk__in=seen_by(request.user).values("organisation")),
    )

    class Meta:
        """Beside the state."""

        model = ExternalCalendar
        fields: ClassVar = ["state", "organisation"]


class ExternalCalendarViewSet(OwnedViewSet, ModelViewSet):
    """The calendars, how each fares, and what is decided about them."""

    model = ExternalCalendar
    name = "external_calendars"
    url_prefix = "agendas-partenaires"
    add_to_reference_index = False
    icon = "link-external"
    menu_label = "Agendas des partenaires"
    search_fields: ClassVar = ["name", "organisation__name", "address"]
    search_backend_name = None
    list_per_page = 50
    filterset_class = ExternalCalendarFilters
    list_display: ClassVar = [
        "name",
        Column("get_state_display", label="État", sort_key="state"),
        Column("wants", label="À faire, ou ce qui ne va pas", accessor=lambda one: words.wants_words(one) or "–"),
        Column("to_come", label="Dates à venir", sort_key="to_come"),
        Column("succeeded_at", label="Lu le", accessor=lambda one: words.moment_said(one.succeeded_at)),
        Column("next_try_at", label="Prochaine lecture", accessor=next_try, sort_key="next_try_at"),
        Column("organisation", label="Partenaire"),
    ]
    index_view_class = ExternalCalendarIndexView
    add_view_class = ExternalCalendarAddView
    edit_view_class = ExternalCalendarEditView
    inspect_view_class = ExternalCalendarView
    inspect_view_enabled = True
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            MultiFieldPanel([FieldPanel("address"), FieldPanel("name"), FieldPanel("page")], heading="L'agenda"),
            MultiFieldPanel(
                [FieldPanel("organisation"), FieldPanel("location"), FieldPanel("kind"), FieldPanel("zone")],
                heading="Ce que le public en lit",
            ),
        ],
        base_form_class=ExternalCalendarForm,
    )

    def get_urlpatterns(self) -> list[Any]:
        """Wagtail's, and what is decided about one calendar."""
        decide = self.construct_view(ExternalDecisionView)
        return [*super().get_urlpatterns(), path("<int:pk>/decision/", decide, name="decide")]


class CalendarsPanel(Component):
    """
    What the front page of the admin says of partners' calendars.

    Staff read which want somebody, and nothing where all are well; a partner how its own fare, or how to give one.
    """

    order = 120
    template_name = "events/external/panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Name the first few."""
        user = parent_context["request"].user
        policy, own = policy_of(ExternalCalendar), is_partner(user)
        if not policy.user_has_permission(user, "change"):
            return {"lines": []}
        known = policy.instances_user_has_permission_for(user, "change").defer("report").order_by("name", "pk")
        found = list((known if own else known.filter(selectors.UNWELL))[: MOST_TOLD + 1])
        return {
            "lines": [
                {
                    "calendar": one,
                    "url": reverse("external_calendars:inspect", args=[one.pk]),
                    "words": words.wants_words(one) or words.health_words(one),
                }
                for one in found[:MOST_TOLD]
            ],
            "own": own,
            "heading": "Vos agendas d'ailleurs" if own else "Agendas des partenaires",
            "more": len(found) > MOST_TOLD,
            "all_url": reverse("external_calendars:index"),
            "add_url": reverse("external_calendars:add"),
        }
