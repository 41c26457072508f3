"""Days that staff choose on the screens of what is called off."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.widgets import AdminDateInput

YEARS = range(1990, 2100)
"""Those in which something is planned: others are slips of the keyboard."""


class SpanForm(forms.Form):
    """From one day to another, both included; the second may be left empty."""

    du = forms.DateField(label="Du", widget=AdminDateInput)
    au = forms.DateField(label="au", widget=AdminDateInput, required=False)

    def clean_du(self) -> date | None:
        """:raises ValidationError: nothing is in that year."""
        return known_year(self.cleaned_data["du"])

    def clean_au(self) -> date | None:
        """:raises ValidationError: nothing is in that year."""
        return known_year(self.cleaned_data["au"])

    def clean(self) -> dict[str, Any]:
        """Refuse days the wrong way round."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("du") and data.get("au") and data["au"] < data["du"]:
            self.add_error("au", "Le dernier jour est avant le premier.")
        return data


def known_year(day: date | None) -> date | None:
    """:raises ValidationError: nothing is in that year."""
    if day is not None and day.year not in YEARS:
        raise ValidationError(f"Vérifiez l'année : elle va de {YEARS[0]} à {YEARS[-1]}.")
    return day
