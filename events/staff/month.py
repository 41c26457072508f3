"""The month as staff see it: every event, drafts and partners' dates included, each in words."""

from calendar import Calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton

from core.dates import (
    WEEKDAYS,
    day_words,
    following_month,
    make_aware_local,
    month_words,
    preceding_month,
    read_month,
    time_words,
)
from core.recurrence.rule import InvalidRule
from events import schedule
from events.agenda.entries import state_words
from events.choices import EventStatus
from events.models import EventPage, ExternalDate
from events.models.occurrence import Occurrence
from events.selectors import staff as selectors
from events.selectors.agenda import today
from events.selectors.staff import Standing
from events.staff.access import PERMISSIONS, AgendaMenuItem, editable_by, seen_by

SHOWN_A_DAY = 6
"""Lines of a day before "et 3 autres": a cell is read at a glance, and any day opens whole."""

ADD = "agenda_evenements:choose_parent"


@dataclass(frozen=True, slots=True)
class Line:
    """One date of one event in the month. `url` is empty for those who may not edit it."""

    starts: datetime
    first_day: date
    last_day: date
    all_day: bool
    title: str
    standing: Standing
    state: str = ""
    cancelled: bool = False
    source: str = ""
    url: str = ""

    def hour_on(self, day: date) -> str:
        """Return what stands before the title on this day: the hour, or that it goes on."""
        if day > self.first_day:
            return "suite"
        return "toute la journée" if self.all_day else time_words(self.starts)


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the grid; `day` is `None` outside of the month."""

    day: date | None = None
    words: str = ""
    now: bool = False
    lines: list[tuple[str, Line]] = field(default_factory=list)
    more: int = 0
    more_url: str = ""


class Week(list[Cell]):
    """The seven days from Monday to Sunday."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return not any(cell.lines for cell in self)


@dataclass(frozen=True, slots=True)
class Month:
    """What is shown, and whether there was more of it than is read."""

    lines: list[Line]
    cut: bool


def month(user: Any, first: date) -> Month:
    """Return what this person sees of the month that begins on this day, in the order of hours."""
    events = seen_by(user)
    last = following_month(first) - timedelta(days=1)
    published = selectors.dates_in(events, first, last)
    pages = selectors.pages_of({one.event_id for one in published})
    drafts = selectors.drafts_before(events, first, last)
    partners = selectors.partners_dates_in(first, last)
    shown = editable_by(user).filter(pk__in=[*pages, *(draft.pk for draft in drafts)])
    editable, finder = set(shown.order_by().values_list("pk", flat=True)), AdminURLFinder(user)
    lines = [line_of_event(one, pages[one.event_id], editable) for one in published if one.event_id in pages]
    lines += [line_of_event(one, draft, editable) for draft in drafts for one in dates_of_draft(draft, first, last)]
    lines += [line_of_partner(one, finder) for one in partners]
    return Month(
        sorted(lines, key=lambda line: (not line.all_day, line.starts.time(), line.title)),
        cut=max(len(published), len(partners)) >= selectors.MOST_DATES or len(drafts) >= selectors.MOST_DRAFTS,
    )


def dates_of_draft(draft: EventPage, first: date, last: date) -> list[Occurrence]:
    """Return the dates that publishing this page would give on these days; none where its rule is none of ours."""
    until = make_aware_local(datetime.combine(last + timedelta(days=1), time()), draft.tz)
    try:
        changes = schedule.changes(draft, draft.exceptions.all(), until=until)
        found = schedule.dates(draft, changes, until=until)
    except InvalidRule:
        return []
    return [one for one in found if one.first_day <= last and one.last_day >= first]


def line_of_event(one: Occurrence, event: EventPage, editable: set[int]) -> Line:
    """Translate a date of an event."""
    one.event = event
    return Line(
        starts=one.local_start,
        first_day=one.first_day,
        last_day=one.last_day,
        all_day=event.all_day,
        title=event.title,
        standing=selectors.standing(event),
        state=state_words(one) or ("En ligne" if event.status == EventStatus.ONLINE else ""),
        cancelled=one.cancelled,
        url=reverse("wagtailadmin_pages:edit", args=[event.pk]) if event.pk in editable else "",
    )


def line_of_partner(one: ExternalDate, finder: AdminURLFinder) -> Line:
    """Translate a date of a partner's calendar; it is edited there, what is ours is the calendar."""
    return Line(
        starts=one.start.astimezone(one.tz),
        first_day=one.first_day,
        last_day=one.last_day,
        all_day=one.all_day,
        title=one.title,
        standing=Standing.PARTNER,
        state="Annulé" if one.cancelled else "",
        cancelled=one.cancelled,
        source=one.calendar.name,
        url=finder.get_edit_url(one.calendar) or "",
    )


def weeks(first: date, lines: Iterable[Line], *, now: date, whole: date | None, url: str) -> list[Week]:
    """Return the grid, from Monday to Sunday; the day `whole` shows all it has, the others `SHOWN_A_DAY` lines."""
    told: dict[date, list[tuple[str, Line]]] = {}
    end = following_month(first)
    for line in lines:
        day = max(line.first_day, first)
        while day <= line.last_day and day < end:
            told.setdefault(day, []).append((line.hour_on(day), line))
            day += timedelta(days=1)

    def cell(day: date) -> Cell:
        if day.month != first.month:
            return Cell()
        of_day = told.get(day, [])
        shown = len(of_day) if day == whole or len(of_day) <= SHOWN_A_DAY + 1 else SHOWN_A_DAY
        query = urlencode({"mois": f"{first:%Y-%m}", "jour": day.isoformat()})
        more_url = f"{url}?{query}#jour-{day.isoformat()}"
        return Cell(day, day_words(day, year=False), day == now, of_day[:shown], len(of_day) - shown, more_url)

    return [Week(cell(day) for day in week) for week in Calendar().monthdatescalendar(first.year, first.month)]


class MonthView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """`?mois=2026-11`, and `&jour=2026-11-23` to see one day whole."""

    model = EventPage
    any_permission_required = PERMISSIONS
    template_name = "events/admin/month.html"
    page_title = "Calendrier de l'agenda"
    header_icon = "date"
    month_url_name = ""

    @property
    def header_buttons(self) -> list[Any]:
        """Offer what one comes to the calendar for."""
        if not self.user_has_permission("add"):
            return []
        return [HeaderButton("Ajouter un événement", url=reverse(ADD), icon_name="plus")]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Say where one is."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Lay out the month."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        now = today(timezone.now())
        url, asked = reverse(self.month_url_name), self.request.GET
        first = read_month(asked.get("mois", "")) or now.replace(day=1)
        found = month(self.request.user, first)
        whole = next((day for day in days_of(first) if day.isoformat() == asked.get("jour")), None)
        before, after = preceding_month(first), following_month(first)
        return context | {
            "month_words": month_words(first),
            "month": f"{first:%Y-%m}",
            "weekdays": WEEKDAYS,
            "weeks": weeks(first, found.lines, now=now, whole=whole, url=url),
            "count": len(found.lines),
            "cut": found.cut,
            "previous": {"words": month_words(before), "url": f"{url}?mois={before:%Y-%m}"},
            "next": {"words": month_words(after), "url": f"{url}?mois={after:%Y-%m}"},
            "url": url,
        }


def days_of(first: date) -> list[date]:
    """Return the days of the month."""
    return [first + timedelta(days=n) for n in range((following_month(first) - first).days)]


class MonthViewSet(ViewSet):
    """« Calendrier »."""

    name = "agenda_calendrier"
    url_prefix = "agenda/calendrier"
    icon = "date"
    menu_label = "Calendrier"

    def get_urlpatterns(self) -> list[Any]:
        """The month."""
        return [path("", self.construct_view(MonthView, month_url_name=self.get_url_name("index")), name="index")]

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        """Hide it from those who keep no pages."""
        return AgendaMenuItem
