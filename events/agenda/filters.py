"""What an address of the agenda or of a feed asks for: what a session's may, events' kinds, and days."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.selectors import Asked, in_words
from booking.selectors import Filters as Where
from core.dates import day_words
from events import choices

Pairs = Sequence[tuple[str, str]]
"""Values with their words."""


@dataclass(frozen=True, slots=True)
class Filters:
    """
    What is asked for; nothing asked is everything.

    `where` is what sessions are asked by too (its `type` may also be an event's kind), `first` and `last` are local
    days, both included. A value that nothing is named by matches nothing; `remarks` says so in sentences.
    """

    where: Where = field(default_factory=Where)
    first: date | None = None
    last: date | None = None
    remarks: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is asked."""
        return bool(self.where or self.first or self.last)

    def without_days(self) -> "Filters":
        """Return the same for any day: what a calendar can follow."""
        return replace(self, first=None, last=None)

    def query(self, **more: str) -> str:
        """Return the query string with its question mark, in one order; "" where nothing is asked."""
        pairs = [("du", self.first.isoformat())] if self.first else []
        pairs += [("au", self.last.isoformat())] if self.last else []
        encoded = urlencode([*pairs, *self.where.query(), *((name, value) for name, value in more.items() if value)])
        return f"?{encoded}" if encoded else ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """One filter in words, and what is asked without it."""

    words: str
    left: Filters


def read_filters(params: QueryDict) -> Filters:
    """Read the parameters; a date that is none is left out, and remarked on."""
    remarks: list[str] = []
    first, last = read_day(params, "du", remarks), read_day(params, "au", remarks)
    if first and last and last < first:
        remarks.append(_("La date de fin est avant la date de début : nous les avons échangées."))
        first, last = last, first
    return Filters(Where.from_query(params), first, last, tuple(remarks))


def read_day(params: QueryDict, name: str, remarks: list[str]) -> date | None:
    """Return the ISO date of this parameter, or remark that it is none."""
    text = params.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        remarks.append(_("«\u00a0%s\u00a0» n'est pas une date\u00a0: écrivez-la comme 2026-03-03.") % text[:40])
        return None


def named(filters: Filters) -> list[Asked]:
    """Return what is asked by name, in words; they are empty for a value that nothing is named by."""
    kinds = dict(choices.EventKind.choices)
    return [
        replace(one, words=one.words or str(kinds.get(one.value, ""))) if one.name == "type" else one
        for one in in_words(filters.where)
    ]


def chosen(filters: Filters, asked: list[Asked]) -> list[Chosen]:
    """Return each filter in force, with what is left without it."""
    found = []
    for one in asked:
        others = tuple(value for value in getattr(filters.where, one.name) if value != one.value)
        without: dict[str, Any] = {one.name: others}
        found.append(Chosen(one.words or one.value, replace(filters, where=replace(filters.where, **without))))
    if filters.first:
        words = _("à partir du %s") % day_words(filters.first, weekday=False)
        found.append(Chosen(words, replace(filters, first=None)))
    if filters.last:
        words = _("jusqu'au %s") % day_words(filters.last, weekday=False)
        found.append(Chosen(words, replace(filters, last=None)))
    return found


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
