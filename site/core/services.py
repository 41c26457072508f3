"""Changes that belong to no app."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db.utils import OperationalError, ProgrammingError
from wagtail.models import Site


def sync_site() -> None:
    """Make Wagtail's default Site say what `PUBLIC_BASE_URL` says (host and port), and do nothing where it does."""
    parts = urlsplit(settings.PUBLIC_BASE_URL)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        site = Site.objects.filter(is_default_site=True).first()
    except (OperationalError, ProgrammingError):  # migrations that do not reach Wagtail's tables yet
        return
    if site and (site.hostname, site.port, site.site_name) != (parts.hostname, port, settings.SITE_NAME):
        site.hostname, site.port, site.site_name = parts.hostname or "localhost", port, settings.SITE_NAME
        site.save()
