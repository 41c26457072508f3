"""The shared kernel."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Users, media, page parts, formats and outside calls that every app may use."""

    name = "core"
    verbose_name = "Socle"

    def ready(self) -> None:
        """Connect what Django announces and register our own system checks."""
        from core import checks, receivers  # noqa: F401 (imported for what they register)
