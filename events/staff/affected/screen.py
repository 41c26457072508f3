"""« Séances et événements » of a place: what its closing, or its moving, hits; called off or moved, all or some."""

from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.forms.models import formfield_for_dbfield
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from booking.concerned import digest
from booking.models import Session
from booking.services.refusals import Busy
from booking.services.sessions import cancel_sessions, move_sessions, note_sessions
from booking.staff.calling_off import AGAIN, SEEN, numbers
from booking.staff.effects import Effects, effects_on, named_for
from booking.staff.span import SpanForm
from core.dates import day_words
from events.agenda.entries import occurrence_time_words
from events.editing.publishing import Refused, Then
from events.models import EventPage
from events.models.occurrence import Occurrence
from events.staff.access import editable_by
from events.staff.affected.access import changeable, may_enter, may_look_at, sees_all, shown
from events.staff.affected.acting import What, change_event
from events.staff.affected.finding import MOST, Span, dates_hit, sessions_hit, spans_of
from locations.hours.states import zone_of
from locations.models import Location
from locations.ownership.forms import hold
from locations.ownership.viewsets import policy_of

MOST_SERIES = 10
"""Series named after what was done: each has a button."""


class ClosedForm(SpanForm):
    """From when to when; without an end, for good."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say what an empty end means."""
        super().__init__(*args, **kwargs)
        self.fields["du"].label = "Fermé du"
        self.fields["au"].help_text = "Ce jour compris. Vide : pour toujours."


class ActForm(forms.Form):
    """What becomes of what is ticked."""

    what = forms.ChoiceField(
        label="Que deviennent-ils ?",
        choices=What.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce qu'ils deviennent."},
    )
    note = forms.CharField(
        label="Mot pour le public",
        max_length=120,
        required=False,
        help_text="« Travaux dans la salle. » Il part avec le message, et se lit à côté de la date.",
    )

    def __init__(self, *args: Any, place: Location, user: Any, **kwargs: Any) -> None:
        """Let one choose another place: a partner, one of its own."""
        super().__init__(*args, **kwargs)
        self.place = place
        # Choosers are registered once the admin has started: not when this class is read.
        field = formfield_for_dbfield(EventPage._meta.get_field("location"))
        field.label, field.required, field.help_text = "Nouveau lieu", False, "Pour déplacer."
        if not sees_all(user):
            hold(field, policy_of(Location).owned_by(user))
        self.fields["to"] = field
        self.order_fields(["what", "to", "note"])
        if place.moved_to_id:
            self.initial.setdefault("to", place.moved_to_id)

    def clean(self) -> dict[str, Any]:
        """Ask for what the choice needs."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        what, to = data.get("what"), data.get("to")
        if what == What.MOVE and "to" not in self.errors:
            if to is None:
                self.add_error("to", "Choisissez le nouveau lieu.")
            elif to == self.place:
                self.add_error("to", "C'est le lieu qui ferme : choisissez-en un autre.")
        if what == What.NOTE and not data.get("note"):
            self.add_error("note", "Écrivez le mot à montrer.")
        return data


class AffectedView(WagtailAdminTemplateMixin, TemplateView):
    """The screen of one place."""

    request: HttpRequest
    open_to_partners = True
    template_name = "events/admin/affected.html"
    page_title = "Séances et événements"
    header_icon = "site"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the place, and the days."""
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        self.place = get_object_or_404(Location.objects.defer("body"), pk=kwargs["pk"])
        self.today: date = self.now.astimezone(zone_of(self.place.departement)).date()
        self.spans = spans_of(self.place, today=self.today)
        first = self.spans[0] if self.spans else Span(self.today, self.today)
        usual = {"du": f"{first.first:%d/%m/%Y}", "au": f"{first.last:%d/%m/%Y}" if first.last else ""}
        self.span_form = ClosedForm(request.GET if "du" in request.GET else usual)
        data = self.span_form.cleaned_data if self.span_form.is_valid() else {}
        self.span = Span(max(data["du"], self.today), data["au"]) if data else None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in who keeps places, or sessions; another's place is as if it were not."""
        if not may_enter(request.user):
            raise PermissionDenied
        if not may_look_at(request.user, self.place):
            raise Http404
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Say where one is."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("wagtailsnippets_locations_location:list"), "label": "Lieux"},
            {"url": "", "label": self.page_title},
        ]

    @cached_property
    def sessions(self) -> list[Session]:
        """The sessions hit, at most `MOST`."""
        if self.span is None:
            return []
        return list(shown(self.request.user, sessions_hit(self.place, self.span, now=self.now))[:MOST])

    @cached_property
    def changeable(self) -> set[int]:
        """The sessions that this person may change."""
        hit = Session.objects.filter(pk__in=[one.pk for one in self.sessions])
        return set(changeable(self.request.user, hit).values_list("pk", flat=True))

    @cached_property
    def others(self) -> int:
        """How many sessions of other organisations are hit, which a partner is not shown."""
        if self.span is None or sees_all(self.request.user):
            return 0
        hit = sessions_hit(self.place, self.span, now=self.now)
        return hit.count() - shown(self.request.user, hit).count()

    @cached_property
    def dates(self) -> list[Occurrence]:
        """The dates of events hit, at most `MOST`."""
        return list(dates_hit(self.place, self.span, now=self.now)[:MOST]) if self.span else []

    @cached_property
    def effects(self) -> Effects:
        """The sessions, with whom they concern."""
        return named_for(effects_on(self.sessions, "", now=self.now), self.request.user)

    @cached_property
    def editable(self) -> set[int]:
        """The events that this person may change."""
        events = {one.event_id for one in self.dates}
        return set(editable_by(self.request.user).filter(pk__in=events).values_list("pk", flat=True))

    @cached_property
    def seen(self) -> str:
        """A name for all that is shown."""
        return digest(self.effects.seen, [(one.event_id, one.start.isoformat()) for one in self.dates])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do what was chosen with what was ticked, or show it again where it has changed."""
        form = ActForm(request.POST, place=self.place, user=request.user)
        if not self.sessions and not self.dates:
            messages.info(request, "C'était déjà fait : rien n'est plus prévu là à ces dates.")
            return redirect(request.get_full_path())
        outdated = request.POST.get(SEEN) != self.seen
        if outdated or not form.is_valid():
            return self.render_to_response(
                self.get_context_data(form=form, outdated=outdated), status=409 if outdated else 422
            )
        pks, days = self.ticked()
        if not pks and not days:
            form.add_error(None, "Cochez au moins une séance ou un événement.")
            return self.render_to_response(self.get_context_data(form=form), status=422)
        data = form.cleaned_data
        self.change_sessions(pks, What(data["what"]), note=data["note"], to=data["to"])
        self.change_events(days, What(data["what"]), note=data["note"], to=data["to"])
        return redirect(request.get_full_path())

    def ticked(self) -> tuple[list[int], dict[int, list[date]]]:
        """Return what is ticked, of what is hit and of what this person may change: sessions, and dates by event."""
        asked = set(numbers(self.request.POST.getlist("session")))
        pks = [one.pk for one in self.sessions if one.pk in asked & self.changeable]
        names = set(self.request.POST.getlist("date"))
        days: dict[int, list[date]] = {}
        for one in self.dates:
            if one.event_id in self.editable and name_of(one) in names:
                days.setdefault(one.event_id, []).append(one.original_day)
        return pks, days

    def change_sessions(self, pks: list[int], what: What, *, note: str, to: Location | None) -> None:
        """Change the sessions, in short transactions, and say so."""
        if not pks:
            return
        try:
            if what is What.CANCEL:
                count, said = cancel_sessions(pks, note=note, now=self.now), "annulées"
            elif what is What.MOVE and to is not None:
                count, said = move_sessions(pks, location_id=to.pk, note=note, now=self.now), "déplacées"
            else:
                count, said = note_sessions(pks, note=note, now=self.now), "gardées, avec votre mot"
        except Busy as refusal:
            messages.error(self.request, f"{refusal} Ce qui n'est plus dans la liste est fait.")
            return
        messages.success(self.request, f"Séances {said} : {count}.")
        if self.span is not None and self.span.for_good and what is not What.NOTE:
            self.say_series(pks)

    def say_series(self, pks: list[int]) -> None:
        """Say which series would go on making sessions in a place that is closed for good."""
        going_on = {one.series_id: one for one in self.sessions if one.pk in pks and one.series and one.series.active}
        for pk, session in list(going_on.items())[:MOST_SERIES]:
            messages.warning(
                self.request,
                f"La série « {session.activity} » donne encore des séances dans ce lieu : "
                "changez son lieu, ou arrêtez-la.",
                buttons=[messages.button(reverse("admin_series:edit", args=[pk]), "Ouvrir la série")],
            )

    def change_events(self, days: dict[int, list[date]], what: What, *, note: str, to: Location | None) -> None:
        """Change each event by itself; one that cannot be is named."""
        titles = {one.event_id: one.event.title for one in self.dates}
        done = 0
        for pk, wanted in days.items():
            try:
                then = change_event(pk, wanted, what, user=self.request.user, note=note, place=to)
            except Refused as refusal:
                messages.error(self.request, f"« {titles[pk]} » : {refusal}")
                continue
            done += len(wanted)
            if then in (Then.SUBMIT, Then.DRAFT):
                messages.warning(self.request, f"« {titles[pk]} » : le changement attend d'être relu et publié.")
        if done:
            messages.success(self.request, f"Dates d'événements changées : {done}.")

    def get_context_data(self, form: ActForm | None = None, **kwargs: Any) -> dict[str, Any]:
        """Give what is hit."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        posted = self.request.method == "POST"
        ticked, named = set(self.request.POST.getlist("session")), set(self.request.POST.getlist("date"))
        return {
            "place": self.place,
            "span": self.span_form,
            "spans": [(span, span_words(span)) for span in self.spans],
            "form": form or ActForm(place=self.place, user=self.request.user),
            "sessions": [(effect, not posted or str(effect.session.pk) in ticked) for effect in self.effects.all],
            "changeable": self.changeable,
            "others": self.others,
            "dates": [
                {
                    "name": name_of(one),
                    "title": one.event.title,
                    "when": date_words(one),
                    "is_ticked": not posted or name_of(one) in named,
                    "is_editable": one.event_id in self.editable,
                    "url": reverse("events_editing:dates", args=[one.event_id]),
                }
                for one in self.dates
            ],
            "effects": self.effects,
            "seen_name": SEEN,
            "seen": self.seen,
            "again": AGAIN,
            "limit": MOST,
            "outdated": False,
            **context,
        }


def name_of(one: Occurrence) -> str:
    """Return what a date of an event is called in the form."""
    return f"{one.event_id}:{one.original_day.isoformat()}"


def date_words(one: Occurrence) -> str:
    """Return when it is."""
    time = occurrence_time_words(one)
    return f"{day_words(one.first_day)}, {time}" if time else day_words(one.first_day)


def span_words(span: Span) -> str:
    """Return the days of a closure in words."""
    if span.last is None:
        return "pour toujours"
    if span.last == span.first:
        return f"le {day_words(span.first)}"
    return f"du {day_words(span.first)} au {day_words(span.last)}"
