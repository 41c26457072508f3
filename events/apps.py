"""The agenda: what happens when, and its feeds."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Registers the app and its receivers."""

    name = "events"
    verbose_name = "Agenda"
