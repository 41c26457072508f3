"""Sessions and the seats booked in them."""

from django.apps import AppConfig


class BookingConfig(AppConfig):
    """Registers the app and its receivers."""

    name = "booking"
    verbose_name = "Réservations"
