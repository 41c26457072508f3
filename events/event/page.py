"""Everything an event's page says, ready for its templates."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import QueryDict
from wagtail.images.shortcuts import get_renditions_or_not_found

from core.dates import MONTHS, WEEKDAYS, day_words, local_day
from core.phones import InvalidPhone, normalise, phone_link, phone_words
from events.agenda.entries import occurrence_time_words, state_words
from events.choices import EventKind, EventStatus
from events.event import add, dates, words
from events.event.dates import Seen
from events.event.registration import registration
from events.event.structured_data import event_data
from events.event.where import Venue, venue
from events.event.words import repeats_words as repeats_words
from events.models.occurrence import Occurrence
from events.selectors import dates as selectors
from locations.finder.filters import WORDS
from locations.models import Organisation

if TYPE_CHECKING:
    from events.models import EventPage

NEARBY = 3
PICTURE, SHARED = "width-1120|format-webp", "fill-1200x630|format-jpeg"


def event(page: "EventPage", *, now: datetime, draft: bool = False, params: QueryDict | None = None) -> dict[str, Any]:
    """
    Return what an event's page says; a draft's dates are computed, not read.

    `date=2026-12-02` shows that date instead of the next one, `page=2` lists all dates, forty at a time. Queries do
    not grow with the dates.
    """
    remarks: list[str] = []
    seen = dates.seen_of_draft(page, now=now) if draft else dates.seen(page, params or QueryDict(), remarks, now=now)
    where, organisers = venue(page), list(page.organisers.all())
    return {
        "event": page,
        "organisers": organisers,
        "venue": where,
        "url": settings.PUBLIC_BASE_URL + page.path_of_page,
        "notices": [*(words.Notice("caution", "", one) for one in remarks), *notices(page, seen)],
        **when(page, seen, now=now),
        **coming(page, seen, where),
        **calendars(page, seen, where),
        **dates.listed(page, seen, now=now),
        **around(page, seen, where, now=now, draft=draft),
        **told_elsewhere(page, seen, where, organisers, draft=draft),
    }


def notices(page: "EventPage", seen: Seen) -> list[words.Notice]:
    """Return what must be known first."""
    return words.notices(page, seen.shown, is_over=seen.is_over, asked_for=seen.asked_for)


def when(page: "EventPage", seen: Seen, *, now: datetime) -> dict[str, Any]:
    """Return the day as a leaf (today's, while it lasts) and in words, and whether it takes place."""
    shown, today = seen.shown, local_day(now, page.tz)
    lasts = shown is not None and dates.is_on(shown, today)
    day = today if lasts else shown.first_day if shown else page.first_day
    return {
        "shown": shown,
        "leaf": {"weekday": WEEKDAYS[day.weekday()], "day": day.day, "month": MONTHS[day.month - 1]},
        "is_today": lasts and not seen.is_over and shown is not None and shown.state not in {"cancelled", "postponed"},
        "when_words": words.when_words(page, shown),
        "rule_words": repeats_words(page),
        "is_over": seen.is_over,
        "several": seen.several,
        "status": shown.state if shown else page.status,
    }


def coming(page: "EventPage", seen: Seen, where: Venue) -> dict[str, Any]:
    """Return how one comes: who may, where one registers, whom one asks."""
    shown, phone = seen.shown, one_form(page.phone) or where.phone
    called_off = page.status in {EventStatus.CANCELLED, EventStatus.POSTPONED} or bool(shown and shown.cancelled)
    is_open = not called_off and not seen.is_over
    return {
        "registration": registration(page) if is_open else None,
        "can_join": is_open and bool(where.online_url),
        "can_go": is_open and where.is_on_site and bool(where.way.web),
        "audiences": [str(WORDS["public"][code]) for code in page.publics if code in WORDS["public"]],
        "phone": phone_words(phone),
        "phone_link": phone_link(phone) if phone else "",
    }


def one_form(phone: str) -> str:
    """Return a number as those of places are written, or as it is where it is not one of France."""
    try:
        return normalise(phone) if phone else ""
    except InvalidPhone:
        return phone


def calendars(page: "EventPage", seen: Seen, where: Venue) -> dict[str, Any]:
    """Return the addresses that bring the event into one's own calendar, while there is something to come."""
    shown, postponed = seen.shown, page.status == EventStatus.POSTPONED
    holds = shown is not None and not (seen.is_over or shown.cancelled or postponed)
    return {
        "ics_url": add.file_path(page),
        "to_the_date": add.to_the_date(page, shown, where, several=seen.several) if shown and holds else None,
        # Who follows what is postponed hears of its new date.
        "to_all": add.to_all_dates(page) if (seen.several or postponed) and not seen.is_over else None,
    }


def around(page: "EventPage", seen: Seen, where: Venue, *, now: datetime, draft: bool) -> dict[str, Any]:
    """Return what went before, what comes after, and what else there is at the same place."""
    if draft:
        return {"before": None, "after": [], "nearby": []}
    before, after = selectors.before_and_after(page)
    # Beside a page of all dates there is no room for others.
    has_room = bool(where.path) and where.is_on_site and seen.page is None
    others = selectors.others_at_its_place(page, now=now, limit=NEARBY) if has_room else []
    return {
        "before": {"words": words.prequel_words(page), "url": before.path_of_page} if before else None,
        "after": [{"words": words.sequel_words(page, one), "url": one.path_of_page} for one in after],
        "nearby": [nearby_line(one) for one in others],
    }


def nearby_line(one: Occurrence) -> dict[str, Any]:
    """Return the next date of another event at the same place, as `components/event_row.html` shows it."""
    return {
        "url": one.event.path_of_page,
        "title": one.event.title,
        "iso": one.local_start.isoformat(),
        "day_words": day_words(one.first_day, year=False),
        "time_words": occurrence_time_words(one),
        "kind_words": "" if one.event.kind == EventKind.OTHER else one.event.get_kind_display(),
        "state": one.state,
        "state_words": state_words(one),
    }


def told_elsewhere(
    page: "EventPage", seen: Seen, where: Venue, organisers: list[Organisation], *, draft: bool
) -> dict[str, Any]:
    """Return the pictures, the line for those who share the page, and what search engines are told (not of a draft)."""
    picture = shared = None
    if page.share_image is not None:
        made = get_renditions_or_not_found(page.share_image, (PICTURE, SHARED))
        picture, shared = made[PICTURE], made[SHARED]
    image = settings.PUBLIC_BASE_URL + shared.url if shared and shared.width else ""
    return {
        "picture": picture,
        "shared": shared if image else None,
        "shared_url": image,
        "share_line": " – ".join(one for one in (page.title, words.when_words(page, seen.shown), where.line) if one),
        "data": None if draft else event_data(page, seen.near, where, organisers=organisers, image=image),
    }


def said_back(words: str, dates: list[Occurrence]) -> str:
    """Return what staff are told after saving: how it repeats, and the next dates published."""
    said = []
    if words:
        said.append(f"Se répète {words}.")
    if dates:
        days = [f"{day_words(one.first_day)} (annulée)" if one.cancelled else day_words(one.first_day) for one in dates]
        said.append(f"Prochaines dates publiées : {', '.join(days)}.")
    return " ".join(said)
