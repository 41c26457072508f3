"""The agenda: what happens when, and its feeds."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Registers the app and its receivers."""

    name = "events"
    verbose_name = "Agenda"

    def ready(self) -> None:
        """Listen to Wagtail."""
        from events import receivers  # noqa: F401 (receivers need the models, loaded by now)
