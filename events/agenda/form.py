"""The form in which the agenda's filters are chosen."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.agenda.filters import Filters

Pairs = Sequence[tuple[str, str]]
"""Values with their words."""


class FilterForm(forms.Form):
    """The same parameters to choose from, under the same names. It only shows: `read_filters` reads."""

    use_required_attribute = False

    # "Required" spares each label the word "facultatif": in a list of filters everything is.
    du = forms.DateField(label=gettext_lazy("À partir du"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    au = forms.DateField(label=gettext_lazy("Jusqu'au"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    type = forms.MultipleChoiceField(label=gettext_lazy("Quoi"), widget=forms.CheckboxSelectMultiple)
    lieu = forms.ChoiceField(label=gettext_lazy("Lieu"))
    partenaire = forms.ChoiceField(label=gettext_lazy("Organisé par"))
    departement = forms.ChoiceField(label=gettext_lazy("Département"))

    def __init__(self, filters: Filters, *, kinds: Pairs, places: Pairs, partners: Pairs, departements: Pairs) -> None:
        """Offer these, with those of the filters chosen."""
        where = filters.where
        super().__init__(
            auto_id="filtre-%s",
            initial={
                "du": filters.first,
                "au": filters.last,
                "type": where.type,
                "lieu": "".join(where.lieu[:1]),
                "partenaire": "".join(where.partenaire[:1]),
                "departement": "".join(where.departement[:1]),
            },
        )
        for name, offered in (
            ("type", kinds),
            ("lieu", [("", _("Tous les lieux")), *places]),
            ("partenaire", [("", _("Tous")), *partners]),
            ("departement", [("", _("Tous")), *departements]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 (for the type checker)
            field.choices = list(offered)
