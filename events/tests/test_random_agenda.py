"""
Events of all sorts: two calendar programs read in the feed exactly the dates that the database holds.

A few of them here; as many as wanted with `RANDOM_EVENTS=300 pytest --timeout=0 events/tests/test_random_agenda.py`, or
in a demonstration that any other program may read: `manage.py fill_agenda --events 300 --expect dates.json`.
"""

import os
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
import recurring_ical_events
import time_machine
import vobject
from django.test import Client

from events.agenda.filters import Filters
from events.management.bench.sorts import expected, fill
from events.selectors.feeds import events_in_feed
from events.tests.factories import NOW, make_agenda, make_place

EVENTS = int(os.environ.get("RANDOM_EVENTS", "14"))
FIRST, LAST = date(2025, 6, 1), date(2027, 8, 1)


def said(start: datetime | date) -> str:
    return f"{start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if isinstance(start, datetime) else start.isoformat()


def by_icalendar(feed: bytes) -> list[tuple[str, str]]:
    calendar = icalendar.Calendar.from_ical(feed)
    found = recurring_ical_events.of(calendar).between(FIRST, LAST + timedelta(days=1))
    return sorted((str(one["UID"]), said(one["DTSTART"].dt)) for one in found)


def by_vobject(feed: bytes) -> list[tuple[str, str]]:
    """Expand with vobject, which leaves it to its user to put the dates that differ in the place of the series' own."""
    found, moved = [], {}
    events = [one for one in vobject.readOne(feed.decode()).getChildren() if one.name == "VEVENT"]
    for event in events:
        if hasattr(event, "recurrence_id"):
            moved.setdefault(event.uid.value, set()).add(said(event.recurrence_id.value))
    for event in events:
        uid, start = event.uid.value, event.dtstart.value
        if "rrule" not in event.contents:
            found.append((uid, said(start)))
            continue
        for moment in event.getrruleset(addRDate=True):
            when = moment if isinstance(start, datetime) else moment.date()
            if isinstance(when, datetime) and when.tzinfo is None:
                when = when.replace(tzinfo=start.tzinfo)
            if (when.date() if isinstance(when, datetime) else when) > LAST + timedelta(days=2):
                break
            if said(when) not in moved.get(uid, ()):
                found.append((uid, said(when)))
    return sorted(found)


def within(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Keep what starts in the window, on Paris's clock (at either end it is an hour or two before UTC's)."""
    since, before = f"{FIRST - timedelta(days=1)}T22:00:00Z", f"{LAST}T22:00:00Z"
    return [
        (uid, start)
        for uid, start in found
        if (since <= start < before if "T" in start else FIRST.isoformat() <= start <= LAST.isoformat())
    ]


@pytest.mark.django_db
def test_two_programs_find_the_dates_that_the_database_holds(client: Client) -> None:
    for _number in range(3):
        make_place()
    with time_machine.travel(NOW, tick=False):
        fill(make_agenda(), count=EVENTS, seed=4, now=NOW)
        response: Any = client.get("/flux/agenda.ics")
        wanted = expected(events_in_feed(Filters(), now=NOW), first=FIRST, last=LAST)
    assert len(wanted) > 20 * EVENTS
    assert within(by_icalendar(response.content)) == wanted
    assert within(by_vobject(response.content)) == wanted
