"""One line of the agenda, whatever it comes from: an event's date, a session to book, a partner's own date."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from booking.models import Session
from booking.rows import Course, availability
from core.clocks import zone_words
from core.dates import day_words, days_words, range_words, time_words
from events import choices
from events.models.external import ExternalDate
from events.models.occurrence import Occurrence

HTTP = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Entry:
    """
    What a list says of one date. Moments are aware, in the place's own zone; `day` is the day it stands under.

    `state` is `scheduled cancelled postponed moved online` for an event, and `booking.rows.availability`'s for a
    session, of which `places` and `places_left` speak. What comes from a partner's own agenda has no `path` here but
    an address `elsewhere` ("" where the partner gives none), and says whose it is. `zone_words` says whose clock the
    times are of, where it is not the site's. `asked` is what an event's page is asked for, to open on another date than
    the first ("?date=2026-12-02").
    """

    key: str
    uid: str
    title: str
    kind: str
    kind_words: str
    start: datetime
    end: datetime
    day: date
    all_day: bool
    time_words: str
    when_words: str
    state: str
    state_words: str
    path: str
    place_slug: str
    place_name: str
    town: str
    where: str
    note: str = ""
    partners: tuple[str, ...] = ()
    is_session: bool = False
    places: int = 0
    places_left: int = 0
    zone_words: str = ""
    elsewhere: str = ""
    source_words: str = ""
    source_url: str = ""
    asked: str = ""

    @property
    def url(self) -> str:
        """Where the line leads, "" where nowhere."""
        return f"{self.path}{self.asked}" if self.path else self.elsewhere


def entry_of_occurrence(occurrence: Occurrence, *, since: date, partners: tuple[str, ...] = ()) -> Entry:
    """Translate an event's date; what began before that day stands under it, if it lasts until then."""
    event, place = occurrence.event, occurrence.event.location
    start, end, day = occurrence.local_start, occurrence.local_end, occurrence.original_day
    state = occurrence.state
    if state == "scheduled" and event.status == choices.EventStatus.ONLINE:
        state = choices.EventStatus.ONLINE.value
    return Entry(
        key=f"evenement-{event.pk}-{occurrence.original_day:%Y%m%d}",
        uid=str(event.uid),
        title=event.title,
        kind=event.kind,
        kind_words="" if event.kind == choices.EventKind.OTHER else event.get_kind_display(),
        start=start,
        end=end,
        day=since if occurrence.first_day < since <= occurrence.last_day else occurrence.first_day,
        all_day=event.all_day,
        time_words=occurrence_time_words(occurrence),
        when_words=occurrence_words(occurrence),
        state=state,
        state_words=_("En ligne") if state == choices.EventStatus.ONLINE else state_words(occurrence),
        path=event.path_of_page,
        # Of a place that is not published, the name alone says where.
        place_slug=place.slug if place and place.live else "",
        place_name=place.name if place else "",
        town=place.town if place else "",
        where=event.where,
        note=occurrence.note,
        partners=partners,
        zone_words="" if event.all_day else zone_words(event.zone),
        asked=f"?date={day:%Y-%m-%d}" if day != event.first_day else "",
    )


def entry_of_session(session: Session, *, now: datetime, course: Course | None = None) -> Entry:
    """Translate a session that can be booked (`with_place`), by itself or with the others of its course."""
    start, end = session.local_start, session.local_end
    state, words = availability(session, now=now, course=course)
    return Entry(
        key=f"seance-{session.pk}",
        uid=str(session.uid),
        title=session.activity.name,
        kind=session.activity.slug,
        kind_words=session.activity.get_kind_display(),
        start=start,
        end=end,
        day=start.date(),
        all_day=False,
        time_words=_("%(start)s à %(end)s") % {"start": time_words(start), "end": time_words(end)},
        when_words=range_words(start, end),
        state=state,
        state_words=words,
        path=session.get_absolute_url(),
        place_slug=session.location.slug,
        place_name=session.location.name,
        town=session.location.town,
        where=", ".join(filter(None, [session.location.name, session.location.town])),
        partners=(session.host.slug,),
        is_session=True,
        places=session.capacity + session.overbooked,
        places_left=course.places if course else session.places_for(now=now),
        zone_words=zone_words(session.zone),
    )


def entry_of_external(one: ExternalDate, *, since: date) -> Entry:
    """Translate a partner's own date (`with_calendar`), which its own page tells more of."""
    calendar, place = one.calendar, one.calendar.location
    start, end = one.local_start, one.local_end
    place = place if place and place.live else None
    town = place.town if place else ""
    return Entry(
        key=f"partenaire-{one.uid}",
        uid=str(one.uid),
        title=one.title,
        kind=calendar.kind,
        kind_words="" if calendar.kind == choices.EventKind.OTHER else calendar.get_kind_display(),
        start=start,
        end=end,
        day=since if one.first_day < since <= one.last_day else one.first_day,
        all_day=one.all_day,
        time_words=span_time_words(start, end, one.first_day, one.last_day, all_day=one.all_day),
        when_words=days_words(one.first_day, one.last_day) if one.all_day else range_words(start, end),
        state="cancelled" if one.cancelled else "scheduled",
        state_words=_("Annulé") if one.cancelled else "",
        path="",
        place_slug=place.slug if place else "",
        place_name=place.name if place else "",
        town=town,
        where=one.where or ", ".join(filter(None, [place.name if place else "", town])),
        partners=(calendar.organisation.slug,),
        zone_words="" if one.all_day else zone_words(one.zone),
        elsewhere=web_address(one.url),
        source_words=calendar.name,
        source_url=web_address(calendar.page),
    )


def web_address(text: str) -> str:
    """Return an address that a link may lead to, "" for any other: what a partner writes may be anything."""
    return text if text.startswith(HTTP) else ""


def occurrence_words(occurrence: Occurrence) -> str:
    """Return day and hour in words: "mardi 3 mars 2026 de 14 h à 16 h", "du mardi 3 au jeudi 5 mars 2026"."""
    if occurrence.event.all_day:
        return days_words(occurrence.first_day, occurrence.last_day)
    return range_words(occurrence.local_start, occurrence.local_end)


def day_and_time_words(occurrence: Occurrence) -> tuple[str, str]:
    """Return its day or days, and beside one day alone its hours."""
    one_day = occurrence.first_day == occurrence.last_day
    return days_words(occurrence.first_day, occurrence.last_day), occurrence_time_words(occurrence) if one_day else ""


def occurrence_time_words(occurrence: Occurrence) -> str:
    """Return the hours alone, to stand beside the day: "14 h à 16 h", "Toute la journée", "Jusqu'au jeudi 5"."""
    return span_time_words(
        occurrence.local_start,
        occurrence.local_end,
        occurrence.first_day,
        occurrence.last_day,
        all_day=occurrence.event.all_day,
    )


def span_time_words(start: datetime, end: datetime, first_day: date, last_day: date, *, all_day: bool) -> str:
    """Return the hours alone of what lasts from one local moment to another, whose days are these."""
    if last_day > first_day:
        near = last_day - first_day < timedelta(days=7)
        return _("Jusqu'au %s") % day_words(last_day, weekday=near, month=not near, year=False)
    if all_day:
        return _("Toute la journée")
    if end <= start:
        return time_words(start)
    ends = _("minuit") if end.date() > start.date() else time_words(end)
    return _("%(start)s à %(end)s") % {"start": time_words(start), "end": ends}


def state_words(occurrence: Occurrence) -> str:
    """Return what must be known of this date, "" where it simply takes place."""
    if occurrence.state == "cancelled":
        return _("Annulé")
    if occurrence.state == "postponed":
        return _("Reporté")
    if occurrence.state == "moved":
        was = occurrence.original_start.astimezone(occurrence.event.tz)
        if was.date() == occurrence.first_day:
            return _("Déplacé, au lieu de %s") % time_words(was)
        return _("Déplacé, au lieu du %s") % day_words(was.date())
    return ""


def as_json(entry: Entry) -> dict[str, Any]:
    """Return the entry under the public names of the agenda's JSON; a session adds its places."""
    shown: dict[str, Any] = {
        "id": entry.key,
        "uid": entry.uid,
        "titre": entry.title,
        "type": entry.kind,
        "debut": entry.start.isoformat(),
        "fin": entry.end.isoformat(),
        "journee_entiere": entry.all_day,
        "statut": entry.state if entry.state in choices.EventStatus.values else choices.EventStatus.SCHEDULED.value,
        "lieu": {"slug": entry.place_slug, "nom": entry.place_name} if entry.place_slug else None,
        "partenaire": entry.partners[0] if entry.partners else None,
        "url": settings.PUBLIC_BASE_URL + entry.path if entry.path else entry.elsewhere or entry.source_url or None,
        "source": entry.source_words or None,
    }
    if entry.is_session:
        shown |= {"places": entry.places, "places_restantes": entry.places_left}
    return shown
