"""Partners' calendars for tests: their files, written line by line, and what we keep of them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from core.ical.reading import Reading, read
from core.tests.fixtures.elsewhere import Elsewhere
from events.choices import CalendarState
from events.external import taking
from events.external.following import refresh_due
from events.models import ExternalCalendar
from events.tests.factories import make_partner

NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)
"""A Tuesday, 10:00 in Paris."""

PATH = "/agenda.ics"
HOUR = timedelta(hours=1)
numbers = count(1)


@pytest.fixture(autouse=True)
def read_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare each test of a module that imports this a process of its own for each reading: it is the same reading."""

    def read_here(body: bytes, **given: Any) -> Reading:
        return read(body, **given)

    monkeypatch.setattr(taking, "read_apart", read_here)


def ics(*events: str, name: str = "Agenda d'en face") -> bytes:
    """Return a calendar of these events."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//En face//FR", f"X-WR-CALNAME:{name}"]
    return "\r\n".join([*head, *events, "END:VCALENDAR", ""]).encode()


def vevent(uid: str, start: datetime, *lines: str, title: str = "Atelier", stamp: datetime = NOW) -> str:
    """Return an event of an hour."""
    end = start + timedelta(hours=1)
    return "\r\n".join(
        [
            "BEGIN:VEVENT",
            f"UID:{uid}",
            f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
            f"DTSTART:{start:%Y%m%dT%H%M%SZ}",
            f"DTEND:{end:%Y%m%dT%H%M%SZ}",
            f"SUMMARY:{title}",
            *lines,
            "END:VEVENT",
        ]
    )


def day(number: int) -> datetime:
    """Return 13:00 UTC so many days from now."""
    return NOW.replace(hour=13) + timedelta(days=number)


def days(numbers: Iterable[int]) -> list[str]:
    """Return an event on each of these days from now, named by it."""
    return [vevent(f"{number}@en-face", day(number), title=f"Atelier {number}") for number in numbers]


def make_calendar(server: Elsewhere | None = None, path: str = PATH, **fields: Any) -> ExternalCalendar:
    """Return a calendar that is followed."""
    number = next(numbers)
    address = f"{server.url}{path}" if server else f"https://partenaire-{number}.example/agenda.ics"
    given = {"name": f"Agenda {number}", "address": address, "state": CalendarState.LIVE, **fields}
    return ExternalCalendar.objects.create(**{"organisation": fields.get("organisation") or make_partner(), **given})


def read_again(calendar: ExternalCalendar, *, now: datetime) -> ExternalCalendar:
    """Have the calendar read, whenever it was due."""
    ExternalCalendar.objects.filter(pk=calendar.pk).update(next_try_at=None)
    assert refresh_due(now=now) == 1
    calendar.refresh_from_db()
    return calendar


def says(server: Elsewhere, *events: str, **headers: str) -> None:
    server.says(PATH, ics(*events), content_type="text/calendar", **headers)


def rows(calendar: ExternalCalendar) -> list[dict[str, Any]]:
    """Everything that is kept of the dates."""
    return list(calendar.dates.order_by("pk").values())


def titles(calendar: ExternalCalendar) -> list[str]:
    return list(calendar.dates.order_by("start").values_list("title", flat=True))
