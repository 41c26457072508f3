"""Organisations, places, and finding them."""

from django.apps import AppConfig


class LocationsConfig(AppConfig):
    """Registers the app and its receivers."""

    name = "locations"
    verbose_name = "Lieux"
