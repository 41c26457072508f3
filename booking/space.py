"""What booking adds to the space of an organisation (`locations.space`)."""

from datetime import datetime

from django.urls import path

from booking.models import PrivateFeed
from booking.planning.addresses import SCREEN as PLANNING
from booking.planning.screens import OrganisationPlanning
from booking.webhooks.screens import SCREEN as WEBHOOKS
from locations.models import Organisation
from locations.space.registry import Screen


def feeds_said(organisation: Organisation, now: datetime) -> str:
    """How many follow the organisation's planning."""
    count = PrivateFeed.objects.filter(organisation=organisation).count()
    return f"{count} adresse{'s' if count > 1 else ''} en service" if count else ""


SCREENS = (
    Screen(
        PLANNING,
        "Agenda privé",
        "calendar-alt",
        60,
        urls=[path("agenda-prive/", OrganisationPlanning.as_view(), name=PLANNING)],
        what="Suivre les séances et qui vient, par initiales, dans l'agenda de son téléphone.",
        said=feeds_said,
    ),
    WEBHOOKS,
)
