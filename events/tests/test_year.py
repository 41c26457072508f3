"""
A year of edits: programs that keep what they were told end each day with exactly the dates of the database.

Some days of it here; the whole year: `YEAR_DAYS=365 SYNCED_DAYS=365 pytest --timeout=0 events/tests/test_year.py`.
"""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from core.ical.text import on_one_line
from events import calendar
from events.agenda.filters import Filters
from events.management.bench.sorts import dates_told
from events.models import EventPage
from events.selectors.feeds import events_in_feed, with_all_told
from events.tests.calendar_clients import StrictProgram, Told, VDirSyncer, said
from events.tests.edits import Year
from events.tests.factories import NOW

DAYS = int(os.environ.get("YEAR_DAYS", "16"))
SYNCED_DAYS = int(os.environ.get("SYNCED_DAYS", "2"))
AGENDA = "/flux/agenda.ics"


def stored(first: date, last: date, *, now: datetime) -> list[Told]:
    """Return what the database holds of these days, for events in the feed."""
    found = []
    for event in with_all_told(events_in_feed(Filters(), now=now)):
        title = calendar.title_of(event)
        for uid, one in dates_told(event):
            start, end = (one.start, one.end) if not event.all_day else (one.first_day, one.last_day + timedelta(1))
            status = str(calendar.STATUSES.get(event.status, "CONFIRMED"))
            if one.cancelled:
                status, title_now = "CANCELLED", f"ANNULÉ – {title}"
            else:
                title_now = title
            found.append((uid, said(start), said(end), status, on_one_line(title_now)))
    return sorted(one for one in found if first.isoformat() <= one[1][:10] <= last.isoformat())


def window(now: datetime) -> tuple[date, date]:
    return now.date() - timedelta(days=60), now.date() + timedelta(days=120)


@pytest.mark.once
@pytest.mark.django_db
def test_a_strict_program_ends_each_day_with_the_dates_of_the_database(client: Client) -> None:
    with time_machine.travel(NOW, tick=False):
        year = Year(seed=12, now=NOW)
    program, before, headers = StrictProgram(), None, {}
    quiet = 0
    for number in range(DAYS):
        now = datetime.combine(NOW.date() + timedelta(days=number), time(12), UTC)
        with time_machine.travel(now, tick=False) as clock:
            year.a_day(now)
            clock.move_to(now.replace(hour=18))
            facts = list(events_in_feed(Filters(), now=now).order_by("pk").values_list("uid", "changed_at"))
            response: Any = client.get(AGENDA)
            if before is not None and before[0] == facts:
                quiet += 1
                assert response.content == before[1]
                for name, value in headers.items():
                    assert client.get(AGENDA, headers={name: value}).status_code == 304
            elif before is not None:
                for name, value in headers.items():
                    assert client.get(AGENDA, headers={name: value}).status_code == 200, (number, name, year.done)
            before = (facts, response.content)
            headers = {"if-none-match": response["ETag"], "if-modified-since": response["Last-Modified"]}
            program.read(response.content)
            first, last = window(now)
            assert program.dates(first, last) == stored(first, last, now=now), (number, year.done)
    assert program.ignored == []
    assert quiet > DAYS / 6
    assert dict(EventPage.objects.values_list("pk", "uid")) == year.uids
    assert set(program.series) >= {str(uid) for uid, _changed_at in facts}


@pytest.mark.once
@pytest.mark.slow
def test_vdirsyncer_ends_each_day_with_the_dates_of_the_database(
    start_site: Callable[..., Any], tmp_path: Path
) -> None:
    # The site has the clock of today: the year that it is told of ends now.
    today = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    begun = today - timedelta(days=SYNCED_DAYS)
    with time_machine.travel(begun, tick=False):
        year = Year(seed=5, now=begun, events=4 if SYNCED_DAYS < 9 else 10)
    site = start_site(VAR_DIR=str(tmp_path / "var"))
    program = VDirSyncer(tmp_path / "vdirsyncer", site.url + AGENDA)
    for number in range(SYNCED_DAYS):
        now = begun + timedelta(days=number)
        with time_machine.travel(now, tick=False):
            year.a_day(now)
            if not year.done:
                year.chance.seed(number)
        first, last = window(now)
        wanted = sorted(("", *one[1:]) for one in stored(first, last, now=today))
        assert program.dates(first, last) == wanted, (number, year.done)
