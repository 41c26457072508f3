"""« À partir de cette date »: one series becomes two, which both keep their past."""

from datetime import date, time
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from core.models import User
from core.recurrence.rule import Frequency, NthWeekday, Rule, Weekday
from events import schedule
from events.editing.publishing import Refused, base_of
from events.editing.splitting import parted
from events.models import EventPage
from events.tests.factories import NOW, make_agenda, make_event, make_partner, make_place
from events.tests.test_admin import rule_of
from events.tests.test_editing_form import person, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("equipe", password="une phrase assez longue"))
    return client


def part(client: Client, event: EventPage, day: str, **fields: Any) -> Any:
    posted = {
        "base": base_of(EventPage.objects.get(pk=event.pk)),
        "start_time": "10:00",
        "end_time": "12:00",
        "location": "",
        "address": "",
        "commune": "",
        "then": "publish",
        **fields,
    }
    return client.post(reverse("events_editing:split", args=[event.pk, day]), posted)


def days(event: EventPage, limit: int = 20) -> list[tuple[Any, ...]]:
    found = event.occurrences.order_by("start")[:limit]
    return [(one.local_start.replace(tzinfo=None).isoformat(" ", "minutes"), one.cancelled, one.moved) for one in found]


def test_from_a_date_on_at_another_hour_and_place(staff):
    here, there = make_place(name="Ici"), make_place(name="Là-bas")
    event = make_event(
        rule=Rule(Frequency.WEEKLY, until=date(2026, 4, 8)),
        title="Jeux & jeunes",
        slug="permanence",
        location=here,
        organisers=[make_partner(name="La Ligue")],
        publics=["jeunes"],
        price="2 €",
        exceptions=[
            {"kind": "cancelled", "original_day": date(2026, 3, 17), "note": "Avant"},
            {"kind": "cancelled", "original_day": date(2026, 3, 31), "note": "Après"},
            {"kind": "added", "original_day": date(2026, 4, 2)},
        ],
    )
    uid, old_days = event.uid, days(event)
    response = part(staff, event, "2026-03-24", location=str(there.pk))
    (said,) = get_messages(response.wsgi_request)
    # As it is: the screen escapes it.
    assert str(said).startswith("« Jeux & jeunes » s'arrête avant le mardi 24 mars 2026")
    old = EventPage.objects.get(pk=event.pk)
    new = EventPage.objects.exclude(pk=event.pk).get()
    assert response["Location"] == reverse("events_editing:dates", args=[new.pk])
    assert (old.live, new.live, new.follows, new.slug) == (True, True, old, "permanence-2")
    assert (old.uid, old.uid == new.uid) == (uid, False)
    assert (rule_of(old).until, rule_of(new).until) == (date(2026, 3, 23), date(2026, 4, 8))
    assert days(old) == old_days[:2] == [("2026-03-10 14:00", False, False), ("2026-03-17 14:00", True, False)]
    assert days(new) == [
        ("2026-03-24 10:00", False, False),
        ("2026-03-31 10:00", True, False),
        ("2026-04-02 10:00", False, False),
        ("2026-04-07 10:00", False, False),
    ]
    assert (old.location, new.location) == (here, there)
    assert (new.title, new.price, new.publics) == ("Jeux & jeunes", "2 €", ["jeunes"])
    assert [one.name for one in new.organisers.all()] == ["La Ligue"]
    assert [one.note for one in new.exceptions.all()] == ["Après", ""]
    assert (old.has_unpublished_changes, new.has_unpublished_changes) == (False, False)
    # What is saved next keeps where it comes from.
    assert new.get_latest_revision_as_object().follows == old


@pytest.mark.parametrize(
    ("rule", "first", "day", "expected"),
    [
        (
            Rule(Frequency.WEEKLY, count=5),
            date(2026, 3, 10),
            date(2026, 3, 24),
            (Rule(Frequency.WEEKLY, count=2), Rule(Frequency.WEEKLY, count=3)),
        ),
        (
            Rule(Frequency.WEEKLY, interval=2, weekdays=(Weekday.TUESDAY, Weekday.THURSDAY)),
            date(2026, 3, 10),
            date(2026, 3, 26),
            (
                Rule(
                    Frequency.WEEKLY,
                    interval=2,
                    weekdays=(Weekday.TUESDAY, Weekday.THURSDAY),
                    until=date(2026, 3, 25),
                ),
                Rule(Frequency.WEEKLY, interval=2, weekdays=(Weekday.TUESDAY, Weekday.THURSDAY)),
            ),
        ),
        (
            Rule(Frequency.MONTHLY, nth_weekdays=(NthWeekday(2, Weekday.TUESDAY),)),
            date(2026, 3, 10),
            date(2026, 4, 14),
            (
                Rule(Frequency.MONTHLY, nth_weekdays=(NthWeekday(2, Weekday.TUESDAY),), until=date(2026, 4, 13)),
                Rule(Frequency.MONTHLY, nth_weekdays=(NthWeekday(2, Weekday.TUESDAY),)),
            ),
        ),
    ],
)
def test_the_rule_is_shared_out(rule, first, day, expected):
    event = make_event(rule=rule, first_day=first, publish_at=None)
    assert parted(event, day) == expected


@pytest.mark.parametrize(
    ("rule", "first", "day"),
    [
        (Rule(Frequency.WEEKLY, count=9), date(2026, 3, 10), date(2026, 3, 31)),
        (Rule(Frequency.WEEKLY, 3, weekdays=(Weekday.TUESDAY, Weekday.FRIDAY)), date(2026, 3, 10), date(2026, 4, 3)),
        (Rule(Frequency.DAILY, interval=10), date(2026, 3, 10), date(2026, 4, 19)),
        (Rule(Frequency.MONTHLY), date(2026, 3, 31), date(2026, 7, 31)),
        (Rule(Frequency.MONTHLY, interval=2, month_days=(-1,)), date(2026, 3, 31), date(2026, 7, 31)),
        (Rule(Frequency.YEARLY), date(2028, 2, 29), date(2032, 2, 29)),
    ],
)  # fmt: skip
def test_both_series_together_give_the_dates_of_the_one(staff, rule, first, day):
    event = make_event(rule=rule, first_day=first)
    until = NOW.replace(year=first.year + 12)
    whole = [one.start for one in schedule.dates(event, [], until=until)]
    assert part(staff, event, day.isoformat(), start_time="14:00", end_time="16:00").status_code == 302
    old, new = EventPage.objects.get(pk=event.pk), EventPage.objects.get(follows=event)
    both = [one.start for one in (*schedule.dates(old, [], until=until), *schedule.dates(new, [], until=until))]
    assert both == whole


def test_both_wait_as_drafts(staff):
    event = make_event(rule=Rule(Frequency.WEEKLY, count=5), slug="permanence")
    before = days(event)
    part(staff, event, "2026-03-24", then="draft")
    event.refresh_from_db()
    new = EventPage.objects.get(follows=event)
    assert (days(event), rule_of(event)) == (before, Rule(Frequency.WEEKLY, count=5))
    assert rule_of(event.get_latest_revision_as_object()) == Rule(Frequency.WEEKLY, count=2)
    assert (new.live, new.occurrences.count()) == (False, 0)
    draft = new.get_latest_revision_as_object()
    assert (rule_of(draft), draft.start_time, draft.first_day) == (
        Rule(Frequency.WEEKLY, count=3),
        time(10),
        date(2026, 3, 24),
    )


def test_days_that_last_keep_their_length(staff):
    event = make_event(
        rule=Rule(Frequency.MONTHLY, count=3), first_day=date(2026, 3, 10), last_day=date(2026, 3, 12), all_day=True
    )
    part(staff, event, "2026-04-10", start_time="", end_time="")
    new = EventPage.objects.get(follows=event)
    assert (new.first_day, new.last_day, new.start_time) == (date(2026, 4, 10), date(2026, 4, 12), None)


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("2026-03-10", {}, "C'est la première date"),
    ("2026-03-25", {}, "La répétition ne donne aucune date mercredi 25 mars 2026."),
    ("2026-03-24", {"start_time": ""}, "Donnez l'heure de début."),
    ("2026-03-24", {"end_time": "09:00"}, "L'événement finit avant de commencer."),
    ("2026-03-24", {"then": "alone"}, "Sélectionnez un choix valide."),
    ("2026-03-24", {"base": "1-0"}, "Quelqu'un d'autre a modifié cet événement entre-temps"),
    ("2026-03-24", {"location": "999999"}, "Sélectionnez un choix valide."),
]


def test_what_is_refused_parts_nothing(staff):
    event = make_event(rule=Rule(Frequency.WEEKLY, count=5))
    for day, fields, sentence in REFUSED:
        response = part(staff, event, day, **fields)
        assert (day, fields, response.status_code) == (day, fields, 422)
        assert sentence in words(response)
    assert (EventPage.objects.count(), rule_of(event)) == (1, Rule(Frequency.WEEKLY, count=5))


def test_a_night_of_clock_change_is_refused_and_nothing_is_left_behind(staff):
    event = make_event(rule=Rule(Frequency.WEEKLY), first_day=date(2026, 3, 15))
    response = part(staff, event, "2026-03-22", start_time="02:30", end_time="04:00")
    assert "l'heure change" in words(response)
    assert EventPage.objects.count() == 1


def test_what_does_not_repeat_is_not_parted():
    with pytest.raises(Refused, match="ne se répète pas"):
        parted(make_event(), date(2026, 3, 10))


def test_who_may_part(client):
    event = make_event(rule=Rule(Frequency.WEEKLY, count=5))
    agenda = make_agenda()
    client.force_login(person("mediation", page=agenda))
    assert part(client, event, "2026-03-24").status_code == 302
    client.force_login(person("correction", "change_page", page=agenda))
    assert "Vous ne pouvez pas ajouter d'événement" in words(part(client, event, "2026-03-24", then="draft"))
    assert EventPage.objects.count() == 1
    client.force_login(person("redaction", "add_page", "change_page", page=agenda))
    assert part(client, event, "2026-03-24").status_code == 422
    assert part(client, event, "2026-03-24", then="draft").status_code == 302
    assert EventPage.objects.filter(follows=event, live=False).count() == 1


def test_a_day_that_is_none_is_not_found(staff):
    event = make_event(rule=Rule(Frequency.WEEKLY))
    assert staff.get(f"/admin/evenements/{event.pk}/a-partir-du/demain/").status_code == 404
    assert "C'est la première date" in words(staff.get(reverse("events_editing:split", args=[event.pk, "2026-03-10"])))
