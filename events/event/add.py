"""The event in people's own calendars: this date to be added, or the whole series to be followed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from core.calendar_links import (
    OUTLOOK_AT_WORK,
    Told,
    google_date,
    google_follow,
    outlook_date,
    outlook_follow,
    webcal,
)
from events.event.where import Venue
from events.models.occurrence import Occurrence

if TYPE_CHECKING:  # the page imports its own context from below
    from events.models import EventPage


@dataclass(frozen=True, slots=True)
class ToADate:
    """Addresses that put one date into a calendar. The file is for all programs that take one."""

    google: str
    outlook: str
    outlook_at_work: str
    file: str


@dataclass(frozen=True, slots=True)
class ToAll:
    """Addresses that have a calendar follow all of the event's dates, and their changes."""

    phone: str
    google: str
    outlook: str
    outlook_at_work: str
    file: str


def to_the_date(event: "EventPage", shown: Occurrence, where: Venue, *, several: bool) -> ToADate:
    """Return where this date is added; the only date of an event is simply the event."""
    told = told_of(event, shown, where)
    return ToADate(
        google=google_date(told),
        outlook=outlook_date(told),
        outlook_at_work=outlook_date(told, base=OUTLOOK_AT_WORK),
        file=f"{file_path(event)}?date={name_of(shown)}" if several else file_path(event),
    )


def to_all_dates(event: "EventPage") -> ToAll:
    """Return where all dates are followed."""
    feed = settings.PUBLIC_BASE_URL + file_path(event)
    return ToAll(
        phone=webcal(feed),
        google=google_follow(feed),
        outlook=outlook_follow(feed, name=event.title),
        outlook_at_work=outlook_follow(feed, name=event.title, base=OUTLOOK_AT_WORK),
        file=file_path(event),
    )


def file_path(event: "EventPage") -> str:
    """Return the path of the event's own calendar file."""
    return f"/flux/evenements/{event.pk}.ics"


def name_of(shown: Occurrence) -> str:
    """Return the day a date was first planned for: its name in addresses, which stays when it moves."""
    return shown.original_day.isoformat()


def told_of(event: "EventPage", shown: Occurrence, where: Venue) -> Told:
    """Return the date as a program is told of it."""
    start: datetime | date = shown.local_start
    end: datetime | date = shown.local_end
    if event.all_day:
        start, end = shown.first_day, shown.last_day + timedelta(days=1)
    page = settings.PUBLIC_BASE_URL + event.path_of_page
    return Told(
        title=event.title,
        start=start,
        end=end,
        zone=event.zone,
        details="\n\n".join(part for part in (shown.note, page, event.introduction) if part),
        location=where.online_url if where.moved_online else where.line or where.online_url,
    )
