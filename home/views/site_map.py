"""What says where everything is: `/plan-du-site/` for people, `/robots.txt` and `/sitemap.xml` for search engines."""

from typing import Any

from django.conf import settings
from django.contrib.sitemaps.views import sitemap as sitemap_view
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from home.selectors.site_map import pages_of_the_map
from home.sitemaps import PagesSitemap, PlacesSitemap, ViewsSitemap


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """Show every page of the site, but for the single places, events and news, which have their lists."""
    return render(request, "home/site_map.html", {"pages": pages_of_the_map()})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Keep search engines out of the admin and of people's bookings."""
    lines = [
        "User-agent: *",
        f"Disallow: {settings.ADMIN_PREFIX}",
        "Disallow: /rendez-vous/reservation/",
        "Disallow: /recherche/",
        "",
        f"Sitemap: {settings.PUBLIC_BASE_URL}/sitemap.xml",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """List what anyone may read: pages and places."""
    sitemaps: dict[str, Any] = {"pages": PagesSitemap(request), "autres": ViewsSitemap(), "lieux": PlacesSitemap()}
    response: HttpResponse = sitemap_view(request, sitemaps=sitemaps).render()
    return response
