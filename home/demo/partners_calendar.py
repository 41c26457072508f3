"""A partner's calendar, read as it would be from its own site; nothing is asked of any server."""

from datetime import datetime, timedelta
from pathlib import Path

from events.choices import CalendarState, EventKind
from events.external.asking import Given
from events.external.following import Looked, keep_first
from events.external.taking import take
from events.models import ExternalCalendar
from locations.models import Location, Organisation

ADDRESS = "https://les-fenetres-ouvertes.example/agenda.ics"
FILE = Path(__file__).parent / "data" / "les-fenetres-ouvertes.ics"

NEVER = timedelta(days=3660)
"""Until when its address, which is nobody's, is left alone."""


def load(*, now: datetime) -> int:
    """Follow the calendar, unless it is there, and return how many dates it gives."""
    if ExternalCalendar.objects.filter(address=ADDRESS).exists():
        return 0
    calendar = ExternalCalendar.objects.create(
        name="Agenda des Fenêtres ouvertes",
        address=ADDRESS,
        page="https://les-fenetres-ouvertes.example/agenda",
        organisation=Organisation.objects.get(slug="les-fenetres-ouvertes"),
        location=Location.objects.get(slug="les-fenetres-ouvertes"),
        kind=EventKind.WORKSHOP,
    )
    body = FILE.read_bytes()
    keep_first(calendar, Looked(Given(body), take(body, calendar, now=now)), now=now)
    ExternalCalendar.objects.filter(pk=calendar.pk).update(state=CalendarState.LIVE, next_try_at=now + NEVER)
    return calendar.dates.count()
