"""
Addresses that open somebody's own calendar program with a date in it, or with a whole calendar to follow. Pure.

Neither Google nor Microsoft documents theirs; these are the forms that both have answered to for years.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote, urlencode

GOOGLE = "https://calendar.google.com/calendar"
OUTLOOK = "https://outlook.live.com/calendar/0"
"""Of personal accounts."""
OUTLOOK_AT_WORK = "https://outlook.office.com/calendar/0"

LONGEST_TEXT = 400
"""Characters: an accented one takes six in an address, and addresses of some thousands are refused here and there."""


@dataclass(frozen=True, slots=True)
class Told:
    """
    One date as such a program is told of it.

    `start` and `end` are aware, on the clock of the place, or two days where it lasts whole days: the end is then the
    day after the last. `zone` is the name of that clock.
    """

    title: str
    start: datetime | date
    end: datetime | date
    zone: str
    details: str = ""
    location: str = ""


def google_date(told: Told) -> str:
    """Google Agenda, with this date ready to be saved; the hour is that of the place, wherever the person is."""
    moments = f"{_compact(told.start)}/{_compact(told.end)}"
    query = {"action": "TEMPLATE", "text": told.title, "dates": moments}
    if isinstance(told.start, datetime):
        query["ctz"] = told.zone
    return f"{GOOGLE}/render?{_query(query, details=told.details, location=told.location)}"


def outlook_date(told: Told, *, base: str = OUTLOOK) -> str:
    """Outlook on the web, with this date ready to be saved."""
    query = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": told.title,
        "startdt": _offset(told.start),
        "enddt": _offset(told.end),
    }
    if not isinstance(told.start, datetime):
        query["allday"] = "true"
    return f"{base}/deeplink/compose?{_query(query, body=told.details, location=told.location)}"


def webcal(feed: str) -> str:
    """The feed for the telephone's or the computer's own calendar: it takes this scheme, then asks over HTTP."""
    return re.sub("^https?://", "webcal://", feed)


def google_follow(feed: str) -> str:
    """Google Agenda, asked to follow this feed; it takes no other scheme than webcal there."""
    return f"{GOOGLE}/r?{_query({'cid': webcal(feed)})}"


def outlook_follow(feed: str, *, name: str, base: str = OUTLOOK) -> str:
    """Outlook on the web, asked to follow this feed under this name."""
    return f"{base}/addfromweb?{_query({'url': feed, 'name': name})}"


def _query(query: dict[str, str], **more: str) -> str:
    filled = query | {name: value[:LONGEST_TEXT] for name, value in more.items() if value}
    # Outlook shows a plus as a plus.
    return urlencode(filled, quote_via=quote)


def _compact(when: datetime | date) -> str:
    return f"{when:%Y%m%dT%H%M%S}" if isinstance(when, datetime) else f"{when:%Y%m%d}"


def _offset(when: datetime | date) -> str:
    return when.isoformat(timespec="seconds") if isinstance(when, datetime) else when.isoformat()
