"""What the editing screen says back: the rule in words, the next dates, what is left out, what is wrong."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from core.recurrence.rule import InvalidRule
from core.repetition import NEXT, Said, holiday_words, refusals, school_words
from events import schedule
from events.editing.exceptions import exception_words
from events.editing.listing import next_lines
from events.event import page as event_page

if TYPE_CHECKING:  # the page shows these
    from events.editing.schedule_form import ScheduleFormMixin
    from events.models import EventException, EventPage


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
        school_words=school_words(event.school_zone) if its_rule else "",
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
