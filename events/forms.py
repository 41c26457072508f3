"""How staff enter an event."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminPageForm

from core.choices import ExceptionKind
from core.dates import day_words
from core.recurrence.expand import StartInClockChange, check_clock_changes, occurrences
from core.recurrence.forms import RuleFormMixin, zone_of
from core.recurrence.rule import InvalidRule
from events import schedule

CLOCKS_CHECKED = timedelta(days=3 * 366)
"""How far the nights of a clock change are looked at: every series meets its night within that, or hardly ever."""


DAYS = ("original_day", "new_day")


class EventPageForm(RuleFormMixin, WagtailAdminPageForm):
    """An event, how it repeats, and the dates that differ."""

    def clean(self) -> dict[str, Any]:
        """Refuse what no calendar program understands alike."""
        data = super().clean()
        if data.get("first_day") and not self.errors:
            self.check_night()
            self.check_exceptions()
        return data

    def check_night(self) -> None:
        """Refuse a start in the hour that the clock skips or repeats."""
        data = self.cleaned_data
        if data.get("all_day") or not data.get("start_time"):
            return
        first = datetime.combine(data["first_day"], data["start_time"])
        zone = zone_of(self, "chosen_zone")
        try:
            check_clock_changes(schedule.rule(self.with_choices()), first, zone, first + CLOCKS_CHECKED)
        except StartInClockChange as refusal:
            self.add_error("start_time", str(refusal))
        except InvalidRule as refusal:
            self.add_error("repeats", str(refusal))

    @property
    def chosen_zone(self) -> str:
        """The zone as it was just chosen."""
        return str(self.cleaned_data.get("zone") or self.instance.zone)

    def with_choices(self) -> Any:
        """Return the instance, in the zone just chosen (Django fills it only after `clean`)."""
        self.instance.zone = self.chosen_zone
        return self.instance

    def check_exceptions(self) -> None:
        """Say which of the dates that differ are not dates of the event."""
        formset = getattr(self, "formsets", {}).get("exceptions")
        if formset is None or not formset.is_valid():
            return
        rows = [form for form in formset.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        data = self.cleaned_data
        hour = time() if data.get("all_day") else data.get("start_time") or time()
        first = datetime.combine(data["first_day"], hour)
        days = [form.cleaned_data[name] for form in rows for name in DAYS if form.cleaned_data.get(name)]
        if not days:
            return
        until = datetime.combine(max(days), time(23, 59))
        rule = schedule.rule(self.with_choices())
        given = {start.date() for start in occurrences(rule, first=first, until=until)}
        for form in rows:
            self.check_exception(form, given, repeats=rule is not None)

    def check_exception(self, form: forms.BaseForm, given: set[Any], *, repeats: bool) -> None:
        """Say what is wrong with one date that differs."""
        day, kind = form.cleaned_data.get("original_day"), form.cleaned_data.get("kind")
        if day is None:
            return
        if kind == ExceptionKind.ADDED:
            if day in given and not form.cleaned_data.get("new_start_time"):
                form.add_error("original_day", f"Il y a déjà une date {day_words(day)}.")
        elif not repeats:
            form.add_error(
                "kind", "Cet événement ne se répète pas : changez sa date ou son état plus haut, ou ajoutez une date."
            )
        elif day not in given:
            form.add_error("original_day", f"La répétition ne donne aucune date {day_words(day)}.")
        elif kind == ExceptionKind.MOVED and not form.cleaned_data.get("new_start_time"):
            new_day = form.cleaned_data.get("new_day")
            if new_day and new_day in given and new_day != day:
                form.add_error("new_day", f"Il y a déjà une date {day_words(new_day)}.")
