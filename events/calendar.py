"""What calendars are told of events and of partners' dates: rows translated, once, into the terms of `core.ical`."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from django.conf import settings
from django.utils.translation import gettext as _

from core.geo import Point
from core.ical import Calendar, Conference, Entry, Image, Status
from core.phones import phone_words
from core.recurrence.expand import first_occurrence, span
from core.recurrence.published import published
from events import choices, schedule
from events.event.registration import registration
from events.event.where import Venue, point, venue
from events.event.words import of_the_event
from events.models import EventPage, ExternalDate
from locations.choices import Audience

NAMESPACE = UUID("0d0f5a34-8f0e-4d1c-9a53-6b8c1f6f2f55")
"""Calendars are told apart by their paths, whatever the site is called."""

NOTHING_YET = datetime(2014, 1, 1, tzinfo=UTC)
"""The last change of a calendar in which nothing ever was."""

POSTPONED_PREFIX = "REPORTÉ – "
ONLINE_PREFIX = "EN LIGNE – "
PICTURE = "image/jpeg"


def calendar(*, name: str, path: str, page: str, changed_at: datetime | None = None, description: str = "") -> Calendar:
    """Return the calendar as a whole; `path` is the address of the .ics itself, with its filters."""
    return Calendar(
        name=name,
        description=description,
        uid=str(uuid5(NAMESPACE, path)),
        url=absolute(page),
        source_url=absolute(path),
        changed_at=changed_at or NOTHING_YET,
        color="teal",
    )


def absolute(path: str) -> str:
    """Return the public address of a path of ours; what is an address already stays as it is."""
    return settings.PUBLIC_BASE_URL + path if path.startswith("/") or not path else path


# Events


def entries_of_event(event: EventPage) -> list[Entry]:
    """
    Return the event as a calendar tells it: one series, the dates that differ, and each added date by itself.

    Only the row counts, and `changed_at` in it, never the clock: the same row gives the same entries.

    :raises core.recurrence.rule.InvalidRule: the stored rule is none of ours.
    """
    its_rule, wanted = schedule.rule(event), schedule.first_start(event)
    first = wanted if its_rule is None else first_occurrence(its_rule, wanted) or wanted
    return published(
        common(event, first),
        its_rule,
        schedule.changes(event, event.exceptions.all()),
        first=first,
        zone=event.tz,
        as_of=event.changed_at or NOTHING_YET,
        duration=schedule.duration(event),
    )


def common(event: EventPage, first: datetime) -> Entry:
    """Return what every date of the event has alike, on this date (naive, local)."""
    where = venue(event)
    start, end = span(first, schedule.duration(event), event.tz)
    return Entry(
        uid=str(event.uid),
        title=title_of(event),
        starts_at=start.date() if event.all_day else start,
        ends_at=end.date() if event.all_day else end,
        changed_at=event.changed_at or NOTHING_YET,
        created_at=event.first_published_at,
        sequence=event.sequence,
        status=STATUSES.get(event.status, Status.CONFIRMED),
        description=description_of(event),
        location=_("En ligne") if where.moved_online else where.line,
        geo=None if where.moved_online else point_of(event, where),
        url=absolute(event.path_of_page),
        categories=categories_of(event),
        contact=contact_of(event, where),
        conference=Conference(event.online_url, _("Participer en ligne")) if event.online_url else None,
        # An address of ours, which makes the picture when it is asked for: a feed makes none, and looks for none.
        image=Image(absolute(f"/flux/evenements/{event.pk}.jpg?v={event.share_image_id}"), PICTURE)
        if event.share_image_id
        else None,
        busy=False,
    )


STATUSES: dict[str, Status] = {
    choices.EventStatus.CANCELLED: Status.CANCELLED,
    choices.EventStatus.POSTPONED: Status.TENTATIVE,
}
PREFIXES: dict[str, str] = {
    choices.EventStatus.POSTPONED: POSTPONED_PREFIX,
    choices.EventStatus.ONLINE: ONLINE_PREFIX,
}


def title_of(event: EventPage) -> str:
    """Return the title with what must be seen first: many programs show nothing else."""
    return f"{PREFIXES.get(event.status, '')}{event.title}"


def description_of(event: EventPage) -> str:
    """Return what is known of the event: whether it takes place, what it is, for whom, how much, how one registers."""
    notice = of_the_event(event, is_over=False)
    to_register = registration(event)
    facts = [
        _("Pour qui : %s") % ", ".join(publics_of(event)) if event.publics else "",
        _("Prix : %s") % event.price if event.price else "",
        f"{to_register.words} : {absolute(to_register.url)}" if to_register else "",
        to_register.note if to_register else "",
    ]
    parts = [notice.text if notice else "", event.introduction, "\n".join(filter(None, facts))]
    return "\n\n".join(filter(None, parts))


def categories_of(event: EventPage) -> tuple[str, ...]:
    """Return what sort of event it is, and for whom."""
    kind = () if event.kind == choices.EventKind.OTHER else (str(event.get_kind_display()),)
    return (*kind, *publics_of(event))


def publics_of(event: EventPage) -> list[str]:
    """Return for whom it is, in the standard's words."""
    return [str(Audience(code).label) for code in event.publics if code in Audience.values]


def contact_of(event: EventPage, where: Venue) -> str:
    """Return whom to ask: what the event says, else the place."""
    own = [phone_words(event.phone), event.email]
    return ", ".join(filter(None, own)) or phone_words(where.phone)


def point_of(event: EventPage, where: Venue) -> Point | None:
    """Return where it is on the map: its place, or the middle of its commune."""
    town = event.commune
    if event.location is not None or town is None:
        return where.point
    return point(town.latitude, town.longitude)


# Partners' dates


def entry_of_imported(found: ExternalDate) -> Entry:
    """Return a partner's date (`with_calendar`) as our calendars tell it, saying where it comes from."""
    origin = found.calendar
    start: datetime | date = found.local_start
    end: datetime | date = found.local_end
    if found.all_day:
        start, end = found.first_day, found.last_day + timedelta(days=1)
    place = origin.location if origin.location and origin.location.live else None  # else nobody may see it
    return Entry(
        uid=str(found.uid),
        title=found.title,
        starts_at=start,
        ends_at=end,
        changed_at=found.changed_at,
        sequence=found.sequence,
        status=Status.CANCELLED if found.cancelled else Status.CONFIRMED,
        description="\n\n".join(filter(None, [found.description, origin_words(found)])),
        location=found.where or (str(place) if place else ""),
        geo=point(found.latitude, found.longitude) or (point(place.latitude, place.longitude) if place else None),
        url=found.url or origin.page,
        categories=() if origin.kind == choices.EventKind.OTHER else (str(origin.get_kind_display()),),
        busy=False,
    )


def origin_words(found: ExternalDate) -> str:
    """Return whose calendar a date was read from, and where that is to be seen."""
    origin = found.calendar
    words = _("Cette date vient de : %(calendar)s (%(partner)s).") % {
        "calendar": origin.name,
        "partner": origin.organisation.name,
    }
    return f"{words} {origin.page}".strip()
