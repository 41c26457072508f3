"""The form where one signs in, in French, whose name may be an electronic address."""

from typing import Any

from django.contrib.auth import get_user_model
from wagtail.admin.forms.auth import LoginForm as WagtailLoginForm


class LoginForm(WagtailLoginForm):
    """Wagtail's, whose own labels are half English."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the fields, and keep telephones from writing a name with a capital."""
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Identifiant ou adresse électronique"
        self.fields["password"].label = "Mot de passe"
        self.fields["username"].widget.attrs |= {
            "placeholder": "", "autocapitalize": "none", "autocomplete": "username", "spellcheck": "false",
        }  # fmt: skip
        self.fields["password"].widget.attrs |= {"placeholder": "", "autocomplete": "current-password"}

    def clean_username(self) -> str:
        """Return an address as accounts of partners keep it, in small letters, unless an account is named otherwise."""
        name: str = self.cleaned_data["username"].strip()
        is_as_kept = "@" not in name or get_user_model()._default_manager.filter(username=name).exists()
        return name if is_as_kept else name.lower()
