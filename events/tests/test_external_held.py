"""Partners' calendars that would lose too many dates."""

import pytest

from core.tests.fixtures.elsewhere import Elsewhere
from events.choices import CalendarState
from events.external import held
from events.external.following import refresh_due
from events.models import ExternalDate, HeldReading
from events.tests.calendars import (
    HOUR,
    NOW,
    day,
    days,
    make_calendar,
    read_again,
    read_in_this_process,  # noqa: F401 (a fixture)
    rows,
    says,
    titles,
)

pytestmark = pytest.mark.django_db


def test_a_calendar_that_shrinks_by_half_is_held(elsewhere: Elsewhere) -> None:
    calendar = make_calendar(elsewhere)
    says(elsewhere, *days(range(1, 11)))
    refresh_due(now=NOW)
    before = rows(calendar)
    says(elsewhere, *days([1, 2, 3, 4, 5, 11]))
    read_again(calendar, now=NOW + HOUR)
    assert (calendar.state, calendar.changed_at, rows(calendar)) == (CalendarState.HELD, NOW, before)
    reading = HeldReading.objects.get()
    gone = {one["pk"] for one in calendar.dates.filter(start__gte=day(6)).values("pk")}
    assert (set(reading.gone), reading.to_come, reading.held_at) == (gone, 10, NOW + HOUR)
    assert list(ExternalDate.objects.shown().order_by("pk").values()) == before


@pytest.mark.parametrize(
    ("before", "after", "state"),
    [
        (range(1, 11), range(1, 7), CalendarState.LIVE),  # four of ten
        (range(1, 4), [], CalendarState.LIVE),  # a handful
        (range(1, 5), [], CalendarState.HELD),
        (range(-20, 3), [], CalendarState.LIVE),  # the past is not lost
        (range(1, 11), range(20, 40), CalendarState.HELD),  # as many others are no excuse
    ],
)
def test_what_is_held_and_what_is_not(elsewhere: Elsewhere, before: range, after: range, state: str) -> None:
    calendar = make_calendar(elsewhere)
    says(elsewhere, *days(before))
    refresh_due(now=NOW)
    says(elsewhere, *days(after))
    assert read_again(calendar, now=NOW + HOUR).state == state


def test_what_is_held_is_accepted_as_it_was_seen(elsewhere: Elsewhere) -> None:
    calendar = make_calendar(elsewhere)
    says(elsewhere, *days(range(1, 11)))
    refresh_due(now=NOW)
    says(elsewhere, *days([1, 2, 11]))
    read_again(calendar, now=NOW + HOUR)
    seen = HeldReading.objects.get().digest
    says(elsewhere, *days([1, 2, 12]))
    read_again(calendar, now=NOW + 2 * HOUR)
    with pytest.raises(held.NothingHeld, match="a changé depuis"):
        held.accept(calendar, seen, now=NOW + 3 * HOUR)
    done = held.accept(calendar, HeldReading.objects.get().digest, now=NOW + 3 * HOUR)
    assert (len(done.new), len(done.changed), len(done.gone)) == (1, 0, 8)
    assert titles(calendar) == ["Atelier 1", "Atelier 2", "Atelier 12"]
    calendar.refresh_from_db()
    assert (calendar.state, calendar.changed_at, HeldReading.objects.count()) == (
        CalendarState.LIVE,
        NOW + 3 * HOUR,
        0,
    )
    before = rows(calendar)
    assert (read_again(calendar, now=NOW + 4 * HOUR).state, rows(calendar)) == (CalendarState.LIVE, before)


def test_dates_that_staff_keep_stay_until_they_are_over_or_come_back(elsewhere: Elsewhere) -> None:
    calendar = make_calendar(elsewhere)
    says(elsewhere, *days(range(1, 11)))
    refresh_due(now=NOW)
    says(elsewhere, *days([1, 2, 11]))
    read_again(calendar, now=NOW + HOUR)
    done = held.refuse(calendar, HeldReading.objects.get().digest, now=NOW + HOUR)
    assert (len(done.new), len(done.changed), len(done.gone)) == (1, 0, 0)
    assert calendar.dates.filter(kept=True).count() == 8
    says(elsewhere, *days([1, 2, 3, 11]))
    read_again(calendar, now=NOW + 2 * HOUR)
    assert (calendar.state, calendar.dates.count()) == (CalendarState.LIVE, 11)
    assert calendar.dates.filter(kept=True).count() == 7
    says(elsewhere, *days([1, 2, 11]))
    read_again(calendar, now=NOW + 3 * HOUR)  # the third came back, and goes as any other
    assert (calendar.dates.count(), calendar.dates.filter(kept=True).count()) == (10, 7)


def test_a_held_calendar_that_comes_back_is_followed_again(elsewhere: Elsewhere) -> None:
    calendar = make_calendar(elsewhere)
    says(elsewhere, *days(range(1, 11)))
    refresh_due(now=NOW)
    before = rows(calendar)
    says(elsewhere)
    assert read_again(calendar, now=NOW + HOUR).state == CalendarState.HELD
    says(elsewhere, *days(range(1, 9)))  # two are still missing: nobody has decided
    assert read_again(calendar, now=NOW + 2 * HOUR).state == CalendarState.HELD
    says(elsewhere, *days(range(1, 12)))
    assert read_again(calendar, now=NOW + 3 * HOUR).state == CalendarState.LIVE
    assert (rows(calendar)[:10], titles(calendar)[10:], HeldReading.objects.count()) == (before, ["Atelier 11"], 0)
