"""How staff edit a place."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from wagtail.admin.forms import WagtailAdminModelForm

from core.phones import InvalidPhone, normalise, phone_words
from locations.hours import is_valid
from locations.models import Location
from locations.services.completion import complete


class LinesField(forms.CharField):
    """A list of texts, one a line, each checked by the validators given."""

    def __init__(self, *, each: Any = None, **kwargs: Any) -> None:
        """Take the validator of one line."""
        self.each = each
        kwargs.setdefault("required", False)
        super().__init__(widget=forms.Textarea(attrs={"rows": 2}), help_text="Un par ligne.", **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show the list line by line; what was typed, as it was."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """:raises ValidationError: a line is refused by its validator."""
        lines = [line.strip() for line in (super().clean(value) or "").splitlines() if line.strip()]
        if self.each:
            for line in lines:
                self.each(line)
        return lines

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare texts."""
        return super().has_changed(self.prepare_value(initial), data)


class LocationForm(WagtailAdminModelForm):
    """Checks hours and phone with a sentence, and fills in what follows from the rest."""

    emails = LinesField(label="adresses électroniques", each=validate_email)
    websites = LinesField(label="sites internet", each=URLValidator(schemes=["http", "https"]))
    other_labels = LinesField(label="autres labels")
    kinds = LinesField(label="typologie (codes du standard, comme EPN)")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show the phone number in words."""
        super().__init__(*args, **kwargs)
        if self.initial.get("phone"):
            self.initial["phone"] = phone_words(self.initial["phone"])

    def clean_phone(self) -> str:
        """:raises ValidationError: not a French number."""
        text: str = self.cleaned_data["phone"].strip()
        try:
            return normalise(text) if text else ""
        except InvalidPhone as error:
            raise ValidationError(str(error)) from error

    def clean_opening_hours(self) -> str:
        """:raises ValidationError: the syntax is not understood."""
        text: str = self.cleaned_data["opening_hours"].strip()
        if text and not is_valid(text):
            raise ValidationError(
                "Ces horaires ne sont pas compris. Écrivez par exemple « Mo-Fr 09:00-12:00,14:00-17:30; PH off », "
                "ou mettez votre texte dans « horaires en texte »."
            )
        return text

    def save(self, commit: bool = True) -> Location:
        """Fill in slug, département and search text, then save."""
        complete(self.instance)
        location: Location = super().save(commit=commit)
        return location
