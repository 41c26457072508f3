"""What search engines are told, every address beginning with `PUBLIC_BASE_URL`."""

from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from wagtail.contrib.sitemaps import Sitemap as WagtailSitemap

from locations.models import Location


class PagesSitemap(WagtailSitemap):
    """Live pages that anyone may read (Wagtail's Site says the public address: `core.services.sync_site`)."""


class PlacesSitemap(Sitemap[Location]):
    """Places that are shown."""

    limit = 20_000  # addresses in one file; the protocol allows 50,000

    def items(self) -> QuerySet[Location]:
        """Return the places, with no more than an address needs."""
        return Location.objects.shown().only("slug", "facts_date").order_by("pk")

    def location(self, item: Location) -> str:
        """Return the path."""
        return item.get_absolute_url()

    def lastmod(self, item: Location) -> date | None:
        """Return the date of the facts."""
        return item.facts_date

    def get_protocol(self, protocol: str | None = None) -> str:
        """Return the public address's, whatever the request claims."""
        return urlsplit(settings.PUBLIC_BASE_URL).scheme

    def get_domain(self, site: object = None) -> str:
        """Return the public address's, whatever the request claims."""
        return urlsplit(settings.PUBLIC_BASE_URL).netloc
