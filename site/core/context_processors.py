"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest

from core.phones import phone_words


def site(request: HttpRequest) -> dict[str, str]:
    """Return the site's name, its help line and its public address (without a slash at the end)."""
    return {
        "site_name": settings.SITE_NAME,
        "help_phone": settings.HELP_PHONE,
        "help_phone_words": phone_words(settings.HELP_PHONE),
        "public_base_url": settings.PUBLIC_BASE_URL,
    }
