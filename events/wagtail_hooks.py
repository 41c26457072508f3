"""What the agenda adds to the admin."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import include, path
from django.utils import timezone
from wagtail import hooks
from wagtail.models import Page

from events.event import page as event_page
from events.models import EventPage
from events.selectors import dates as selectors
from events.viewsets import AgendaGroup


@hooks.register("after_create_page")  # type: ignore[untyped-decorator]  # Wagtail has no types
@hooks.register("after_edit_page")  # type: ignore[untyped-decorator]
def say_dates_back(request: HttpRequest, page: Page) -> None:
    """Say how the event repeats and when it happens next, in words, so that a slip is seen at once."""
    if not isinstance(page, EventPage) or request.method != "POST":
        return
    words = event_page.repeats_words(page)
    dates = selectors.next_dates(page, now=timezone.now(), limit=3) if page.live else []
    sentence = event_page.said_back(words, dates)
    if sentence:
        messages.info(request, sentence)


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]
def agenda() -> AgendaGroup:
    """Show « Agenda » in the menu."""
    return AgendaGroup()


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def dates_urls() -> list[Any]:
    """The screens of an event's dates."""
    return [path("evenements/", include("events.editing.urls"))]
