"""How staff enter series and sessions. The forms save through the services, which tell the people concerned."""

from typing import Any

from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm

from booking.models import Session
from booking.services.sessions import save_session
from core.forms import SlugFromNameMixin
from core.recurrence.forms import RuleFormMixin


class ActivityForm(SlugFromNameMixin, WagtailAdminModelForm):
    """What is offered."""


class SeriesForm(RuleFormMixin, WagtailAdminModelForm):
    """What repeats, and the dates that differ."""


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
