"""What search engines are told, every address beginning with `PUBLIC_BASE_URL`."""

from datetime import date
from typing import TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse
from wagtail.contrib.sitemaps import Sitemap as WagtailSitemap

from locations.models import Location

Item = TypeVar("Item")


class PagesSitemap(WagtailSitemap):
    """Live pages that anyone may read (Wagtail's Site says the public address: `core.services.sync_site`)."""


class PublicSitemap(Sitemap[Item]):
    """Addresses that begin with the public one, whatever the request claims."""

    def get_protocol(self, protocol: str | None = None) -> str:
        """Return the public address's."""
        return urlsplit(settings.PUBLIC_BASE_URL).scheme

    def get_domain(self, site: object = None) -> str:
        """Return the public address's."""
        return urlsplit(settings.PUBLIC_BASE_URL).netloc


class ViewsSitemap(PublicSitemap[str]):
    """Pages that stand outside of the tree, and that a search may well end at."""

    def items(self) -> list[str]:
        """Return their names."""
        return ["open_data:page", "home:integration"]

    def location(self, item: str) -> str:
        """Return the path."""
        return reverse(item)


class PlacesSitemap(PublicSitemap[Location]):
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
