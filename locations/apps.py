"""Organisations, places, and finding them."""

from django.apps import AppConfig

from outbox.kinds import name_kinds


class LocationsConfig(AppConfig):
    """Registers the app and its receivers."""

    name = "locations"
    verbose_name = "Lieux"

    def ready(self) -> None:
        """Listen to what Wagtail announces."""
        from locations import receivers  # noqa: F401 - connects them; models are not loaded any earlier

        name_kinds(
            {
                "place_list": "Liste de lieux demandée par courriel",
                "place_report": "Erreur signalée sur un lieu",
                "partner_invitation": "Invitation à gérer une organisation",
            }
        )
