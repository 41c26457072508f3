"""A year of staff's edits, drawn at random but the same for the same seed: what a newsroom does to its agenda."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from core.choices import ExceptionKind
from core.recurrence.expand import occurrences
from core.recurrence.fields import recurrence_from_rule
from events import choices, schedule
from events.management.bench.sorts import ZONES, free_day, random_event, random_rule
from events.models import AgendaPage, EventException, EventPage
from events.services import occurrences as services
from events.tests.factories import make_agenda, make_place, publish
from locations.models import Location

DAYTIME = (time(9), time(10, 15), time(14), time(16, 45))


@dataclass
class Year:
    """An agenda that staff edit from day to day. `uids` are those that each event was first published with."""

    seed: int
    now: datetime
    events: int = 8
    chance: random.Random = field(init=False)
    uids: dict[int, UUID] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.agenda: AgendaPage = make_agenda()
        self.places: list[Location] = [make_place() for _number in range(2)]
        for _number in range(self.events):
            self.new_event()

    def a_day(self, now: datetime) -> None:
        """Do what the night does, then what staff do on that day: on most days nothing, on some several things."""
        self.now = now
        services.rebuild_all(now=now.replace(hour=3))
        for _number in range(self.chance.choice([0, 0, 0, 1, 1, 3])):
            name = self.chance.choice(list(EDITS))
            self.done.append(name)
            EDITS[name](self)
            self.now += timedelta(seconds=self.chance.choice([0, 0, 1, 600]))

    def new_event(self) -> None:
        event = random_event(self.chance, len(self.uids), today=self.now.date())
        event.live, event.status = False, choices.EventStatus.SCHEDULED
        event.location = self.chance.choice(self.places)
        self.agenda.add_child(instance=event)
        event = publish(event, at=self.now)
        self.uids[event.pk] = event.uid

    def pick(self, *, live: bool = True, series: bool = False) -> EventPage | None:
        found = [one for one in EventPage.objects.filter(live=live).order_by("pk") if one.recurrence or not series]
        return self.chance.choice(found) if found else None

    def coming(self, event: EventPage) -> list[date]:
        """Return the rule's next days, those that have an exception left out."""
        first = schedule.first_start(event)
        until = max(first, datetime.combine(self.now.date() + timedelta(days=90), time()))
        days = [start.date() for start in occurrences(schedule.rule(event), first=first, until=until)]
        differing = {one.original_day for one in event.exceptions.all()}
        return [day for day in days if day not in differing and day >= self.now.date() - timedelta(days=5)]

    def add_exception(self, event: EventPage, **fields: object) -> None:
        event.exceptions = [*event.exceptions.all(), EventException(**fields)]
        publish(event, at=self.now)

    def taken(self, event: EventPage) -> set[date]:
        first = schedule.first_start(event)
        until = max(first, datetime.combine(self.now.date() + timedelta(days=800), time()))
        days = {start.date() for start in occurrences(schedule.rule(event), first=first, until=until)}
        return days | {day for one in event.exceptions.all() for day in (one.original_day, one.new_day) if day}


def cancel_a_date(year: Year) -> None:
    if (event := year.pick(series=True)) and (days := year.coming(event)):
        year.add_exception(event, kind=ExceptionKind.CANCELLED, original_day=year.chance.choice(days[:6]))


def note_a_date(year: Year) -> None:
    if (event := year.pick(series=True)) and (days := year.coming(event)):
        year.add_exception(event, kind=ExceptionKind.NOTE, original_day=days[0], note="Salle 2.")


def move_a_date(year: Year) -> None:
    if (event := year.pick(series=True)) and (days := year.coming(event)):
        day = year.chance.choice(days[:6])
        new_day = free_day(year.chance, day, year.taken(event), event)
        hour = None if event.all_day else year.chance.choice(DAYTIME)
        if new_day is None and hour is None:
            return
        year.add_exception(event, kind=ExceptionKind.MOVED, original_day=day, new_day=new_day, new_start_time=hour)


def add_a_date(year: Year) -> None:
    near = year.now.date() + timedelta(days=20)
    if (event := year.pick()) and (day := free_day(year.chance, near, year.taken(event), event)):
        year.add_exception(event, kind=ExceptionKind.ADDED, original_day=day)


def take_an_exception_back(year: Year) -> None:
    """Un-cancel, move back, or no longer add."""
    if (event := year.pick()) and (found := list(event.exceptions.all())):
        gone = year.chance.choice(found)
        event.exceptions = [one for one in found if one.uid != gone.uid]
        publish(event, at=year.now)


def change_the_rule(year: Year) -> None:
    if event := year.pick():
        rule, first = random_rule(year.chance, schedule.first_start(event), event.tz)
        lasting = event.end_day - event.first_day
        event.first_day, event.last_day = first.date(), first.date() + lasting
        event.recurrence = recurrence_from_rule(rule, event.tz)
        event.exceptions = []
        publish(event, at=year.now)


def change_the_hour(year: Year) -> None:
    event = year.pick()
    if event and not event.all_day and event.end_day == event.first_day:
        event.start_time = year.chance.choice(DAYTIME)
        event.end_time = (datetime.combine(event.first_day, event.start_time) + timedelta(hours=2)).time()
        publish(event, at=year.now)


def change_the_zone(year: Year) -> None:
    event = year.pick()
    zone = year.chance.choice(ZONES)
    if event and event.begins_at in DAYTIME:
        event.zone = zone
        publish(event, at=year.now)


def change_the_status(year: Year) -> None:
    if event := year.pick():
        event.status = year.chance.choice(choices.EventStatus.values)
        publish(event, at=year.now)


def rename(year: Year) -> None:
    if event := year.pick():
        event.title, event.slug = f"Renommé {len(year.done)}", f"renomme-{len(year.done)}"
        publish(event, at=year.now)


def unpublish(year: Year) -> None:
    if EventPage.objects.filter(live=True).count() > 2 and (event := year.pick()):
        event.unpublish()


def publish_again(year: Year) -> None:
    if event := year.pick(live=False):
        publish(event, at=year.now)


def rename_a_place(year: Year) -> None:
    place = Location.objects.get(pk=year.chance.choice(year.places).pk)
    place.name = f"Lieu {len(year.done)}"
    place.save_revision().publish()


def move_on_the_map(year: Year) -> None:
    place = Location.objects.get(pk=year.chance.choice(year.places).pk)
    place.latitude = round(45 + year.chance.random(), 5)
    place.save_revision().publish()


EDITS: dict[str, Callable[[Year], None]] = {
    each.__name__: each
    for each in (
        cancel_a_date,
        note_a_date,
        move_a_date,
        add_a_date,
        take_an_exception_back,
        change_the_rule,
        change_the_hour,
        change_the_zone,
        change_the_status,
        rename,
        unpublish,
        publish_again,
        rename_a_place,
        move_on_the_map,
        Year.new_event,
    )
}
