"""What a person sends to the network."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import TrapMixin
from core.phones import InvalidPhone, normalise


class ContactForm(TrapMixin, forms.Form):
    """A message "pour travailler ensemble": a name, one way to answer, and what it is about."""

    name = forms.CharField(
        label=_("Votre nom"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Écrivez votre nom.")},
    )
    email = forms.EmailField(
        label=_("Votre adresse électronique"),
        required=False,
        max_length=254,
        help_text=_("Ou un téléphone, ci-dessous. Par exemple : nom@exemple.fr."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Cette adresse n'est pas complète. Par exemple : nom@exemple.fr.")},
    )
    phone = forms.CharField(
        label=_("Votre téléphone"),
        required=False,
        max_length=30,
        help_text=_("Par exemple : 06 12 34 56 78."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    organisation = forms.CharField(
        label=_("Votre organisation"),
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    message = forms.CharField(
        label=_("Votre message"),
        max_length=5000,
        help_text=_("Ne donnez pas d'information sur la santé ni sur l'argent d'une personne que vous aidez."),
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Écrivez votre message.")},
    )

    def clean_phone(self) -> str:
        """Return the number in its international form."""
        typed = self.cleaned_data["phone"]
        try:
            return normalise(typed) if typed else ""
        except InvalidPhone as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        """Ask for one way to answer."""
        data = self.cleaned_data
        unreachable = not data.get("email") and not data.get("phone")
        if unreachable and not {"email", "phone"} & set(self.errors):
            self.add_error("email", _("Donnez une adresse électronique ou un téléphone : nous pourrons vous répondre."))
        return data
