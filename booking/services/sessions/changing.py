"""
Sessions change, and those whom it concerns are told.

Every change of a session goes through `change_each` (or through `booking.services.places`, for its counters): it moves
`version` and `changed_at` on, raises `sequence` when time, place or status change (RFC 5545 §3.8.7.4), ends the
waiting list of what is cancelled, offers the places that come free, and tells partners' programs. Many sessions change
in batches, each a transaction of its own: a batch that is done stays done, and asking again does the rest.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from booking import messages
from booking.choices import AttendanceStatus, MessageKind, SessionNews, SessionStatus
from booking.messages import Told
from booking.models import Attendance, SeriesException, Session
from booking.services import courses, places, waiting, webhooks
from booking.services.access import new_link
from booking.services.patience import patient
from core.bulk import batches
from core.dates import local_day

logger = logging.getLogger(__name__)

BATCH = 20
"""Sessions changed in one transaction: as long as their people may wait who book there meanwhile."""

MOST_FREED = 500
"""Sessions that one round says to have more places: the next one comes a minute later."""

WHEN_WHERE = ("start", "end", "location_id", "status")
"""What raises `sequence`."""

ROOM = ("capacity", "referred_places", "referred_until", "status")
"""What may set places free for those who wait."""

OF_ITS_DATE = ("start", "end", "status", "note")
"""What an exception of the series says of one date."""

TOLD = (AttendanceStatus.CONFIRMED, AttendanceStatus.OFFERED, AttendanceStatus.WAITING)
"""Whom a change concerns."""

Values = dict[str, Any]


class NotEnoughRoom(ValueError):
    """The session cannot be made so small; the message is for staff."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)


def change_each(pks: Iterable[int], decide: Callable[[Session], Values], *, now: datetime) -> int:
    """
    Change sessions, each by what `decide` says of it once it is locked, and return how many were.

    Nothing is written where nothing differs, so that the same change asked twice tells once.
    """
    return sum(_change_batch(batch, decide, now=now) for batch in batches(sorted(set(pks)), BATCH))


def save_session(*, session: Session, now: datetime, fields: Sequence[str] | None = None) -> None:
    """
    Save a session as staff changed it (or made it); from then on its series leaves it alone.

    `fields` (attribute names): what was changed, so that nothing else is taken back; without, all but the counters.

    :raises NotEnoughRoom: more places are taken, or more people wait, than it would have.
    """
    if session.pk is None:
        session.created_at = session.changed_at = now
        with transaction.atomic():
            session.save()
            made = webhooks.Change(SessionNews.CREATED, frozenset({session.host_id}))
            webhooks.tell_programs({session.pk: made}, now=now)
        return
    if fields is None:
        concrete = [field for field in Session._meta.concrete_fields if field.editable]
        fields = [field.attname for field in concrete if field.attname not in NOT_SAVED]
    values = {name: getattr(session, name) for name in fields}

    def decide(before: Session) -> Values:
        _check_room(before, values)
        if any(name in values and values[name] != getattr(before, name) for name in OF_ITS_DATE):
            drop_exceptions(before)
        return values | {"by_hand": True}

    change_each([session.pk], decide, now=now)
    session.refresh_from_db()


def drop_exceptions(session: Session) -> None:
    """Forget what its series says of this very date, once somebody says otherwise: the last word counts."""
    if session.series_id is not None and session.original_start is not None:
        day = local_day(session.original_start, session.tz)
        SeriesException.objects.filter(series=session.series_id, original_day=day).delete()


def touch(sessions: QuerySet[Session], *, now: datetime) -> int:
    """Say that what is shown of these sessions has changed (the name of a place, of an activity); return how many."""
    return sessions.update(version=F("version") + 1, changed_at=now)


@transaction.atomic
def free_kept(*, now: datetime) -> int:
    """Move on the sessions whose places kept for referred people are kept no longer, and return how many (a batch)."""
    freed = Session.objects.filter(
        start__gt=now, referred_places__gt=0, referred_until__lte=now, changed_at__lt=F("referred_until")
    )
    pks = list(freed.order_by("pk").values_list("pk", flat=True)[:MOST_FREED])
    places.lock_each(pks)
    return touch(freed.filter(pk__in=pks), now=now) if pks else 0


NOT_SAVED = frozenset({"id", "overbooked", "series_id", "original_start"})
"""What staff never write from a form: `booking.services.places` counts, the series names."""


@patient
def _change_batch(pks: Sequence[int], decide: Callable[[Session], Values], *, now: datetime) -> int:
    with transaction.atomic():
        # Locks come first: whoever books meanwhile waits, or is in the list of those who are told. A place that comes
        # free in one date of a course is offered in all of them.
        locked = places.lock_each(courses.locked_together(pks, now=now))
        return _change([one for one in locked if one.pk in pks], decide, now=now)


def _change(locked: Sequence[Session], decide: Callable[[Session], Values], *, now: datetime) -> int:
    changed: list[Session] = []
    moved: list[Session] = []
    freed: list[Session] = []
    back: list[Session] = []
    names: set[str] = set()
    news: dict[int, webhooks.Change] = {}
    for session in locked:
        wanted = decide(session)
        different = {name: value for name, value in wanted.items() if getattr(session, name) != value}
        if not different:
            continue
        changed.append(session)
        names |= different.keys()
        if different.keys() & set(WHEN_WHERE):
            session.sequence += 1
            # What is over, before and after, concerns nobody any more.
            if max(session.end, different.get("end", session.end)) > now:
                moved.append(session)
        if different.get("status") == SessionStatus.SCHEDULED:
            back.append(session)
        if session.waiting and different.keys() & set(ROOM):
            freed.append(session)
        if said := webhooks.change_of(session, different):
            news[session.pk] = said
        for name, value in different.items():
            setattr(session, name, value)
        session.version += 1
        session.changed_at = max(session.changed_at, now)
    if changed:
        Session.objects.bulk_update(changed, _fields(names | {"sequence", "version", "changed_at"}))
        _tell(moved, now=now)
        _give_to_courses(back, now=now)
        for session in freed:
            if not session.is_cancelled:
                waiting.offer_freed(session.pk, now=now)
        webhooks.tell_programs(news, now=now)
    return len(changed)


def _tell(moved: Sequence[Session], *, now: datetime) -> None:
    """Raise the calendar entries of those whom it concerns, end the waiting lists of what is cancelled, and tell."""
    concerned = Attendance.objects.filter(session__in=moved, status__in=TOLD)
    pks = list(concerned.order_by("booking_id", "session__start", "pk").values_list("pk", flat=True))
    if not pks:
        return
    Attendance.objects.filter(pk__in=pks).update(sequence=F("sequence") + 1, changed_at=now)
    _end_waiting([one for one in moved if one.is_cancelled], now=now)
    rows = Attendance.objects.filter(pk__in=pks).select_related(
        "booking", "session__activity", "session__location", "session__series"
    )
    by_booking: dict[tuple[bool, int], list[Attendance]] = {}
    for one in rows.order_by("session__start", "pk"):
        by_booking.setdefault((one.session.is_cancelled, one.booking_id), []).append(one)
    off = [Told(group) for (is_off, _booking), group in by_booking.items() if is_off]
    on = [group for (is_off, _booking), group in by_booking.items() if not is_off]
    if off:
        messages.tell_all(MessageKind.SESSION_CANCELLED, off, now=now)
    if on:
        told = [Told(group, new_link(group[0].booking, now=now)) for group in on]
        messages.tell_all(MessageKind.SESSION_MOVED, told, now=now)


def _give_to_courses(back: Sequence[Session], *, now: datetime) -> None:
    """Give dates that take place after all to who has booked their course meanwhile; who had them has them still."""
    for session in back:
        left_out = courses.add_to_course(session, now=now)
        if left_out:
            logger.warning("session %s is back, without room for %s bookings of its course", session.pk, len(left_out))


def _end_waiting(cancelled: Sequence[Session], *, now: datetime) -> None:
    """Let nobody wait for what does not take place: its offers are void, its list is empty."""
    rows = Attendance.objects.filter(
        session__in=cancelled, status__in=(AttendanceStatus.OFFERED, AttendanceStatus.WAITING)
    )
    ended = list(rows.values_list("session_id", "status", "party_size", "referred"))
    if not ended:
        return
    rows.update(status=AttendanceStatus.CANCELLED)
    for session_id, status, people, referred in ended:
        if status == AttendanceStatus.WAITING:
            places.unqueue(session_id, people, now=now)
        else:
            places.give_back(session_id, people, now=now, referred=referred)


def _check_room(before: Session, values: Values) -> None:
    """:raises NotEnoughRoom: see `save_session`."""
    room = values.get("capacity", before.capacity) + before.overbooked
    if room < before.booked:
        few = "Une place est déjà prise." if before.booked == 1 else f"{before.booked} places sont déjà prises."
        raise NotEnoughRoom("capacity", f"{few} Pour en retirer, annulez d'abord des réservations.")
    if values.get("waiting_capacity", before.waiting_capacity) < before.waiting:
        raise NotEnoughRoom("waiting_capacity", f"Personnes qui attendent déjà : {before.waiting}.")


def _fields(names: Iterable[str]) -> list[str]:
    """Return the fields of these attributes, as `bulk_update` names them."""
    by_attname = {field.attname: field.name for field in Session._meta.concrete_fields}
    return sorted(by_attname[name] for name in names)
