"""What the public sends about places."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from core.forms import TrapMixin
from core.phones import InvalidPhone, normalise
from locations.choices import ReportKind

MOST_WORDS = 500


class ReportForm(TrapMixin, forms.Form):
    """What is wrong about a place, and how to answer the person, if they wish."""

    kind = forms.ChoiceField(
        label=_("Qu'est-ce qui ne va pas\u00a0?"),
        choices=ReportKind.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez ce qui ne va pas."),
            "invalid_choice": _("Choisissez ce qui ne va pas dans la liste."),
        },
    )
    words = forms.CharField(
        label=_("Ce qu'il faut corriger"),
        required=False,
        help_text=_(
            "Par exemple : « Fermé le lundi depuis septembre. » N'écrivez pas votre nom, ni rien sur la santé ou "
            "l'argent d'une personne."
        ),
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": MOST_WORDS}),
    )
    contact = forms.CharField(
        label=_("Votre téléphone ou votre adresse électronique"),
        required=False,
        max_length=254,
        help_text=_("Seulement si vous voulez une réponse."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_words(self) -> str:
        """Return the text with plain line ends, which is how browsers count its characters."""
        words: str = self.cleaned_data["words"].replace("\r\n", "\n")
        if len(words) > MOST_WORDS:
            told = {"count": len(words), "most": MOST_WORDS}
            raise ValidationError(_("Votre texte a %(count)s caractères, %(most)s au plus."), params=told)
        return words

    def clean_contact(self) -> str:
        """:raises ValidationError: neither a number nor an electronic address."""
        typed: str = self.cleaned_data["contact"]
        if not typed:
            return ""
        try:
            if "@" not in typed:
                return normalise(typed)
            validate_email(typed)
        except (InvalidPhone, ValidationError) as error:
            raise ValidationError(
                _("Écrivez un numéro (06 12 34 56 78), une adresse (nom@exemple.fr), ou rien.")
            ) from error
        return typed

    def clean(self) -> dict[str, Any]:
        """Ask for words where the choice alone tells staff nothing."""
        data = self.cleaned_data
        if data.get("kind") not in {None, ReportKind.CLOSED} and not data.get("words") and "words" not in self.errors:
            self.add_error("words", _("Écrivez en quelques mots ce qu'il faut corriger."))
        return data


class SendForm(TrapMixin, forms.Form):
    """Where to send the list."""

    email = forms.EmailField(
        label=_("Votre adresse électronique"),
        max_length=254,
        help_text=_("Par exemple : nom@exemple.fr."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Écrivez votre adresse électronique."),
            "invalid": _("Cette adresse n'est pas complète. Par exemple : nom@exemple.fr."),
        },
    )
