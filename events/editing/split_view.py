"""« À partir de cette date »: the screen on which a series is parted in two."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.forms.models import formfield_for_dbfield

from core.dates import day_words
from events.editing.dates import EventScreen
from events.editing.dates_form import TimeInput
from events.editing.publishing import ChangedMeanwhile, Refused, Then, base_of, labelled
from events.editing.splitting import Split, parted, split
from events.event import page as event_page
from events.models import EventPage


def field_of(name: str) -> Any:
    """Return the field as the editor has it."""
    return formfield_for_dbfield(EventPage._meta.get_field(name))


class SplitForm(forms.Form):
    """What is different from a date on."""

    base = forms.CharField(widget=forms.HiddenInput, required=False)
    start_time = forms.TimeField(label="de", widget=TimeInput, required=False)
    end_time = forms.TimeField(label="à", widget=TimeInput, required=False)
    then = forms.ChoiceField(label="Ensuite", choices=Then.choices)

    def __init__(self, *args: Any, event: EventPage, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        """Show what holds until then."""
        super().__init__(*args, **kwargs)
        self.event = event
        # Choosers are registered once the admin has started: not when this class is read.
        self.fields |= {name: field_of(name) for name in ("location", "address", "commune")}
        then = self.fields["then"]
        assert isinstance(then, forms.ChoiceField)  # noqa: S101 (for the type checker: it is declared so above)
        then.choices = choices
        for name in ("start_time", "end_time", "address"):
            self.initial.setdefault(name, getattr(event, name))
        for name in ("location", "commune"):
            self.initial.setdefault(name, getattr(event, f"{name}_id"))

    def clean(self) -> dict[str, Any]:
        """Ask for hours, in their order, and for one place."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.event.all_day:
            for name, words in (("start_time", "l'heure de début"), ("end_time", "l'heure de fin")):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, f"Donnez {words}.")
            start, end = data.get("start_time"), data.get("end_time")
            if start and end and end <= start and self.event.end_day == self.event.first_day:
                self.add_error("end_time", "L'événement finit avant de commencer.")
        if data.get("location") and data.get("address"):
            self.add_error("address", "Choisissez un lieu ou donnez une adresse, pas les deux.")
        return data

    def split(self, day: date) -> Split:
        """Return what is asked for, once the form is valid."""
        data = self.cleaned_data
        return Split(
            day=day,
            start_time=data["start_time"],
            end_time=data["end_time"],
            location=data["location"],
            address=data["address"],
            commune=None if data["location"] else data["commune"],
        )


class SplitView(EventScreen, TemplateView):
    """The screen."""

    template_name = "events/admin/split.html"
    page_title = "À partir de cette date"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Read the day."""
        try:
            self.day = date.fromisoformat(kwargs["day"])
        except ValueError:
            raise Http404 from None
        return super().dispatch(request, *args, **kwargs)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What may follow; half a series is not published alone."""
        return [choice for choice in labelled(self.standing) if choice[0] != Then.ALONE]

    def form(self, data: Any = None) -> SplitForm:
        """Return the form."""
        initial = {"base": base_of(self.event), "then": self.choices[0][0]}
        return SplitForm(data, initial=initial, event=self.draft, choices=self.choices)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Part the series, or say why not."""
        form = self.form(request.POST)
        if form.is_valid():
            then = Then(form.cleaned_data["then"])
            try:
                new = split(
                    self.event.pk, form.split(self.day), user=request.user, base=form.cleaned_data["base"], then=then
                )
            except Refused as refusal:
                if isinstance(refusal, ChangedMeanwhile):
                    self.event.refresh_from_db()
                form.add_error(None, str(refusal))
            else:
                messages.success(request, self.done_words(new, then))
                return redirect(reverse("events_editing:dates", args=[new.pk]))
        form.data = request.POST.copy()
        form.data["base"] = base_of(self.event)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, form: SplitForm | None = None, **kwargs: Any) -> dict[str, Any]:
        """Say what parts where."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        form = form or self.form()
        try:
            parted(self.draft, self.day)
            impossible = ""
        except Refused as refusal:
            impossible = str(refusal)
        return context | {
            "title": self.draft.title,
            "event": self.event,
            "form": form,
            "media": form.media,
            "day_words": day_words(self.day),
            "rule_words": event_page.repeats_words(self.draft),
            "impossible": impossible,
            "standing": self.standing,
            "dates_url": reverse("events_editing:dates", args=[self.event.pk]),
        }

    def done_words(self, new: EventPage, then: Then) -> str:
        """Say what there is now, and what remains to be done."""
        day = day_words(self.day)
        words = f"« {new.title} » s'arrête avant le {day} ; la suite est un événement à part, que voici."
        if then is Then.DRAFT:
            return words + " Les deux sont des brouillons : publiez-les ensemble."
        if then is Then.SUBMIT:
            return words + " Les deux sont partis en relecture."
        return words + " Les deux sont publiés."
