"""What the agenda adds to the admin."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from events.editing.buttons import dates_button
from events.event import page as event_page
from events.external import views as external
from events.external.viewset import CalendarsPanel
from events.models import EventPage, ExternalCalendar
from events.selectors import dates as selectors
from events.services.copying import keep_dates_to_come
from events.staff.affected.hooks import place_button, say_what_is_hit
from events.staff.affected.report import ClosedPlacesMenuItem, ClosedPlacesViewSet
from events.viewsets import AgendaGroup
from locations.ownership.policy import OwnedPolicy

register_permission_policy(
    ExternalCalendar,
    OwnedPolicy(ExternalCalendar, owner="organisation", members_may=frozenset({"view", "add", "change", "delete"})),
)


@hooks.register("after_create_page")  # type: ignore[untyped-decorator]  # Wagtail has no types
@hooks.register("after_edit_page")  # type: ignore[untyped-decorator]
def say_dates_back(request: HttpRequest, page: Page) -> None:
    """Say how the event repeats and when it happens next, in words, so that a slip is seen at once."""
    if not isinstance(page, EventPage) or request.method != "POST" or not request.accepts("text/html"):
        return
    words = event_page.repeats_words(page)
    dates = selectors.next_dates(page, now=timezone.now(), limit=3) if page.live else []
    sentence = event_page.said_back(words, dates)
    if sentence:
        messages.info(request, sentence)


@hooks.register("after_copy_page")  # type: ignore[untyped-decorator]
def drop_dates_that_are_over(request: HttpRequest, page: Page, new_page: Page) -> None:
    """Leave the past of the first event out of its copy, and say so."""
    copy = new_page.specific
    if not isinstance(copy, EventPage):
        return
    dropped = keep_dates_to_come(copy, user=request.user, now=timezone.now())
    if dropped:
        few = "La date particulière déjà passée n'a pas été copiée."
        many = f"Les {dropped} dates particulières déjà passées n'ont pas été copiées."
        messages.info(request, few if dropped == 1 else many)


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]
def agenda() -> AgendaGroup:
    """Show « Agenda » in the menu."""
    return AgendaGroup()


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def dates_urls() -> list[Any]:
    """The screens of an event's dates."""
    return [path("evenements/", include("events.editing.urls"))]


@hooks.register("construct_homepage_panels")  # type: ignore[untyped-decorator]
def show_calendars_that_want_somebody(request: HttpRequest, panels: list[Any]) -> None:
    """Name the partners' calendars that fail or wait for a decision."""
    panels.append(CalendarsPanel())


@hooks.register("register_log_actions")  # type: ignore[untyped-decorator]
def name_what_is_done(actions: Any) -> None:
    """Say in the history of a partner's calendar what was decided."""
    actions.register_action(external.PUBLISHED, "Mettre en ligne", "Mis en ligne")
    actions.register_action(external.PAUSED, "Mettre en pause", "Mis en pause")
    actions.register_action(external.READ, "Relire", "Relu à la demande")
    actions.register_action(external.ACCEPTED, "Retirer les dates disparues", "Dates disparues retirées")
    actions.register_action(external.REFUSED, "Garder les dates disparues", "Dates disparues gardées")
    actions.register_action(external.DROPPED, "Retirer les dates gardées", "Dates gardées retirées")


@hooks.register("register_page_header_buttons")  # type: ignore[untyped-decorator]
def dates_from_header(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Lead from an event to its dates."""
    yield from dates_button(page, user, priority=12)


@hooks.register("register_page_listing_more_buttons")  # type: ignore[untyped-decorator]
def dates_from_listing(page: Page, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """Lead from a list of events to the dates of one."""
    yield from dates_button(page, user, priority=12)


CLOSED_PLACES = ClosedPlacesViewSet()


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]
def closed_places() -> ClosedPlacesViewSet:
    """What is still planned in places that are closed."""
    return CLOSED_PLACES


@hooks.register("register_reports_menu_item")  # type: ignore[untyped-decorator]
def closed_places_report() -> ClosedPlacesMenuItem:
    """Show it among the reports."""
    return ClosedPlacesMenuItem(
        CLOSED_PLACES.menu_label, reverse("affected:index"), icon_name=CLOSED_PLACES.icon, order=900
    )


@hooks.register("register_snippet_listing_buttons")  # type: ignore[untyped-decorator]
def affected_from_listing(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """Lead from a place to what happens there."""
    yield from place_button(snippet, user)


@hooks.register("after_create_snippet")  # type: ignore[untyped-decorator]
@hooks.register("after_edit_snippet")  # type: ignore[untyped-decorator]
def say_what_a_closure_hits(request: HttpRequest, instance: Any) -> None:
    """Say what is still planned while the place is closed."""
    say_what_is_hit(request, instance)
