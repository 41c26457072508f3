"""« À appeler » in the space of an organisation: who booked at its sessions, and hears of nothing but by telephone."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest, HttpResponse
from django.urls import path

from booking.models import Attendance
from locations.models import Organisation
from locations.ownership.members import manages
from locations.space.registry import Screen
from locations.space.screen import OrganisationScreen
from outbox.models import Message, MessageQuerySet
from outbox.staff.access import CALL
from outbox.staff.calls import CallsMixin

NAME = "calls"
NOT_YOURS = "Vous voyez cette organisation sans lire qui vient à ses séances : ces appels sont pour ses membres."


def calls_of(organisation: Organisation) -> MessageQuerySet:
    """Return the messages to people who have or had a place at its sessions."""
    theirs = Attendance.objects.filter(session__host=organisation).order_by()
    about = Concat(Value("booking:"), Cast("booking_id", CharField()), output_field=CharField())
    return Message.objects.filter(about__in=theirs.values_list(about))


class CallsScreen(CallsMixin, OrganisationScreen):
    """For its members, and for staff who call."""

    template_name = "booking/admin/space_calls.html"
    screen = NAME

    @property
    def is_allowed(self) -> bool:
        """Whether this person reads numbers, and what is said to people."""
        return manages(self.request.user, self.organisation) or bool(self.request.user.has_perm(CALL))

    def people(self) -> MessageQuerySet:
        """Look among those who come to its sessions."""
        return calls_of(self.organisation) if self.is_allowed else Message.objects.none()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """:raises PermissionDenied: these are not this person's calls."""
        if not self.is_allowed:
            raise PermissionDenied
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say to whom the list is closed why it is."""
        return super().get_context_data(refused="" if self.is_allowed else NOT_YOURS, **kwargs)


def said(organisation: Organisation, now: datetime) -> str:
    """Return how many people wait, in words."""
    count = calls_of(organisation).to_call(now=now).count()
    return f"{count} personne{'s' if count > 1 else ''} à appeler" if count else ""


SCREEN = Screen(
    NAME,
    "À appeler",
    "mobile-alt",
    5,
    what="Les personnes de vos séances que ni courriel ni SMS ne peut prévenir.",
    said=said,
    urls=[path("a-appeler/", CallsScreen.as_view(), name=NAME)],
)
