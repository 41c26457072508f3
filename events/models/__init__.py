"""Exceptions to an event's rule, its dates, partners' calendars, and the pages of the agenda."""

from events.models.exception import EventException
from events.models.external import ExternalCalendar, ExternalDate, HeldReading
from events.models.occurrence import Occurrence

from events.pages import AgendaPage, EventPage  # isort: skip  (a page is a controller: it needs the models above)

__all__ = ["AgendaPage", "EventException", "EventPage", "ExternalCalendar", "ExternalDate", "HeldReading", "Occurrence"]
