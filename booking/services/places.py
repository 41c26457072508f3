"""
The counters of a session: the only module that writes `booked`, `waiting` and `referred_booked`.

Each function is one conditional UPDATE, which is at once the test and the lock: whoever comes second waits there, then
finds the counters as the first one left them. Call them inside `atomic()`, before any other statement, sessions in the
order of their ids; attendances are read and written only then. The database's own CHECKs stand behind.
"""

from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, F, Q, Value
from django.db.models.functions import Greatest

from booking import choices
from booking.models import Session


def take(session_id: int, people: int, *, now: datetime, referred: bool = False, in_window: bool = True) -> bool:
    """
    Take places if the session, at this very moment, takes place later and has them; return whether it had.

    `referred`: places kept for referred people count too. `in_window`: only while the public may book (an offer, and
    what staff do, need not).
    """
    session = Session.objects.filter(_to_come(now), pk=session_id, booked__lte=F("capacity") + F("overbooked") - people)
    if in_window:
        session = session.filter(_window(now))
    if not referred:
        freed = Q(referred_until=None) | Q(referred_until__lte=now) | Q(referred_booked__gte=F("referred_places"))
        beside = Q(booked__lte=F("capacity") + F("overbooked") - people - F("referred_places") + F("referred_booked"))
        session = session.filter(freed | beside)
    return session.update(**_more(booked=people, referred_booked=people if referred else 0), **moved_on(now)) == 1


def overbook(session_id: int, people: int, *, now: datetime, referred: bool = True) -> None:
    """Take places whether there are any or not, as only staff may: what is missing is added to `overbooked`."""
    room = F("capacity") + F("overbooked") - F("booked")
    Session.objects.filter(pk=session_id).update(
        overbooked=F("overbooked") + Greatest(Value(people) - room, Value(0)),
        **_more(booked=people, referred_booked=people if referred else 0),
        **moved_on(now),
    )


def give_back(session_id: int, people: int, *, now: datetime, referred: bool = False) -> None:
    """Give places back that were held."""
    Session.objects.filter(pk=session_id).update(
        **_more(booked=-people, referred_booked=-people if referred else 0), **moved_on(now)
    )


def queue(session_id: int, people: int, *, now: datetime) -> bool:
    """Take places on the waiting list if the session takes place later and the list has them; return whether it had."""
    session = Session.objects.filter(
        _to_come(now), _window(now), pk=session_id, waiting__lte=F("waiting_capacity") - people
    )
    return session.update(**_more(waiting=people), **moved_on(now)) == 1


def unqueue(session_id: int, people: int, *, now: datetime) -> None:
    """Leave the waiting list."""
    Session.objects.filter(pk=session_id).update(**_more(waiting=-people), **moved_on(now))


def lock(session_id: int, *, now: datetime) -> None:
    """Take the session's lock until the transaction ends, before its attendances are read."""
    Session.objects.filter(pk=session_id).update(**moved_on(now))


def moved_on(now: datetime) -> dict[str, Any]:
    """Return what every change of a session moves on; its time never goes back, whichever request commits last."""
    return {
        "version": F("version") + 1,
        "changed_at": Greatest(F("changed_at"), Value(now, output_field=DateTimeField())),
    }


def _more(**counters: int) -> dict[str, Any]:
    return {name: F(name) + people for name, people in counters.items() if people}


def _to_come(now: datetime) -> Q:
    return Q(status=choices.SessionStatus.SCHEDULED, start__gt=now)


def _window(now: datetime) -> Q:
    return (Q(opens_at=None) | Q(opens_at__lte=now)) & (Q(closes_at=None) | Q(closes_at__gt=now))
