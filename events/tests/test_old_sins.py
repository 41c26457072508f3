"""
Faults that agendas are known for, each looked for at once on the pages, in the JSON and in the iCal bytes.

What is expected is written out, not computed: a rule that is wrong everywhere would agree with itself.
"""

import html
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from core.recurrence.rule import Frequency, Rule
from events.models import EventPage
from events.tests.factories import NOW, make_event, publish

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class Told:
    """What the public is told of one event: its page's words, its dates in the JSON, the lines of its iCal entries."""

    page: str
    dates: list[tuple[str, str]]
    lines: list[str]

    def line(self, name: str) -> str:
        """Return the one line of this property."""
        (found,) = [line for line in self.lines if re.match(rf"{name}[;:]", line)]
        return found


def get(client: Client, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200, path
    return response


def words(client: Client, path: str) -> str:
    """Return what a page's main part reads, without tags, in plain spaces."""
    body = get(client, path).content.decode()
    main = body[body.index("<main") : body.index("</main>")]
    text = html.unescape(re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", main, flags=re.DOTALL))
    return re.sub(r"\s+([,.])", r"\1", " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split()))


def entries(client: Client, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = get(client, f"/flux/agenda.json{query}").json()["resultats"]
    return found


def lines(client: Client, path: str) -> list[str]:
    """Return the unfolded lines of the calendar's entries."""
    feed = get(client, path).content.decode()
    return feed[feed.index("BEGIN:VEVENT") :].replace("\r\n ", "").split("\r\n")


def told(client: Client, event: EventPage, query: str = "") -> Told:
    mine = [one for one in entries(client, query) if one["uid"] == str(event.uid)]
    return Told(
        words(client, f"/agenda/{event.slug}/"),
        [(one["debut"], one["fin"]) for one in mine],
        lines(client, f"/flux/evenements/{event.pk}.ics"),
    )


def paris(*moment: int) -> datetime:
    """Return the moment when clocks in Paris show this, an hour ahead of UTC (winter)."""
    return datetime(*moment, tzinfo=UTC) - timedelta(hours=1)


# Identity


def test_an_address_that_changes_leaves_the_identity(client):
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        event = make_event(rule=Rule(Frequency.WEEKLY, count=2), exceptions=[
            {"kind": "added", "original_day": date(2026, 3, 12)},
        ])  # fmt: skip
        before, uids = told(client, event), [one["uid"] for one in entries(client)]
        event.slug, event.title = "autre-adresse", "Autre nom"
        event = publish(event, at=NOW + timedelta(hours=2))
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        after = told(client, event)
        assert [one["uid"] for one in entries(client)] == uids
        assert [line for line in after.lines if line.startswith("UID:")] == [
            line for line in before.lines if line.startswith("UID:")
        ]
        assert after.dates == before.dates
        assert {line for line in after.lines if line.startswith("URL")} == {
            "URL:http://testserver/agenda/autre-adresse/"
        }
        assert "Autre nom" in after.page


# The day


def test_half_past_midnight_is_of_paris_s_day(client):
    event = make_event(title="Minuit passé", first_day=date(2026, 3, 11), start_time=time(0, 30), end_time=time(1))
    with time_machine.travel(paris(2026, 3, 10, 23, 45), tick=False):
        found = told(client, event)
        assert "mercredi 11 mars 2026 de 0 h 30 à 1 h" in found.page
        assert found.dates == [("2026-03-11T00:30:00+01:00", "2026-03-11T01:00:00+01:00")]
        assert found.line("DTSTART") == "DTSTART;TZID=Europe/Paris:20260311T003000"
        assert "Demain, mercredi 11 mars 0 h 30 à 1 h" in words(client, "/agenda/")
        for day, count in (("2026-03-10", 0), ("2026-03-11", 1), ("2026-03-12", 0)):
            assert len(entries(client, f"?du={day}&au={day}")) == count
    with time_machine.travel(paris(2026, 3, 11, 0, 10), tick=False):  # still the 10th in UTC
        assert "Aujourd'hui, mercredi 11 mars 0 h 30 à 1 h" in words(client, "/agenda/")


def test_what_ends_today_is_to_come_until_it_ends(client):
    event = make_event(title="Se termine", first_day=date(2026, 3, 9), last_day=date(2026, 3, 10))
    ends = [("2026-03-09T14:00:00+01:00", "2026-03-10T16:00:00+01:00")]
    for moment, to_come, over in (
        (paris(2026, 3, 10, 15, 59), True, False),
        (paris(2026, 3, 10, 16, 0), False, True),
    ):
        with time_machine.travel(moment, tick=False):
            assert told(client, event).dates == (ends if to_come else [])
            assert ("Se termine" in words(client, "/agenda/")) is to_come
            assert ("Se termine" in words(client, "/agenda/?periode=passe")) is over
            assert told(client, event).line("DTEND") == "DTEND;TZID=Europe/Paris:20260310T160000"


@pytest.mark.parametrize(
    ("days", "hours", "said", "debut", "fin"),
    [
        (
            (date(2026, 3, 10), date(2026, 3, 11)), (time(22), time(2)),
            "du mardi 10 mars à 22 h au mercredi 11 mars 2026 à 2 h",
            "2026-03-10T22:00:00+01:00", "2026-03-11T02:00:00+01:00",
        ),
        (
            (date(2026, 3, 28), date(2026, 3, 29)), (time(22), time(6)),  # seven hours
            "du samedi 28 mars à 22 h au dimanche 29 mars 2026 à 6 h",
            "2026-03-28T22:00:00+01:00", "2026-03-29T06:00:00+02:00",
        ),
        (
            (date(2026, 10, 24), date(2026, 10, 25)), (time(22), time(6)),  # nine hours
            "du samedi 24 octobre à 22 h au dimanche 25 octobre 2026 à 6 h",
            "2026-10-24T22:00:00+02:00", "2026-10-25T06:00:00+01:00",
        ),
        (
            (date(2026, 3, 27), date(2026, 3, 30)), (time(9), time(18)),
            "du vendredi 27 mars à 9 h au lundi 30 mars 2026 à 18 h",
            "2026-03-27T09:00:00+01:00", "2026-03-30T18:00:00+02:00",
        ),
    ],
)  # fmt: skip
def test_across_midnight_and_the_night_the_clocks_change(client, days, hours, said, debut, fin):
    event = make_event(first_day=days[0], last_day=days[1], start_time=hours[0], end_time=hours[1])
    with time_machine.travel(NOW, tick=False):
        found = told(client, event)
        assert said in found.page
        assert found.dates == [(debut, fin)]
        assert found.line("DTSTART") == f"DTSTART;TZID=Europe/Paris:{days[0]:%Y%m%d}T{hours[0]:%H%M%S}"
        assert found.line("DTEND") == f"DTEND;TZID=Europe/Paris:{days[1]:%Y%m%d}T{hours[1]:%H%M%S}"
        for day, count in ((days[0] - timedelta(1), 0), (days[0], 1), (days[1], 1), (days[1] + timedelta(1), 0)):
            assert len(entries(client, f"?du={day}&au={day}")) == count
    if days[1] - days[0] == timedelta(days=1):
        with time_machine.travel(datetime.fromisoformat(fin) - timedelta(minutes=1), tick=False):
            assert told(client, event).dates == [(debut, fin)]


# The place


def test_no_place_is_no_place(client):
    event = make_event()
    with time_machine.travel(NOW, tick=False):
        found = told(client, event)
        (entry,) = entries(client)
        assert entry["lieu"] is None
        assert not re.search(r"\bNone\b", found.page + words(client, "/agenda/"))
        feed = [*lines(client, "/flux/agenda.ics"), *found.lines]
        assert [line for line in feed if re.match(r"LOCATION|GEO", line) or re.search(r"None|null", line)] == []


# Whole days, by any clock


@pytest.mark.parametrize(
    ("zone", "offset"), [("Europe/Paris", "+01:00"), ("Indian/Reunion", "+04:00"), ("America/Martinique", "-04:00")]
)
def test_a_whole_day_is_that_day_by_any_clock(client, zone, offset):
    event = make_event(all_day=True, first_day=date(2026, 3, 10), last_day=date(2026, 3, 11), zone=zone)
    with time_machine.travel(NOW, tick=False):
        found = told(client, event)
        for reader in ("UTC", "America/Martinique"):
            with timezone.override(reader):
                assert told(client, event) == found
        assert "du mardi 10 au mercredi 11 mars 2026" in found.page
        assert found.dates == [(f"2026-03-10T00:00:00{offset}", f"2026-03-12T00:00:00{offset}")]
        assert (found.line("DTSTART"), found.line("DTEND")) == (
            "DTSTART;VALUE=DATE:20260310",
            "DTEND;VALUE=DATE:20260312",
        )
        for day, count in (("2026-03-09", 0), ("2026-03-10", 1), ("2026-03-11", 1), ("2026-03-12", 0)):
            assert len(entries(client, f"?du={day}&au={day}")) == count


# Days that not every month or year has


def test_the_29th_of_february_comes_every_fourth_year(client):
    now = datetime(2027, 12, 1, 9, tzinfo=UTC)
    event = make_event(rule=Rule(Frequency.YEARLY), first_day=date(2024, 2, 29), publish_at=now)
    with time_machine.travel(now, tick=False):
        found = told(client, event)
        assert found.dates == [("2028-02-29T14:00:00+01:00", "2028-02-29T16:00:00+01:00")]
        assert "mardi 29 février 2028 de 14 h à 16 h" in found.page
        assert "Se répète tous les ans, le 29 février à 14 h." in found.page
        assert found.line("DTSTART") == "DTSTART;TZID=Europe/Paris:20240229T140000"
        assert found.line("RRULE") == "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"


def test_the_31st_comes_in_the_months_that_have_one(client):
    event = make_event(rule=Rule(Frequency.MONTHLY, count=5), first_day=date(2026, 1, 31), publish_at=NOW)
    with time_machine.travel(NOW, tick=False):
        found = told(client, event, "?du=2026-01-01")
        assert [debut for debut, _fin in found.dates] == [
            "2026-01-31T14:00:00+01:00",
            "2026-03-31T14:00:00+02:00",
            "2026-05-31T14:00:00+02:00",
            "2026-07-31T14:00:00+02:00",
            "2026-08-31T14:00:00+02:00",
        ]
        assert "mardi 31 mars 2026 de 14 h à 16 h" in found.page
        assert found.line("RRULE") == "RRULE:FREQ=MONTHLY;BYMONTHDAY=31;UNTIL=20260831T215959Z"
