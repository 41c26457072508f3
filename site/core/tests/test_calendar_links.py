from datetime import date, datetime
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

import pytest

from core.calendar_links import (
    LONGEST_TEXT,
    OUTLOOK_AT_WORK,
    Told,
    google_date,
    google_follow,
    outlook_date,
    outlook_follow,
    webcal,
)

FEED = "https://www.exemple.fr/flux/tout.ics?lieu=ici&type=forum"


def asked(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


def told(zone: str, start: str, end: str, **more: str) -> Told:
    first, last = (datetime.fromisoformat(when).replace(tzinfo=ZoneInfo(zone)) for when in (start, end))
    return Told("Café & thé", first, last, zone, **more)


@pytest.mark.parametrize(
    ("zone", "day", "offset"),
    [
        ("Europe/Paris", date(2026, 12, 2), "+01:00"),
        ("Europe/Paris", date(2026, 7, 1), "+02:00"),
        ("America/Martinique", date(2026, 7, 1), "-04:00"),
        ("Indian/Reunion", date(2026, 12, 2), "+04:00"),
    ],
)
def test_a_date_keeps_the_hour_of_its_place(zone: str, day: date, offset: str) -> None:
    one = told(zone, f"{day}T14:00", f"{day}T16:30")

    assert asked(google_date(one)) == {
        "action": "TEMPLATE",
        "text": "Café & thé",
        "dates": f"{day:%Y%m%d}T140000/{day:%Y%m%d}T163000",
        "ctz": zone,
    }
    assert asked(outlook_date(one)) == {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": "Café & thé",
        "startdt": f"{day}T14:00:00{offset}",
        "enddt": f"{day}T16:30:00{offset}",
    }


def test_over_midnight_and_over_the_night_when_the_clock_changes() -> None:
    one = told("Europe/Paris", "2026-10-24T22:00", "2026-10-25T06:00")

    assert asked(google_date(one))["dates"] == "20261024T220000/20261025T060000"
    assert asked(outlook_date(one))["startdt"] == "2026-10-24T22:00:00+02:00"
    assert asked(outlook_date(one))["enddt"] == "2026-10-25T06:00:00+01:00"


def test_whole_days_have_no_clock_and_end_the_day_after() -> None:
    one = Told("Forum", date(2028, 2, 29), date(2028, 3, 1), "Europe/Paris")

    assert asked(google_date(one)) == {"action": "TEMPLATE", "text": "Forum", "dates": "20280229/20280301"}
    assert asked(outlook_date(one)) == {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": "Forum",
        "startdt": "2028-02-29",
        "enddt": "2028-03-01",
        "allday": "true",
    }


def test_texts_are_told_whole_but_not_without_end() -> None:
    start, end = "2026-03-03T14:00", "2026-03-03T16:00"
    one = told("Europe/Paris", start, end, details="Deux\nlignes + une", location="3 rue du Test, 38000 Grenoble")

    assert asked(google_date(one))["details"] == asked(outlook_date(one))["body"] == "Deux\nlignes + une"
    assert asked(google_date(one))["location"] == asked(outlook_date(one))["location"] == one.location
    assert "+" not in urlsplit(outlook_date(one)).query
    long = told("Europe/Paris", start, end, details="é" * 5000)
    assert asked(google_date(long))["details"] == "é" * LONGEST_TEXT


def test_a_calendar_to_follow() -> None:
    assert webcal(FEED) == "webcal://www.exemple.fr/flux/tout.ics?lieu=ici&type=forum"
    assert webcal("http://127.0.0.1:8000/flux/tout.ics") == "webcal://127.0.0.1:8000/flux/tout.ics"
    assert google_follow(FEED) == (
        "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Fwww.exemple.fr%2Fflux%2Ftout.ics%3Flieu%3Dici%26type%3Dforum"
    )
    assert urlsplit(outlook_follow(FEED, name="Agenda")).netloc == "outlook.live.com"
    assert asked(outlook_follow(FEED, name="Agenda – près d'ici")) == {"url": FEED, "name": "Agenda – près d'ici"}
    assert outlook_follow(FEED, name="A", base=OUTLOOK_AT_WORK).startswith(
        "https://outlook.office.com/calendar/0/addfromweb?url="
    )
