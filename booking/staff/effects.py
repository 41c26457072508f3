"""What a change would do to sessions that somebody booked: session by session, person by person."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast

from booking.concerned import Concerned, concerned_by, digest
from booking.models import Series, SeriesException, Session
from booking.services.sessions import planning
from booking.staff.participants.access import sees
from core.dates import range_words
from core.recurrence.expand import Occurrence

MOST_NAMED = 50
"""Sessions of which the people are named on one screen; those beyond are counted."""


@dataclass(frozen=True, slots=True)
class Effect:
    """
    What becomes of one session: in words, with the people it concerns. `is_told`: they get a message.

    `is_named`: who looks may read who they are (`named_for`); else they are counted.
    """

    session: Session
    words: str
    people: list[Concerned]
    is_told: bool = True
    is_named: bool = False
    shift_words: str = ""

    @property
    def when(self) -> str:
        """The date as it is now."""
        return when_words(self.session)

    @property
    def count(self) -> int:
        """How many people it concerns, those who wait included."""
        return sum(one.people for one in self.people)


@dataclass(frozen=True, slots=True)
class Effects:
    """All of them; `lost` are those that the series does not give any more, `held` those left as they are."""

    changed: list[Effect] = field(default_factory=list)
    lost: list[Effect] = field(default_factory=list)
    held: int = 0
    seen: str = ""

    def __bool__(self) -> bool:
        """Whether anybody is concerned."""
        return bool(self.changed or self.lost)

    @property
    def all(self) -> list[Effect]:
        """Every session of it."""
        return [*self.changed, *self.lost]

    @property
    def people(self) -> list[Concerned]:
        """Everybody whom it concerns."""
        return [person for effect in self.all for person in effect.people]

    @property
    def count(self) -> int:
        """How many people: who booked several of these dates is one person still."""
        most: dict[int, int] = {}
        for person in self.people:
            most[person.booking_id] = max(person.people, most.get(person.booking_id, 0))
        return sum(most.values())

    @property
    def to_call(self) -> int:
        """How many bookings nobody can write to."""
        return len({person.booking_id for person in self.people if person.call})

    @property
    def can_shift(self) -> bool:
        """Whether some of the lost sessions have a new date in their week."""
        return any(effect.shift_words for effect in self.lost)


def effects_of_series(series: Series, exceptions: Iterable[SeriesException], *, now: datetime) -> Effects:
    """
    Return what saving this series, as it was typed, would do to those who have booked.

    `seen` names all of it, with what is stored: it is another one as soon as somebody books, cancels, or saves.
    """
    plan = planning.plan_of(series, exceptions, now=now)
    coming = [(session, one) for session, one in plan.follow if session.start > now]
    people = concerned_by([*(session.pk for session, _one in coming), *(session.pk for session in plan.lost)], now=now)
    changed, held = [], 0
    for session, one in coming:
        if session.pk not in people:
            continue
        effect = effect_of(session, series, one, people[session.pk])
        if effect is not None:
            changed.append(effect)
        elif session.by_hand and differs(session, series, one):
            held += 1
    lost = [
        Effect(
            session=session,
            words="n'est plus dans la série",
            people=people[session.pk],
            shift_words=span_words(plan.shifts[session.pk]) if session.pk in plan.shifts else "",
        )
        for session in plan.lost
        if session.pk in people
    ]
    return Effects(changed, lost, held, digest(stored(series), fingerprints([*changed, *lost])))


def effect_of(session: Session, series: Series, one: Occurrence, people: list[Concerned]) -> Effect | None:
    """Return what becomes of a booked session that the series still gives; nothing where it stays as it is."""
    changes = planning.changes_of(session, series, one)
    said = list(change_words(session, series, one, changes))
    told = bool(said)
    if not session.by_hand:
        room, places = series.capacity, session.booked - session.overbooked
        if room < places and session.capacity != room:
            said.append(f"garde {places} places, déjà prises, et non {room}")
        if series.waiting_capacity < session.waiting:
            said.append(f"garde sa liste d'attente ({session.waiting})")
    return Effect(session, ", ".join(said), people, is_told=told) if said else None


def change_words(session: Session, series: Series, one: Occurrence, changes: dict[str, Any]) -> Iterable[str]:
    """Say what people must hear of."""
    if "status" in changes:
        yield "annulée" if one.cancelled else "a lieu de nouveau"
        if one.cancelled:
            return
    if "start" in changes or "end" in changes:
        yield f"déplacée : {span_words(one)}"
    if "location_id" in changes:
        yield f"au lieu « {series.location} »"
    if "activity_id" in changes:
        yield f"devient « {series.activity} »"


def differs(session: Session, series: Series, one: Occurrence) -> bool:
    """Whether a session held by hand is not what its series says."""
    said = planning.values_of(series, one)
    return any(getattr(session, name) != said[name] for name in ("start", "end", "location_id", "status", "capacity"))


def effects_on(sessions: Iterable[Session], words: str, *, now: datetime) -> Effects:
    """Return the same words of each of these sessions, with whom they concern, booked or not."""
    rows = list(sessions)
    people = concerned_by((one.pk for one in rows), now=now)
    found = [Effect(one, words, people.get(one.pk, [])) for one in rows]
    return Effects(changed=found, seen=digest(words, fingerprints(found)))


def named_for(effects: Effects, user: Any) -> Effects:
    """Name the people of those sessions of which this person reads who comes, up to `MOST_NAMED` sessions."""
    shown = sees(user)
    ranks = {effect.session.pk: rank for rank, effect in enumerate(effects.all)}

    def named(effect: Effect) -> Effect:
        return replace(effect, is_named=ranks[effect.session.pk] < MOST_NAMED and shown(effect.session))

    return replace(effects, changed=[named(one) for one in effects.changed], lost=[named(one) for one in effects.lost])


def fingerprints(effects: Iterable[Effect]) -> list[Any]:
    """Return what names each effect."""
    return [
        (
            one.session.pk,
            one.session.start.isoformat(),
            one.session.location_id,
            one.session.status,
            one.words,
            one.shift_words,
            [(who.attendance_id, who.people, who.state, who.how) for who in one.people],
        )
        for one in effects
    ]


def stored(series: Series) -> list[Any]:
    """Return what the database says of a series, whatever was typed since."""
    columns = [field.attname for field in Series._meta.concrete_fields if field.name != "recurrence"]
    rule = Cast("recurrence", TextField())  # as it is stored: the object that is read has no words of its own
    rows = list(Series.objects.filter(pk=series.pk).values_list(*columns, rule))
    return [*rows, *SeriesException.objects.filter(series=series.pk).order_by("pk").values_list()]


def when_words(session: Session) -> str:
    """Return when it is, with its place's clock."""
    return range_words(session.local_start, session.local_end)


def span_words(one: Occurrence) -> str:
    """Return a date of the rule, from when to when."""
    return range_words(one.start, one.end)
