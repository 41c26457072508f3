"""The finder and the pages of places."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Page

from core.middleware import allow_map_tiles
from core.models import BasePage
from locations import views
from locations.finder import finder_context
from locations.hours import PARIS
from locations.search import read_search


class FinderPage(RoutablePageMixin, BasePage):
    """`/points-accueil/`: the nearest places, and under it one page for each place."""

    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = []
    max_count = 1

    template = "locations/finder.html"

    content_panels: ClassVar = [*Page.content_panels, *BasePage.content_panels[1:]]

    class Meta:
        """French names."""

        verbose_name = "recherche de lieux"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what the search found."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        search = read_search(request.GET, zone=PARIS)
        return context | finder_context(search, now=timezone.now(), path=request.path)

    @path("")  # type: ignore[untyped-decorator]  # Wagtail has no types
    def index_route(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the finder; its map asks for pictures once a person wants it, without saying where they were asked."""
        if "jour" in request.GET:
            # What the form says in two fields has one name in addresses; a mistake is shown with what was typed.
            search = read_search(request.GET, zone=PARIS)
            if not search.remarks:
                return redirect(search.url(request.path))
        response: HttpResponse = super().index_route(request, *args, **kwargs)
        allow_map_tiles(response)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    # Before the places' own addresses: `services.completion.RESERVED_SLUGS` keeps places from taking these.
    @path("feuille/")  # type: ignore[untyped-decorator]  # Wagtail has no types
    def sheet(self, request: HttpRequest) -> HttpResponse:
        """Show the nearest places of a search on one sheet of paper."""
        return views.sheet(request, self.frame(request))

    @path("envoyer/")  # type: ignore[untyped-decorator]  # Wagtail has no types
    def send(self, request: HttpRequest) -> HttpResponse:
        """Send the list of a search to the person who asks."""
        return views.send(request, self.frame(request))

    @path("<slug:slug>/signaler/")  # type: ignore[untyped-decorator]  # Wagtail has no types
    def report(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Take what someone says is wrong about a place."""
        return views.report(request, self.frame(request), slug)

    @path("<slug:slug>/")  # type: ignore[untyped-decorator]  # Wagtail has no types
    def place(self, request: HttpRequest, slug: str) -> HttpResponse:
        """
        Show the page of a place; a duplicate sends to the one that is shown.

        :raises Http404: no such place, or a draft.
        """
        location = views.published_place(slug)
        if location.duplicate_of and location.duplicate_of.live:
            return redirect(location.duplicate_of.get_absolute_url())
        return TemplateResponse(request, "locations/location.html", self.frame(request) | {"location": location})

    def frame(self, request: HttpRequest) -> dict[str, Any]:
        """Return what every page needs, without searching for anything."""
        context: dict[str, Any] = super().get_context(request)
        return context
