"""
The counters of a session: the only module that writes `booked`, `waiting` and `referred_booked`.

Taking a place is one conditional UPDATE, which is at once the test and the lock: whoever comes second waits there, then
finds the counters as the first one left them. Call these functions inside `atomic()`, before any other statement,
sessions in the order of their ids; attendances are read and written only then. Several sessions at once (`…_each`) are
locked first, in that order, and taken together or not at all. The database's own CHECKs stand behind.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, F, Q, Value
from django.db.models.functions import Greatest, Least

from booking import choices
from booking.models import Session
from booking.models.session import SessionQuerySet, has_room


def take(session_id: int, people: int, *, now: datetime, referred: bool = False, in_window: bool = True) -> bool:
    """
    Take places if the session, at this very moment, takes place later and has them; return whether it had.

    `referred`: places kept for referred people count too. `in_window`: only while the public may book (an offer, and
    what staff do, need not).
    """
    return take_each([session_id], people, now=now, referred=referred, window_of=[session_id] if in_window else [])


def take_each(
    session_ids: Collection[int],
    people: int,
    *,
    now: datetime,
    referred: bool = False,
    window_of: Collection[int] = (),
) -> bool:
    """Take places in all of these sessions or in none; `window_of`: those where the public must be able to book."""
    room = has_room(people, now=now, referred=referred)
    having = Session.objects.filter(_to_come(now), _window(now, window_of), room)
    return _all_or_none(having, session_ids, now=now, booked=people, referred_booked=people if referred else 0)


def overbook(session_id: int, people: int, *, now: datetime, referred: bool = True) -> None:
    """Take places whether there are any or not, as only staff may: what is missing is added to `overbooked`."""
    overbook_each([session_id], people, now=now, referred=referred)


def overbook_each(session_ids: Collection[int], people: int, *, now: datetime, referred: bool = True) -> None:
    """Take places in all of these sessions, as `overbook` does."""
    room = F("capacity") + F("overbooked") - F("booked")
    _chosen(session_ids).update(
        overbooked=F("overbooked") + Greatest(Value(people) - room, Value(0)),
        **_more(booked=people, referred_booked=people if referred else 0),
        **moved_on(now),
    )


def give_back(session_id: int, people: int, *, now: datetime, referred: bool = False) -> None:
    """Give places back that were held; those that staff had added go first, and are nobody's any more."""
    give_back_each([session_id], people, now=now, referred=referred)


def give_back_each(session_ids: Collection[int], people: int, *, now: datetime, referred: bool = False) -> None:
    """Give places back in all of these sessions, as `give_back` does."""
    beyond = Greatest(F("booked") - people - F("capacity"), Value(0))
    _chosen(session_ids).update(
        overbooked=Least(F("overbooked"), beyond),
        **_more(booked=-people, referred_booked=-people if referred else 0),
        **moved_on(now),
    )


def queue(session_id: int, people: int, *, now: datetime, in_window: bool = True) -> bool:
    """Take places on the waiting list if the session takes place later and the list has them; return whether it had."""
    return queue_each([session_id], people, now=now, window_of=[session_id] if in_window else [])


def queue_each(session_ids: Collection[int], people: int, *, now: datetime, window_of: Collection[int] = ()) -> bool:
    """Join the waiting lists of all of these sessions, or none."""
    having = Session.objects.filter(_to_come(now), _window(now, window_of), waiting__lte=F("waiting_capacity") - people)
    return _all_or_none(having, session_ids, now=now, waiting=people)


def unqueue(session_id: int, people: int, *, now: datetime) -> None:
    """Leave the waiting list."""
    unqueue_each([session_id], people, now=now)


def unqueue_each(session_ids: Collection[int], people: int, *, now: datetime) -> None:
    """Leave the waiting lists of all of these sessions."""
    _chosen(session_ids).update(**_more(waiting=-people), **moved_on(now))


def lock_each(session_ids: Iterable[int]) -> list[Session]:
    """Take the locks of these sessions in the order of their ids, and return them as they are now; nothing changes."""
    # SQLite has one lock, which the transaction took when it began.
    return list(Session.objects.select_for_update(no_key=True).filter(pk__in=session_ids).order_by("pk"))


def moved_on(now: datetime) -> dict[str, Any]:
    """Return what every change of a session moves on; its time never goes back, whichever request commits last."""
    return {
        "version": F("version") + 1,
        "changed_at": Greatest(F("changed_at"), Value(now, output_field=DateTimeField())),
    }


def _all_or_none(having: SessionQuerySet, session_ids: Collection[int], *, now: datetime, **counters: int) -> bool:
    """Change the counters of these sessions if all of them are among those `having` what is asked."""
    chosen = having.filter(pk__in=session_ids)
    if len(session_ids) > 1:
        lock_each(session_ids)
        if chosen.count() != len(session_ids):
            return False
    return chosen.update(**_more(**counters), **moved_on(now)) == len(session_ids)


def _chosen(session_ids: Collection[int]) -> SessionQuerySet:
    """Return these sessions, locked in order where there are several."""
    if len(session_ids) > 1:
        lock_each(session_ids)
    return Session.objects.filter(pk__in=session_ids)


def _more(**counters: int) -> dict[str, Any]:
    return {name: F(name) + people for name, people in counters.items() if people}


def _to_come(now: datetime) -> Q:
    return Q(status=choices.SessionStatus.SCHEDULED, start__gt=now)


def _window(now: datetime, session_ids: Collection[int]) -> Q:
    if not session_ids:
        return Q()
    opened = (Q(opens_at=None) | Q(opens_at__lte=now)) & (Q(closes_at=None) | Q(closes_at__gt=now))
    return opened | ~Q(pk__in=session_ids)
