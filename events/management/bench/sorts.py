"""
Events of all sorts, at random but the same for the same seed: rules, exceptions, clocks, whole days, hostile words.

They are entered through the services that staff's own screens use. `expected` then says, from the database alone, what
every calendar program must find in a feed of them.
"""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from core.choices import ExceptionKind, Zone
from core.dates import in_clock_change, make_aware_local
from core.recurrence.expand import ChangeKind, first_occurrence, occurrences
from core.recurrence.fields import recurrence_from_rule
from core.recurrence.published import still_told, uid_of_date
from core.recurrence.rule import NTH, WORKING_DAYS, Frequency, InvalidRule, NthWeekday, Rule, Weekday
from events import choices, schedule
from events.calendar import entries_of_event
from events.models import AgendaPage, EventException, EventPage, Occurrence
from events.selectors.feeds import with_all_told
from events.services import occurrences as services
from locations.choices import Audience
from locations.models import Commune, Location

HOSTILE = (
    'Café "L\'Été"; virgule, \\ antislash\r\nBEGIN:VEVENT\x07',
    "\u202eنيمأ 😀 ‏שלום‎ \u2028 \ufeff",
    "END:VCALENDAR\r\n\r\nATTACH:file:///etc/passwd",
    "é" * 90,
    "😀" * 40,
    "\\,\\;:^'\"^",
    "\t  ",
)
TITLES = ("Permanence", "Atelier mails", "Premiers pas à l'ordinateur", "Forum de l'inclusion", "Café numérique")
ZONES = (Zone.PARIS, Zone.PARIS, Zone.PARIS, Zone.MARTINIQUE, Zone.REUNION, Zone.GUYANE, Zone.SAINT_PIERRE, Zone.TAHITI)
HOURS = (time(9), time(14), time(18, 30), time(22), time(0), time(3, 15), time(23, 45))
STATUSES = (*[choices.EventStatus.SCHEDULED] * 7, *list(choices.EventStatus))


def fill(agenda: AgendaPage, *, count: int, seed: int, now: datetime, begin: int = 0) -> list[EventPage]:
    """Add so many events to the agenda, published at `now`; `begin` is how many it holds already."""
    chance = random.Random(seed)  # noqa: S311 (the same events each time)
    places = list(Location.objects.filter(live=True).order_by("pk")[:20])
    towns = list(Commune.objects.order_by("pk")[:20])
    return [add(agenda, chance, number, places, towns, now=now) for number in range(begin, begin + count)]


def add(
    agenda: AgendaPage, chance: random.Random, number: int, places: list[Any], towns: list[Any], *, now: datetime
) -> EventPage:
    """Add one event."""
    event = random_event(chance, number, today=now.date())
    event.first_published_at = event.last_published_at = now
    where = chance.choice(["place", "address", "nowhere"])
    event.location = chance.choice(places) if where == "place" and places else None
    event.address = words(chance, "4 rue d'à côté, Lyon") if where == "address" else ""
    event.commune = chance.choice(towns) if where == "address" and towns else None
    event.exceptions = random_exceptions(chance, event, today=now.date())
    agenda.add_child(instance=event)
    services.announce(event, now=now)
    return event


def random_event(chance: random.Random, number: int, *, today: date) -> EventPage:
    """Return an event with a rule of any kind, its first date one that the rule gives, not saved."""
    zone = chance.choice(ZONES)
    all_day = chance.random() < 0.2
    starts_at = time() if all_day else chance.choice(HOURS)
    wanted = datetime.combine(today + timedelta(days=chance.randint(-300, 300)), starts_at)
    rule, first = random_rule(chance, wanted, ZoneInfo(zone))
    longer = chance.choice([0, 0, 0, 1, 2])
    lasting = timedelta(minutes=chance.choice([30, 90, 120, 480]))
    end = first + lasting + timedelta(days=longer if rule is None or rule.frequency is not Frequency.DAILY else 0)
    repeats = rule is not None
    return EventPage(
        title=words(chance, chance.choice(TITLES))[:200].replace("\r\n", " ").strip() or "Sans titre",
        slug=f"sorte-{number}",
        live=True,
        introduction=words(chance, "Venez comme vous êtes.")[:400],
        kind=chance.choice(choices.EventKind.values),
        status=chance.choice(STATUSES),
        status_note=words(chance, "") if chance.random() < 0.2 else "",
        first_day=first.date(),
        last_day=first.date() + timedelta(days=longer) if all_day else end.date(),
        all_day=all_day,
        start_time=None if all_day else starts_at,
        end_time=None if all_day else end.time(),
        zone=zone,
        recurrence=recurrence_from_rule(rule, ZoneInfo(zone)),
        without_public_holidays=repeats and chance.random() < 0.2,
        school_zone=chance.choice(choices.SchoolZone.values) if repeats and chance.random() < 0.15 else "",
        online_url="https://visio.example/salle?x=1,2;3" if chance.random() < 0.2 else "",
        publics=[str(code) for code in Audience.values if chance.random() < 0.15],
        price=chance.choice(["Gratuit", "", "2 €; gratuit, sur justificatif"]),
        registration_url="https://inscription.example/é?a=b" if chance.random() < 0.2 else "",
        phone=chance.choice(["", "+33476000000"]),
        email=chance.choice(["", "accueil@lieu.example"]),
    )


def random_rule(chance: random.Random, wanted: datetime, zone: ZoneInfo) -> tuple[Rule | None, datetime]:
    """Return a rule and its first start, none of them in the hour that a clock change skips or repeats."""
    while True:
        rule = any_rule(chance, wanted.date())
        first = wanted if rule is None else first_occurrence(rule, wanted)
        if first is None or first > wanted + timedelta(days=700):
            continue
        until = first + timedelta(days=900)
        if not any(in_clock_change(start, zone) for start in occurrences(rule, first=first, until=until)):
            return rule, first


def any_rule(chance: random.Random, day: date) -> Rule | None:
    """Return a rule as the form offers it, `None` for what happens once."""
    kind = chance.choice(
        ["once", "daily", "weekly", "weekly", "days", "date", "dates", "nth", "last", "working", "yearly"]
    )
    interval = chance.choice([1, 1, 1, 2, 3, 5])
    end: dict[str, Any] = chance.choice(
        [{}, {"count": chance.randint(1, 30)}, {"until": day + timedelta(days=chance.randint(0, 600))}]
    )
    weekday = chance.choice(list(Weekday))
    monthly, yearly = Frequency.MONTHLY, Frequency.YEARLY
    rules: dict[str, tuple[Frequency, dict[str, Any]]] = {
        "daily": (Frequency.DAILY, {}),
        "weekly": (Frequency.WEEKLY, {}),
        "days": (Frequency.WEEKLY, {"weekdays": tuple(sorted(chance.sample(list(Weekday), chance.randint(1, 4))))}),
        "date": (monthly, {"month_days": (chance.choice([1, 15, 28, 29, 30, 31, -1]),)}),
        "dates": (monthly, {"month_days": (10, chance.choice([20, 31]))}),
        "nth": (monthly, {"nth_weekdays": (NthWeekday(chance.choice(NTH), weekday),)}),
        "last": (monthly, {"nth_weekdays": (NthWeekday(-1, weekday),)}),
        "working": (monthly, {"weekdays": WORKING_DAYS, "positions": (chance.choice([1, -1]),)}),
        "yearly": (yearly, {}),
    }
    if kind == "once":
        return None
    frequency, days = rules[kind]
    try:
        return Rule(frequency, interval=interval, **days, **end)
    except InvalidRule:
        return Rule(frequency, **days)


def random_exceptions(chance: random.Random, event: EventPage, *, today: date) -> list[EventException]:
    """Return exceptions on days of the rule around `today`, and dates added on other days; no two meet."""
    rule, first = schedule.rule(event), schedule.first_start(event)
    until = datetime.combine(today + timedelta(days=500), time())
    beyond = datetime.combine(today + timedelta(days=1_000), time())
    days = [start.date() for start in occurrences(rule, first=first, until=until)]
    taken = {start.date() for start in occurrences(rule, first=first, until=beyond)}
    found = []
    if rule is not None:
        for day in sorted(chance.sample(days, min(len(days), chance.choice([0, 0, 1, 3, 6])))):
            kind = chance.choice([ExceptionKind.CANCELLED, ExceptionKind.MOVED, ExceptionKind.NOTE])
            new_day = free_day(chance, day, taken, event) if kind == ExceptionKind.MOVED else None
            hour = time(11, 15) if kind == ExceptionKind.MOVED and not event.all_day else None
            if kind == ExceptionKind.MOVED and new_day is None and hour is None:
                continue  # whole days, every day: there is nowhere to go
            note = words(chance, "Salle 2.")[:200]
            found.append(EventException(kind=kind, original_day=day, new_day=new_day, new_start_time=hour, note=note))
    for _number in range(chance.choice([0, 0, 0, 1, 2])):
        if free := free_day(chance, today + timedelta(days=chance.randint(-60, 300)), taken, event):
            hour = time(10, 30) if not event.all_day and chance.random() < 0.5 else None
            found.append(EventException(kind=ExceptionKind.ADDED, original_day=free, new_start_time=hour))
    return found


def free_day(chance: random.Random, near: date, taken: set[date], event: EventPage) -> date | None:
    """Return a day near this one on which the event has no date yet, and no clock changes at its hour; take it."""
    zone = event.tz
    for step in range(1, 100):
        day = near + timedelta(days=step if chance.random() < 0.7 else -step)
        if day not in taken and not in_clock_change(datetime.combine(day, event.begins_at), zone):
            taken.add(day)
            return day
    return None


def words(chance: random.Random, usual: str) -> str:
    """Return the usual words, or hostile ones."""
    return chance.choice(HOSTILE) if chance.random() < 0.25 else usual


# What every program must find


def expected(events: Any, *, first: date, last: date) -> list[tuple[str, str]]:
    """
    Return (uid, start) of each date that a feed of these events must give from one day of ours to another.

    Starts are in UTC, or days where the event lasts whole days. Cancelled dates are told, until they are old.
    """
    zone = ZoneInfo(settings.TIME_ZONE)
    since, before = (make_aware_local(datetime.combine(day, time()), zone) for day in (first, last + timedelta(days=1)))
    found = []
    for event in with_all_told(events):
        for uid, one in dates_told(event):
            if event.all_day:
                if first <= one.first_day <= last:
                    found.append((uid, one.first_day.isoformat()))
            elif since <= one.start < before:
                found.append((uid, f"{one.start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"))
    return sorted(found)


def dates_told(event: EventPage) -> Iterator[tuple[str, Occurrence]]:
    """Return the event's dates, each with its identity in calendars, but for those cancelled long ago."""
    changes = schedule.changes(event, event.exceptions.all())
    added = {one.original_start: one.uid for one in changes if one.kind is ChangeKind.ADDED}
    cancelled = {one.original_start: one for one in changes if one.kind is ChangeKind.CANCELLED}
    by_itself = {entry.uid for entry in entries_of_event(event)}
    for one in event.occurrences.all():
        original = one.original_start.astimezone(event.tz).replace(tzinfo=None)
        change = cancelled.get(original)
        if change is None or not event.changed_at or still_told(change, event.changed_at, event.tz):
            apart = uid_of_date(str(event.uid), one.original_day)
            yield added.get(original, apart if apart in by_itself else str(event.uid)), one
