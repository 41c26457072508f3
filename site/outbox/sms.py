"""SMS: whether any can be sent from here."""

from django.conf import settings


def is_available() -> bool:
    """Whether this site sends SMS at all: without a provider, people are called or written to by mail."""
    return bool(settings.SMS_BACKEND)
