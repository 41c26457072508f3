"""What search engines are told of an event, value by value."""

from datetime import date, time
from typing import Any

import pytest

from core.recurrence.rule import Frequency, Rule
from events.event.structured_data import event_data
from events.event.where import venue
from events.models import EventPage
from events.tests.unsaved import dates_of, unsaved_event, unsaved_place
from locations.models import Organisation

pytestmark = pytest.mark.django_db  # a page asks which type it is

WEEKLY = Rule(Frequency.WEEKLY, count=3)


def data(event: EventPage, *exceptions: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return all that is told of the event."""
    return event_data(event, dates_of(event, *exceptions), venue(event), **more)


def told(event: EventPage, *exceptions: dict[str, Any]) -> list[tuple[str, ...]]:
    """Return of each date what it is, its start, its end, and the start that it had."""
    graph = data(event, *exceptions)
    rows = [one for one in graph.get("@graph", [graph]) if one["@type"] == "Event"]
    names = ("eventStatus", "startDate", "endDate", "previousStartDate")
    return [tuple(row[name].removeprefix("https://schema.org/") for name in names if name in row) for row in rows]


def test_one_date_with_all_that_is_known():
    event = unsaved_event(
        location=unsaved_place(), introduction="On y vient.", registration_url="https://ailleurs.example/oui"
    )
    partner = Organisation(name="Les Voisins", website="https://voisins.example/")

    assert data(event, organisers=[partner], image="http://testserver/media/images/photo.jpg") == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "Atelier",
        "url": "http://testserver",
        "description": "On y vient.",
        "image": "http://testserver/media/images/photo.jpg",
        "eventStatus": "https://schema.org/EventScheduled",
        "startDate": "2026-03-10T14:00:00+01:00",
        "endDate": "2026-03-10T16:00:00+01:00",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": [
            {
                "@type": "Place",
                "name": "Médiathèque",
                "address": {
                    "@type": "PostalAddress",
                    "streetAddress": "3 rue du Test",
                    "postalCode": "38000",
                    "addressLocality": "Grenoble",
                    "addressCountry": "FR",
                },
                "url": "http://testserver/points-accueil/mediatheque/",
                "geo": {"@type": "GeoCoordinates", "latitude": 45.19, "longitude": 5.73},
            }
        ],
        "organizer": [{"@type": "Organization", "name": "Les Voisins", "url": "https://voisins.example/"}],
        "isAccessibleForFree": True,
        "offers": {
            "@type": "Offer",
            "price": "0",
            "priceCurrency": "EUR",
            "url": "https://ailleurs.example/oui",
        },
    }


def test_an_event_a_date_and_their_series():
    graph = data(unsaved_event(rule=WEEKLY))["@graph"]
    assert graph[0] == {
        "@type": "EventSeries",
        "@id": "http://testserver#dates",
        "name": "Atelier",
        "url": "http://testserver",
    }
    assert [(one["@id"], one["superEvent"]) for one in graph[1:]] == [
        (f"http://testserver?date=2026-03-{day}", {"@id": "http://testserver#dates"}) for day in (10, 17, 24)
    ]


def test_cancelled_moved_and_noted_dates():
    event = unsaved_event(rule=WEEKLY)
    assert told(
        event,
        {"kind": "cancelled", "original_day": date(2026, 3, 10)},
        {"kind": "moved", "original_day": date(2026, 3, 17), "new_day": date(2026, 3, 19), "new_start_time": time(18)},
        {"kind": "note", "original_day": date(2026, 3, 24), "note": "Avec un goûter."},
    ) == [
        ("EventCancelled", "2026-03-10T14:00:00+01:00", "2026-03-10T16:00:00+01:00"),
        (
            "EventRescheduled", "2026-03-19T18:00:00+01:00", "2026-03-19T20:00:00+01:00", "2026-03-17T14:00:00+01:00",
        ),
        ("EventScheduled", "2026-03-24T14:00:00+01:00", "2026-03-24T16:00:00+01:00"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("scheduled", "EventScheduled"),
        ("cancelled", "EventCancelled"),
        ("postponed", "EventPostponed"),
        ("online", "EventMovedOnline"),
    ],
)
def test_the_state_of_the_event_is_that_of_its_dates(status, word):
    assert {row[0] for row in told(unsaved_event(rule=WEEKLY, status=status))} == {word}


def test_whole_days_have_no_hour_and_the_last_is_included():
    event = unsaved_event(all_day=True, first_day=date(2028, 2, 28), last_day=date(2028, 2, 29))
    assert told(event) == [("EventScheduled", "2028-02-28", "2028-02-29")]
    weekly = unsaved_event(all_day=True, rule=Rule(Frequency.WEEKLY, count=1))
    moved = {"kind": "moved", "original_day": date(2026, 3, 10), "new_day": date(2026, 3, 12)}
    assert told(weekly, moved) == [("EventRescheduled", "2026-03-12", "2026-03-12", "2026-03-10")]


@pytest.mark.parametrize(
    ("zone", "day", "start", "end"),
    [
        ("Europe/Paris", date(2026, 7, 1), "2026-07-01T22:00:00+02:00", "2026-07-02T01:00:00+02:00"),
        ("America/Martinique", date(2026, 7, 1), "2026-07-01T22:00:00-04:00", "2026-07-02T01:00:00-04:00"),
        ("Indian/Reunion", date(2026, 12, 2), "2026-12-02T22:00:00+04:00", "2026-12-03T01:00:00+04:00"),
        # The clock goes back that night.
        ("Europe/Paris", date(2026, 10, 24), "2026-10-24T22:00:00+02:00", "2026-10-25T01:00:00+02:00"),
    ],
)
def test_hours_are_those_of_the_place(zone, day, start, end):
    event = unsaved_event(
        zone=zone, first_day=day, last_day=date.fromordinal(day.toordinal() + 1), start_time=time(22), end_time=time(1)
    )
    assert told(event) == [("EventScheduled", start, end)]


@pytest.mark.parametrize(
    ("fields", "mode", "kinds"),
    [
        ({"address": "Lille"}, "Offline", ["Place"]),
        ({"address": "Lille", "online_url": "https://visio.example/a"}, "Mixed", ["Place", "VirtualLocation"]),
        ({"online_url": "https://visio.example/a"}, "Online", ["VirtualLocation"]),
        ({"address": "Lille", "status": "online"}, "Online", ["VirtualLocation"]),
    ],
)
def test_on_site_online_or_both(fields, mode, kinds):
    told = data(unsaved_event(**fields))
    assert told["eventAttendanceMode"] == f"https://schema.org/{mode}EventAttendanceMode"
    assert [place["@type"] for place in told["location"]] == kinds


def test_a_place_that_is_not_published_tells_its_name_only():
    (place,) = data(unsaved_event(location=unsaved_place(live=False)))["location"]
    assert place == {
        "@type": "Place",
        "name": "Médiathèque",
        "address": {"@type": "PostalAddress", "addressLocality": "Grenoble", "addressCountry": "FR"},
    }


def test_nowhere_is_no_place():
    assert "location" not in data(unsaved_event())


@pytest.mark.parametrize(
    ("words", "free", "price"),
    [
        ("Gratuit", True, "0"),
        ("gratuite", True, "0"),
        ("Entrée libre", True, "0"),
        ("0 €", True, "0"),
        ("5 €", False, "5"),
        ("7,50 €", False, "7.50"),
        ("7.5 euros", False, "7.50"),
        ("12\u202f€", False, "12"),
        ("Gratuit pour les habitants", None, None),
        ("de 5 à 10 €", None, None),
        ("", None, None),
    ],
)
def test_a_price_is_told_where_it_is_one(words, free, price):
    told = data(unsaved_event(price=words))
    assert told.get("isAccessibleForFree") == free
    assert told.get("offers", {}).get("price") == price


def test_ten_dates_at_most():
    assert len(told(unsaved_event(rule=Rule(Frequency.DAILY, count=100)))) == 10
