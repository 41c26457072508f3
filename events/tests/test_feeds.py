import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import icalendar
import pytest
import recurring_ical_events
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from booking.models import Session
from core.recurrence.rule import Frequency, NthWeekday, Rule, Weekday
from events.models import EventException, EventPage, Occurrence
from events.services import occurrences as services
from events.tests.factories import NOW, make_event, make_partner, make_place, make_session, publish

pytestmark = pytest.mark.django_db

AGENDA = "/flux/agenda.ics"
WINDOW = (date(2026, 1, 1), date(2027, 9, 1))
HOSTILE = 'Café "L\'Été"; virgule, \\ antislash\r\nBEGIN:VEVENT\x07 😀 ‏שלום‎'


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        yield


def fetch(client: Client, path: str = AGENDA, **headers: str) -> Any:
    response = client.get(path, headers=headers)
    assert response.status_code == 200, path
    return response


def occurrences_in(feed: bytes) -> set[tuple[str, str, str]]:
    """Return (title, start, status) of each date that a calendar program sees in the window."""
    calendar = icalendar.Calendar.from_ical(feed)
    found = recurring_ical_events.of(calendar).between(*WINDOW)
    return {(str(one["SUMMARY"]), said(one["DTSTART"].dt), str(one["STATUS"])) for one in found}


def said(start: datetime | date) -> str:
    return start.astimezone(UTC).isoformat() if isinstance(start, datetime) else start.isoformat()


def occurrences_stored() -> set[tuple[str, str, str]]:
    """Return the same from the database."""
    found = set()
    for one in Occurrence.objects.select_related("event").between(WINDOW[0], WINDOW[1] - timedelta(days=1)):
        start = one.first_day if one.event.all_day else one.start
        title, status = one.event.title, "CANCELLED" if one.cancelled else "CONFIRMED"
        found.add((f"ANNULÉ – {title}" if one.cancelled else title, said(start), status))
    return found


def make_living_agenda() -> None:
    """Make one event of each sort."""
    place = make_place()
    weekly = Rule(Frequency.WEEKLY, weekdays=(Weekday.TUESDAY, Weekday.THURSDAY), until=date(2027, 6, 30))
    make_event(
        title="Permanence",
        rule=weekly,
        location=place,
        exceptions=[
            {"kind": "cancelled", "original_day": date(2026, 5, 5)},
            {"kind": "moved", "original_day": date(2026, 5, 12), "new_day": date(2026, 5, 13)},
            {"kind": "moved", "original_day": date(2026, 5, 14), "new_start_time": time(9, 30)},
            {"kind": "note", "original_day": date(2026, 5, 19), "note": "Salle 2."},
            {"kind": "added", "original_day": date(2026, 5, 23), "new_start_time": time(10)},
        ],
    )
    make_event(title="Rencontre", rule=Rule(Frequency.MONTHLY, nth_weekdays=(NthWeekday(2, Weekday.TUESDAY),)))
    make_event(title="Fin de mois", rule=Rule(Frequency.MONTHLY, count=9), first_day=date(2026, 1, 31))
    make_event(title="Forum", all_day=True, first_day=date(2026, 6, 18), last_day=date(2026, 6, 19))
    make_event(
        title="Braderie",
        all_day=True,
        first_day=date(2026, 4, 4),
        rule=Rule(Frequency.WEEKLY, interval=2, until=date(2026, 7, 1)),
        exceptions=[
            {"kind": "cancelled", "original_day": date(2026, 4, 18)},
            {"kind": "moved", "original_day": date(2026, 5, 2), "new_day": date(2026, 5, 3)},
            {"kind": "added", "original_day": date(2026, 5, 5)},
        ],
    )
    make_event(title="À la Réunion", zone="Indian/Reunion", rule=Rule(Frequency.DAILY, count=5), start_time=time(1))
    make_event(
        title="Nuit", start_time=time(22), end_time=time(6), first_day=date(2026, 10, 24), last_day=date(2026, 10, 25)
    )
    make_event(title="Annulé", status="cancelled", rule=Rule(Frequency.WEEKLY, count=3))


def test_calendar_programs_see_what_the_database_holds(client):
    make_living_agenda()
    seen, stored = occurrences_in(fetch(client).content), occurrences_stored()
    assert seen == stored
    assert len(seen) > 150


def test_the_weekly_hour_is_the_same_all_year(client):
    make_event(rule=Rule(Frequency.WEEKLY), first_day=date(2026, 3, 10))
    calendar = icalendar.Calendar.from_ical(fetch(client).content)
    found = recurring_ical_events.of(calendar).between(date(2026, 3, 1), date(2027, 4, 30))
    assert len(found) == 60
    assert {one["DTSTART"].dt.strftime("%H:%M %Z") for one in found} == {"14:00 CET", "14:00 CEST"}


def test_one_series_its_exceptions_and_each_added_date_by_itself(client):
    event = make_event(
        rule=Rule(Frequency.WEEKLY, count=9),
        exceptions=[
            {"kind": "cancelled", "original_day": date(2026, 3, 17), "note": "Jour férié."},
            {"kind": "added", "original_day": date(2026, 3, 21)},
        ],
    )
    added = event.exceptions.get(kind="added")
    master, cancelled, extra = icalendar.Calendar.from_ical(fetch(client).content).walk("VEVENT")
    assert b"\r\nRRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20260505T215959Z\r\n" in fetch(client).content
    assert [str(one["UID"]) for one in (master, cancelled)] == [str(event.uid)] * 2
    assert (str(cancelled["STATUS"]), str(cancelled["DESCRIPTION"])) == (
        "CANCELLED",
        "Jour férié.\n\nPrix : Gratuit",
    )
    assert "RRULE" not in extra
    uid = str(extra["UID"])
    assert uid != str(event.uid)

    # Editing the page, even from its revisions, leaves every identity as it was.
    event.title, event.slug = "Autre nom", "autre-adresse"
    publish(event, at=NOW + timedelta(minutes=10))
    again = icalendar.Calendar.from_ical(fetch(client).content).walk("VEVENT")
    assert [str(one["UID"]) for one in again] == [str(event.uid), str(event.uid), uid]
    assert EventException.objects.get(kind="added").uid == added.uid


def test_a_cancelled_date_is_told_for_four_weeks_then_left_out(client):
    event = make_event(
        rule=Rule(Frequency.WEEKLY), exceptions=[{"kind": "cancelled", "original_day": date(2026, 3, 17)}]
    )
    late = datetime(2026, 4, 15, 9, tzinfo=UTC)
    with time_machine.travel(late, tick=False):
        services.rebuild_all(now=late)
        (master,) = icalendar.Calendar.from_ical(fetch(client).content).walk("VEVENT")
    assert master["EXDATE"].to_ical() == b"20260317T140000"
    assert master["LAST-MODIFIED"].dt == late
    assert int(master["SEQUENCE"]) == 0
    assert str(master["UID"]) == str(event.uid)


def test_an_event_says_where_only_if_it_knows(client):
    make_event(title="Sans lieu")
    make_event(title="Adresse", address="4 rue d'à côté, Lyon")
    make_event(title="Lieu", location=make_place(name="Médiathèque"))
    calendar = icalendar.Calendar.from_ical(fetch(client).content)
    where = {str(one["SUMMARY"]): str(one.get("LOCATION", "-")) for one in calendar.walk("VEVENT")}
    assert where == {
        "Sans lieu": "-",
        "Adresse": "4 rue d'à côté, Lyon",
        "Lieu": "Médiathèque, 3 rue du Test, 38000 Grenoble",
    }


def test_hostile_words_stay_words(client):
    make_event(title=HOSTILE, introduction=HOSTILE, address=HOSTILE)
    body = fetch(client).content
    (event,) = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert str(event["SUMMARY"]) == 'Café "L\'Été"; virgule, \\ antislash BEGIN:VEVENT 😀 ‏שלום‎'
    assert body.count(b"BEGIN:VEVENT\r\n") == 1
    assert max(map(len, body.split(b"\r\n"))) <= 75


def test_what_is_in_the_feed(client):
    make_event(title="Il y a 13 mois", first_day=date(2025, 2, 3))
    make_event(title="Il y a 11 mois", first_day=date(2025, 4, 3))
    make_event(title="Chaque semaine depuis 2019", first_day=date(2019, 4, 2), rule=Rule(Frequency.WEEKLY))
    make_event(title="Fini en 2020", first_day=date(2019, 4, 2), rule=Rule(Frequency.WEEKLY, until=date(2020, 1, 1)))
    make_event(title="Brouillon", publish_at=None)
    make_event(title="Dépublié").unpublish()
    private = make_event(title="Privé")
    private.view_restrictions.create(restriction_type="login")
    titles = [str(one["SUMMARY"]) for one in icalendar.Calendar.from_ical(fetch(client).content).walk("VEVENT")]
    assert titles == ["Il y a 11 mois", "Chaque semaine depuis 2019"]
    assert client.get(f"/flux/evenements/{private.pk}.ics").status_code == 404


def test_filters(client):
    grenoble, lyon = make_place(slug="a-grenoble"), make_place(slug="a-lyon", departement="69")
    partner = make_partner(slug="mediatheque")
    make_event(title="A", location=grenoble, kind="forum", organisers=[partner])
    make_event(title="B", location=lyon, kind="atelier", organisers=[partner, make_partner()])
    make_event(title="C", kind="atelier")

    def titles(query: str) -> list[str]:
        body = fetch(client, AGENDA + query).content
        return [str(one["SUMMARY"]) for one in icalendar.Calendar.from_ical(body).walk("VEVENT")]

    assert titles("?lieu=a-grenoble") == ["A"]
    assert titles("?lieu=a-grenoble&lieu=a-lyon") == ["A", "B"]
    assert titles("?lieu=a-grenoble&lieu=a-lyon&type=atelier") == ["B"]
    assert titles("?partenaire=mediatheque") == ["A", "B"]
    assert titles("?departement=69") == ["B"]
    assert titles("?type=atelier") == ["B", "C"]
    assert titles("?lieu=nulle-part") == []
    assert titles("?lieu=%00%0d%0a&inconnu=1&du=2030-01-01") == ["A", "B", "C"]


def test_the_name_says_what_is_chosen(client):
    make_event(location=make_place(slug="a-lyon", name="Le Lieu", departement="69"))
    calendar = icalendar.Calendar.from_ical(fetch(client, f"{AGENDA}?type=atelier&lieu=a-lyon&departement=69").content)
    assert str(calendar["NAME"]).replace("\\,", ",") == "Agenda – Emmaüs Connect (Le Lieu, atelier, Rhône)"
    assert str(calendar["SOURCE"]) == "http://testserver/flux/agenda.ics?lieu=a-lyon&type=atelier&departement=69"


def test_unchanged_means_304_in_two_queries_and_the_same_bytes(client):
    make_living_agenda()
    first = fetch(client)
    assert fetch(client).content == first.content
    for condition in (
        {"if-none-match": first.headers["ETag"]},
        {"if-modified-since": first.headers["Last-Modified"]},
    ):
        with CaptureQueriesContext(connection) as seen:
            again = client.get(AGENDA, headers=condition)
        assert (again.status_code, len(seen)) == (304, 1)
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        services.rebuild_all(now=NOW + timedelta(days=1))
        assert client.get(AGENDA, headers={"if-none-match": first.headers["ETag"]}).status_code == 304


def test_any_change_is_told(client):
    event = make_event(title="Avant")
    tags = [fetch(client).headers["ETag"]]
    event.title = "Après"
    event = publish(event, at=NOW + timedelta(minutes=5))
    tags.append(fetch(client).headers["ETag"])
    other = make_event(publish_at=NOW)
    tags.append(fetch(client).headers["ETag"])
    other.unpublish()
    EventPage.objects.get(pk=other.pk)
    tags.append(fetch(client).headers["ETag"])
    event.delete()
    tags.append(fetch(client).headers["ETag"])
    assert len(set(tags)) == 4
    assert tags[3] == tags[1]  # the very same content as before


def test_queries_do_not_grow(client):
    counts = []
    for more in (1, 9):
        for _ in range(more):
            make_event(
                location=make_place(),
                rule=Rule(Frequency.WEEKLY, count=3),
                exceptions=[{"kind": "added", "original_day": date(2026, 5, 2)}],
            )
        assert EventPage.objects.first().path_of_page  # Wagtail remembers where its sites begin
        with CaptureQueriesContext(connection) as anew:
            fetch(client)
        with CaptureQueriesContext(connection) as kept:
            fetch(client)
        counts.append((len(anew), len(kept)))
    # What moved and which; then what is missing, with its exceptions. The second reader is sent what is kept.
    assert counts == [(4, 1), (4, 1)]


def test_one_event(client):
    event = make_event(rule=Rule(Frequency.WEEKLY, count=3))
    response = fetch(client, f"/flux/evenements/{event.pk}.ics")
    assert response.headers["Content-Disposition"] == f'attachment; filename="evenement-{event.pk}.ics"'
    assert len(occurrences_in(response.content)) == 3
    for nobodys in (999_999, 99999999999999999999):
        assert client.get(f"/flux/evenements/{nobodys}.ics").status_code == 404


def test_everything_is_events_and_sessions_and_hears_of_a_place_taken(client):
    place = make_place(slug="ici")
    make_event(title="Atelier", location=place)
    make_event(title="Ailleurs")
    session = make_session(location=place)
    make_session()
    response = fetch(client, "/flux/tout.ics?lieu=ici")
    assert {title for title, _start, _status in occurrences_in(response.content)} == {"Atelier", "Permanence Connectée"}
    Session.objects.filter(pk=session.pk).update(booked=1, version=session.version + 1)
    again = client.get("/flux/tout.ics?lieu=ici", headers={"if-none-match": response.headers["ETag"]})
    assert again.status_code == 200
    assert "Il reste 7 places." in again.content.decode()


def test_json(client):
    place, partner = make_place(slug="ici", name="Ici"), make_partner(slug="eux")
    event = make_event(
        title="Permanence",
        kind="atelier",
        location=place,
        organisers=[partner],
        rule=Rule(Frequency.WEEKLY, count=2),
        exceptions=[{"kind": "cancelled", "original_day": date(2026, 3, 17)}],
    )
    answer = json.loads(fetch(client, "/flux/agenda.json?lieu=ici").content)
    assert (answer["total"], answer["page"], answer["suivant"]) == (2, 1, None)
    first, second = answer["resultats"]
    assert first == {
        "id": f"evenement-{event.pk}-20260310",
        "uid": str(event.uid),
        "titre": "Permanence",
        "type": "atelier",
        "debut": "2026-03-10T14:00:00+01:00",
        "fin": "2026-03-10T16:00:00+01:00",
        "journee_entiere": False,
        "statut": "scheduled",
        "lieu": {"slug": "ici", "nom": "Ici"},
        "partenaire": "eux",
        "url": f"http://testserver/agenda/{event.slug}/",
        "source": None,
    }
    assert second["statut"] == "cancelled"
