"""The list of events, and what its spreadsheet holds."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils import timezone
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, StatusTagColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet

from core.dates import day_words, moment_words
from core.spreadsheets import SafeExportMixin
from events.choices import EventStatus
from events.event.page import repeats_words
from events.models import EventPage
from events.selectors import staff as selectors
from events.staff.access import AgendaMenuItem
from events.staff.filters import EventFilters
from locations.choices import Audience


def local_words(event: EventPage, moment: datetime) -> str:
    """Return a date of the event as the clock of its place shows it."""
    local = moment.astimezone(event.tz)
    words = day_words(local) if event.all_day else moment_words(local)
    return words.replace(" h", "\u00a0h")  # an hour is not parted from its figure


def next_words(event: EventPage) -> str:
    """Return when the event happens next, or when it did last; a draft's first date is not published yet."""
    if not event.live:
        return f"{day_words(event.first_day)} (non publié)"
    if event.next_start:
        return local_words(event, event.next_start)
    return f"Passé : {local_words(event, event.last_start)}" if event.last_start else "Aucune date"


def local_moment(event: EventPage, moment: datetime | None) -> Any:
    """Return a date of the event for a spreadsheet, which knows no zones."""
    if moment is None:
        return None
    local = moment.astimezone(event.tz).replace(tzinfo=None)
    return local.date() if event.all_day else local


EVENT_SHEET: dict[str, Callable[[EventPage], Any]] = {
    "Titre": lambda event: event.title,
    "Prochaine date": lambda event: local_moment(event, event.next_start),
    "Dernière date": lambda event: local_moment(event, event.last_start),
    "Premier jour": lambda event: event.first_day,
    "Se répète": repeats_words,
    "Type": lambda event: event.get_kind_display(),
    "État": lambda event: event.get_status_display(),
    "Publication": lambda event: str(selectors.standing(event).label),
    "Lieu": lambda event: event.where,
    "Organisé par": lambda event: ", ".join(sorted(one.name for one in event.organisers.all())),
    "Pour qui": lambda event: ", ".join(str(Audience(code).label) for code in event.publics if code in Audience.values),
    "Prix": lambda event: event.price,
    "Image": lambda event: "oui" if event.share_image_id else "non",
    "Page": lambda event: settings.PUBLIC_BASE_URL + event.path_of_page if event.live else "",
}


def standing_column(**kwargs: Any) -> Column:
    """Where its page stands."""
    return StatusTagColumn(
        "standing",
        label="Publication",
        accessor=lambda event: str(selectors.standing(event).label),
        primary=lambda event: event.live,
        **kwargs,
    )


LINE = [
    BulkActionsColumn("bulk_actions"),
    PageTitleColumn("title", label="Titre", sort_key="title", classname="title"),
    Column("next", label="Prochaine date", accessor=next_words, sort_key="next_start"),
    Column("get_kind_display", label="Type", sort_key="kind"),
    Column("where", label="Lieu"),
    StatusTagColumn(
        "get_status_display",
        label="État",
        sort_key="status",
        primary=lambda event: event.status == EventStatus.SCHEDULED,
    ),
    standing_column(sort_key="live"),
    BooleanColumn("has_image", label="Image", accessor=lambda event: event.share_image_id is not None),
    DateColumn("latest_revision_created_at", label="Modifié", sort_key="latest_revision_created_at"),
]


class EventIndexView(SafeExportMixin, IndexView):
    """The events, what comes next first; searched by title, place and town, without accents."""

    sheet = EVENT_SHEET
    add_item_label = "Ajouter un événement"
    default_ordering = "next_start"
    show_locale_labels = False
    """There is one language: to say it on every line tells nothing."""

    def annotate_queryset(self, pages: QuerySet[EventPage]) -> QuerySet[EventPage]:
        """Bring what every line says: so many queries, however many lines."""
        events: Any = super().annotate_queryset(pages)
        events = events.select_related("location", for_specific_subqueries=True)
        if self.is_export:
            events = events.prefetch_related("organisers", for_specific_subqueries=True)
        return selectors.with_dates(events, now=timezone.now())

    def order_queryset(self, queryset: QuerySet[EventPage]) -> QuerySet[EventPage]:
        """Put what has no date to come at the end, the page edited last first."""
        wanted = {
            "next_start": F("next_start").asc(nulls_last=True),
            "-next_start": F("next_start").desc(nulls_last=True),
        }
        if self.ordering in wanted:
            return queryset.order_by(wanted[self.ordering], F("latest_revision_created_at").desc(nulls_last=True), "pk")
        ordered: QuerySet[EventPage] = super().order_queryset(queryset)
        return ordered

    def get_ordering(self) -> str:
        """Order a search as everything else: every word is in what it finds."""
        asked = self.request.GET.get("ordering", self.default_ordering)
        return asked if asked in self.get_valid_orderings() else self.default_ordering

    def search_queryset(self, queryset: QuerySet[EventPage]) -> QuerySet[EventPage]:
        """Keep those that hold every word."""
        return selectors.events_named(queryset, self.search_query)

    def get_filename(self) -> str:
        """Name the file."""
        return "agenda"


class EventListingViewSet(PageListingViewSet):
    """« Événements »."""

    model = EventPage
    name = "agenda_evenements"
    url_prefix = "agenda/evenements"
    icon = "calendar"
    menu_label = "Événements"
    index_view_class = EventIndexView
    filterset_class = EventFilters
    list_display: ClassVar = LINE
    list_per_page = 50

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        """Hide it from those who keep no pages."""
        return AgendaMenuItem
