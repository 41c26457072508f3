"""The table of what is open in the next days, so that "ouvert maintenant" parses nothing in a request."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from core.bulk import delete_rows, insert_rows
from core.dates import local_day
from locations.hours import Closures, InvalidHours, intervals, zone_of
from locations.models import Closure, Location, OpenInterval

DAYS = 8
BATCH = 1_000
COLUMNS = ("location_id", "start", "end", "by_appointment")


def recompute_all_intervals(*, now: datetime) -> int:
    """Recompute every place's intervals, from its own today on; returns how many there are. Run each night."""
    return recompute_intervals(Location.objects.values_list("pk", flat=True), now=now)


def recompute_intervals(ids: Iterable[int], *, now: datetime) -> int:
    """Recompute the intervals of these places, by primary key; returns how many there are."""
    pending, count = list(ids), 0
    for start in range(0, len(pending), BATCH):
        count += _recompute(pending[start : start + BATCH], now)
    return count


def openings(
    hours: str, departement: str, closures: Closures = (), *, now: datetime
) -> list[tuple[datetime, datetime, bool]]:
    """What a place with these hours has in the table: (start, end, by appointment)."""
    zone = zone_of(departement)
    try:
        return intervals(hours, zone, local_day(now, zone), DAYS, closures) if hours else []
    except InvalidHours:
        return []  # Written by hand before the check: the page shows the text as it is.


@transaction.atomic
def _recompute(ids: list[int], now: datetime) -> int:
    delete_rows(OpenInterval.objects.filter(location__in=ids))
    closures: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for closure in Closure.objects.filter(location__in=ids):
        closures[closure.location_id].append((closure.first_day, closure.last_day))
    places = Location.objects.filter(pk__in=ids, live=True).exclude(opening_hours="")
    rows = [
        (pk, *opening)
        for pk, hours, departement in places.values_list("pk", "opening_hours", "departement")
        for opening in openings(hours, departement, closures[pk], now=now)
    ]
    return insert_rows(OpenInterval, COLUMNS, rows)
