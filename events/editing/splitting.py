"""
From a date on, another hour or another place: one series becomes two, which both keep their past.

RFC 5545's own way (RANGE=THISANDFUTURE) is followed by no program alike: two UIDs are (each is told on its own).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from wagtail.models import Page

from core.dates import day_words
from core.recurrence.expand import StartInClockChange, check_clock_changes, occurrences
from core.recurrence.fields import recurrence_from_rule
from core.recurrence.rule import InvalidRule, Rule
from events import schedule
from events.editing.publishing import Refused, Then, locked_event, save
from events.editing.schedule_form import CLOCKS_CHECKED
from events.models import EventPage
from locations.models import Commune, Location


@dataclass(frozen=True, slots=True)
class Split:
    """What is different from this day on; hours are None where the event lasts whole days."""

    day: date
    start_time: time | None = None
    end_time: time | None = None
    location: Location | None = None
    address: str = ""
    commune: Commune | None = None


@transaction.atomic
def split(pk: int, asked: Split, *, user: Any, base: str, then: Then) -> EventPage:
    """
    Part the series in two, and return the new event, which goes on from that day.

    The old one ends the day before; a number of times is shared out; exceptions from that day on move over. Both are
    published, or both wait.

    :raises ChangedMeanwhile: somebody else saved the page since the person saw it (`publishing.base_of`).
    :raises Refused: the day is no date of the rule, or its first one; the person may add no event; it is locked.
    """
    event = locked_event(pk, user=user, base=base)
    parent = event.get_parent().specific
    if not parent.permissions_for_user(user).can_add_subpage():
        raise Refused("Vous ne pouvez pas ajouter d'événement à l'agenda.")
    old: EventPage = event.get_latest_revision_as_object()
    before, after = parted(old, asked.day)
    new = continuation(old, asked, after, slug=free_slug(parent, event.slug), user=user)
    old.recurrence = recurrence_from_rule(before, old.tz)
    old.exceptions.remove(*[one for one in old.exceptions.all() if one.original_day >= asked.day])
    save(old, user=user, then=then)
    save(new, user=user, then=then)
    return new


def parted(event: EventPage, day: date) -> tuple[Rule, Rule]:
    """
    Return the rule until that day, and the rule from it on.

    :raises Refused: there is nothing to part.
    """
    try:
        rule = schedule.rule(event)
        if rule is None:
            raise Refused("Cet événement ne se répète pas : changez-le lui-même.")
        until = datetime.combine(day, time(23, 59))
        days = [start.date() for start in occurrences(rule, first=schedule.first_start(event), until=until)]
    except InvalidRule as error:
        raise Refused(str(error)) from error
    if day not in days:
        raise Refused(f"La répétition ne donne aucune date {day_words(day)}.")
    if day == days[0]:
        raise Refused("C'est la première date : changez plutôt l'événement lui-même.")
    if rule.count is not None:
        return replace(rule, count=len(days) - 1), replace(rule, count=rule.count - len(days) + 1)
    return replace(rule, until=day - timedelta(days=1)), rule


def continuation(old: EventPage, asked: Split, rule: Rule, *, slug: str, user: Any) -> EventPage:
    """
    Return the latest draft of a new page, not live, that goes on from that day: all else is as in the old one.

    :raises Refused: an hour falls in the night of a clock change.
    """
    old._state.adding = False  # what comes out of a revision does not know that it is stored
    copied = old.copy(update_attrs={"slug": slug}, copy_revisions=False, keep_live=False, user=user)
    new: EventPage = copied.get_latest_revision_as_object()
    new.follows_id = old.pk
    new.first_day = asked.day
    new.last_day = asked.day + (old.last_day - old.first_day) if old.last_day else None
    new.recurrence = recurrence_from_rule(rule, new.tz)
    if not new.all_day:
        new.start_time, new.end_time = asked.start_time, asked.end_time
    new.location, new.address, new.commune = asked.location, asked.address, asked.commune
    new.exceptions.remove(*[one for one in new.exceptions.all() if one.original_day < asked.day])
    check_hours(new, rule)
    return new


def check_hours(event: EventPage, rule: Rule) -> None:
    """:raises Refused: an hour falls in the night of a clock change."""
    first = schedule.first_start(event)
    try:
        if not event.all_day:
            check_clock_changes(rule, first, event.tz, first + CLOCKS_CHECKED)
    except StartInClockChange as error:
        raise Refused(str(error)) from error


def free_slug(parent: Page, slug: str) -> str:
    """Return the slug with a number that no page beside it has."""
    taken = set(parent.get_children().filter(slug__startswith=slug).values_list("slug", flat=True))
    number = 2
    while f"{slug}-{number}" in taken:
        number += 1
    return f"{slug}-{number}"
