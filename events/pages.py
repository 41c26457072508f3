"""The agenda and its events."""

import uuid
from datetime import date, time
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.fields import StreamField
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index

from core.blocks import ProseBlock
from core.choices import Zone
from core.fields import CodesField
from core.models import BasePage
from core.recurrence.fields import RuleField
from events import choices
from events.agenda import listing
from events.event import page as event_page
from events.forms import EventPageForm
from events.panels import EVENT_PANELS
from events.selectors import dates as event_selectors
from locations.choices import Audience

TOLD = ("sequence", "changed_at", "announced")
"""What calendars were last told: it follows the page, whatever revision is published."""


def path_of(page: BasePage) -> str:
    """Return the path of a page, "" where it stands in no site's tree."""
    parts = page.get_url_parts()
    return parts[2] if parts and parts[2] else ""


class AgendaPage(RoutablePageMixin, BasePage):
    """`/agenda/`: what happens, by date, past and to come; its children are the events."""

    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["events.EventPage"]
    max_count = 1

    template = "events/agenda.html"

    class Meta:
        """French names."""

        verbose_name = "agenda"

    def get_view_restrictions(self) -> Any:
        """Return what closes this page, or one above it: one query, where Wagtail's own reads the pages above first."""
        if self.alias_of_id:
            return super().get_view_restrictions()
        above = [self.path[:length] for length in range(self.steplen, len(self.path) + 1, self.steplen)]
        return PageViewRestriction.objects.filter(page__path__in=above)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the dates that the address asks for."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, **listing.agenda(self, request.GET, now=timezone.now(), path=request.path)}

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Lead to an event with all that its page says of it, in one query instead of one for each thing."""
        if len(path_components) == 1:
            event = event_selectors.for_its_page(self, path_components[0])
            if event is not None:
                event.crumbs = [*self.crumbs, {"words": self.title, "url": self.path_of_page}]
                return event.route(request, [])
        return super().route(request, path_components)

    @cached_property
    def crumbs(self) -> list[dict[str, str]]:
        """The front page: nothing else may stand above the agenda."""
        return [{"words": _("Accueil"), "url": self.path_of_page.removesuffix(f"{self.slug}/")}]

    @property
    def path_of_page(self) -> str:
        """The path of the page, "" where it stands in no site's tree."""
        return path_of(self)


class EventPage(BasePage):
    """
    An event, on one date or repeated. Days and times are local, in `zone`; whole days have no times.

    `uid` never changes, whatever the slug becomes; `sequence` is RFC 5545's.
    """

    parent_page_types: ClassVar = ["events.AgendaPage"]
    subpage_types: ClassVar = []

    template = "events/event.html"
    base_form_class = EventPageForm
    exclude_fields_in_copy: ClassVar = ["uid", "follows", *TOLD]

    uid = models.UUIDField("UID", default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("type", max_length=20, choices=choices.EventKind.choices, default=choices.EventKind.OTHER)
    status = models.CharField(
        "état", max_length=12, choices=choices.EventStatus.choices, default=choices.EventStatus.SCHEDULED
    )
    status_note = models.CharField(
        "ce qu'il faut en dire au public",
        max_length=200,
        blank=True,
        help_text="« La salle est en travaux : rendez-vous en septembre. » Vide : une phrase toute faite.",
    )
    first_day = models.DateField("le")
    last_day = models.DateField("jusqu'au", null=True, blank=True, help_text="Vide : le même jour.")
    all_day = models.BooleanField("toute la journée", default=False)
    start_time = models.TimeField("de", null=True, blank=True)
    end_time = models.TimeField("à", null=True, blank=True)
    zone = models.CharField("heure de", max_length=40, choices=Zone.choices, default=Zone.PARIS)
    recurrence = RuleField("répétition", blank=True, default="")
    without_public_holidays = models.BooleanField("sauf les jours fériés", default=False)
    school_zone = models.CharField(
        "sauf les vacances scolaires",
        max_length=10,
        choices=choices.SchoolZone.choices,
        blank=True,
        help_text="La zone dont les vacances sont laissées de côté.",
    )
    follows = models.ForeignKey(
        "self",
        verbose_name="suite de",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="followed_by",
    )
    location = models.ForeignKey(
        "locations.Location",
        verbose_name="lieu",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="events",
    )
    address = models.CharField("ou une adresse", max_length=255, blank=True)
    commune = models.ForeignKey(
        "locations.Commune",
        verbose_name="commune",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Avec une adresse : pour que l'événement se trouve en cherchant près d'ici.",
    )
    online_url = models.URLField("lien pour participer en ligne", max_length=500, blank=True)
    organisers = ParentalManyToManyField(
        "locations.Organisation", verbose_name="organisateurs", blank=True, related_name="events"
    )
    publics = CodesField("pour qui", codes=Audience.choices, help_text="Rien de coché : pour tout le monde.")
    price = models.CharField("prix", max_length=100, blank=True, default="Gratuit")
    activity = models.ForeignKey(
        "booking.Activity",
        verbose_name="séances à réserver",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="events",
        help_text="La page mène alors aux rendez-vous de cette activité.",
    )
    registration_url = models.URLField("ou un lien pour s'inscrire", max_length=500, blank=True)
    phone = models.CharField("téléphone pour se renseigner", max_length=20, blank=True)
    email = models.EmailField("courriel pour se renseigner", blank=True)
    body = StreamField([("prose", ProseBlock())], verbose_name="contenu", blank=True)

    # What was last published, as calendars must hear of it; written by one service, the same in every revision.
    sequence = models.PositiveIntegerField("révision", default=0, editable=False)
    changed_at = models.DateTimeField("changé le", null=True, editable=False, db_index=True)
    announced = models.CharField("empreinte de ce qui est annoncé", max_length=64, blank=True, editable=False)

    search_fields: ClassVar = [*BasePage.search_fields, index.SearchField("body"), index.FilterField("kind")]
    content_panels: ClassVar = [*Page.content_panels, *EVENT_PANELS]

    class Meta:
        """A published event is complete: drafts may not be yet."""

        verbose_name = "événement"
        verbose_name_plural = "événements"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="event_days_in_order",
                violation_error_message="Le dernier jour est avant le premier.",
            ),
            models.CheckConstraint(
                condition=Q(all_day=True) | Q(start_time__isnull=False, end_time__isnull=False),
                name="event_has_times_or_whole_days",
                violation_error_message="Donnez l'heure de début et l'heure de fin, ou cochez « toute la journée ».",
            ),
            models.CheckConstraint(
                # An unknown last day would make the whole condition unknown, which a CHECK lets through.
                condition=Q(all_day=True)
                | Q(last_day__isnull=False, last_day__gt=F("first_day"))
                | Q(end_time__gt=F("start_time")),
                name="event_ends_after_it_starts",
                violation_error_message="L'événement finit avant de commencer.",
            ),
        ]

    def with_content_json(self, content: dict[str, Any]) -> "EventPage":
        """Return the page as a revision has it, with what belongs to the page and not to a revision."""
        page: EventPage = super().with_content_json(content)
        # From the row: the revision's own page may have been read before another one was published.
        stored = EventPage.objects.filter(pk=self.pk).values("uid", *TOLD).first() or {}
        for name, value in stored.items():
            setattr(page, name, value)
        return page

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add when it happens, in words."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        draft = getattr(request, "is_preview", False)
        return {**context, **event_page.event(self, now=timezone.now(), draft=draft, params=request.GET)}

    @property
    def tz(self) -> ZoneInfo:
        """The event's own zone."""
        return ZoneInfo(self.zone)

    @property
    def end_day(self) -> date:
        """The day of the end, of the first date."""
        return self.last_day or self.first_day

    @property
    def begins_at(self) -> time:
        """The local time of the start: midnight for whole days."""
        return time() if self.all_day or self.start_time is None else self.start_time

    @property
    def path_of_page(self) -> str:
        """The path of the page, "" where it stands in no site's tree."""
        return path_of(self)

    @property
    def where(self) -> str:
        """The place in one line: its name and town, or the address given, or nothing."""
        if self.location is None:
            return self.address
        return ", ".join(filter(None, [self.location.name, self.location.town]))
