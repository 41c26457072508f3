"""Sessions in other people's calendars and on other people's pages."""

from datetime import timedelta

import icalendar
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.services.sessions import free_kept
from booking.templatetags.booking_tags import next_sessions_by_location, sessions_at
from booking.tests.factories import (
    NOW,
    TUESDAY,
    make_activity,
    make_booking,
    make_location,
    make_organisation,
    make_session,
)
from locations.models import Location
from locations.services.importing import import_places
from locations.tests.factories import ROW, csv_text

FEED = "/flux/seances.ics"


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def events(response) -> list[icalendar.Event]:
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return icalendar.Calendar.from_ical(response.content).walk("VEVENT")


@pytest.mark.django_db
def test_each_session_has_its_own_entry_page_and_places_left(client) -> None:
    session = make_session(capacity=10)
    make_booking(session, party_size=3)
    (event,) = events(client.get(FEED))
    session.refresh_from_db()
    assert str(event["UID"]) == str(session.uid)
    assert (event["DTSTART"].dt, event["DTSTART"].params["TZID"]) == (TUESDAY, "Europe/Paris")
    assert str(event["URL"]) == f"http://testserver/rendez-vous/{session.pk}/"
    assert str(event["DESCRIPTION"]).splitlines()[0] == "Il reste 7 places."
    assert (event["DTSTAMP"].dt, int(event["SEQUENCE"])) == (NOW, 0)
    assert "ATTENDEE" not in event


@pytest.mark.django_db
def test_places_kept_for_referred_people_are_told_once_they_are_kept_no_longer(client) -> None:
    freed_at = NOW + timedelta(hours=1)
    session = make_session(capacity=5, referred_places=3, referred_until=freed_at)
    make_session(capacity=5)
    assert [free_kept(now=NOW), free_kept(now=freed_at - timedelta(seconds=1))] == [0, 0]
    path = f"/flux/seances/{session.pk}.ics"
    kept = client.get(path)
    assert "Il reste 2 places." in kept.content.decode()
    assert [free_kept(now=freed_at), free_kept(now=freed_at)] == [1, 0]
    freed = client.get(path, headers={"If-None-Match": kept["ETag"]})
    assert freed.status_code == 200
    assert "Il reste 5 places." in freed.content.decode()


@pytest.mark.django_db
def test_the_window_goes_thirty_days_back_and_cancelled_sessions_leave_after_some_weeks(client) -> None:
    make_session(start=NOW - timedelta(days=31), activity=make_activity(name="Trop ancienne"))
    make_session(start=NOW - timedelta(days=29), activity=make_activity(name="Récente"))
    make_session(status="cancelled", activity=make_activity(name="Tout juste annulée"))
    make_session(
        status="cancelled", now=NOW - timedelta(weeks=7), activity=make_activity(name="Annulée il y a longtemps")
    )
    make_session(activity=make_activity(name="Sur orientation", access="referral"))
    found = events(client.get(FEED))
    assert [(str(event["SUMMARY"]), str(event["STATUS"])) for event in found] == [
        ("Récente", "CONFIRMED"),
        ("ANNULÉ – Tout juste annulée", "CANCELLED"),
    ]


@pytest.mark.django_db
def test_304_until_a_place_is_taken_and_it_costs_one_query(client) -> None:
    session = make_session()
    first = client.get(FEED)
    assert client.get(FEED).content == first.content
    with CaptureQueriesContext(connection) as queries:
        again = client.get(FEED, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, len(queries)) == (304, b"", 1)
    assert client.head(FEED)["ETag"] == first["ETag"]

    make_booking(session)
    changed = client.get(FEED, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert "Il reste 7 places." in changed.content.decode()


@pytest.mark.django_db
def test_a_place_that_an_import_renames_is_told(client) -> None:
    import_places(csv_text(ROW).encode(), source="essai", now=NOW)
    make_session(location=Location.objects.get(standard_id=ROW["id"]))
    first = client.get(FEED)
    import_places(csv_text({**ROW, "nom": "Tiers-lieu du Parc"}).encode(), source="essai", now=NOW)
    changed = client.get(FEED, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert str(events(changed)[0]["LOCATION"]).startswith("Tiers-lieu du Parc, ")


@pytest.mark.django_db
def test_headers_are_those_of_a_public_file(client) -> None:
    make_session()
    response = client.get(FEED)
    assert response["Cache-Control"] == "public, max-age=300"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Last-Modified"] == "Mon, 02 Mar 2026 09:00:00 GMT"
    assert dict(response.cookies) == {}
    assert client.post(FEED).status_code == 405


@pytest.mark.django_db
def test_filters_are_those_of_the_list_and_an_unknown_value_is_said(client) -> None:
    lilas = make_session(location=make_location(slug="lilas", name="Les Lilas", departement="69"))
    formation = make_session(
        activity=make_activity(slug="tableur", kind="formation"), host=make_organisation(slug="ifac")
    )

    def found(query: str) -> list[str]:
        return [str(event["UID"]) for event in events(client.get(f"{FEED}?{query}"))]

    assert found("lieu=lilas") == [str(lilas.uid)]
    assert found("departement=69") == [str(lilas.uid)]
    assert found("partenaire=ifac") == [str(formation.uid)]
    assert found("type=tableur") == found("type=formation") == [str(formation.uid)]
    assert sorted(found("lieu=lilas&lieu=autre")) == [str(lilas.uid)]
    assert found("lieu=lilas&type=formation") == []
    unknown = client.get(f"{FEED}?lieu=nulle-part")
    assert events(unknown) == []
    assert "Nous ne connaissons pas «\u00a0nulle-part\u00a0»." in unknown.content.decode().replace("\r\n ", "")


@pytest.mark.django_db
def test_one_session_alone(client) -> None:
    session = make_session()
    response = client.get(f"/flux/seances/{session.pk}.ics")
    assert [str(event["UID"]) for event in events(response)] == [str(session.uid)]
    assert response["Content-Disposition"] == f'attachment; filename="seance-{session.pk}.ics"'
    assert client.get(f"/flux/seances/{session.pk}.ics", headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert client.get("/flux/seances/999.ics").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "hostile", ["A\r\nEND:VEVENT\r\nBEGIN:VEVENT", '\x00\x1f\u2028;,:\\"', "🙂" * 40, "\u202eنيمأ"]
)
def test_a_hostile_name_is_one_entry(client, hostile) -> None:
    make_session(
        activity=make_activity(name=hostile[:150].replace("\x00", ""), to_bring=hostile.replace("\x00", "")),
        location=make_location(name=hostile.replace("\x00", ""), phone="\r\nX:1"),
        note=hostile.replace("\x00", ""),
    )
    assert len(events(client.get(FEED))) == 1


@pytest.mark.django_db
def test_the_feed_costs_the_same_with_one_row_and_with_thirty(client) -> None:
    partner = make_organisation(slug="bpi")
    make_session(host=partner)

    def counts() -> list[int]:
        found = []
        for address in (FEED, FEED, f"{FEED}?partenaire=bpi"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        return found

    with_one = counts()
    for number in range(30):
        make_session(host=partner, start=TUESDAY + timedelta(hours=number))
    # What moved, which, and those that are not kept; the second reader is sent what is.
    assert counts() == with_one == [3, 1, 4]


@pytest.mark.django_db
def test_where_a_booking_came_from_is_kept(client) -> None:
    partner = make_organisation(slug="bpi")
    session = make_session(host=partner)
    data = {"first_name": "Amina", "phone": "0612345678"}
    assert client.post(f"/rendez-vous/{session.pk}/?via=bpi", data).status_code == 303
    assert session.attendances.get().booking.via == partner
    assert client.post(f"/rendez-vous/{session.pk}/?via=rien", {**data, "first_name": "Lou"}).status_code == 303


@pytest.mark.django_db
def test_tags_bring_the_next_sessions_in_one_query(django_assert_num_queries) -> None:
    places = [make_location(), make_location(), make_location()]
    for place in places[:2]:
        for week in range(3):
            make_session(location=place, start=TUESDAY + timedelta(weeks=week))
    make_session(location=places[0], start=NOW - timedelta(days=1))
    with django_assert_num_queries(1):
        by_id = next_sessions_by_location(places, limit=2)
    assert {pk: [row.day_words for row in rows] for pk, rows in by_id.items()} == {
        place.pk: ["mardi 3 mars", "mardi 10 mars"] for place in places[:2]
    }
    with django_assert_num_queries(1):
        assert len(sessions_at(places[0])) == 3
