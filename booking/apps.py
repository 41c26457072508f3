"""Sessions and the seats booked in them."""

from django.apps import AppConfig

from outbox.kinds import name_kinds


class BookingConfig(AppConfig):
    """Registers the app and its receivers."""

    name = "booking"
    verbose_name = "Réservations"

    def ready(self) -> None:
        """Connect what other apps announce."""
        from booking import receivers  # noqa: F401 (imported for what it registers)
        from booking.choices import MessageKind, PartnerMessage, SessionNews
        from booking.services.leaving import step_down
        from locations.services.members import when_leaving

        when_leaving(step_down)
        name_kinds(dict(MessageKind.choices + SessionNews.choices + PartnerMessage.choices))
