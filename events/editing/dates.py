"""« Dates »: every date of an event from today on, each with what may be done with it; needs no script."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from core.choices import ExceptionKind
from core.dates import day_words
from core.recurrence.rule import InvalidRule
from core.repetition import EXCLUDED, Line
from events import schedule
from events.editing.changing import Act, RefusedAt, change_date
from events.editing.dates_form import DateForm
from events.editing.listing import lines
from events.editing.publishing import ChangedMeanwhile, Refused, Standing, Then, base_of, labelled, standing
from events.event import page as event_page
from events.models import EventPage

PER_PAGE = 20
KEPT_NOTE = "Cette date a bien lieu."


@dataclass(frozen=True, slots=True)
class Row:
    """A date with its form and what may be done with it."""

    line: Line
    form: DateForm
    acts: list[tuple[str, str]]
    split_url: str
    is_open: bool


class EventScreen(WagtailAdminTemplateMixin):
    """A screen of one event, for those who may edit it."""

    request: HttpRequest
    header_icon = "date"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Find the event."""
        self.event: EventPage = get_object_or_404(
            EventPage.objects.select_related("latest_revision"), pk=kwargs["page_id"]
        )
        if not self.event.permissions_for_user(request.user).can_edit() or self.event.alias_of_id:
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def draft(self) -> EventPage:
        """The event as last saved."""
        found: EventPage = self.event.get_latest_revision_as_object()
        return found

    @cached_property
    def standing(self) -> Standing:
        """What the person may do with it."""
        return standing(self.event, self.request.user)

    @property
    def edit_url(self) -> str:
        """The editor."""
        return reverse("wagtailadmin_pages:edit", args=[self.event.pk])

    def get_page_subtitle(self) -> str:
        """Name the event."""
        return str(self.draft.title)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the editor."""
        above = {"url": self.edit_url, "label": self.draft.title}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.page_title}]


class DatesView(EventScreen, TemplateView):
    """The list."""

    template_name = "events/admin/dates.html"
    page_title = "Dates"

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Change one date, or say why not."""
        form = self.form_of(None, data=request.POST)
        if form.is_valid():
            change = form.change()
            try:
                said = change_date(
                    page_id,
                    change,
                    user=request.user,
                    base=form.cleaned_data["base"],
                    then=Then(form.cleaned_data["then"]),
                )
            except RefusedAt as refusal:
                form.add_error(refusal.field, str(refusal))
            except ChangedMeanwhile as refusal:
                self.event.refresh_from_db()
                form.add_error(None, str(refusal))
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"{said} {public_words(Then(form.cleaned_data['then']))}")
                return redirect(f"{request.path}?p={self.page_number}#d{change.day.isoformat()}")
        form.data = request.POST.copy()
        form.data["base"] = base_of(self.event)
        return self.render_to_response(self.get_context_data(refused=form), status=422)

    @property
    def page_number(self) -> str:
        """The page of the list that is shown."""
        asked = self.request.GET.get("p", "1")
        return asked if asked.isdecimal() and len(asked) < 6 else "1"

    def form_of(self, line: Line | None, *, data: Any = None) -> DateForm:
        """Return the form of a date; of none, the one by which a date is added."""
        name = line.day if line else (data.get("day", "") if data else "nouvelle")
        initial: dict[str, Any] = {"base": base_of(self.event), "then": self.standing.choices[0].value}
        if line:
            initial |= {"day": line.day, "note": KEPT_NOTE if line.kind == EXCLUDED else line.note}
            if line.kind in (ExceptionKind.MOVED, ExceptionKind.ADDED):
                initial |= {"new_day": line.starts.date(), "new_start_time": line.starts.time()}
        if self.draft.all_day:
            initial["new_start_time"] = None
        return DateForm(data, initial=initial, choices=labelled(self.standing), auto_id=f"d{name}-%s")

    def get_context_data(self, refused: DateForm | None = None, **kwargs: Any) -> dict[str, Any]:
        """Give the dates of this page of the list."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        found, wrong = self.lines()
        shown = Paginator(found, PER_PAGE).get_page(self.page_number)
        adding = self.form_of(None)
        if refused is not None and refused.data.get("act") == Act.ADD:
            adding, refused = refused, None
        days = {line.day for line in shown}
        return context | {
            "title": self.draft.title,
            "event": self.event,
            "rule_words": self.rule_words,
            "rows": [self.row(line, refused) for line in shown],
            "shown": shown,
            "pages": list(page_links(shown)),
            "wrong": wrong,
            "adding": adding,
            # What was refused stands on another page of the list: its sentences come first then.
            "stray": refused if refused is not None and refused.data.get("day") not in days else None,
            "standing": self.standing,
            "until_words": day_words(self.until.astimezone(self.draft.tz).date()),
            "edit_url": self.edit_url,
        }

    @cached_property
    def rule_words(self) -> str:
        """How it repeats, in words."""
        return event_page.repeats_words(self.draft)

    @cached_property
    def until(self) -> datetime:
        """How far the dates are shown: as far as those of the agenda."""
        first = schedule.first_start(self.draft).replace(tzinfo=self.draft.tz)
        return max(timezone.now(), first) + timedelta(days=settings.OCCURRENCE_HORIZON_DAYS)

    def lines(self) -> tuple[list[Line], str]:
        """Return the dates from today on, and what is wrong with the rule, if anything."""
        tz = self.draft.tz
        today = datetime.combine(timezone.now().astimezone(tz).date(), time(), tz)
        try:
            return lines(self.draft, self.draft.exceptions.all(), since=today, until=self.until), ""
        except InvalidRule as error:
            return [], str(error)

    def row(self, line: Line, refused: DateForm | None) -> Row:
        """Return the date with its form: the one just refused, if it is this date's."""
        is_refused = refused is not None and refused.data.get("day") == line.day
        form = refused if is_refused and refused is not None else self.form_of(line)
        return Row(line=line, form=form, acts=acts_of(line), split_url=self.split_url(line), is_open=is_refused)

    def split_url(self, line: Line) -> str:
        """Where the series is parted at this date; nowhere for what is not of the rule, or its first date."""
        if line.kind == ExceptionKind.ADDED or not self.rule_words or line.day == self.draft.first_day.isoformat():
            return ""
        return reverse("events_editing:split", args=[self.event.pk, date.fromisoformat(line.day)])


def acts_of(line: Line) -> list[tuple[str, str]]:
    """Return what may be done with a date; the first is what the Enter key does, so it is never a cancellation."""
    if line.kind == EXCLUDED:
        return [(Act.NOTE, "Garder cette date, avec ce mot")]
    if line.kind == ExceptionKind.ADDED:
        return [(Act.NOTE, str(Act.NOTE.label)), (Act.RESTORE, "Retirer cette date ajoutée")]
    acts = [(Act.NOTE, str(Act.NOTE.label))]
    if line.kind != ExceptionKind.CANCELLED:
        acts.append((Act.CANCEL, str(Act.CANCEL.label)))
    if line.kind:
        acts.append((Act.RESTORE, "Rétablir la date prévue"))
    return [(str(act), words) for act, words in acts]


def page_links(shown: Page[Any]) -> Any:
    """Return the numbers of the pages, a gap where there are many."""
    return shown.paginator.get_elided_page_range(shown.number, on_each_side=1, on_ends=1)


def public_words(then: Then) -> str:
    """Say whether the public sees it."""
    if then in (Then.PUBLISH, Then.ALONE):
        return "C'est publié."
    if then is Then.SUBMIT:
        return "La demande de relecture est partie : le public ne le voit pas encore."
    return "C'est un brouillon : le public ne le voit pas encore."
