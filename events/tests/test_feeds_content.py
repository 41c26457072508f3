"""What calendars are told of each thing, and what is kept of it."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
import time_machine
from django.test import Client
from wagtail.images.tests.utils import get_test_image_file_jpeg

from booking.models import Session
from core import feeds as core_feeds
from core import kept
from core.models import Image
from core.recurrence.rule import Frequency, Rule
from events import calendar
from events.models import EventException, EventPage, ExternalDate
from events.services import occurrences as services
from events.tests.factories import (
    NOW,
    make_calendar,
    make_event,
    make_external_date,
    make_partner,
    make_place,
    make_session,
    publish,
)
from locations.models import Commune

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        yield


def fetch(client: Client, path: str = "/flux/agenda.ics") -> bytes:
    response = client.get(path)
    assert response.status_code == 200
    return response.content


def told(client: Client, path: str = "/flux/agenda.ics") -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(fetch(client, path)).walk("VEVENT"))


def test_all_that_is_known_is_told(client):
    picture = Image.objects.create(title="Une salle", file=get_test_image_file_jpeg())
    event = make_event(
        title="Atelier mails",
        kind="atelier",
        introduction="Venez comme vous êtes.",
        location=make_place(name="Médiathèque", phone="+33476000000"),
        share_image=picture,
        online_url="https://visio.example/salle",
        publics=["seniors", "femmes"],
        price="2 €",
        registration_url="https://inscription.example/",
        email="accueil@lieu.example",
    )
    (one,) = told(client)
    assert str(one["DESCRIPTION"]) == (
        "Venez comme vous êtes.\n\nPour qui : Seniors, Femmes\nPrix : 2 €\nS'inscrire : https://inscription.example/"
    )
    assert one["CATEGORIES"].to_ical() == b"Atelier,Seniors,Femmes"
    assert str(one["CONTACT"]) == "accueil@lieu.example"
    assert one["GEO"].to_ical() == "45.19;5.73"
    assert str(one["URL"]) == f"http://testserver/agenda/{event.slug}/"
    assert (str(one["CONFERENCE"]), one["CONFERENCE"].params["FEATURE"]) == ("https://visio.example/salle", "VIDEO")
    address = f"/flux/evenements/{event.pk}.jpg?v={picture.pk}"
    assert (str(one["IMAGE"]), one["IMAGE"].params["FMTTYPE"]) == (f"http://testserver{address}", "image/jpeg")
    shown = client.get(address)
    assert (shown["Content-Type"], shown.content[:2]) == ("image/jpeg", b"\xff\xd8")
    assert client.get(address, headers={"if-none-match": shown["ETag"]}).status_code == 304


def test_no_picture_and_no_file_are_404(client):
    lost = Image.objects.create(title="Perdue", file=get_test_image_file_jpeg())
    lost.file.storage.delete(lost.file.name)
    for event in (make_event(), make_event(share_image=lost), make_event(publish_at=None)):
        assert client.get(f"/flux/evenements/{event.pk}.jpg").status_code == 404


@pytest.mark.parametrize(
    ("status", "title", "word", "place"),
    [
        ("scheduled", "Atelier", "CONFIRMED", "4 rue d'à côté, Lyon"),
        ("cancelled", "ANNULÉ – Atelier", "CANCELLED", "4 rue d'à côté, Lyon"),
        ("postponed", "REPORTÉ – Atelier", "TENTATIVE", "4 rue d'à côté, Lyon"),
        ("online", "EN LIGNE – Atelier", "CONFIRMED", "En ligne"),
    ],
)
def test_whether_it_takes_place_is_seen_first(client, status, title, word, place):
    town = Commune.objects.create(
        code="69123", kind="commune", name="Lyon", search_text="lyon", departement="69", region="84", latitude=45.75,
        longitude=4.85,
    )  # fmt: skip
    make_event(title="Atelier", status=status, address="4 rue d'à côté", commune=town, status_note="Voici pourquoi.")
    (one,) = told(client)
    assert (str(one["SUMMARY"]), str(one["STATUS"]), str(one["LOCATION"])) == (title, word, place)
    assert ("GEO" in one) == (status != "online")
    assert str(one["DESCRIPTION"]).startswith("Voici pourquoi.")


def test_everything_holds_partners_dates_and_says_whose_they_are(client):
    theirs = make_calendar(
        name="Agenda de la BM", page="https://bm.example/", organisation=make_partner(name="Ville", slug="ville")
    )
    make_event(title="À nous")
    make_session()
    date_of_theirs = make_external_date(theirs, title="À eux", url="https://bm.example/a", where="Salle 2")
    make_external_date(theirs, title="Sans fin", end=datetime(2026, 3, 12, 13, tzinfo=UTC))
    make_external_date(theirs, title="Jours entiers", all_day=True, last_day=date(2026, 3, 14))
    make_external_date(make_calendar(state="draft"), title="Pas encore")
    make_external_date(make_calendar(location=make_place(live=False)), title="Lieu non publié")
    found = {str(one["SUMMARY"]): one for one in told(client, "/flux/tout.ics")}
    assert sorted(found) == ["Jours entiers", "Lieu non publié", "Permanence Connectée", "Sans fin", "À eux", "À nous"]
    assert str(found["À eux"]["DESCRIPTION"]) == "Cette date vient de : Agenda de la BM (Ville). https://bm.example/"
    assert (str(found["À eux"]["UID"]), str(found["À eux"]["LOCATION"])) == (str(date_of_theirs.uid), "Salle 2")
    assert not {"LOCATION", "GEO"} & found["Lieu non publié"].keys()
    assert "DTEND" not in found["Sans fin"]
    assert (found["Jours entiers"]["DTSTART"].dt, found["Jours entiers"]["DTEND"].dt) == (
        date(2026, 3, 12),
        date(2026, 3, 15),
    )
    assert [str(one["SUMMARY"]) for one in told(client, "/flux/tout.ics?partenaire=ville")] == [
        "À eux",
        "Sans fin",
        "Jours entiers",
    ]


def test_everything_hears_of_each_of_its_sources_in_one_query(client, django_assert_num_queries):
    event, session, theirs = make_event(), make_session(), make_external_date()
    changes = [
        lambda: publish(EventPage.objects.get(pk=event.pk), at=NOW + timedelta(minutes=5)),
        lambda: Session.objects.filter(pk=session.pk).update(version=session.version + 1),
        lambda: ExternalDate.objects.filter(pk=theirs.pk).update(changed_at=NOW + timedelta(minutes=9)),
        lambda: ExternalDate.objects.all().delete(),
    ]
    tag = client.get("/flux/tout.ics")["ETag"]
    for change in changes:
        with django_assert_num_queries(1):
            assert client.get("/flux/tout.ics", headers={"if-none-match": tag}).status_code == 304
        change()
        again = client.get("/flux/tout.ics", headers={"if-none-match": tag})
        assert again.status_code == 200
        tag = again["ETag"]


def test_one_date_alone_stands_by_itself_and_keeps_its_uid_when_it_moves(client):
    moved = {"kind": "moved", "original_day": date(2026, 3, 17), "new_day": date(2026, 3, 18)}
    event = make_event(rule=Rule(Frequency.WEEKLY, count=4), exceptions=[])
    address = f"/flux/evenements/{event.pk}.ics?date=2026-03-17"
    (before,) = told(client, address)
    event.exceptions = [EventException(**moved)]
    publish(event, at=NOW + timedelta(minutes=5))
    (after,) = told(client, address)
    assert before["UID"] == after["UID"]
    assert (before["DTSTART"].dt.day, after["DTSTART"].dt.day) == (17, 18)
    assert "RRULE" not in after
    assert "RECURRENCE-ID" not in after
    for nothing in ("2026-03-19", "2026-02-30", "hier"):
        assert client.get(f"/flux/evenements/{event.pk}.ics?date={nothing}").status_code == 404


# What is kept


def test_only_what_changed_is_written_anew(client, monkeypatch):
    events = [make_event(rule=Rule(Frequency.WEEKLY, count=3)) for _number in range(3)]
    fetch(client)
    written: list[int] = []
    honest = calendar.entries_of_event
    monkeypatch.setattr(calendar, "entries_of_event", lambda event: written.append(event.pk) or honest(event))
    events[1].title = "Autre titre"
    publish(events[1], at=NOW + timedelta(minutes=5))
    written.clear()
    body = fetch(client)
    assert written == [events[1].pk]
    assert "Autre titre" in body.decode()
    fetch(client, "/flux/tout.ics?type=autre")
    assert written == [events[1].pk]


def test_another_address_of_the_site_makes_everything_new(client, settings):
    make_event(title="Ici")
    first = client.get("/flux/agenda.ics")
    settings.PUBLIC_BASE_URL = "https://ailleurs.example"
    again = client.get("/flux/agenda.ics", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200
    assert b"https://ailleurs.example/agenda/" in again.content
    assert b"testserver" not in again.content


def test_one_event_that_cannot_be_told_leaves_the_others_alone(client, caplog):
    broken = make_event(title="Cassé")
    make_event(title="Entier")
    EventPage.objects.filter(pk=broken.pk).update(recurrence="RRULE:FREQ=HOURLY")
    assert [str(one["SUMMARY"]) for one in told(client)] == ["Entier"]
    assert f"EventPage {broken.pk} cannot be told to calendars" in caplog.text


def test_a_feed_without_what_was_withdrawn_is_a_later_one(client):
    make_event()
    gone = make_event()
    first = client.get("/flux/agenda.ics")
    gone.unpublish()
    again = client.get("/flux/agenda.ics", headers={"if-modified-since": first["Last-Modified"]})
    assert again.status_code == 200
    assert again["Last-Modified"] > first["Last-Modified"]  # the same second: one later all the same


def test_nothing_depends_on_what_is_kept(client, settings, tmp_path):
    make_event(title="Toujours là")
    settings.VAR_DIR = tmp_path / "file"
    settings.VAR_DIR.write_text("no folder")
    for _time in range(2):
        assert [str(one["SUMMARY"]) for one in told(client)] == ["Toujours là"]


def test_a_damaged_shelf_is_an_empty_one(client):
    make_event(title="Avant")
    fetch(client)
    for path in kept._folder().glob("entrees-*.gz"):
        path.write_bytes(path.read_bytes()[:40])
    make_event(title="Après")
    assert [str(one["SUMMARY"]) for one in told(client)] == ["Avant", "Après"]


def test_feeds_that_nobody_asks_for_any_more_make_room(client, monkeypatch):
    make_event()
    monkeypatch.setattr(core_feeds, "MOST_FEEDS", 3_000)
    for number in range(12):
        fetch(client, f"/flux/agenda.ics?lieu=lieu-{number}")
    assert 1 <= len(list(kept._folder().glob("flux-*.gz"))) < 8


# What programs go by


def test_each_change_is_a_second_later_than_the_one_before(client):
    event = make_event(title="Un")
    for title in ("Deux", "Trois"):
        event.title = title
        event = publish(event, at=NOW)
    assert event.changed_at == NOW + timedelta(seconds=2)


def test_what_changes_at_the_place_is_told_though_it_is_elsewhere_on_the_map_only(client):
    place = make_place()
    event = make_event(location=place)
    place.latitude = 45.2
    place.save_revision().publish()
    event.refresh_from_db()
    assert (event.changed_at, event.sequence) == (NOW + timedelta(hours=1), 0)


def test_the_night_tells_what_an_import_changed_at_the_place(client):
    place = make_place()
    event = make_event(location=place)
    type(place).objects.filter(pk=place.pk).update(name="Autre nom")
    services.rebuild_all(now=NOW + timedelta(days=1))
    event.refresh_from_db()
    assert (event.changed_at, event.sequence) == (NOW + timedelta(days=1), 1)
    services.rebuild_all(now=NOW + timedelta(days=2))
    event.refresh_from_db()
    assert event.changed_at == NOW + timedelta(days=1)


def test_the_horizon_moves_by_a_day_each_night():
    event = make_event(rule=Rule(Frequency.DAILY))
    for night in (0, 1, 2):
        now = NOW + timedelta(days=night)
        services.rebuild_all(now=now)
        last = event.occurrences.order_by("start").last()
        # 549 days ahead, and no further: the date that starts at 15:00 on that day is one too many.
        assert now + timedelta(days=548) < last.start < now + timedelta(days=549)


# For other programs


def test_the_api_and_the_json_say_the_same(client, django_assert_num_queries):
    make_event(rule=Rule(Frequency.WEEKLY, count=2), location=make_place(slug="ici"))
    make_session()
    make_external_date()
    json_answer = json.loads(fetch(client, "/flux/agenda.json"))
    answer: Any = client.get("/api/v1/agenda").json()
    assert answer["resultats"] == json_answer["resultats"]
    assert (answer["total"], answer["page"], answer["suivant"]) == (4, 1, None)
    sessions = client.get("/api/v1/seances").json()["resultats"]
    assert sessions == [one for one in answer["resultats"] if one["id"].startswith("seance-")]
    assert set(sessions[0]) - set(answer["resultats"][0]) == {"places", "places_restantes"}
    keys = "id uid titre type debut fin journee_entiere statut lieu partenaire url source"
    assert list(answer["resultats"][0]) == keys.split()
    assert [one["lieu"]["slug"] for one in client.get("/api/v1/agenda?lieu=ici").json()["resultats"]] == ["ici"] * 2


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("du=demain", "du"),
        ("du=2026-03-09&au=2026-03-08", "au"),
        ("lieu=nulle-part", "lieu"),
        ("type=bidon", "type"),
        ("departement=99", "departement"),
        ("public=bidon", "public"),
        ("page=0", "page"),
        ("lat=45", "lon"),
        ("q=xyzxyzxyz", "q"),
    ],
)
def test_what_the_api_does_not_understand_is_said(client, query, field):
    for path in ("agenda", "seances"):
        answer = client.get(f"/api/v1/{path}?{query}")
        assert (answer.status_code, answer.json()["champ"]) == (422, field)
        assert answer.json()["erreur"]
