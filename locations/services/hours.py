"""The table of what is open in the next days, so that "ouvert maintenant" parses nothing in a request."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import cache

from django.db import transaction

from core.bulk import batches, delete_rows, insert_rows
from core.dates import local_day
from locations.choices import OpeningStatus
from locations.hours.states import Closures, InvalidHours, intervals, zone_of
from locations.models import Closure, Location, OpenInterval

DAYS = 8
BATCH = 1_000
Opening = tuple[datetime, datetime, bool]
"""Start and end, in UTC, and whether it is by appointment."""

_READ = ("pk", "opening_hours", "departement", "live", "status")
COLUMNS = ("location_id", "start", "end", "by_appointment")


def recompute_all_intervals(*, now: datetime) -> int:
    """
    Bring every place's intervals up to its own today; returns how many there are. Run each night.

    What is right already is left as it is: a night writes one day of eight.
    """
    return recompute_intervals(Location.objects.order_by("pk").values_list("pk", flat=True), now=now)


def recompute_intervals(ids: Iterable[int], *, now: datetime) -> int:
    """
    Bring the intervals of these places, by primary key, up to date; returns how many there are.

    A place that is a draft, or does not receive people (yet, or any more), has none.
    """

    @cache
    def usual(hours: str, departement: str) -> list[Opening]:
        return openings(hours, departement, now=now)

    count = 0
    for some in batches(list(ids), BATCH):
        count += _recompute(some, usual, now)
    return count


def openings(hours: str, departement: str, closures: Closures = (), *, now: datetime) -> list[Opening]:
    """What a place with these hours has in the table: in order."""
    zone = zone_of(departement)
    try:
        return intervals(hours, zone, local_day(now, zone), DAYS, closures) if hours else []
    except InvalidHours:
        return []  # Written by hand before the check: the page shows the text as it is.


@transaction.atomic
def _recompute(ids: Sequence[int], usual: Callable[[str, str], list[Opening]], now: datetime) -> int:
    # Who recomputes the same places at the same time waits here, and finds them done.
    places = Location.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    receiving = [
        (pk, hours, departement)
        for pk, hours, departement, live, status in places.values_list(*_READ)
        if live and hours and status == OpeningStatus.OPEN
    ]
    closures: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for pk, first, last in Closure.objects.filter(location__in=ids).values_list("location_id", "first_day", "last_day"):
        closures[pk].append((first, last))
    there = OpenInterval.objects.filter(location__in=ids).order_by().values_list("pk", *COLUMNS)
    surplus: dict[tuple[object, ...], int] = {}
    twice = [pk for pk, *opening in there if surplus.setdefault(tuple(opening), pk) != pk]
    count, missing = 0, []
    for pk, hours, departement in receiving:
        shut = closures.get(pk)
        for opening in openings(hours, departement, shut, now=now) if shut else usual(hours, departement):
            count += 1
            if surplus.pop((pk, *opening), None) is None:
                missing.append((pk, *opening))
    for keys in batches([*surplus.values(), *twice], BATCH):
        delete_rows(OpenInterval.objects.filter(pk__in=keys))
    insert_rows(OpenInterval, COLUMNS, missing)
    return count
