"""What joins the apps or stands above them."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Registers the app and its receivers."""

    name = "home"
    verbose_name = "Site"
