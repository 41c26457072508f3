"""What a partner's site shows of ours: the sessions of an organisation, one of them, or its places."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.embeds.options import CalendarOptions
from booking.models import Session
from booking.selectors import Filters
from core.dates import range_words
from locations.choices import FrameKind
from locations.models import Organisation

HEIGHTS = {FrameKind.WEEK: 880, FrameKind.MONTH: 780, FrameKind.CARD: 360, FrameKind.MAP: 720}
HEADING, ROW, HIGHEST = 150, 150, 720
"""Pixels of a frame that cannot grow, where it is as wide as a page's text: more is scrolled to."""


class What(TextChoices):
    """Which of ours."""

    CALENDAR = "calendrier", gettext_lazy("Un calendrier")
    CARD = "seance", gettext_lazy("Une seule séance")
    MAP = "carte", gettext_lazy("Une carte des lieux")


@dataclass(frozen=True, slots=True)
class Shown:
    """One of ours, of one partner; `options` that mean nothing to it are left out of what is copied."""

    what: What
    partner: Organisation
    options: CalendarOptions = field(default_factory=CalendarOptions)
    session: Session | None = None

    @property
    def given(self) -> list[tuple[str, str]]:
        """The options that mean something to it: attributes of the element, parameters of the frame."""
        if self.what == What.CALENDAR:
            return self.options.query()
        where = [("lieu", slug) for slug in self.options.lieu] + [("commune", code) for code in self.options.commune]
        return [*(where if self.what == What.MAP else []), *self.options.look.query()]

    @property
    def path(self) -> str:
        """The frame's path, with what is asked of it."""
        if self.what == What.CALENDAR:
            path, own = reverse("booking_embeds:calendar", args=[self.partner.slug]), []
        elif self.what == What.CARD and self.session:
            path = reverse("booking_embeds:card", args=[self.session.pk])
            own = [("partenaire", self.partner.slug)] if self.session.host_id != self.partner.pk else []
        else:
            path, own = reverse("locations_embeds:map"), [("partenaire", self.partner.slug)]
        query = urlencode([*own, *self.given])
        return f"{path}?{query}" if query else path

    @property
    def address(self) -> str:
        """The frame's whole address."""
        return f"{settings.PUBLIC_BASE_URL}{self.path}"

    @property
    def page(self) -> str:
        """The whole address of our own page that says the same, to which every plain link leads."""
        if self.what == What.MAP:
            return f"{settings.PUBLIC_BASE_URL}/points-accueil/"
        path, asked = reverse("booking:sessions"), self.filters.query()
        if self.session:
            path, asked = self.session.get_absolute_url(), []
        return f"{settings.PUBLIC_BASE_URL}{path}?{urlencode([*asked, ('via', self.partner.slug)])}"

    def feed(self, name: str) -> str:
        """Return the whole address that other programs follow, `sessions` or `sessions_rss`, "" where there is none."""
        if self.what != What.CALENDAR:
            return ""
        return f"{settings.PUBLIC_BASE_URL}{reverse(f'events_feeds:{name}')}?{urlencode(self.filters.query())}"

    @property
    def filters(self) -> Filters:
        """The sessions that a calendar shows, as lists and feeds are asked for them."""
        return Filters(lieu=self.options.lieu, partenaire=(self.partner.slug,), type=self.options.type)

    @property
    def title(self) -> str:
        """What it is, for who hears the page."""
        if self.session:
            when = range_words(self.session.local_start, self.session.local_end)
            return _("%(what)s, %(when)s") % {"what": self.session.activity.name, "when": when}
        if self.what == What.MAP:
            return _("Lieux\u00a0: %s") % self.partner.name
        return _("Prochaines dates\u00a0: %s") % self.partner.name

    @property
    def kind(self) -> FrameKind:
        """What its views are counted as."""
        by_what = {What.MAP: FrameKind.MAP, What.CARD: FrameKind.CARD}
        return by_what.get(self.what, self.options.vue)

    @property
    def height(self) -> int:
        """How high it stands where nothing measures it, in pixels."""
        return HEIGHTS.get(self.kind, min(HEADING + ROW * self.options.nombre, HIGHEST))
