"""How staff enter an event."""

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from core.forms import PhoneMixin
from events import choices
from events.editing.schedule_form import ScheduleFormMixin


class EventPageForm(ScheduleFormMixin, PhoneMixin, WagtailAdminPageForm):
    """
    An event, how it repeats, and the dates that differ.

    A draft may leave out what only the public needs to know; what contradicts itself is refused at once.
    """

    def clean(self) -> dict[str, Any]:
        """Say in which field something is wrong, or wanting where the event is to be published."""
        data = super().clean()
        self.check_place()
        self.check_registration()
        if not self.is_deferred_validation:
            self.check_complete()
        return data

    def check_place(self) -> None:
        """Refuse two places for one event."""
        data = self.cleaned_data
        if data.get("location") and data.get("address"):
            self.add_error("address", "Choisissez un lieu ou donnez une adresse, pas les deux.")
        elif data.get("location") and data.get("commune"):
            self.add_error("commune", "Le lieu a déjà sa commune : laissez celle-ci vide.")

    def check_registration(self) -> None:
        """Refuse two ways of registering."""
        data = self.cleaned_data
        if data.get("activity") and data.get("registration_url"):
            self.add_error("registration_url", "Choisissez des séances à réserver ou donnez un lien, pas les deux.")

    def check_complete(self) -> None:
        """Ask for what the public must know."""
        data = self.cleaned_data
        if data.get("status") == choices.EventStatus.ONLINE and not data.get("online_url"):
            self.missing("online_url", "L'événement a lieu en ligne : donnez le lien pour participer.")
        if data.get("address") and not data.get("location") and not data.get("commune"):
            self.missing(
                "commune", "Donnez aussi la commune : l'événement se trouve alors en cherchant près de chez soi."
            )

    def missing(self, name: str, sentence: str) -> None:
        """Say that the field is wanting, unless something is wrong with what it holds."""
        if name not in self.errors:
            self.add_error(name, sentence)
