"""Partners' calendars in the admin: the list that says how each fares, adding one, and what was read in it."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views import View
from wagtail.admin.views.generic import CreateView, EditView, IndexView, InspectView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log

from events.choices import CalendarState
from events.external import following, held, selectors, words
from events.external.asking import NotGiven
from events.external.comparing import Difference
from events.models import ExternalCalendar, ExternalDate
from locations.ownership.viewsets import policy_of

NEXT_DATES = 20
WOULD_GO = 100
TAKEN_MEANWHILE = "Quelqu'un d'autre suit déjà cet agenda."

PUBLISHED = "events.external.publish"
PAUSED = "events.external.pause"
READ = "events.external.read"
ACCEPTED = "events.external.accept"
REFUSED = "events.external.refuse"
DROPPED = "events.external.drop"


class ExternalCalendarIndexView(IndexView):
    """How each calendar fares: those that want somebody first."""

    add_item_label = "Suivre un agenda"
    results_template_name = "events/external/list_results.html"

    def get_base_queryset(self) -> QuerySet[ExternalCalendar]:
        """Count the dates to come along."""
        return selectors.calendars(now=timezone.now())

    def get_edit_url(self, instance: ExternalCalendar) -> str | None:
        """Lead to what was read, where everything is decided; the form is one click further."""
        return self.get_inspect_url(instance)  # type: ignore[no-any-return]  # Wagtail has no types

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Say how all of them fare."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        shown = policy_of(ExternalCalendar).seen_by(self.request.user, ExternalCalendar.objects.all())
        return context | {"health": words.summary_words(selectors.counts(shown))}


class LookingMixin:
    """Saving a form whose address was just read."""

    request: HttpRequest
    form: Any

    def form_valid(self, form: Any) -> HttpResponse:
        """Say it where somebody else gave the same address meanwhile."""
        try:
            with transaction.atomic():
                return super().form_valid(form)  # type: ignore[misc,no-any-return]
        except IntegrityError:
            form.add_error("address", TAKEN_MEANWHILE)
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined,no-any-return]

    def save_instance(self) -> ExternalCalendar:
        """Keep what was read beside what was typed."""
        changed = set(self.form.changed_data)
        calendar: ExternalCalendar = super().save_instance()  # type: ignore[misc]
        now = timezone.now()
        if self.form.looked:
            following.keep_first(calendar, self.form.looked, now=now)
        else:
            following.tell_changes(calendar, changed, now=now)
        return calendar

    def get_success_url(self) -> str:
        """Show what was read."""
        return reverse("external_calendars:inspect", args=[self.object.pk])  # type: ignore[attr-defined]


class ExternalCalendarAddView(LookingMixin, CreateView):
    """Name, address, whose, where: the address is asked, and nothing is public yet."""

    page_title = "Suivre un agenda"
    page_subtitle = "Suivre un agenda"
    submit_button_label = "Lire cet agenda"
    submit_button_active_label = "Lecture…"
    success_message = (
        "L'agenda « %(object)s » est lu. Le public n'en voit encore rien : regardez, puis mettez en ligne."
    )
    error_message = "Cet agenda n'est pas encore suivi : voyez ce qui ne va pas ci-dessous."

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Say what is done, rather than that something is new."""
        items: list[dict[str, str]] = super().get_breadcrumbs_items()
        return [*items[:-1], {**items[-1], "label": self.page_title}]

    def get_success_buttons(self) -> list[Any]:
        """None: what follows is on the page."""
        return []


class ExternalCalendarEditView(LookingMixin, EditView):
    """What staff say of a calendar; a new address is a new calendar, to be looked at again."""

    error_message = "Rien n'a été changé : voyez ce qui ne va pas ci-dessous."

    def get_success_buttons(self) -> list[Any]:
        """None: what follows is on the page."""
        return []


class ExternalCalendarView(InspectView):
    """What was read, what was refused and why, what waits for a decision."""

    template_name = "events/external/calendar.html"
    page_title = "Ce qui a été lu"
    object: ExternalCalendar

    def get_object(self, queryset: Any = None) -> ExternalCalendar:
        """Bring the partner and the place along."""
        return get_object_or_404(ExternalCalendar.objects.select_related("organisation", "location"), pk=self.pk)

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Lead to the form."""
        if not self.user_has_permission("change"):
            return []
        return [HeaderButton("Modifier", url=self.get_edit_url(), icon_name="edit")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add everything in words."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        calendar, now = self.object, timezone.now()
        loss = selectors.held_reading(calendar) if calendar.state == CalendarState.HELD else None
        going = selectors.would_go(loss, now=now) if loss else ExternalDate.objects.none()
        hidden = calendar.state in {CalendarState.DRAFT, CalendarState.PAUSED}
        return context | {
            "calendar": calendar,
            "health": words.health_words(calendar),
            "error": words.error_words(calendar),
            "is_well": not words.wants_somebody(calendar),
            "found": words.found_words(calendar.report),
            "refusals": calendar.report.get("refusals", []),
            "refused": calendar.report.get("refused", 0),
            "dates": [words.date_line(one) for one in selectors.next_dates(calendar, now=now, limit=NEXT_DATES)],
            "held": loss,
            "going": [words.date_line(one) for one in going[:WOULD_GO]],
            "going_count": len(loss.gone) if loss else 0,
            "is_read_by_itself": not hidden,
            "kept": selectors.kept_dates(calendar, now=now),
            "may_decide": self.user_has_permission("change"),
            "may_publish": hidden,
        }


class ExternalDecisionView(PermissionCheckedMixin, View):
    """What somebody decides about a calendar."""

    model = ExternalCalendar
    permission_required = "change"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do it, and go back to what was read."""
        calendar = get_object_or_404(ExternalCalendar, pk=pk)
        match request.POST.get("choix"):
            case "publier":
                self.say(
                    calendar,
                    following.publish(calendar, now=timezone.now()),
                    PUBLISHED,
                    f"« {calendar} » est en ligne : ses dates sont dans l'agenda.",
                )
            case "pause":
                self.say(
                    calendar,
                    following.pause(calendar, now=timezone.now()),
                    PAUSED,
                    f"« {calendar} » est en pause : le public ne voit plus ses dates.",
                )
            case "relire":
                self.read(calendar)
            case "accepter":
                self.settle(calendar, ACCEPTED)
            case "garder":
                self.settle(calendar, REFUSED)
            case "lacher":
                gone = held.drop_kept(calendar, now=timezone.now())
                self.say(calendar, bool(gone), DROPPED, words.written_words(0, 0, gone))
            case _:
                messages.error(request, "Rien n'a été fait.")
        return redirect(reverse("external_calendars:inspect", args=[calendar.pk]))

    def say(self, calendar: ExternalCalendar, done: bool, action: str, sentence: str) -> None:
        """Tell what was done, or that it was already so."""
        if not done:
            messages.info(self.request, "C'était déjà fait.")
            return
        log(instance=calendar, action=action, user=self.request.user)
        messages.success(self.request, sentence)

    def read(self, calendar: ExternalCalendar) -> None:
        """Read the calendar now."""
        try:
            trouble = following.refresh(calendar, now=timezone.now())
        except following.BeingRead as refusal:
            messages.error(self.request, str(refusal))
            return
        log(instance=calendar, action=READ, user=self.request.user)
        if trouble:
            messages.error(self.request, f"L'agenda n'a pas pu être lu. {trouble}")
        elif calendar.state == CalendarState.HELD:
            messages.warning(self.request, "L'agenda est lu : trop de dates disparaîtraient, à vous de décider.")
        else:
            messages.success(self.request, "L'agenda vient d'être lu.")

    def settle(self, calendar: ExternalCalendar, action: str) -> None:
        """Let the dates of a held reading go, or keep them."""
        decide = held.accept if action == ACCEPTED else held.refuse
        try:
            done: Difference = decide(calendar, self.request.POST.get("empreinte", ""), now=timezone.now())
        except (held.NothingHeld, NotGiven) as refusal:
            messages.error(self.request, str(refusal))
            return
        log(instance=calendar, action=action, user=self.request.user)
        messages.success(self.request, words.written_words(len(done.new), len(done.changed), len(done.gone)))
