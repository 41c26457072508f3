"""One date that differs, as it is typed: what may be asked of it, and what it says in words."""

import uuid
from collections.abc import Container, Iterable
from datetime import date, time
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import InlinePanel
from wagtail.admin.panels.base import get_form_for_model

from core.choices import ExceptionKind
from core.dates import day_words, time_words

if TYPE_CHECKING:  # the page imports its form, which imports this
    from events.models import EventException

YEARS = range(1990, 2100)
"""Those in which an event is entered: others are slips of the keyboard."""

MOST_ROWS = 400
"""How many dates of one event may differ: more than eight years of a weekly one."""

NIGHT_ENDS = time(6)
"""An evening may end after midnight; nothing is meant to last from 14:00 to 12:00 on the next day."""


def check_year(day: date | None) -> date | None:
    """:raises ValidationError: no event is in that year."""
    if day is not None and day.year not in YEARS:
        raise ValidationError(f"Vérifiez l'année : elle va de {YEARS[0]} à {YEARS[-1]}.")
    return day


def hours_refusal(start: time | None, end: time | None) -> str:
    """Return what is wrong with these hours, "" where nothing is; an end in the small hours is of the next day."""
    return "Cette date finit avant de commencer." if start and end and NIGHT_ENDS <= end <= start else ""


class ExceptionForm(WagtailAdminModelForm):
    """
    A row of the editing screen.

    It carries its `uid`: a row of a draft has no primary key yet, and would otherwise be taken for another one at
    each save, so that an added date would change its name in people's calendars.
    """

    uid = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, instance: Any = None, **kwargs: Any) -> None:
        """Show the identifier of a row that is there already."""
        super().__init__(*args, instance=instance, **kwargs)
        if instance is not None:
            self.initial["uid"] = instance.uid

    def clean_uid(self) -> uuid.UUID:
        """Keep the identifier of the row."""
        known: uuid.UUID = self.instance.uid
        return known if self.instance.pk else self.cleaned_data["uid"] or known

    def clean_original_day(self) -> date | None:
        """:raises ValidationError: no event is in that year."""
        return check_year(self.cleaned_data["original_day"])

    def clean_new_day(self) -> date | None:
        """:raises ValidationError: no event is in that year."""
        return check_year(self.cleaned_data["new_day"])

    def clean(self) -> dict[str, Any]:
        """Refuse hours the wrong way round, and put what is missing where it is missing."""
        super().clean()
        data: dict[str, Any] = self.cleaned_data
        self.instance.uid = data.get("uid") or self.instance.uid
        start = data.get("new_start_time")
        if wrong := hours_refusal(start, data.get("new_end_time")):
            self.add_error("new_end_time", wrong)
        moved = data.get("kind") == ExceptionKind.MOVED
        if moved and not (data.get("new_day") or start) and not (set(self.errors) & {"new_day", "new_start_time"}):
            self.add_error("new_day", "Donnez la nouvelle date ou la nouvelle heure.")
        return data


class ExceptionsPanel(InlinePanel):
    """The rows, each with its identifier."""

    def get_form_options(self) -> dict[str, Any]:
        """Use our form for each row; the rest as Wagtail has it."""
        options: dict[str, Any] = super().get_form_options()
        rows = options["formsets"][self.relation_name]
        known = getattr(rows.get("form"), "_meta", None)
        rows["form"] = get_form_for_model(
            self.db_field.related_model,
            form_class=ExceptionForm,
            fields=rows["fields"],
            defer_required_on_fields=getattr(known, "defer_required_on_fields", []),
        )
        return options


def refusal(
    exception: "EventException", given: Container[date], *, repeats: bool, left_out: Container[date] = ()
) -> tuple[str, str] | None:
    """
    Return what is wrong with one date that differs (the field and a sentence), None where nothing is.

    `given` are the days that the rule gives, as far as the exception reaches, `left_out` those of them that a holiday
    takes away.
    """
    day = exception.original_day
    if exception.kind == ExceptionKind.ADDED:
        if day in given and day not in left_out and not exception.new_start_time:
            return "original_day", f"Il y a déjà une date {day_words(day)}."
        return None
    if not repeats:
        return (
            "kind",
            "Cet événement ne se répète pas : changez sa date ou son état plus haut, ou ajoutez une date.",
        )
    if day not in given:
        return "original_day", f"La répétition ne donne aucune date {day_words(day)}."
    new_day = exception.new_day
    if exception.kind == ExceptionKind.MOVED and not exception.new_start_time and new_day != day and new_day in given:
        assert new_day is not None  # noqa: S101 (for the type checker: None is in no list of days)
        return "new_day", f"Il y a déjà une date {day_words(new_day)}."
    return None


def fits(exception: "EventException", given: Container[date], *, repeats: bool, left_out: Container[date] = ()) -> bool:
    """Whether the date that differs is (still) one that the rule gives; an added one, one that it does not give."""
    if exception.kind == ExceptionKind.ADDED:
        return refusal(exception, given, repeats=repeats, left_out=left_out) is None
    return repeats and exception.original_day in given


def reach(exceptions: Iterable["EventException"]) -> date | None:
    """Return the last day that these speak of."""
    days = [day for one in exceptions for day in (one.original_day, one.new_day) if day]
    return max(days, default=None)


def exception_words(exception: "EventException") -> str:
    """Return what it says of its date: "mardi 17 mars 2026 : annulée (« La salle est prise. »)"."""
    words = f"{day_words(exception.original_day)} : {_kind_words(exception)}"
    return f"{words} (« {exception.note} »)" if exception.note else words


def _kind_words(exception: "EventException") -> str:
    hour = f" à {time_words(exception.new_start_time)}" if exception.new_start_time else ""
    if exception.kind == ExceptionKind.MOVED:
        return f"déplacée au {day_words(exception.new_day or exception.original_day)}{hour}"
    if exception.kind == ExceptionKind.ADDED:
        return f"ajoutée{hour}"
    return "annulée" if exception.kind == ExceptionKind.CANCELLED else "note"
