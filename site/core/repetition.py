"""What an editing screen says back of what repeats, whatever it is: its rule, its next dates, what is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.forms.widgets import Script
from wagtail.admin.panels import Panel

from core.choices import ExceptionKind
from core.dates import day_words, time_words
from core.holidays import UnknownSchoolZone, school_calendar_words

EXCLUDED = "excluded"
NEXT = 10
"""How many dates are said back, and how many sentences of what is wrong."""


@dataclass(frozen=True, slots=True)
class Line:
    """
    One date. `day` (ISO) is the one that exceptions name it by; `kind` is an `ExceptionKind`, `excluded` or nothing.

    `starts` is naive and local.
    """

    starts: datetime
    day: str
    day_words: str
    time_words: str
    kind: str
    state_words: str
    note: str

    @property
    def takes_place(self) -> bool:
        """Whether anything happens that day."""
        return self.kind not in (ExceptionKind.CANCELLED, EXCLUDED)


@dataclass(frozen=True, slots=True)
class Said:
    """Everything in sentences; `orphans` is what exceptions that no longer fit would still say."""

    rule_words: str = ""
    repeats: bool = False
    lines: list[Line] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    school_words: str = ""
    refusals: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    can_shift: bool = False
    remarks: list[str] = field(default_factory=list)


def excluded(start: datetime, why: str, *, all_day: bool = False) -> Line:
    """Return the line of a date (naive, local) that the rule gives and that is left out."""
    day: date = start.date()
    return Line(
        starts=start,
        day=day.isoformat(),
        day_words=day_words(day),
        time_words="" if all_day else time_words(start),
        kind=EXCLUDED,
        state_words=f"Laissée de côté : {why}" if why else "Laissée de côté",
        note="",
    )


def holiday_words(found: Iterable[Line]) -> list[str]:
    """Return the dates left out, each with its reason: "mercredi 11 novembre 2026 (Armistice de 1918)"."""
    said = []
    for line in found:
        if line.kind == EXCLUDED:
            why = line.state_words.partition(" : ")[2]
            said.append(f"{line.day_words} ({why})" if why else line.day_words)
    return said


def refusals(form: Any) -> list[str]:
    """Return what is wrong with the fields that say when, in their order, then with the rows of dates that differ."""
    names = [name for name in form.fields if name in form.errors and name not in ("unfit", "__all__")]
    said = [f"{form.fields[name].label} : {sentence}" for name in names for sentence in form.errors[name]]
    formset = form.formsets.get("exceptions")
    if formset is not None:
        said += [sentence for row in formset.forms for errors in row.errors.values() for sentence in errors]
        said += list(formset.non_form_errors())
    return [str(sentence) for sentence in said[:NEXT]]


def school_words(zone: str) -> str:
    """Return until when the school holidays that are left out are known."""
    if not zone:
        return ""
    try:
        return school_calendar_words(zone)
    except UnknownSchoolZone:
        return "Les vacances scolaires de cette zone ne sont pas connues : aucune date n'est laissée de côté."


class RepetitionPanel(Panel):
    """Says the rule back with its next dates: as one edits, or once it is saved or refused."""

    class BoundPanel(Panel.BoundPanel):
        """Bound to one thing that repeats; `said` and `live_url` are for who has the panel."""

        template_name = "core/admin/repetition_panel.html"

        class Media:
            """The element that asks for the words."""

            js = (Script("js/repetition-dates.js", type="module"),)
            css = {"all": ("css/admin-agenda.css",)}

        def said(self) -> Said:
            """Say what the form holds."""
            raise NotImplementedError

        def live_url(self) -> str:
            """Where the fields are read as one types."""
            raise NotImplementedError

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Say what the form holds, and ask what becomes of dates that no longer fit, where the form does."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            asks = "unfit" in self.form.fields
            return context | {
                "said": self.said(),
                "unfit": self.form["unfit"] if asks else None,
                "chosen": self.form.data.get("unfit", "") if asks else "",
                "live_url": self.live_url(),
            }
