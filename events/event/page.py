"""What an event's page says of when and where it happens, ready for its template."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings

from core.dates import MONTHS, WEEKDAYS, day_words, days_words
from core.recurrence.rule import InvalidRule
from core.recurrence.words import rule_words
from events import schedule
from events.agenda.entries import occurrence_time_words, occurrence_words, state_words
from events.models.occurrence import Occurrence
from events.selectors import dates as selectors
from events.selectors.agenda import today

if TYPE_CHECKING:
    from events.models import EventPage

NEXT_DATES = 10


def event(page: "EventPage", *, now: datetime, draft: bool = False) -> dict[str, Any]:
    """Return what an event's page says of when and where it happens; a draft's dates are computed, not read."""
    to_come = dates_of_draft(page, now=now) if draft else selectors.next_dates(page, now=now, limit=NEXT_DATES)
    shown = next((one for one in to_come if not one.cancelled), None) or next(iter(to_come), None)
    if shown is None and not draft:
        shown = selectors.last_date(page, now=now)
    first = shown.first_day if shown else page.first_day
    place = page.location if page.location and page.location.live else None
    return {
        "event": page,
        "leaf": {"weekday": WEEKDAYS[first.weekday()], "day": first.day, "month": MONTHS[first.month - 1]},
        "is_today": first == today(now),
        "when_words": occurrence_words(shown) if shown else words_of_first_date(page),
        "rule_words": repeats_words(page),
        "is_over": not to_come,
        "status": shown.state if shown else page.status,
        "dates": [date_line(one) for one in to_come],
        "place": place,
        "where": page.where,
        "organisers": list(page.organisers.all()),
        "ics_url": f"/flux/evenements/{page.pk}.ics",
    }


def dates_of_draft(page: "EventPage", *, now: datetime) -> list[Occurrence]:
    """Return the next dates that publishing the page as it is would give, none where its rule is none of ours."""
    until = now + timedelta(days=settings.OCCURRENCE_HORIZON_DAYS)
    try:
        found = schedule.dates(page, schedule.changes(page, page.exceptions.all()), until=until)
    except InvalidRule:
        return []
    return [one for one in found if one.end > now][:NEXT_DATES]


def date_line(one: Occurrence) -> dict[str, Any]:
    """Return one date of an event as its page lists it."""
    return {
        "iso": one.local_start.isoformat(),
        "day_words": days_words(one.first_day, one.last_day),
        "time_words": occurrence_time_words(one) if one.first_day == one.last_day else "",
        "state": one.state,
        "state_words": state_words(one),
        "note": one.note,
    }


def words_of_first_date(page: "EventPage") -> str:
    """Return the day of an event that has no dates yet (a preview)."""
    return days_words(page.first_day, page.end_day)


def repeats_words(page: "EventPage") -> str:
    """Return how the event repeats, in words, "" where it does not (or where what is stored is no rule of ours)."""
    try:
        rule = schedule.rule(page)
    except InvalidRule:
        return ""
    return rule_words(rule, schedule.first_start(page), all_day=page.all_day) if rule else ""


def said_back(words: str, dates: list[Occurrence]) -> str:
    """Return what staff are told after saving: how it repeats, and the next dates published."""
    said = []
    if words:
        said.append(f"Se répète {words}.")
    if dates:
        days = [f"{day_words(one.first_day)} (annulée)" if one.cancelled else day_words(one.first_day) for one in dates]
        said.append(f"Prochaines dates publiées : {', '.join(days)}.")
    return " ".join(said)
