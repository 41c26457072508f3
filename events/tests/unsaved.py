"""Events and their dates as rows would give them, without any row: what is said of them needs none."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from core.recurrence.fields import recurrence_from_rule
from core.recurrence.rule import Rule
from events import schedule
from events.models import EventException, EventPage, Occurrence
from locations.models import Location

LONG_AFTER = datetime(2028, 3, 31, tzinfo=UTC)


def unsaved_event(*, rule: Rule | None = None, **fields: Any) -> EventPage:
    """Return an event, on Tuesday 10 March 2026 from 14:00 to 16:00 unless told."""
    given = {"pk": 7, "title": "Atelier", "slug": "atelier", "first_day": date(2026, 3, 10), **fields}
    if not given.get("all_day"):
        given = {"start_time": time(14), "end_time": time(16), **given}
    zone = ZoneInfo(given.get("zone", "Europe/Paris"))
    return EventPage(recurrence=recurrence_from_rule(rule, zone), **given)


def dates_of(event: EventPage, *exceptions: dict[str, Any]) -> list[Occurrence]:
    """Return the event's dates, with these exceptions."""
    changes = schedule.changes(event, [EventException(**row) for row in exceptions])
    return schedule.dates(event, changes, until=LONG_AFTER)


def unsaved_place(**fields: Any) -> Location:
    """Return a published place in Grenoble."""
    return Location(
        **{
            "name": "Médiathèque",
            "slug": "mediatheque",
            "address": "3 rue du Test",
            "postcode": "38000",
            "town": "Grenoble",
            "departement": "38",
            "latitude": 45.19,
            "longitude": 5.73,
            "live": True,
            **fields,
        }
    )
