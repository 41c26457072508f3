"""
Partners' calendars as time passes: asked for about each hour, read apart, written where they differ.

Whatever goes wrong, the last good copy stays; too great a loss is held until somebody decides (`external.held`).
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction
from django.db.models import F, Q, QuerySet

from core.forgetting import Rule
from core.ical.reading import UnreadableFile
from events.choices import CalendarState
from events.external.asking import Given, NotGiven, ask
from events.external.row import READ_BY_ITSELF, claim, due, failed, heard, note, success
from events.external.taking import Taken, digest_of, take
from events.external.writing import difference, take_in, write
from events.models import ExternalCalendar, ExternalDate, HeldReading
from events.selectors.feeds import FEED_KEEPS

logger = logging.getLogger(__name__)

WHOLE_AGAIN = timedelta(days=7)
"""A calendar that has not changed is read again so often: time goes on, and rules without end give new dates."""

A_ROUND, SECONDS_A_ROUND = 10, 10
"""How many calendars a round begins at most, and until when: mails wait meanwhile."""

NOT_UNDERSTOOD = "Le site n'a pas su lire cet agenda."


class BeingRead(ValueError):
    """Somebody else is reading the calendar; the message is for the person."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a first look at an address gave."""

    given: Given
    taken: Taken


# By itself


def refresh_due(*, now: datetime) -> int:
    """Read the calendars whose time has come, the longest due first, for some seconds; how many that was."""
    began, taken = monotonic(), 0
    waiting = ExternalCalendar.objects.filter(due(now), state__in=READ_BY_ITSELF)
    for calendar in waiting.order_by(F("next_try_at").asc(nulls_first=True), "pk")[:A_ROUND]:
        if monotonic() - began > SECONDS_A_ROUND:
            break
        if claim(calendar, due(now), now=now):
            read(calendar, now=now)
            taken += 1
    return taken


def _out_of_feeds(now: datetime) -> QuerySet[ExternalDate]:
    return ExternalDate.objects.filter(end__lt=now - FEED_KEEPS)


RULES = (Rule("Dates de partenaires passées depuis longtemps", _out_of_feeds),)


# By somebody


def look(calendar: ExternalCalendar, *, now: datetime) -> Looked:
    """
    Read what is at a calendar's address, and write nothing.

    :raises NotGiven: it does not come, or cannot be read; the message is for the person.
    """
    given = ask(calendar.address, now=now)
    if given is None:
        raise NotGiven("Le serveur ne donne pas l'agenda.")
    return Looked(given, taken_from(given.body, calendar, now=now))


@transaction.atomic
def keep_first(calendar: ExternalCalendar, looked: Looked, *, now: datetime) -> None:
    """Keep what a first look gave, as a draft that the public does not see, whatever the calendar was before."""
    HeldReading.objects.filter(calendar=calendar).delete()
    write(calendar, difference(calendar, looked.taken, now=now))
    facts = success(looked.given, looked.taken, now=now)
    note(calendar, **facts, state=CalendarState.DRAFT, tried_at=now, changed_at=now, next_try_at=None)
    calendar.refresh_from_db()


def refresh(calendar: ExternalCalendar, *, now: datetime) -> str:
    """
    Read a calendar now, because somebody asks; return why it could not be, or "".

    :raises BeingRead: it is being read by somebody else.
    """
    if not claim(calendar, Q(), now=now):
        raise BeingRead("Cet agenda est en train d'être lu. Revenez dans une minute.")
    calendar.read_at = None  # whoever asks wants it read, not compared
    read(calendar, now=now)
    calendar.refresh_from_db()
    return calendar.last_error


def publish(calendar: ExternalCalendar, *, now: datetime) -> bool:
    """Show the dates of a calendar that was a draft or paused, and follow it from now on; whether it was one."""
    hidden = ExternalCalendar.objects.filter(pk=calendar.pk, state__in=(CalendarState.DRAFT, CalendarState.PAUSED))
    return bool(hidden.update(state=CalendarState.LIVE, changed_at=now, next_try_at=now, failures=0, last_error=""))


@transaction.atomic
def pause(calendar: ExternalCalendar, *, now: datetime) -> bool:
    """Hide the dates of a calendar, and leave its server alone; whether they were shown."""
    HeldReading.objects.filter(calendar=calendar).delete()
    shown = ExternalCalendar.objects.filter(pk=calendar.pk, state__in=READ_BY_ITSELF)
    # What was held is forgotten: the whole is to be read again.
    return bool(shown.update(state=CalendarState.PAUSED, changed_at=now, next_try_at=None, read_at=None))


@transaction.atomic
def tell_changes(calendar: ExternalCalendar, changed: set[str], *, now: datetime) -> None:
    """Take note that staff changed these fields: the dates to come say it, and it is read by its new clock."""
    to_come = ExternalDate.objects.filter(calendar=calendar, end__gt=now)
    if "location" in changed:
        to_come.filter(where="").update(sequence=F("sequence") + 1)
    if changed & {"location", "organisation", "name", "page", "kind"}:
        to_come.update(changed_at=now)
        note(calendar, changed_at=now)
    if "zone" in changed:
        note(calendar, read_at=None, next_try_at=now)


def touch_place(location_id: int, *, now: datetime) -> None:
    """Tell people's calendars that the place where partners' dates happen has changed (its name, its address)."""
    calendars = ExternalCalendar.objects.filter(location_id=location_id)
    ExternalDate.objects.filter(calendar__in=calendars, end__gt=now).update(changed_at=now)
    calendars.update(changed_at=now)


# One reading


def read(calendar: ExternalCalendar, *, now: datetime) -> None:
    """Ask for a calendar that is ours to read, read it and write what differs; its row says how it went."""
    known = calendar.read_at is not None and now - calendar.read_at < WHOLE_AGAIN
    etag, last_modified = (calendar.etag, calendar.last_modified) if known else ("", "")
    try:
        given = ask(calendar.address, now=now, etag=etag, last_modified=last_modified)
        if given is None or (known and digest_of(given.body) == calendar.digest):
            heard(calendar, given, now=now)
        else:
            take_in(calendar, given, taken_from(given.body, calendar, now=now), now=now)
    except NotGiven as refusal:
        failed(calendar, refusal, now=now)
    except Exception:  # what a server sent is anybody's, and the next calendar must have its turn
        logger.exception("Calendar %s cannot be read", calendar.pk)
        failed(calendar, NotGiven(NOT_UNDERSTOOD), now=now)


def taken_from(body: bytes, calendar: ExternalCalendar, *, now: datetime) -> Taken:
    """
    Read a body, whatever it is.

    :raises NotGiven: it cannot be read.
    """
    try:
        return take(body, calendar, now=now)
    except UnreadableFile as refusal:
        raise NotGiven(str(refusal)) from refusal
    except Exception as error:
        logger.exception("What is at %s cannot be read", calendar.address)
        raise NotGiven(NOT_UNDERSTOOD) from error
