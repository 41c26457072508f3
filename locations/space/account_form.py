"""What somebody who was invited tells of themselves: a name, and a password of their own."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class AccountForm(forms.Form):
    """A new account, whose name is the address that was invited."""

    first_name = forms.CharField(
        label=_("Votre prénom"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": _("Écrivez votre prénom.")},
    )
    last_name = forms.CharField(
        label=_("Votre nom"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        error_messages={"required": _("Écrivez votre nom.")},
    )
    password = forms.CharField(
        label=_("Votre mot de passe"),
        strip=False,
        max_length=200,
        help_text=_("15 caractères au moins. Une phrase que vous êtes seul à connaître convient bien."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Choisissez un mot de passe.")},
    )
    again = forms.CharField(
        label=_("Le même mot de passe, encore une fois"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Écrivez une deuxième fois votre mot de passe.")},
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        """Know whose account it becomes: a password must not look like its name."""
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        """Hold the password to the site's rules, and to what was typed twice."""
        data = self.cleaned_data
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("Les deux mots de passe ne sont pas les mêmes."))
        if data.get("password"):
            names = {name: data.get(name, "") for name in ("first_name", "last_name")}
            try:
                validate_password(data["password"], get_user_model()(username=self.email, email=self.email, **names))
            except ValidationError as error:
                self.add_error("password", error)
        return data
