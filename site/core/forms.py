"""What forms share: the admin's, and the public's."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from core.phones import InvalidPhone, normalise, phone_words


class SlugFromNameMixin(forms.Form):
    """For a model form with `name` and a unique `slug`: who leaves the slug empty gets one, and keeps it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for nothing."""
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:  # not everybody may write it
            slug = self.fields["slug"]
            slug.required = False
            slug.help_text = "Vide : d'après le nom. Les adresses du site en dépendent : ne le changez plus."

    def clean(self) -> dict[str, Any]:
        """Fill in the slug."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "slug" in data and not data["slug"]:
            instance: Any = self.instance  # type: ignore[attr-defined]  # of the model form that this is mixed into
            data["slug"] = instance.slug or free_slug(type(instance), data.get("name", ""))
        return data


class PhoneMixin(forms.Form):
    """For a model form with a `phone`, kept as +33… and shown as people write it."""

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


class TrapMixin(forms.Form):
    """For a public form: a field for robots, shown by `components/trap.html`, which people do not see."""

    second_address = forms.CharField(
        label=_("Laissez ce champ vide"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    @property
    def is_from_a_robot(self) -> bool:
        """Whether the field that nobody sees was filled."""
        return bool(self.cleaned_data.get("second_address"))


class LinesField(forms.CharField):
    """A list of texts, one a line, each checked by the validator given."""

    def __init__(self, *, each: Any = None, **kwargs: Any) -> None:
        """Take the validator of one line."""
        self.each = each
        kwargs = {"required": False, "help_text": "Un par ligne.", **kwargs}
        super().__init__(widget=forms.Textarea(attrs={"rows": 2}), **kwargs)

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


def free_slug(model: Any, name: str) -> str:
    """Return a slug made of the name that no other row has: `-2` and so on where it is taken."""
    longest = model._meta.get_field("slug").max_length - len("-999")
    stem = slugify(name)[:longest].strip("-") or model._meta.model_name
    taken = set(model._default_manager.filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug
