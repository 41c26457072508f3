"""How staff edit places and organisations."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from wagtail.admin.forms import WagtailAdminModelForm

from core.forms import LinesField, PhoneMixin, SlugFromNameMixin
from locations.choices import Network
from locations.models import Location, Organisation
from locations.ownership.forms import (
    choose_among_own,
    choose_among_own_pictures,
    choose_the_only_one,
    chooses_anything,
)
from locations.services.completion import complete
from locations.staff.hours_field import HoursField


class LocationForm(PhoneMixin, WagtailAdminModelForm):
    """Checks hours and phone with a sentence, and fills in what follows from the rest."""

    opening_hours = HoursField(label="horaires", required=False)
    emails = LinesField(label="adresses électroniques", each=validate_email)
    websites = LinesField(label="sites internet", each=URLValidator(schemes=["http", "https"]))
    other_labels = LinesField(label="autres labels")
    kinds = LinesField(label="typologie (codes du standard, comme EPN)")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for a town, which Wagtail does without in a draft."""
        super().__init__(*args, **kwargs)
        self.fields["town"].required = True
        self.fields["town"].error_messages["required"] = "Un lieu publié a une commune."
        choose_among_own(self, "operator", "moved_to")
        choose_the_only_one(self, "operator")
        choose_among_own_pictures(self, "photo")

    def clean_operator(self) -> Organisation | None:
        """:raises ValidationError: a partner's place, its drafts included, would be nobody's."""
        operator: Organisation | None = self.cleaned_data["operator"]
        if operator is None and not chooses_anything(self):
            raise ValidationError("Choisissez l'organisation responsable du lieu.")
        return operator

    def clean_opening_hours(self) -> str:
        """Keep what nobody touches as a file wrote it: rewritten, it would pass for an edit, and stop the next file."""
        hours: str = self.cleaned_data["opening_hours"]
        return hours if "opening_hours" in self.changed_data else self.initial.get("opening_hours", "")

    def clean(self) -> dict[str, Any]:
        """End lines as files do, for the same reason; a browser sends them otherwise."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        data.update({name: value.replace("\r\n", "\n") for name, value in data.items() if isinstance(value, str)})
        return data

    def save(self, commit: bool = True) -> Location:
        """Fill in slug, département and search text, then save."""
        if self.instance.pk is None and "network" not in self.fields:
            self.instance.network = Network.PARTNER
        if not self.instance.live and self.instance.first_published_at is None:
            self.instance.slug = ""  # nobody knows the draft's yet: it follows the name and the town
        complete(self.instance)
        location: Location = super().save(commit=commit)
        return location


class OrganisationForm(PhoneMixin, SlugFromNameMixin, WagtailAdminModelForm):
    """Reads a phone number as people write it; its sites are its own to keep, in its space."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer members the pictures of their own organisations as a logo."""
        super().__init__(*args, **kwargs)
        choose_among_own_pictures(self, "logo")
