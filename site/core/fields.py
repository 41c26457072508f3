"""Model fields that the standard libraries lack."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models


class CodesField(models.TextField):  # type: ignore[type-arg]  # Django's fields are generic in the stubs only
    """
    Several codes out of a list, kept as `|a|b|` so that both databases find one with `contains="|a|"`.

    In Python: a list of codes, in the order of the choices. Give `choices` as for a `CharField`.
    """

    def __init__(self, *args: Any, codes: Any = (), **kwargs: Any) -> None:
        """Take the possible codes with their labels (a `TextChoices`' `.choices`)."""
        self.codes = list(codes)
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Leave the codes out of migrations: they are checked in Python, not stored in the schema."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, list(args), dict(kwargs)

    def from_db_value(self, value: str | None, *args: Any) -> list[str]:
        """Split what is stored."""
        return split_codes(value or "")

    def to_python(self, value: Any) -> list[str]:
        """Accept a list, or the stored text (as revisions keep it)."""
        if value is None:
            return []
        return split_codes(value) if isinstance(value, str) else list(value)

    def get_prep_value(self, value: Any) -> str:
        """Join for the database; a text (a lookup's) passes as it is."""
        return value if isinstance(value, str) else join_codes(value or [])

    def value_to_string(self, obj: models.Model) -> str:
        """Serialise for revisions."""
        return join_codes(self.value_from_object(obj) or [])

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Refuse codes that are not in the list."""
        if not value and not self.blank:
            raise ValidationError(self.error_messages["blank"], code="blank")
        unknown = sorted(set(value or []) - {code for code, _ in self.codes})
        if self.codes and unknown:
            raise ValidationError(f"Valeur inconnue : {', '.join(unknown)}.", code="invalid_choice")

    def formfield(self, **kwargs: Any) -> forms.Field:
        """Offer check boxes."""
        return forms.MultipleChoiceField(
            choices=self.codes,
            required=not self.blank,
            label=self.verbose_name,
            help_text=self.help_text,
            widget=forms.CheckboxSelectMultiple,
        )


def split_codes(text: str) -> list[str]:
    """Return the codes of a stored text."""
    return [code for code in text.split("|") if code]


def join_codes(codes: Iterable[str]) -> str:
    """Return the text that is stored: every code between two bars, nothing where there is none."""
    joined = "|".join(codes)
    return f"|{joined}|" if joined else ""
