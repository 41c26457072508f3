"""What joins the apps or stands above them."""

from django.apps import AppConfig

from outbox.kinds import name_kinds


class HomeConfig(AppConfig):
    """Registers the app and its receivers."""

    name = "home"
    verbose_name = "Site"

    def ready(self) -> None:
        """Connect what Wagtail announces."""
        from home import receivers  # noqa: F401 (imported for what it registers)

        name_kinds({"contact": "Message du formulaire de contact"})
