"""What an event's page says: sentences, places, registrations, and the ways into one's own calendar."""

from datetime import UTC, date, datetime, time
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import pytest

from booking.models import Activity
from core.ical import Entry, Status
from core.recurrence.published import uid_of_date
from core.recurrence.rule import Frequency, Rule, Weekday
from events.event.add import to_all_dates, to_the_date
from events.event.one_date import entry_of_date
from events.event.registration import Registration, registration
from events.event.where import venue
from events.event.words import notices, planned_words, prequel_words, repeats_words, sequel_words, when_words
from events.models import EventException
from events.models.exception import added_uid
from events.tests.unsaved import dates_of, unsaved_event, unsaved_place
from locations.models import Commune

pytestmark = pytest.mark.django_db  # a page asks which type it is

WEEKLY = Rule(Frequency.WEEKLY, count=3)


def said(event, shown=None, *, is_over=False, asked_for=False) -> list[tuple[str, ...]]:
    found = notices(event, shown, is_over=is_over, asked_for=asked_for)
    return [(one.kind, one.title, one.text) for one in found]


# Whether it takes place


@pytest.mark.parametrize(
    ("status", "note", "sentence"),
    [
        ("cancelled", "", ("stop", "Annulé", "Cet événement n'aura pas lieu.")),
        ("cancelled", "La salle est en travaux.", ("stop", "Annulé", "La salle est en travaux.")),
        (
            "postponed",
            "",
            ("caution", "Reporté", "Cet événement n'aura pas lieu à la date prévue. La nouvelle date sera donnée ici."),
        ),
        ("postponed", "Au printemps.", ("caution", "Reporté", "Au printemps.")),
        ("online", "", ("info", "En ligne", "Cet événement se tient en ligne, et non sur place.")),
        ("scheduled", "Venez tôt.", ("info", "", "Venez tôt.")),
    ],
)
def test_the_staff_s_sentence_or_a_ready_one(status, note, sentence):
    event = unsaved_event(status=status, status_note=note)
    assert said(event, dates_of(event)[0]) == [sentence]


def test_all_is_well_says_nothing():
    event = unsaved_event(rule=WEEKLY)
    assert said(event, dates_of(event)[0]) == []


def test_what_is_over_is_said_to_be():
    event = unsaved_event()
    over = ("info", "", "Cet événement est passé.")
    assert said(event, dates_of(event)[0], is_over=True) == [over]
    event.status = "online"
    assert said(event, dates_of(event)[0], is_over=True) == [over]
    event.status = "cancelled"
    assert said(event, dates_of(event)[0], is_over=True) == [("stop", "Annulé", "Cet événement n'a pas eu lieu.")]


def test_the_date_that_is_shown_says_what_became_of_it():
    event = unsaved_event(rule=WEEKLY)
    cancelled, moved, noted = dates_of(
        event,
        {"kind": "cancelled", "original_day": date(2026, 3, 10), "note": "C'est férié."},
        {"kind": "moved", "original_day": date(2026, 3, 17), "new_day": date(2026, 3, 19), "note": "À l'étage."},
        {"kind": "note", "original_day": date(2026, 3, 24), "note": "Avec un goûter."},
    )
    assert said(event, cancelled, asked_for=True) == [("stop", "Annulé", "Cette date est annulée. C'est férié.")]
    assert said(event, cancelled) == [("stop", "Annulé", "Aucune des prochaines dates n'aura lieu. C'est férié.")]
    assert said(event, moved) == [("caution", "Déplacé", "C'était prévu le mardi 17 mars 2026 à 14 h. À l'étage.")]
    assert said(event, noted) == [("info", "", "Avec un goûter.")]
    event.status = "cancelled"
    assert said(event, moved) == [("stop", "Annulé", "Cet événement n'aura pas lieu.")]


def test_a_whole_day_that_was_moved_has_no_hour():
    event = unsaved_event(rule=WEEKLY, all_day=True)
    (moved, *_others) = dates_of(
        event, {"kind": "moved", "original_day": date(2026, 3, 10), "new_day": date(2026, 3, 11)}
    )
    assert said(event, moved) == [("caution", "Déplacé", "C'était prévu le mardi 10 mars 2026.")]


# When


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "mardi 10 mars 2026 de 14 h à 16 h"),
        ({"all_day": True}, "mardi 10 mars 2026"),
        ({"all_day": True, "last_day": date(2026, 3, 12)}, "du mardi 10 au jeudi 12 mars 2026"),
        (
            {"start_time": time(20), "end_time": time(0), "last_day": date(2026, 3, 11)},
            "mardi 10 mars 2026 de 20 h à minuit",
        ),
        ({"zone": "Indian/Reunion"}, "mardi 10 mars 2026 de 14 h à 16 h (heure de La Réunion)"),
        ({"zone": "Indian/Reunion", "all_day": True}, "mardi 10 mars 2026"),
        ({"first_day": date(2028, 2, 29)}, "mardi 29 février 2028 de 14 h à 16 h"),
    ],
)  # fmt: skip
def test_when_in_words(fields, words):
    event = unsaved_event(**fields)
    assert when_words(event, dates_of(event)[0]) == words
    assert planned_words(event) == f"{words[0].upper()}{words[1:]}"


@pytest.mark.parametrize(
    ("holidays", "zone", "words"),
    [
        (False, "", "tous les mardis et jeudis à 14 h"),
        (True, "", "tous les mardis et jeudis à 14 h, sauf les jours fériés"),
        (False, "A", "tous les mardis et jeudis à 14 h, sauf les vacances scolaires (zone A)"),
        (True, "C", "tous les mardis et jeudis à 14 h, sauf les jours fériés et les vacances scolaires (zone C)"),
    ],
)
def test_the_rule_says_what_it_leaves_out(holidays, zone, words):
    rule = Rule(Frequency.WEEKLY, weekdays=(Weekday.TUESDAY, Weekday.THURSDAY))
    assert repeats_words(unsaved_event(rule=rule, without_public_holidays=holidays, school_zone=zone)) == words


def test_what_goes_on_says_from_when():
    before = unsaved_event(rule=WEEKLY)
    same, later = (
        unsaved_event(first_day=date(2026, 4, 7)),
        unsaved_event(first_day=date(2026, 4, 7), start_time=time(15)),
    )
    assert sequel_words(before, same) == "À partir du mardi 7 avril 2026"
    assert sequel_words(before, later) == "À partir du mardi 7 avril 2026, à 15 h"
    assert prequel_words(later) == "Avant le mardi 7 avril 2026"


# Where


def test_a_place_with_its_page_and_the_way():
    where = venue(unsaved_event(location=unsaved_place()))
    assert (where.name, where.path, where.address) == (
        "Médiathèque", "/points-accueil/mediatheque/", "3 rue du Test, 38000 Grenoble",
    )  # fmt: skip
    assert where.way.android == "geo:45.19000,5.73000?q=45.19000,5.73000(M%C3%A9diath%C3%A8que)"
    assert where.way.web.startswith("https://www.openstreetmap.org/directions?to=45.19000%2C5.73000")
    assert (where.is_on_site, where.is_online) == (True, False)


def test_a_free_address_with_its_town_once():
    grenoble = Commune(name="Grenoble", departement="38")
    assert venue(unsaved_event(address="3 rue du Test", commune=grenoble)).address == "3 rue du Test, Grenoble"
    assert (
        venue(unsaved_event(address="3 rue du Test, Grenoble", commune=grenoble)).address == "3 rue du Test, Grenoble"
    )
    assert venue(unsaved_event(commune=grenoble)).address == "Grenoble"
    way = venue(unsaved_event(address="3 rue du Test", commune=grenoble)).way
    assert dict(parse_qsl(urlsplit(way.web).query)) == {"query": "3 rue du Test, Grenoble"}


def test_nowhere_and_online():
    nowhere = venue(unsaved_event())
    assert (nowhere.line, nowhere.is_on_site, nowhere.way.web) == ("", False, "")
    moved = venue(unsaved_event(location=unsaved_place(), status="online", online_url="https://www.visio.example/a"))
    assert (moved.is_on_site, moved.is_online, moved.online_host) == (False, True, "visio.example")


# How one registers


def test_places_are_booked_here_or_elsewhere():
    activity = Activity(name="Permanence", slug="permanence")
    here = unsaved_event(activity=activity, location=unsaved_place(), registration_url="https://autre.example/")
    assert registration(here) == Registration("/rendez-vous/?type=permanence&lieu=mediatheque", "Réserver une place")
    assert registration(unsaved_event(activity=activity)) == Registration(
        "/rendez-vous/?type=permanence", "Réserver une place"
    )
    assert registration(unsaved_event(registration_url="https://www.autre.example/oui")) == Registration(
        "https://www.autre.example/oui", "S'inscrire", host="autre.example"
    )
    assert registration(unsaved_event()) is None


def test_what_is_on_referral_sends_to_those_who_refer():
    activity = Activity(name="Parcours", slug="parcours", access="referral")
    found = registration(unsaved_event(activity=activity))
    assert (found.url, found.note) == (
        "/orienter/",
        "Sur orientation : un travailleur social inscrit la personne.",
    )


# In one's own calendar


def test_this_date_and_all_of_them():
    event = unsaved_event(rule=WEEKLY, location=unsaved_place(), zone="Indian/Reunion")
    second = dates_of(event)[1]
    one, every = to_the_date(event, second, venue(event), several=True), to_all_dates(event)

    assert one.file == "/flux/evenements/7.ics?date=2026-03-17"
    google = dict(parse_qsl(urlsplit(one.google).query))
    assert (google["dates"], google["ctz"]) == ("20260317T140000/20260317T160000", "Indian/Reunion")
    assert google["location"] == "Médiathèque, 3 rue du Test, 38000 Grenoble"
    outlook = dict(parse_qsl(urlsplit(one.outlook).query))
    assert (outlook["startdt"], outlook["enddt"]) == ("2026-03-17T14:00:00+04:00", "2026-03-17T16:00:00+04:00")
    assert (every.phone, every.file) == ("webcal://testserver/flux/evenements/7.ics", "/flux/evenements/7.ics")
    assert dict(parse_qsl(urlsplit(every.outlook).query)) == {
        "url": "http://testserver/flux/evenements/7.ics",
        "name": "Atelier",
    }


def test_whole_days_and_a_moved_date():
    event = unsaved_event(rule=WEEKLY, all_day=True, last_day=date(2026, 3, 11))
    moved = dates_of(event, {"kind": "moved", "original_day": date(2026, 3, 17), "new_day": date(2026, 3, 18)})[1]
    one = to_the_date(event, moved, venue(event), several=True)
    assert one.file == "/flux/evenements/7.ics?date=2026-03-17"
    assert dict(parse_qsl(urlsplit(one.google).query))["dates"] == "20260318/20260320"
    outlook = dict(parse_qsl(urlsplit(one.outlook_at_work).query))
    assert (outlook["startdt"], outlook["enddt"], outlook["allday"]) == ("2026-03-18", "2026-03-20", "true")


def test_an_only_date_is_the_event():
    event = unsaved_event(status="online", online_url="https://visio.example/a", location=unsaved_place())
    one = to_the_date(event, dates_of(event)[0], venue(event), several=False)
    assert one.file == "/flux/evenements/7.ics"
    assert dict(parse_qsl(urlsplit(one.google).query))["location"] == "https://visio.example/a"


def test_a_date_alone_is_an_entry_of_its_own_that_stays():
    event = unsaved_event(rule=WEEKLY)
    changed = datetime(2026, 3, 3, 9, tzinfo=UTC)
    common = Entry(str(event.uid), "Atelier", date(2026, 3, 10), date(2026, 3, 11), changed, description="On y vient.")
    plain = dates_of(event)
    moved = dates_of(
        event,
        {"kind": "cancelled", "original_day": date(2026, 3, 10), "note": "C'est férié."},
        {"kind": "moved", "original_day": date(2026, 3, 17), "new_day": date(2026, 3, 19)},
    )
    before = [entry_of_date(common, event, one) for one in plain]
    after = [entry_of_date(common, event, one) for one in moved]

    assert [one.uid for one in before] == [one.uid for one in after]
    assert len({str(event.uid), *(one.uid for one in before)}) == 4
    assert [(one.starts_at.isoformat(), one.status) for one in after] == [
        ("2026-03-10T14:00:00+01:00", Status.CANCELLED),
        ("2026-03-19T14:00:00+01:00", Status.CONFIRMED),
        ("2026-03-24T14:00:00+01:00", Status.CONFIRMED),
    ]
    assert after[0].description == "C'est férié.\n\nOn y vient."
    assert {(one.rrule, one.exdates, one.recurrence_id) for one in after} == {("", (), None)}


def test_a_date_alone_has_the_uid_that_feeds_would_give_it():
    added = {"kind": "added", "original_day": date(2026, 3, 12), "new_start_time": time(9), "uid": UUID(int=5)}
    told = {}
    for rule, hour in ((WEEKLY, 14), (WEEKLY, 10), (None, 14)):
        event = unsaved_event(rule=rule, start_time=time(hour), uid=UUID(int=7))
        event.exceptions = [EventException(**added)]
        changed = datetime(2026, 3, 3, 9, tzinfo=UTC)
        common = Entry(str(event.uid), "Atelier", date(2026, 3, 10), date(2026, 3, 11), changed)
        told[rule is WEEKLY, hour] = [entry_of_date(common, event, one).uid for one in dates_of(event, added)[:2]]
    own = str(added_uid(UUID(int=7), UUID(int=5)))
    of_its_day = uid_of_date(str(UUID(int=7)), date(2026, 3, 10))
    # Another hour makes no other date; what does not repeat is the event.
    assert told == {(True, 14): [of_its_day, own], (True, 10): [of_its_day, own], (False, 14): [str(UUID(int=7)), own]}
