"""What the screens of an organisation's space share: whose they are, where they lead, how they answer."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from locations.models import Organisation
from locations.ownership.members import organisations_of
from locations.space.registry import screens, space_url

KEEPS_ALL = "locations.change_organisation"
"""Who has it is of the network's staff, and sees the space of every organisation."""


def entered_by(user: Any) -> QuerySet[Organisation]:
    """Return the organisations whose space this person enters: staff all, members their own."""
    known = Organisation.objects.all()
    return known if user.has_perm(KEEPS_ALL) else known.filter(pk__in=organisations_of(user))


class OrganisationScreen(WagtailAdminTemplateMixin, TemplateView):
    """
    A screen at `/admin/organisation/<slug>/…`: 404 for whoever does not manage that organisation.

    It has `self.organisation` and `self.now`. `screen` is the name of the registered screen that it is, or that it
    stands below; its template extends `locations/space/base.html` and fills the block `screen`.
    """

    request: HttpRequest
    organisation: Organisation
    now: datetime
    screen = ""
    open_to_partners = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Find the organisation among those of who asks, before anything is done."""
        self.now = timezone.now()
        self.organisation = get_object_or_404(entered_by(request.user), slug=kwargs["slug"])
        self.find(**kwargs)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]  # a response of any kind

    def find(self, **kwargs: Any) -> None:
        """
        Find what else the address names; nothing more, by default.

        :raises Http404: the organisation has no such thing.
        """

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Say where one is: the organisation, the screen, what stands below it."""
        here = self.url(self.screen)
        up = [{"url": self.url("overview"), "label": self.organisation.name}] if self.screen != "overview" else []
        below = [
            {"url": here, "label": screen.label}
            for screen in screens()
            if screen.name == self.screen != "overview" and here != self.request.path
        ]
        return [*self.breadcrumbs_items, *up, *below, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the organisation and the row of links."""
        links = [
            {"url": screen.url(self.organisation), "screen": screen, "is_here": screen.name == self.screen}
            for screen in screens()
        ]
        return super().get_context_data(
            **{"organisation": self.organisation, "space_links": links, "now": self.now, **kwargs}
        )

    def url(self, name: str, *args: object) -> str:
        """Return the address of a screen of this organisation's."""
        return space_url(name, self.organisation, *args)

    def done(self, sentence: str, *, at: str = "", **kwargs: Any) -> HttpResponse:
        """Say what was done, on the screen named, or on the one that this stands below."""
        messages.success(self.request, sentence)
        return redirect(self.url(at or self.screen))

    def refuse(self, **kwargs: Any) -> HttpResponse:
        """Show the screen again with what was typed and why not (422); `kwargs` go to the template."""
        return self.render_to_response(self.get_context_data(**kwargs), status=422)


class OwnOrganisations(WagtailAdminTemplateMixin, TemplateView):
    """« Mon organisation »: straight to the only one, else the choice among them."""

    template_name = "locations/space/choice.html"
    page_title = "Mes organisations"
    open_to_partners = True
    header_icon = "group"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to where there is only one way."""
        own = list(Organisation.objects.filter(pk__in=organisations_of(request.user)))
        if len(own) == 1:
            return redirect(space_url("overview", own[0]))
        if not own and request.user.has_perm(KEEPS_ALL):
            return redirect(reverse("wagtailsnippets_locations_organisation:list"))
        return self.render_to_response(self.get_context_data(organisations=own))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Say where one is."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]
