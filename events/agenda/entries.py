"""One line of the agenda, whatever it comes from: an event's date, or a session that can be booked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from booking.models import Session
from booking.rows import availability
from core.dates import day_words, days_words, range_words, time_words
from events import choices
from events.models.occurrence import Occurrence


@dataclass(frozen=True, slots=True)
class Entry:
    """
    What a list says of one date. Moments are aware, in the place's own zone; `day` is the day it stands under.

    `state` is `scheduled cancelled postponed moved` for an event, and `booking.rows.availability`'s for a session, of
    which `places` and `places_left` speak.
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


def entry_of_occurrence(occurrence: Occurrence, *, today: date) -> Entry:
    """Translate an event's date (`with_event`); what began before today stands under today while it lasts."""
    event, place = occurrence.event, occurrence.event.location
    start, end = occurrence.local_start, occurrence.local_end
    day = today if occurrence.first_day < today <= occurrence.last_day else occurrence.first_day
    return Entry(
        key=f"evenement-{event.pk}-{occurrence.original_start.astimezone(event.tz):%Y%m%d}",
        uid=str(event.uid),
        title=event.title,
        kind=event.kind,
        kind_words="" if event.kind == choices.EventKind.OTHER else event.get_kind_display(),
        start=start,
        end=end,
        day=day,
        all_day=event.all_day,
        time_words=occurrence_time_words(occurrence),
        when_words=occurrence_words(occurrence),
        state=occurrence.state,
        state_words=state_words(occurrence),
        path=event.path_of_page,
        place_slug=place.slug if place else "",
        place_name=place.name if place else "",
        town=place.town if place else "",
        where=event.where,
        note=occurrence.note,
        partners=tuple(one.slug for one in event.organisers.all()),
    )


def entry_of_session(session: Session, *, now: datetime) -> Entry:
    """Translate a session that can be booked (`with_place`)."""
    start, end = session.local_start, session.local_end
    state, words = availability(session, now=now)
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
        places_left=session.places_left,
    )


def occurrence_words(occurrence: Occurrence) -> str:
    """Return day and hour in words: "mardi 3 mars 2026 de 14 h à 16 h", "du mardi 3 au jeudi 5 mars 2026"."""
    if occurrence.event.all_day:
        return days_words(occurrence.first_day, occurrence.last_day)
    return range_words(occurrence.local_start, occurrence.local_end)


def occurrence_time_words(occurrence: Occurrence) -> str:
    """Return the hours alone, to stand beside the day: "14 h à 16 h", "Toute la journée", "Jusqu'au jeudi 5"."""
    if occurrence.last_day > occurrence.first_day:
        near = occurrence.last_day - occurrence.first_day < timedelta(days=7)
        return _("Jusqu'au %s") % day_words(occurrence.last_day, weekday=near, month=not near, year=False)
    if occurrence.event.all_day:
        return _("Toute la journée")
    end = occurrence.local_end
    if end.date() > occurrence.first_day:
        return _("%(start)s à %(end)s") % {"start": time_words(occurrence.local_start), "end": _("minuit")}
    return _("%(start)s à %(end)s") % {"start": time_words(occurrence.local_start), "end": time_words(end)}


def state_words(occurrence: Occurrence) -> str:
    """Return what must be known of this date, "" where it simply takes place."""
    if occurrence.state == "cancelled":
        return _("Annulé")
    if occurrence.state == "postponed":
        return _("Reporté")
    if occurrence.state == "moved":
        return _("Déplacé, au lieu du %s") % day_words(occurrence.original_start.astimezone(occurrence.event.tz).date())
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
        "url": settings.PUBLIC_BASE_URL + entry.path,
        "source": None,
    }
    if entry.is_session:
        shown |= {"places": entry.places, "places_restantes": entry.places_left}
    return shown
