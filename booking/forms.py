"""What people type to book."""

import re
import secrets
import unicodedata
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from booking.choices import Need
from booking.services.booking import Person
from core.forms import TrapMixin
from core.ical.text import mail_uri
from core.phones import InvalidPhone, normalise

BY_PHONE = _("Donnez un téléphone : c'est à ce numéro que nous vous appelons.")
FOLDED = ("last_name", "needs", "companions")
KEY = re.compile(r"[A-Za-z0-9_.-]{8,64}")


def new_key() -> str:
    """Return a key for one showing of the form: sent twice, it books once."""
    return secrets.token_urlsafe(24)


class ContactFields(forms.Form):
    """A phone or a mail address: at least one of the two."""

    phone = forms.CharField(
        label=_("Téléphone"),
        required=False,
        max_length=40,
        help_text=_("Par exemple : 06 12 34 56 78"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    email = forms.EmailField(
        label=_("Adresse électronique"),
        required=False,
        max_length=254,
        help_text=_("Par exemple : nom@exemple.fr"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"}),
        error_messages={
            "invalid": _("Cette adresse n'est pas complète. Elle ressemble à nom@exemple.fr."),
            "max_length": _("Cette adresse est trop longue."),
        },
    )

    use_required_attribute = False  # our own sentences, in French whatever the browser speaks

    def clean_phone(self) -> str:
        """Accept any usual writing."""
        typed = self.cleaned_data["phone"]
        if not typed:
            return ""
        try:
            return normalise(typed)
        except InvalidPhone as error:
            raise forms.ValidationError(str(error), code="invalid") from error

    def clean_email(self) -> str:
        """Compare without capitals; what no invitation can be addressed to ("a b"@…, a@[127.0.0.1]) is no address."""
        email: str = self.cleaned_data["email"].lower()
        if email and not mail_uri(email):
            raise forms.ValidationError(self.fields["email"].error_messages["invalid"], code="invalid")
        return email

    def clean(self) -> dict[str, Any]:
        """Ask for one contact."""
        cleaned = self.cleaned_data
        if not self.errors.keys() & {"phone", "email"} and not cleaned.get("phone") and not cleaned.get("email"):
            self.add_error("phone", _("Donnez un téléphone ou une adresse électronique : un des deux suffit."))
        return cleaned


class BookingForm(TrapMixin, ContactFields):
    """Who comes, how to reach them, how many; and, for who wants to say more, a name, needs, who comes too."""

    first_name = forms.CharField(
        label=_("Prénom"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": _("Donnez votre prénom."), "max_length": _("60 lettres au plus.")},
    )
    contact_is_helper = forms.BooleanField(
        label=_("Ce contact est celui d'une personne qui m'aide"),
        required=False,
    )
    party_size = forms.ChoiceField(label=_("Combien de personnes viennent ?"), required=False)
    last_name = forms.CharField(
        label=_("Nom"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        error_messages={"max_length": _("80 lettres au plus.")},
    )
    needs = forms.MultipleChoiceField(
        label=_("Ce que nous préparons pour vous"),
        required=False,
        choices=Need.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choisissez dans la liste.")},
    )
    companions = forms.CharField(
        label=_("Qui vient avec vous ?"),
        required=False,
        max_length=500,
        help_text=_("Les prénoms suffisent. N'écrivez ni mot de passe, ni information de santé."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": _("500 lettres au plus.")},
    )
    idempotency_key = forms.Field(required=False, widget=forms.HiddenInput)

    field_order = ("first_name", "phone", "email", "contact_is_helper", "party_size", "last_name", "needs")

    def __init__(self, *args: Any, party_limit: int, by_phone: bool = False, **kwargs: Any) -> None:
        """Offer as many people as one booking may hold; `by_phone`: it takes place on the phone, so ask for one."""
        super().__init__(*args, **kwargs)
        self.party_limit, self.by_phone = party_limit, by_phone
        sizes = [
            (str(size), ngettext("%(size)s personne", "%(size)s personnes", size) % {"size": size})
            for size in range(1, party_limit + 1)
        ]
        field = self.fields["party_size"]
        field.choices = sizes  # type: ignore[attr-defined]  # a ChoiceField, which `fields` does not say
        field.error_messages["invalid_choice"] = ngettext(
            "Une réservation est pour une seule personne. Pour un groupe, appelez-nous.",
            "Une réservation est pour 1 à %(limit)s personnes. Pour un groupe, appelez-nous.",
            party_limit,
        ) % {"limit": party_limit}
        if by_phone:
            self.fields["phone"].required = True
            self.fields["phone"].error_messages["required"] = BY_PHONE

    def clean_first_name(self) -> str:
        """Refuse what names nobody."""
        name = one_line(self.cleaned_data["first_name"])
        if not name:
            raise forms.ValidationError(self.fields["first_name"].error_messages["required"], code="required")
        return name

    def clean_last_name(self) -> str:
        """Keep it on one line."""
        return one_line(self.cleaned_data["last_name"])

    def clean_party_size(self) -> int:
        """Count one person where nothing is said."""
        return int(self.cleaned_data["party_size"] or 1)

    def clean_companions(self) -> str:
        """Keep the lines, and refuse names that nobody counted: they would come to find no place."""
        lines = [one_line(line) for line in self.cleaned_data["companions"].splitlines()]
        names = "\n".join(line for line in lines if line)
        if names and self.cleaned_data.get("party_size") == 1:
            raise forms.ValidationError(_("Quelqu'un vient avec vous : comptez-le aussi dans le nombre de personnes."))
        return names

    def clean_idempotency_key(self) -> str:
        """Take any key that a form of ours may have made; without one, this sending stands alone."""
        key = str(self.cleaned_data["idempotency_key"] or "")
        return key if KEY.fullmatch(key) else new_key()

    def renew_key(self) -> None:
        """Show the form with a new key, everything else as typed."""
        data = QueryDict(mutable=True)
        for name in self.data:
            # A `QueryDict`, which `data` does not say: some boxes are ticked together.
            data.setlist(name, self.data.getlist(name))  # type: ignore[attr-defined]
        data["idempotency_key"] = new_key()
        self.data = data

    @property
    def says_more(self) -> bool:
        """Whether something stands in what is folded away: it is then shown open."""
        return any(self[name].value() or self[name].errors for name in FOLDED)

    @property
    def person(self) -> Person:
        """Who comes, once the form is valid."""
        return Person(
            first_name=self.cleaned_data["first_name"],
            last_name=self.cleaned_data["last_name"],
            phone=self.cleaned_data["phone"],
            email=self.cleaned_data["email"],
            contact_is_helper=self.cleaned_data["contact_is_helper"],
            needs=tuple(self.cleaned_data["needs"]),
            companions=self.cleaned_data["companions"],
        )


def one_line(text: str) -> str:
    """Return a text without what does not print (line breaks, marks of direction), its spaces single."""
    printable = "".join(" " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign for sign in text)
    return " ".join("".join(sign for sign in printable if sign not in _DIRECTIONS).split())


_DIRECTIONS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
