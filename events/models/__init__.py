"""Exceptions to an event's rule, its occurrences, and the pages of the agenda."""

from events.models.occurrence import EventException, Occurrence

from events.pages import AgendaPage, EventPage  # isort: skip  (a page is a controller: it needs the models above)

__all__ = ["AgendaPage", "EventException", "EventPage", "Occurrence"]
