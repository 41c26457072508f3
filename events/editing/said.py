"""What the editing screen says back: the rule in words, the next dates, what is left out, what is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from core.holidays import UnknownSchoolZone, school_calendar_words
from core.recurrence.rule import InvalidRule
from events import schedule
from events.editing.exceptions import exception_words
from events.editing.listing import Line, holiday_words, next_lines
from events.event import page as event_page

if TYPE_CHECKING:  # the page shows these
    from events.editing.schedule_form import ScheduleFormMixin
    from events.models import EventException, EventPage

NEXT = 10


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


def said_of_event(event: "EventPage", exceptions: Iterable["EventException"], *, now: datetime) -> Said:
    """Say what this row says, whether it is published or not."""
    if getattr(event, "first_day", None) is None:  # an event that is being made
        return Said()
    try:
        its_rule = schedule.rule(event)
        found = next_lines(event, exceptions, now=now, limit=NEXT)
    except InvalidRule as refusal:
        return Said(refusals=[str(refusal)])
    return Said(
        rule_words=event_page.repeats_words(event),
        repeats=its_rule is not None,
        lines=found,
        left_out=holiday_words(found),
        school_words=school_words(event) if its_rule else "",
    )


def said_of_form(form: "ScheduleFormMixin", *, now: datetime) -> Said:
    """Say what was typed, or what is stored where nothing was; what is wrong comes in sentences, at most a few."""
    if not form.is_bound:
        return said_of_event(form.instance, form.exceptions_now(), now=now)
    wrong = refusals(form)
    orphans = [exception_words(one) for one in form.orphans]
    if wrong or not form.cleaned_data.get("first_day"):
        return Said(refusals=wrong, orphans=orphans, can_shift=bool(form.shifts))
    said = said_of_event(form.instance, form.exceptions_now(), now=now)
    return replace(said, orphans=orphans, can_shift=bool(form.shifts))


def refusals(form: "ScheduleFormMixin") -> list[str]:
    """Return what is wrong with the fields that say when, in their order, then with the rows."""
    names = [name for name in form.fields if name in form.errors and name not in ("unfit", "__all__")]
    said = [f"{form.fields[name].label} : {sentence}" for name in names for sentence in form.errors[name]]
    formset = form.formsets.get("exceptions")
    if formset is not None:
        said += [sentence for row in formset.forms for errors in row.errors.values() for sentence in errors]
        said += list(formset.non_form_errors())
    return [str(sentence) for sentence in said[:NEXT]]


def school_words(event: "EventPage") -> str:
    """Return until when the school holidays that are left out are known."""
    if not event.school_zone:
        return ""
    try:
        return school_calendar_words(event.school_zone)
    except UnknownSchoolZone:
        return "Les vacances scolaires de cette zone ne sont pas connues : aucune date n'est laissée de côté."
