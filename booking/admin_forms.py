"""How staff enter series and sessions. The forms save through the services, which tell the people concerned."""

from datetime import datetime, time
from typing import Any

from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm

from booking.models import Session
from booking.services.sessions import save_session
from core.choices import ExceptionKind
from core.dates import day_words
from core.forms import SlugFromNameMixin
from core.recurrence.expand import occurrences
from core.recurrence.fields import rule_from_recurrence
from core.recurrence.forms import RuleFormMixin


class ActivityForm(SlugFromNameMixin, WagtailAdminModelForm):
    """What is offered."""


class SeriesForm(RuleFormMixin, WagtailAdminModelForm):
    """What repeats, and the dates that differ."""

    def clean(self) -> dict[str, Any]:
        """Refuse a date cancelled or moved that the repetition does not give: nothing would be."""
        data: dict[str, Any] = super().clean()
        first_day = data.get("first_day")
        formset = getattr(self, "formsets", {}).get("exceptions")
        if first_day is None or self.errors or formset is None or not formset.is_valid():
            return data
        rows = [form for form in formset.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        rows = [form for form in rows if form.cleaned_data["kind"] != ExceptionKind.ADDED]
        if not rows:
            return data
        rule = rule_from_recurrence(self.instance.recurrence, self.instance.tz)
        last = max(form.cleaned_data["original_day"] for form in rows)
        first, until = datetime.combine(first_day, time()), datetime.combine(last, time(23, 59))
        given = {start.date() for start in occurrences(rule, first=first, until=until)}
        for form in rows:
            day = form.cleaned_data["original_day"]
            if day not in given:
                form.add_error("original_day", f"La répétition ne donne aucune date {day_words(day)}.")
        return data


class SessionForm(WagtailAdminModelForm):
    """One session."""

    def clean(self) -> dict[str, Any]:
        """Refuse to take away places that people hold."""
        data: dict[str, Any] = super().clean()
        room = (data.get("capacity") or 0) + (data.get("overbooked") or 0)
        if "capacity" in data and room < self.instance.booked:
            self.add_error("capacity", f"{self.instance.booked} places sont déjà prises.")
        if data.get("start") and data.get("end") and data["end"] <= data["start"]:
            self.add_error("end", "La séance finit avant de commencer.")
        return data

    def save(self, commit: bool = True) -> Session:
        """Save, and tell those who have booked what concerns them."""
        session: Session = self.instance
        save_session(session=session, now=timezone.now())
        return session
