"""Partners' calendars as time passes: what is read, what changes, and what is ours already."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from core.forgetting import forget_due
from core.tests.fixtures.elsewhere import Elsewhere
from events.choices import CalendarState
from events.external import following, row, taking
from events.external.following import RULES, refresh_due
from events.models import ExternalCalendar, ExternalDate
from events.tests.calendars import (
    HOUR,
    NOW,
    PATH,
    day,
    days,
    ics,
    make_calendar,
    read_again,
    read_in_this_process,  # noqa: F401 (a fixture)
    rows,
    says,
    titles,
    vevent,
)
from events.tests.factories import make_event, make_partner, make_place

pytestmark = pytest.mark.django_db


def within(moment: datetime | None, first: timedelta, last: timedelta) -> bool:
    return moment is not None and NOW + first <= moment <= NOW + last


# What is read


def test_dates_are_read_and_written(elsewhere: Elsewhere) -> None:
    calendar = make_calendar(elsewhere)
    told = ["DESCRIPTION:Venez", "LOCATION:Salle 2", "URL:https://en-face.example/1", "GEO:45.19;5.73"]
    says(elsewhere, vevent("1@en-face", day(1), *told, title="Premiers pas"), etag='"v1"')
    assert (refresh_due(now=NOW), refresh_due(now=NOW)) == (1, 0)
    one = calendar.dates.get()
    assert (one.title, one.description, one.where, one.url) == (
        "Premiers pas",
        "Venez",
        "Salle 2",
        "https://en-face.example/1",
    )
    assert (one.start, one.end, one.all_day, one.cancelled) == (day(1), day(1) + HOUR, False, False)
    assert (one.first_day, one.last_day, one.zone) == (date(2026, 3, 4), date(2026, 3, 4), "Europe/Paris")
    assert (one.latitude, one.longitude) == (45.19, 5.73)
    assert (one.sequence, one.changed_at) == (0, NOW)
    calendar.refresh_from_db()
    assert (calendar.failures, calendar.last_error, calendar.etag, calendar.busy_until) == (0, "", '"v1"', None)
    assert (calendar.succeeded_at, calendar.changed_at, calendar.read_at) == (NOW, NOW, NOW)
    assert within(calendar.next_try_at, HOUR, HOUR + row.SPREAD)
    assert calendar.report == {
        "name": "Agenda d'en face",
        "prodid": "-//En face//FR",
        "zone": calendar.report["zone"],
        "events": 1,
        "dates": 1,
        "to_come": 1,
        "truncated": False,
        "loops": 0,
        "notes": [],
        "refused": 0,
        "refusals": [],
    }


def test_whole_days_are_the_partners_days_by_our_clock(elsewhere: Elsewhere) -> None:
    calendar = make_calendar(elsewhere, zone="America/Martinique")
    whole = "\r\n".join(
        ["BEGIN:VEVENT", "UID:j", "SUMMARY:Forum", "DTSTART;VALUE=DATE:20260310", "DTEND;VALUE=DATE:20260312"]
    )
    says(elsewhere, f"{whole}\r\nEND:VEVENT")
    refresh_due(now=NOW)
    one = calendar.dates.get()
    assert (one.all_day, one.first_day, one.last_day) == (True, date(2026, 3, 10), date(2026, 3, 11))
    assert (one.zone, one.start, one.end) == (
        "America/Martinique",
        datetime(2026, 3, 10, 4, tzinfo=UTC),
        datetime(2026, 3, 12, 4, tzinfo=UTC),
    )


def test_an_evening_until_midnight_is_of_one_day(elsewhere: Elsewhere) -> None:
    calendar = make_calendar(elsewhere)
    says(elsewhere, vevent("soir", datetime(2026, 3, 10, 22, tzinfo=UTC)))  # 23:00 to midnight in Paris
    refresh_due(now=NOW)
    assert (calendar.dates.get().first_day, calendar.dates.get().last_day) == (date(2026, 3, 10), date(2026, 3, 10))


def test_what_is_older_than_a_month_or_further_than_the_horizon_is_left_out(elsewhere: Elsewhere) -> None:
    calendar = make_calendar(elsewhere)
    says(elsewhere, *days([-40, -20, 20, 540, 560]))
    refresh_due(now=NOW)
    assert titles(calendar) == ["Atelier -20", "Atelier 20", "Atelier 540"]


def test_two_thousand_dates_and_no_more(elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    assert taking.MOST_DATES == 2_000
    monkeypatch.setattr(taking, "MOST_DATES", 200)
    calendar = make_calendar(elsewhere)
    every_day = [vevent(f"s{n}", day(n % 28), "RRULE:FREQ=DAILY", title=f"Série {n}") for n in range(5)]
    says(elsewhere, *every_day)
    refresh_due(now=NOW)
    calendar.refresh_from_db()
    assert (calendar.dates.count(), calendar.report["truncated"]) == (200, True)
    before = rows(calendar)
    read_again(calendar, now=NOW + HOUR)
    assert rows(calendar) == before


# Again and again


def test_a_calendar_that_has_not_changed_changes_nothing(
    elsewhere: Elsewhere, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    calendar = make_calendar(elsewhere)
    same = [*days(range(1, 5)), vevent("s", day(2), "RRULE:FREQ=WEEKLY;COUNT=9")]
    says(elsewhere, *same)
    refresh_due(now=NOW)
    before = rows(calendar)
    assert len(before) == 13
    for hours in range(1, 4):
        now = NOW + hours * HOUR
        elsewhere.says(PATH, ics(*[one.replace("20260303T0900", f"20260303T1{hours}00") for one in same]))
        ExternalCalendar.objects.update(next_try_at=None, read_at=None if hours == 3 else NOW)
        with django_assert_num_queries(3 if hours < 3 else 7):  # look, claim and note; the third is read in whole
            assert refresh_due(now=now) == 1
        calendar.refresh_from_db()
        assert (rows(calendar), calendar.changed_at, calendar.succeeded_at) == (before, NOW, now)


def test_the_demand_is_conditional_until_the_whole_is_read_again(elsewhere: Elsewhere) -> None:
    calendar = make_calendar(elsewhere)
    modified = "Mon, 02 Mar 2026 09:00:00 GMT"
    says(elsewhere, vevent("s", day(2), "RRULE:FREQ=WEEKLY"), etag='W/"v1"', last_modified=modified)
    refresh_due(now=NOW)
    known = calendar.dates.count()
    elsewhere.says(PATH, b"", status="304 Not Modified")
    read_again(calendar, now=NOW + HOUR)
    assert (calendar.failures, calendar.succeeded_at, calendar.read_at) == (0, NOW + HOUR, NOW)
    says(elsewhere, vevent("s", day(2), "RRULE:FREQ=WEEKLY"), etag='W/"v1"', last_modified=modified)
    later = NOW + timedelta(days=21)
    read_again(calendar, now=later)
    sent = [
        (headers.get("if-none-match"), headers.get("if-modified-since"), headers["accept"])
        for _path, headers in elsewhere.asked
    ]
    accept = "text/calendar, */*;q=0.5"
    assert sent == [(None, None, accept), ('W/"v1"', modified, accept), (None, None, accept)]
    assert (calendar.read_at, calendar.dates.count()) == (later, known + 3)  # time went on: three weeks more are known


def test_a_changed_date_keeps_its_uid_and_tells_what_changed(elsewhere: Elsewhere) -> None:
    calendar = make_calendar(elsewhere)
    says(elsewhere, *days([1, 2]))
    refresh_due(now=NOW)
    uids = dict(calendar.dates.values_list("title", "uid"))

    def after(now: datetime, *events: str) -> list[tuple[Any, ...]]:
        says(elsewhere, *events, *days([2]))
        read_again(calendar, now=now)
        changed = calendar.dates.get(uid=uids["Atelier 1"])
        untouched = calendar.dates.get(uid=uids["Atelier 2"])
        assert (untouched.sequence, untouched.changed_at) == (0, NOW)
        return [
            changed.title,
            changed.start,
            changed.cancelled,
            changed.sequence,
            changed.changed_at,
            calendar.changed_at,
        ]

    first, second, third, fourth, fifth = (NOW + hours * HOUR for hours in range(1, 6))
    renamed = vevent("1@en-face", day(1), title="Renommé")
    assert after(first, renamed) == ["Renommé", day(1), False, 0, first, first]
    moved = vevent("1@en-face", day(5), title="Renommé")
    assert after(second, moved) == ["Renommé", day(5), False, 1, second, second]
    cancelled = vevent("1@en-face", day(5), "STATUS:CANCELLED", title="Renommé")
    assert after(third, cancelled) == ["Renommé", day(5), True, 2, third, third]
    assert after(fourth, moved) == ["Renommé", day(5), False, 3, fourth, fourth]
    assert after(fifth, moved) == ["Renommé", day(5), False, 3, fourth, fourth]


def test_one_date_of_a_series_is_moved_cancelled_left_out_and_comes_back(elsewhere: Elsewhere) -> None:
    calendar = make_calendar(elsewhere)
    rule = "RRULE:FREQ=WEEKLY;COUNT=4"
    series = vevent("s", day(0), rule)

    def override(*lines: str, at: datetime) -> str:
        return vevent("s", at, f"RECURRENCE-ID:{day(7):%Y%m%dT%H%M%SZ}", *lines)

    def after(hours: int, *events: str) -> list[tuple[Any, ...]]:
        says(elsewhere, *events)
        read_again(calendar, now=NOW + hours * HOUR)
        return list(calendar.dates.order_by("start").values_list("start", "cancelled", "sequence", "uid"))

    start = after(0, series)
    uids = [uid for *_, uid in start]
    assert [one[:3] for one in start] == [(day(number), False, 0) for number in (0, 7, 14, 21)]
    assert after(1, series, override(at=day(8)))[1] == (day(8), False, 1, uids[1])
    assert after(2, series, override("STATUS:CANCELLED", at=day(8)))[1] == (day(8), True, 2, uids[1])
    assert after(3, series)[1] == (day(7), False, 3, uids[1])
    assert [one[3] for one in after(4, vevent("s", day(0), rule, f"EXDATE:{day(7):%Y%m%dT%H%M%SZ}"))] == [
        uids[0],
        *uids[2:],
    ]


def test_a_series_whose_hour_changes_keeps_its_dates(elsewhere: Elsewhere) -> None:
    calendar = make_calendar(elsewhere)
    says(elsewhere, vevent("s", day(1), "RRULE:FREQ=WEEKLY;COUNT=9"))
    refresh_due(now=NOW)
    uids = list(calendar.dates.order_by("start").values_list("uid", flat=True))
    says(elsewhere, vevent("s", day(1) + HOUR, "RRULE:FREQ=WEEKLY;COUNT=9"))
    read_again(calendar, now=NOW + HOUR)
    assert calendar.state == CalendarState.LIVE
    found = list(calendar.dates.order_by("start").values_list("uid", "start", "sequence"))
    assert found == [(uid, day(1 + 7 * n) + HOUR, 1) for n, uid in enumerate(uids)]


def test_a_calendar_that_renames_everything_at_each_demand_changes_nothing_public(elsewhere: Elsewhere) -> None:
    calendar = make_calendar(elsewhere)
    for hours in range(3):
        says(elsewhere, *[vevent(f"{n}-{hours}", day(n), title=f"Atelier {n}") for n in range(-10, 10)])
        read_again(calendar, now=NOW + hours * HOUR)
    assert (calendar.state, calendar.changed_at, calendar.dates.count()) == (CalendarState.LIVE, NOW, 20)
    assert set(calendar.dates.values_list("sequence", "changed_at")) == {(0, NOW)}


def test_what_is_over_stays_though_the_partner_forgets_it_and_goes_after_a_year(elsewhere: Elsewhere) -> None:
    calendar = make_calendar(elsewhere)
    says(elsewhere, *days([-3, -2, -1, 1]))
    refresh_due(now=NOW)
    says(elsewhere, *days([1]))
    read_again(calendar, now=NOW + HOUR)
    assert titles(calendar) == ["Atelier -3", "Atelier -2", "Atelier -1", "Atelier 1"]
    assert forget_due(*RULES, now=NOW + timedelta(days=364)) == 2
    assert titles(calendar) == ["Atelier -1", "Atelier 1"]


# Ours


def test_our_own_dates_come_back_from_nobody(elsewhere: Elsewhere, client: Client) -> None:
    event = make_event(title="Le nôtre")
    imported = make_calendar(elsewhere, "/autre.ics")
    elsewhere.says("/autre.ics", ics(*days([3])))
    refresh_due(now=NOW)
    calendar = make_calendar(elsewhere)
    with time_machine.travel(NOW, tick=False):  # feeds keep a year
        feed = client.get("/flux/agenda.ics").content
    assert f"UID:{event.uid}".encode() in feed
    with_theirs = [vevent("à eux", day(4), title="Le leur"), vevent(f"{imported.dates.get().uid}@site.example", day(3))]
    elsewhere.says(PATH, feed.replace(b"END:VCALENDAR", "\r\n".join([*with_theirs, "END:VCALENDAR"]).encode()))
    refresh_due(now=NOW)
    calendar.refresh_from_db()
    assert titles(calendar) == ["Le leur"]
    assert (calendar.report["loops"], calendar.report["dates"]) == (feed.count(b"BEGIN:VEVENT") + 1, 1)


# What hangs together


def test_dates_go_with_their_calendar_and_its_partner_but_not_with_its_place(elsewhere: Elsewhere) -> None:
    place, partner = make_place(), make_partner()
    calendar = make_calendar(elsewhere, organisation=partner, location=place)
    says(elsewhere, *days([1]))
    refresh_due(now=NOW)
    place.delete()
    calendar.refresh_from_db()
    assert (calendar.location, calendar.dates.count()) == (None, 1)
    partner.delete()
    assert (ExternalCalendar.objects.count(), ExternalDate.objects.count()) == (0, 0)


def test_pausing_hides_and_publishing_shows(elsewhere: Elsewhere) -> None:
    calendar = make_calendar(elsewhere)
    says(elsewhere, *days([1]))
    refresh_due(now=NOW)
    assert (following.pause(calendar, now=NOW + HOUR), following.pause(calendar, now=NOW + HOUR)) == (True, False)
    assert (ExternalDate.objects.shown().count(), calendar.dates.count()) == (0, 1)
    assert (following.publish(calendar, now=NOW), following.publish(calendar, now=NOW)) == (True, False)
    calendar.refresh_from_db()
    assert (ExternalDate.objects.shown().count(), calendar.next_try_at, calendar.changed_at) == (1, NOW, NOW)


def test_as_many_queries_for_one_date_as_for_three(
    elsewhere: Elsewhere, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    calendar = make_calendar(elsewhere)
    for count in (1, 3):
        ExternalDate.objects.all().delete()
        says(elsewhere, *days(range(1, count + 1)))
        ExternalCalendar.objects.update(next_try_at=None)
        with django_assert_num_queries(8):  # look, claim; begin, ours, what is known, write, note, end
            refresh_due(now=NOW)
        assert calendar.dates.count() == count


def test_a_place_that_changes_is_told_with_its_dates(elsewhere: Elsewhere) -> None:
    place = make_place()
    calendar, other = make_calendar(elsewhere, location=place), make_calendar(elsewhere, "/autre.ics")
    says(elsewhere, *days([-1, 1]))
    elsewhere.says("/autre.ics", ics(*days([1])))
    refresh_due(now=NOW)
    place.name = "Nouveau nom"
    with time_machine.travel(NOW + HOUR, tick=False):
        place.save_revision().publish()
    calendar.refresh_from_db()
    other.refresh_from_db()
    assert (calendar.changed_at, other.changed_at) == (NOW + HOUR, NOW)
    assert [one.changed_at for one in calendar.dates.order_by("start")] == [NOW, NOW + HOUR]
