"""Where one's own address to a planning is made, renewed and ended; it is shown once, right after it is made."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from booking.models import PrivateFeed
from booking.planning.addresses import NAME, feed_url, page_of
from booking.services import private_feeds
from core.calendar_links import webcal
from core.dates import moment_words
from locations.models import Organisation
from locations.space.registry import Screen
from locations.space.screen import OrganisationScreen

RENEW, REVOKE = "faire", "supprimer"
SEEN_BEFORE = "L'adresse a changé depuis que vous avez ouvert cette page : rien n'a été fait."
NOT_YOURS = "Vous voyez cette organisation sans lire qui vient à ses séances : son agenda privé est pour ses membres."


class FeedMixin:
    """What both screens do; `organisation` is `None` for the sessions that one holds oneself."""

    request: HttpRequest
    organisation: Organisation | None = None
    now: datetime

    @property
    def is_allowed(self) -> bool:
        """Whether this person reads that planning."""
        return private_feeds.may_follow(self.request.user, self.organisation)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make, renew or end the address, if it still is as it was seen: a page sent twice ends nobody's calendar."""
        if not self.is_allowed:
            raise PermissionDenied
        whose: dict[str, Any] = {"user": request.user, "organisation": self.organisation}
        if request.POST.get("connue", "") != known(private_feeds.own_feed(**whose)):
            messages.error(request, SEEN_BEFORE)
        elif request.POST.get("choix") == RENEW:
            token = private_feeds.renew(**whose, now=self.now)
            return self.render_to_response(self.get_context_data(token=token))  # type: ignore[attr-defined,no-any-return]
        elif request.POST.get("choix") == REVOKE:
            private_feeds.revoke(**whose)
            messages.success(request, "L'adresse est supprimée : les agendas qui la suivaient ne reçoivent plus rien.")
        return redirect(page_of(self.organisation))

    def get_context_data(self, token: str = "", **kwargs: Any) -> dict[str, Any]:
        """Say whether there is an address, and when it was read last."""
        allowed = self.is_allowed
        feed = private_feeds.own_feed(self.request.user, self.organisation) if allowed else None
        url = feed_url(token, self.organisation) if token else ""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return context | {
            "refused": "" if allowed else NOT_YOURS,
            "feed": feed,
            "known": known(feed),
            "made": said(feed.created_at) if feed else "",
            "read": said(feed.last_read_at) if feed and feed.last_read_at else "",
            "feed_url": url,
            "webcal_url": webcal(url) if url else "",
            "choices": {"renew": RENEW, "revoke": REVOKE},
        }


class OrganisationPlanning(FeedMixin, OrganisationScreen):  # type: ignore[misc]  # `organisation` is known there
    """« Agenda privé » of an organisation."""

    template_name = "booking/planning/organisation.html"
    screen = NAME
    page_title = "Agenda privé"
    header_icon = "calendar-alt"


class OwnPlanning(FeedMixin, WagtailAdminTemplateMixin, TemplateView):
    """« Mes séances dans mon agenda », for who holds sessions."""

    open_to_partners = True
    template_name = "booking/planning/own.html"
    page_title = "Mes séances dans mon agenda"
    header_icon = "calendar-alt"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Look at the clock once."""
        self.now = timezone.now()
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]  # a response of any kind

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Say where one is."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


def known(feed: PrivateFeed | None) -> str:
    """Return what tells an address from the one before it, and nothing about it."""
    return f"{feed.created_at.timestamp()}" if feed else ""


def said(moment: datetime) -> str:
    """Return a moment in words, on the clock of the person who reads."""
    return moment_words(timezone.localtime(moment))


def followed(organisation: Organisation, now: datetime) -> str:
    """Return how many follow the organisation's planning."""
    count = PrivateFeed.objects.filter(organisation=organisation).count()
    return f"{count} adresse{'s' if count > 1 else ''} en service" if count else ""


SCREEN = Screen(
    NAME,
    "Agenda privé",
    "calendar-alt",
    60,
    urls=[path("agenda-prive/", OrganisationPlanning.as_view(), name=NAME)],
    what="Suivre les séances et qui vient, par initiales, dans l'agenda de son téléphone.",
    said=followed,
)
