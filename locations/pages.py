"""The finder and the pages of places."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from wagtail.models import Page

from core.middleware import allow_map_tiles
from core.models import BasePage
from locations.finder.page import finder_context
from locations.finder.search import read_search
from locations.hours.states import PARIS


class FinderPage(BasePage):
    """`/points-accueil/`: the nearest places. The pages of places stand below it (`locations.urls`)."""

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

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the finder; its map asks for pictures once a person wants it, without saying where they were asked."""
        if "jour" in request.GET:
            # What the form says in two fields has one name in addresses; a mistake is shown with what was typed.
            search = read_search(request.GET, zone=PARIS)
            if not search.remarks:
                return redirect(search.url(request.path))
        response: HttpResponse = super().serve(request, *args, **kwargs)
        allow_map_tiles(response)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response
