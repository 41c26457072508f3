"""Messages to people."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """The outbox: written with what it tells, sent afterwards, tried again."""

    name = "outbox"
    verbose_name = "Messages"

    def ready(self) -> None:
        """Register the checks."""
        from outbox import checks  # noqa: F401 (it registers itself)
