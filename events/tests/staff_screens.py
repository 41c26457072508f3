"""What the admin's screens of the agenda say, as tests read it; and partners' dates to show there."""

from datetime import UTC, datetime, timedelta
from typing import Any

from events.models import ExternalCalendar, ExternalDate
from events.tests.factories import NOW, make_partner

LIST, MONTH, TO_COMPLETE = "agenda_evenements:index", "agenda_calendrier:index", "agenda_a_completer:index"


def titles(response: Any) -> list[str]:
    return [event.title for event in response.context["object_list"]]


def told(response: Any) -> list[list[str]]:
    """Return the cells of the table that are texts, row by row."""
    table = response.context["table"]
    columns = [column for column in table.columns.values() if hasattr(column, "get_value")]
    return [[str(column.get_value(event)) for column in columns] for event in table.data]


def wants(response: Any) -> dict[str, str]:
    table = response.context["table"]
    return {event.title: table.columns["lacks"].get_value(event) for event in table.data}


def make_calendar(**fields: Any) -> ExternalCalendar:
    return ExternalCalendar.objects.create(
        **{
            "name": "Agenda du Moulin",
            "address": "https://moulin.example/a.ics",
            "organisation": make_partner(),
            **fields,
        }
    )


def make_partners_date(calendar: ExternalCalendar, day: int, **fields: Any) -> ExternalDate:
    start = datetime(2026, 3, day, 9, tzinfo=UTC)
    given = {
        "calendar": calendar, "key": f"cle-{day}-{fields.get('title')}", "title": "Conte",
        "start": start, "end": start + timedelta(hours=1),
        "first_day": start.date(), "last_day": start.date(), "changed_at": NOW,
    }  # fmt: skip
    return ExternalDate.objects.create(**{**given, **fields})


def month_of(response: Any) -> dict[int, list[tuple[str, str, str, str, str]]]:
    """Return what stands under each day: hour, title, where its page stands, its state, where it comes from."""
    cells = [cell for week in response.context["weeks"] for cell in week if cell.lines]
    return {
        cell.day.day: [(hour, line.title, line.standing.value, line.state, line.source) for hour, line in cell.lines]
        for cell in cells
    }
