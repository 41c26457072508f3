from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.recurrence.rule import Frequency, Rule
from events.models import EventException, EventPage, Occurrence
from events.services import occurrences as services
from events.tests.factories import NOW, make_event, make_place, publish, save_draft

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
WEEKLY = Rule(Frequency.WEEKLY)


def starts(event: EventPage) -> list[str]:
    """Return the stored starts on the clock of the place."""
    return [f"{one.start.astimezone(event.tz):%Y-%m-%d %H:%M}" for one in event.occurrences.order_by("start")]


def test_weekly_event_stays_at_two_across_both_clock_changes():
    event = make_event(rule=Rule(Frequency.WEEKLY, until=date(2026, 11, 3)), first_day=date(2026, 3, 17))
    days = [date(2026, 3, 17) + timedelta(weeks=week) for week in range(34)]
    assert starts(event) == [f"{day} 14:00" for day in days]
    utc = {one.start.astimezone(UTC).date(): one.start.astimezone(UTC).hour for one in event.occurrences.all()}
    assert [utc[day] for day in (date(2026, 3, 24), date(2026, 3, 31))] == [13, 12]
    assert [utc[day] for day in (date(2026, 10, 20), date(2026, 10, 27))] == [12, 13]


def test_the_31st_of_each_month_skips_the_short_ones():
    event = make_event(rule=Rule(Frequency.MONTHLY, count=4), first_day=date(2026, 3, 31))
    assert starts(event) == ["2026-03-31 14:00", "2026-05-31 14:00", "2026-07-31 14:00", "2026-08-31 14:00"]


def test_every_year_on_29_february():
    event = make_event(rule=Rule(Frequency.YEARLY, count=2), first_day=date(2024, 2, 29))
    assert starts(event) == ["2024-02-29 14:00"]  # the next one, in 2028, is beyond the horizon


def test_dates_go_from_the_first_one_to_the_horizon():
    event = make_event(rule=WEEKLY, first_day=date(2024, 1, 2))
    found = list(event.occurrences.order_by("start"))
    assert found[0].first_day == date(2024, 1, 2)
    assert found[-1].first_day == date(2027, 8, 31)  # 549 days after 3 March 2026 is Friday 3 September 2027
    assert found[-1].start < NOW + timedelta(days=549)


def test_exceptions():
    event = make_event(
        rule=Rule(Frequency.WEEKLY, count=5),
        exceptions=[
            {"kind": "cancelled", "original_day": date(2026, 3, 17)},
            {
                "kind": "moved",
                "original_day": date(2026, 3, 24),
                "new_day": date(2026, 3, 26),
                "new_start_time": time(10),
            },
            {"kind": "note", "original_day": date(2026, 3, 31), "note": "Apportez vos lunettes."},
            {"kind": "added", "original_day": date(2026, 5, 2), "new_start_time": time(9)},
            {"kind": "cancelled", "original_day": date(2026, 3, 18)},  # no date of the rule: nothing to cancel
        ],
    )
    rows = event.occurrences.order_by("start").values_list("first_day", "cancelled", "moved", "note")
    assert list(rows) == [
        (date(2026, 3, 10), False, False, ""),
        (date(2026, 3, 17), True, False, ""),
        (date(2026, 3, 26), False, True, ""),
        (date(2026, 3, 31), False, False, "Apportez vos lunettes."),
        (date(2026, 4, 7), False, False, ""),
        (date(2026, 5, 2), False, False, ""),
    ]
    moved = event.occurrences.get(moved=True)
    assert (moved.start, moved.end) == (
        datetime(2026, 3, 26, 10, tzinfo=PARIS),
        datetime(2026, 3, 26, 12, tzinfo=PARIS),
    )
    assert moved.original_start == datetime(2026, 3, 24, 14, tzinfo=PARIS)


def test_event_that_happens_once_has_only_added_dates():
    event = make_event(
        exceptions=[
            {"kind": "cancelled", "original_day": date(2026, 3, 10)},
            {"kind": "added", "original_day": date(2026, 3, 12)},
        ]
    )
    assert list(event.occurrences.order_by("start").values_list("first_day", "cancelled")) == [
        (date(2026, 3, 10), False),
        (date(2026, 3, 12), False),
    ]


def test_a_date_added_where_there_is_one_is_one_date():
    event = make_event(
        rule=Rule(Frequency.WEEKLY, count=2), exceptions=[{"kind": "added", "original_day": date(2026, 3, 17)}]
    )
    assert starts(event) == ["2026-03-10 14:00", "2026-03-17 14:00"]


def test_whole_days_are_days_of_the_place():
    event = make_event(all_day=True, first_day=date(2026, 3, 28), last_day=date(2026, 3, 29), zone="Indian/Reunion")
    one = event.occurrences.get()
    assert (one.first_day, one.last_day) == (date(2026, 3, 28), date(2026, 3, 29))
    assert one.start.astimezone(UTC) == datetime(2026, 3, 27, 20, tzinfo=UTC)
    assert one.end.astimezone(UTC) == datetime(2026, 3, 29, 20, tzinfo=UTC)


def test_whole_days_across_a_clock_change_are_whole():
    event = make_event(all_day=True, first_day=date(2026, 3, 29))
    one = event.occurrences.get()
    assert one.end - one.start == timedelta(hours=23)
    assert (one.first_day, one.last_day) == (date(2026, 3, 29), date(2026, 3, 29))


def test_an_evening_until_midnight_does_not_touch_the_next_day():
    event = make_event(start_time=time(20), end_time=time(0), last_day=date(2026, 3, 11))
    assert event.occurrences.get().last_day == date(2026, 3, 10)


def test_a_night_touches_two_days():
    event = make_event(start_time=time(22), end_time=time(6), last_day=date(2026, 3, 11))
    one = event.occurrences.get()
    assert (one.first_day, one.last_day) == (date(2026, 3, 10), date(2026, 3, 11))


def test_the_day_is_that_of_the_place_not_of_utc():
    event = make_event(start_time=time(0, 30), end_time=time(1, 30))
    one = event.occurrences.get()
    assert one.start.astimezone(UTC).date() == date(2026, 3, 9)
    assert one.first_day == date(2026, 3, 10)


def test_drafts_touch_nothing():
    event = make_event(rule=Rule(Frequency.WEEKLY, count=3))
    before = list(event.occurrences.values())
    event.first_day = date(2026, 6, 2)
    event.exceptions = [EventException(kind="cancelled", original_day=date(2026, 6, 2))]
    save_draft(event)
    assert services.rebuild_all(now=NOW) == 0
    assert list(event.occurrences.values()) == before
    assert EventPage.objects.get(pk=event.pk).sequence == 0


def test_an_event_never_published_has_no_dates():
    make_event(publish_at=None)
    services.rebuild_all(now=NOW)
    assert Occurrence.objects.count() == 0


def test_unpublishing_takes_the_dates_out_and_publishing_brings_them_back():
    event = make_event(rule=Rule(Frequency.WEEKLY, count=3))
    event.unpublish()
    assert event.occurrences.count() == 0
    event = publish(event, at=NOW + timedelta(days=1))
    assert len(starts(event)) == 3


def test_rebuilding_twice_writes_nothing():
    event = make_event(rule=WEEKLY)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert services.rebuild_occurrences(event, now=NOW) is False
    writes = [query["sql"] for query in seen if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert writes == []


def test_rebuilding_keeps_the_rows_that_stay():
    event = make_event(rule=Rule(Frequency.WEEKLY, count=4))
    kept = set(event.occurrences.values_list("pk", flat=True))
    event.exceptions = [EventException(kind="cancelled", original_day=date(2026, 3, 17))]
    event = publish(event, at=NOW + timedelta(hours=1))
    assert set(event.occurrences.values_list("pk", flat=True)) == kept


def test_the_night_adds_the_dates_that_come_within_the_horizon():
    event = make_event(rule=WEEKLY)
    before = len(starts(event))
    changed_at = event.changed_at
    assert services.rebuild_all(now=NOW + timedelta(days=14)) == 1
    event.refresh_from_db()
    assert len(starts(event)) == before + 2
    assert (event.sequence, event.changed_at) == (0, changed_at)


@pytest.mark.parametrize(
    ("change", "sequence"),
    [
        ({"title": "Autre titre"}, 0),
        ({"slug": "autre-adresse"}, 0),
        ({"start_time": time(15)}, 1),
        ({"first_day": date(2026, 3, 11)}, 1),
        ({"status": "cancelled"}, 1),
        ({"address": "4 rue d'à côté"}, 1),
    ],
)
def test_what_makes_the_sequence_rise(change, sequence):
    event = make_event(address="3 rue du Test")
    uid, later = event.uid, NOW + timedelta(hours=2)
    for name, value in change.items():
        setattr(event, name, value)
    event = publish(event, at=later)
    assert (event.sequence, event.changed_at, event.uid) == (sequence, later, uid)


def test_the_sequence_rises_again_whatever_revision_is_published():
    event = make_event()
    first = event.save_revision()
    for number in (1, 2):
        event.start_time = time(9 + number)
        event = publish(event, at=NOW + timedelta(hours=number))
    assert event.sequence == 2
    first.publish()
    event.refresh_from_db()
    assert (event.start_time, event.sequence) == (time(14), 3)


def test_a_copy_is_another_event():
    event = make_event(exceptions=[{"kind": "added", "original_day": date(2026, 3, 12)}])
    copy = event.copy(update_attrs={"slug": "copie", "title": "Copie"}, keep_live=True)
    copy = publish(EventPage.objects.get(pk=copy.pk))
    assert copy.uid != event.uid
    assert len(starts(copy)) == 2


def test_a_place_that_changes_is_told():
    place = make_place()
    event = make_event(location=place)
    place.address = "5 rue neuve"
    place.save_revision().publish()
    event.refresh_from_db()
    assert event.sequence == 1


def test_a_cancelled_date_that_grows_old_is_a_change():
    event = make_event(rule=WEEKLY, exceptions=[{"kind": "cancelled", "original_day": date(2026, 3, 17)}])
    assert event.changed_at == NOW
    late = datetime(2026, 4, 14, 3, tzinfo=UTC)
    services.rebuild_all(now=late)
    event.refresh_from_db()
    assert event.changed_at == NOW  # 28 days after: still told
    services.rebuild_all(now=late + timedelta(days=1))
    event.refresh_from_db()
    assert (event.changed_at, event.sequence) == (late + timedelta(days=1), 0)


def test_one_event_that_cannot_be_expanded_leaves_the_others_alone(caplog):
    broken, sound = make_event(), make_event(rule=WEEKLY)
    EventPage.objects.filter(pk=broken.pk).update(recurrence="RRULE:FREQ=HOURLY")
    assert services.rebuild_all(now=NOW + timedelta(days=7)) == 1
    assert f"Event {broken.pk} cannot be expanded" in caplog.text
    assert len(starts(sound)) > 70
