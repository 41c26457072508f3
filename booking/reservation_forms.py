"""What people type about a booking they have: its code, their contact, how many they will be."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.tickets import people_words
from core.codes import normalise_code
from core.phones import InvalidPhone, normalise


class ContactForm(forms.Form):
    """The contact that was given when booking, in any usual writing."""

    contact = forms.CharField(
        label=_("Votre téléphone ou votre adresse électronique"),
        max_length=254,
        help_text=_("Celui que vous avez donné en réservant"),
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none"}),
        error_messages={
            "required": _("Écrivez votre téléphone ou votre adresse électronique."),
            "max_length": _("C'est trop long."),
        },
    )

    use_required_attribute = False  # our own sentences, in French whatever the browser speaks

    def clean_contact(self) -> str:
        """Return a phone in the form that is stored, or a mail address; anything else matches nobody."""
        typed: str = self.cleaned_data["contact"].strip()
        if "@" in typed:
            return typed.lower()
        try:
            return normalise(typed)
        except InvalidPhone:
            return ""


class CodeForm(ContactForm):
    """The code on the ticket, and the contact that was given: both, since a code may be overheard."""

    code = forms.CharField(
        label=_("Votre code"),
        max_length=40,
        help_text=_("8 lettres et chiffres, par exemple K7MP\u00a0XRTW"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Écrivez votre code."), "max_length": _("Un code a 8 lettres et chiffres.")},
    )

    field_order = ("code", "contact")

    def clean_code(self) -> str:
        """Understand it with spaces, dashes or small letters."""
        return normalise_code(self.cleaned_data["code"])


class PartyForm(forms.Form):
    """How many people come."""

    party_size = forms.ChoiceField(label=_("Combien serez-vous ?"))

    use_required_attribute = False

    def __init__(self, *args: Any, limit: int, **kwargs: Any) -> None:
        """Offer as many people as one booking may hold; `limit` is at least what it holds now."""
        super().__init__(*args, **kwargs)
        field = self.fields["party_size"]
        field.choices = [(str(size), people_words(size)) for size in range(1, limit + 1)]  # type: ignore[attr-defined]  # a ChoiceField, which `fields` does not say
        field.error_messages["required"] = field.error_messages["invalid_choice"] = _(
            "Choisissez un nombre de la liste. Pour un groupe plus grand, appelez-nous."
        )
