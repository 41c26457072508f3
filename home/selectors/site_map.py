"""The tree of pages."""

from wagtail.models import Page, Site

from events.models import EventPage
from home import models


def pages_of_the_map() -> list[Page]:
    """Return every page that anyone may read below the front page, in the tree's order, but for events and news."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        return []
    pages = Page.objects.descendant_of(site.root_page).live().public()
    return list(pages.not_type(EventPage, models.NewsPage).order_by("path"))
