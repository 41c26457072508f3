from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from locations.choices import OpeningStatus
from locations.hours.states import PARIS
from locations.models import Closure, Location, OpenInterval
from locations.services.hours import recompute_all_intervals, recompute_intervals
from locations.tests.factories import make_place

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)


def rows(place: Location) -> list[tuple[str, str, bool]]:
    """The open intervals of a place, in Paris."""
    found = OpenInterval.objects.filter(location=place).values_list("start", "end", "by_appointment")
    return [(f"{start.astimezone(PARIS):%d %H:%M}", f"{end.astimezone(PARIS):%H:%M}", by) for start, end, by in found]


def keys() -> set[int]:
    return set(OpenInterval.objects.values_list("pk", flat=True))


def test_a_place_has_the_openings_of_eight_days_its_closures_left_out() -> None:
    place = make_place(opening_hours='Mo 09:00-12:00; We 14:00-17:00 "sur rendez-vous"; Fr 09:00-12:00')
    Closure.objects.create(location=place, first_day=date(2026, 11, 27), last_day=date(2026, 11, 28))
    assert recompute_intervals([place.pk], now=MONDAY) == 3
    assert rows(place) == [("23 09:00", "12:00", False), ("25 14:00", "17:00", True), ("30 09:00", "12:00", False)]


def test_the_next_night_writes_one_day() -> None:
    place = make_place(opening_hours="Mo-Su 09:00-12:00")
    assert recompute_all_intervals(now=MONDAY) == 8
    first = keys()
    assert recompute_all_intervals(now=MONDAY) == 8
    assert keys() == first
    assert recompute_all_intervals(now=TUESDAY) == 8
    assert len(keys() & first) == 7
    assert [start for start, _end, _by in rows(place)][::7] == ["24 09:00", "01 09:00"]


def test_a_row_that_is_there_twice_is_taken_away_once() -> None:
    place = make_place(opening_hours="Mo 09:00-12:00")
    recompute_intervals([place.pk], now=TUESDAY)
    again = OpenInterval.objects.get()
    again.pk = None
    again.save()
    recompute_intervals([place.pk], now=TUESDAY)
    assert OpenInterval.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"live": False},
        {"opening_hours": ""},
        {"opening_hours": "du lundi au vendredi"},
        {"status": OpeningStatus.CLOSED},
        {"status": OpeningStatus.SOON},
        {"status": OpeningStatus.MOVED},
    ],
)
def test_a_place_that_does_not_receive_people_is_never_open(fields: dict[str, object]) -> None:
    place = make_place()
    recompute_intervals([place.pk], now=MONDAY)
    assert rows(place)
    Location.objects.filter(pk=place.pk).update(**fields)
    assert recompute_intervals([place.pk], now=MONDAY) == 0
    assert rows(place) == []


def test_what_staff_publish_counts_at_once_and_a_draft_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locations.receivers.timezone.now", lambda: MONDAY)
    place = make_place(opening_hours="Mo,Th 09:00-12:00")
    place.save_revision().publish()
    assert [start for start, _end, _by in rows(place)] == ["23 09:00", "26 09:00", "30 09:00"]
    place.closures.add(Closure(first_day=date(2026, 11, 24), last_day=date(2026, 11, 29)))
    draft = place.save_revision()
    assert len(rows(place)) == 3
    draft.publish()
    assert [start for start, _end, _by in rows(place)] == ["23 09:00", "30 09:00"]
    place.refresh_from_db()
    place.unpublish()
    assert rows(place) == []


def test_each_place_has_its_own_today() -> None:
    # Still Monday in Tahiti, Tuesday already in Nouméa.
    evening = datetime(2026, 11, 23, 21, tzinfo=UTC)
    west, east = make_place(opening_hours="Mo 09:00-12:00"), make_place(opening_hours="Mo 09:00-12:00")
    Location.objects.filter(pk=west.pk).update(departement="987")
    Location.objects.filter(pk=east.pk).update(departement="988")
    recompute_all_intervals(now=evening)
    days = {row.location_id: row.start.date() for row in OpenInterval.objects.order_by("-start")}
    assert days == {west.pk: date(2026, 11, 23), east.pk: date(2026, 11, 29)}


def test_one_place_and_three_take_the_same_queries(capsys: pytest.CaptureFixture[str]) -> None:
    counts = []
    for number in (1, 2):
        for _place in range(number):
            make_place()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            recompute_all_intervals(now=MONDAY)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    call_command("recompute_hours")
    assert "ouvertures dans les huit prochains jours" in capsys.readouterr().out
