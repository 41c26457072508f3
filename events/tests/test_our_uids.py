from datetime import date

import icalendar
import pytest

from booking.models import PrivateFeed
from booking.planning.entries import planning
from core.models import User
from events.models import ExternalCalendar, ExternalDate
from events.selectors.feeds import our_uids
from events.tests.factories import NOW, make_event, make_partner, make_session

pytestmark = pytest.mark.django_db


def test_what_we_publish_is_ours_whoever_gives_it_back(client, django_assert_max_num_queries):
    make_event(exceptions=[{"kind": "added", "original_day": date(2026, 3, 12)}])
    make_session()
    calendar = ExternalCalendar.objects.create(
        name="Eux", address="https://eux.example/a.ics", organisation=make_partner()
    )
    days = {"first_day": NOW.date(), "last_day": NOW.date()}
    imported = ExternalDate.objects.create(
        calendar=calendar, key="k", title="T", start=NOW, end=NOW, changed_at=NOW, **days
    )
    feed = icalendar.Calendar.from_ical(client.get("/flux/tout.ics").content)
    ours = {str(one["UID"]) for one in feed.walk("VEVENT")} | {str(imported.uid)}
    others = {"", "reunion@eux.example", "8d0ac4a6-50a5-4ab8-8d1c-9d5a1b0f7e11"}
    with django_assert_max_num_queries(4):
        assert our_uids(ours | others) == ours
    assert our_uids([f"{imported.uid}@eux.example", *others]) == {f"{imported.uid}@eux.example"}
    assert our_uids(others) == set()


def test_a_private_planning_given_to_us_as_a_calendar_brings_nobody_s_initials_back():
    session = make_session()
    feed = PrivateFeed(user=User(), organisation=session.host, created_at=NOW)
    (entry,) = icalendar.Calendar.from_ical(planning(feed, page="/", now=NOW)).walk("VEVENT")
    assert our_uids([str(entry["UID"])]) == {str(session.uid)}
