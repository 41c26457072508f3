"""Organisations, places, and finding them."""

from django.apps import AppConfig


class LocationsConfig(AppConfig):
    """Registers the app and its receivers."""

    name = "locations"
    verbose_name = "Lieux"

    def ready(self) -> None:
        """Listen to what Wagtail announces."""
        from locations import receivers  # noqa: F401 - connects them; models are not loaded any earlier
