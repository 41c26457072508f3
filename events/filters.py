"""What an address of the agenda or of a feed asks for. A repeated parameter means OR, different ones AND."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.models import Activity
from events import choices
from locations.models import Location, Organisation

MAX_VALUES = 20
MAX_LENGTH = 255
Pairs = Sequence[tuple[str, str]]
"""Values with their words."""

DEPARTEMENT = re.compile(r"\d{2}|2[AB]|9[78]\d")


@dataclass(frozen=True, slots=True)
class Filters:
    """
    What is asked for; nothing asked is everything.

    `places` and `partners` are slugs, `kinds` event kinds or activities' slugs, `first` and `last` local days (both
    included). Values that nothing has are kept, and match nothing; `remarks` says so in sentences.
    """

    kinds: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    departements: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    remarks: tuple[str, ...] = ()

    @property
    def any_asked(self) -> bool:
        """Whether anything at all is filtered."""
        return self != Filters(remarks=self.remarks)

    def without_dates(self) -> "Filters":
        """Return the same, for any day: what a feed can follow."""
        return replace(self, first=None, last=None)

    def pairs(self) -> list[tuple[str, str]]:
        """Return the parameters in one order, whatever the order they came in."""
        found = [("du", self.first.isoformat())] if self.first else []
        found += [("au", self.last.isoformat())] if self.last else []
        for name, values in (
            ("type", self.kinds),
            ("lieu", self.places),
            ("partenaire", self.partners),
            ("departement", self.departements),
        ):
            found += [(name, value) for value in values]
        return found

    def query(self, **more: str) -> str:
        """Return the query string with its question mark, "" where nothing is asked."""
        encoded = urlencode([*self.pairs(), *((name, value) for name, value in more.items() if value)])
        return f"?{encoded}" if encoded else ""


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
        """Offer these (value, words), with those of the filters chosen."""
        super().__init__(
            auto_id="filtre-%s",
            initial={
                "du": filters.first,
                "au": filters.last,
                "type": filters.kinds,
                "lieu": filters.places[:1],
                "partenaire": filters.partners[:1],
                "departement": filters.departements[:1],
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


def read_filters(params: QueryDict, *, checked: bool = True) -> Filters:
    """
    Read the parameters; a date that is none is left out, a value that nothing has is kept, and matches nothing.

    `checked` looks up what is named, to remark on it: pages do, feeds have nobody to tell.
    """
    remarks: list[str] = []
    first, last = read_day(params, "du", remarks), read_day(params, "au", remarks)
    if first and last and last < first:
        remarks.append(_("La date de fin est avant la date de début : nous les avons échangées."))
        first, last = last, first
    filters = Filters(
        kinds=values(params, "type"),
        places=values(params, "lieu"),
        partners=values(params, "partenaire"),
        departements=tuple(code.upper() for code in values(params, "departement")),
        first=first,
        last=last,
    )
    if checked:
        remarks += unknown_values(filters)
    return replace(filters, remarks=tuple(remarks))


def unknown_values(filters: Filters) -> list[str]:
    """Return a sentence for each value that nothing has."""
    activities = [kind for kind in filters.kinds if kind not in choices.EventKind.values]
    found = []
    for model, slugs, sentence in (
        (Activity, activities, _("Nous ne connaissons pas le type « %s ».")),
        (Location, filters.places, _("Nous ne connaissons pas le lieu « %s ».")),
        (Organisation, filters.partners, _("Nous ne connaissons pas le partenaire « %s ».")),
    ):
        known = set(model._default_manager.filter(slug__in=slugs).values_list("slug", flat=True)) if slugs else set()
        found += [sentence % slug for slug in slugs if slug not in known]
    return found + [
        _("« %s » n'est pas un numéro de département.") % code
        for code in filters.departements
        if not DEPARTEMENT.fullmatch(code)
    ]


def values(params: QueryDict, name: str) -> tuple[str, ...]:
    """Return the parameter's values, sorted, without repeats, and none longer or more than makes sense."""
    given: Sequence[str] = params.getlist(name)
    cleaned = {"".join(char for char in value if char.isprintable()).strip()[:MAX_LENGTH] for value in given}
    return tuple(sorted(cleaned - {""}))[:MAX_VALUES]


def read_day(params: QueryDict, name: str, remarks: list[str]) -> date | None:
    """Return the ISO date of this parameter, or remark that it is none."""
    text = "".join(values(params, name)[:1])
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        remarks.append(_("« %s » n'est pas une date : écrivez-la comme 2026-03-03.") % text[:40])
        return None
