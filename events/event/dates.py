"""An event's dates: the one that its page shows, and those that it lists."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _

from booking.offer_list.asked import read_day
from core.recurrence.rule import InvalidRule
from events import schedule
from events.agenda.entries import day_and_time_words, state_words
from events.agenda.filters import page_number
from events.event.add import name_of
from events.event.words import no_such_date_words
from events.models.occurrence import Occurrence
from events.selectors import dates as selectors

if TYPE_CHECKING:  # the page imports its own context from below
    from events.models import EventPage

NEXT_DATES = 10
A_PAGE = 40


@dataclass(frozen=True, slots=True)
class Seen:
    """
    What is seen of an event's dates at one moment: the next ones, or where all are over the last ones.

    `near` has one more than is listed, where there are more. `shown` is the date asked for (`asked_for`), else the next
    that takes place. `page` is the page of all dates that is asked for, `None` where the next ones are enough.
    """

    near: list[Occurrence]
    shown: Occurrence | None
    asked_for: bool
    is_over: bool
    several: bool
    page: int | None = None

    @property
    def has_more(self) -> bool:
        """Whether there are more dates than are listed."""
        return len(self.near) > NEXT_DATES


def seen(event: "EventPage", params: QueryDict, remarks: list[str], *, now: datetime) -> Seen:
    """Return what is seen of a published event; what the address asks for in vain is remarked on."""
    near = selectors.next_dates(event, now=now, limit=NEXT_DATES + 1)
    is_over = not near
    if is_over:
        near = selectors.past_dates(event, now=now, limit=NEXT_DATES + 1)
    chosen = date_asked(event, params, near, remarks, now=now)
    shown, several = chosen or first_of(near), len(near) > 1 or repeats(event)
    return Seen(near, shown, chosen is not None, is_over, several, page_asked(params))


def seen_of_draft(event: "EventPage", *, now: datetime) -> Seen:
    """Return what would be seen if the page were published as it is: its dates are computed, not read."""
    until = now + timedelta(days=settings.OCCURRENCE_HORIZON_DAYS)
    try:
        found = schedule.dates(event, schedule.changes(event, event.exceptions.all()), until=until)
    except InvalidRule:
        found = []
    near = [one for one in found if one.end > now][: NEXT_DATES + 1]
    return Seen(near, first_of(near), False, not near, len(near) > 1 or repeats(event))


def first_of(near: list[Occurrence]) -> Occurrence | None:
    """Return the first that takes place, else the first of all."""
    return next((one for one in near if not one.cancelled), None) or next(iter(near), None)


def repeats(event: "EventPage") -> bool:
    """Whether the event has a rule, of ours or not."""
    stored: Any = event.recurrence  # typed as the field, which is never empty
    return bool(stored and stored.rrules)


def date_asked(
    event: "EventPage", params: QueryDict, near: list[Occurrence], remarks: list[str], *, now: datetime
) -> Occurrence | None:
    """Return the date that `date=2026-12-02` asks for, or remark that there is none."""
    day = read_day(params, "date", remarks)
    if day is None:
        return None
    found = [one for one in near if name_of(one) == day.isoformat()] or selectors.dates_on(event, day)
    if not found:
        remarks.append(no_such_date_words(day))
    # Of two on one day, the one that is still to come.
    return next((one for one in found if one.end > now), None) or next(iter(found), None)


def page_asked(params: QueryDict) -> int | None:
    """Return the page of all dates that `page=2` asks for; what is no number is the first."""
    text = params.get("page")
    return None if text is None else page_number(text)


def listed(event: "EventPage", found: Seen, *, now: datetime) -> dict[str, Any]:
    """Return the lines of the dates: the next ten, or a page of all of them."""
    path = event.path_of_page
    if found.page is None:
        title = _("Dates passées") if found.is_over else _("Prochaines dates")
        return {
            "dates": lines(event, found.near[:NEXT_DATES], found),
            "dates_title": title,
            "all_dates_url": f"{path}?page=1#dates" if found.has_more else "",
            "page_words": "",
            "previous_url": "",
            "next_url": "",
        }
    total = selectors.count_dates(event, now=now, past=found.is_over)
    pages = max(1, -(-total // A_PAGE))
    page = min(found.page, pages)
    select = selectors.past_dates if found.is_over else selectors.next_dates
    title = _("Toutes les dates passées (%d)") if found.is_over else _("Toutes les dates à venir (%d)")
    return {
        "dates": lines(event, select(event, now=now, limit=A_PAGE, skip=(page - 1) * A_PAGE), found),
        "dates_title": title % total,
        "all_dates_url": "",
        "page_words": _("Page %(page)d sur %(pages)d") % {"page": page, "pages": pages},
        "previous_url": f"{path}?page={page - 1}#dates" if page > 1 else "",
        "next_url": f"{path}?page={page + 1}#dates" if page < pages else "",
    }


def lines(event: "EventPage", dates: list[Occurrence], found: Seen) -> list[dict[str, Any]]:
    """Return these dates as the page lists them, each with the address that shows it."""
    path, shown = event.path_of_page, name_of(found.shown) if found.shown else ""
    return [
        date_line(one) | {"url": f"{path}?date={name}", "is_shown": name == shown}
        for one, name in ((one, name_of(one)) for one in dates)
    ]


def date_line(one: Occurrence) -> dict[str, Any]:
    """Return one date of an event."""
    day, hours = day_and_time_words(one)
    return {
        "iso": one.local_start.isoformat(),
        "day_words": day,
        "time_words": hours,
        "state": one.state,
        "state_words": state_words(one),
        "note": one.note,
    }


def is_on(one: Occurrence, day: date) -> bool:
    """Whether it takes place that day, among others."""
    return one.first_day <= day <= one.last_day
