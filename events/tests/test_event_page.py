"""The page of an event, as it is served: its dates, its neighbours, what search engines and calendars find in it."""

import json
import re
from datetime import UTC, date, datetime, time

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar
from wagtail.images.tests.utils import get_test_image_file

from core.models import Image
from core.recurrence.rule import Frequency, Rule
from events.models import EventPage
from events.tests.factories import NOW, make_event, make_partner, make_place

pytestmark = pytest.mark.django_db

DAILY = Rule(Frequency.DAILY, count=90)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as moving:
        yield moving


def data_of(html: str) -> list[dict]:
    """Return what the page tells search engines."""
    return [json.loads(text) for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)]


def listed(response) -> list[tuple[str, str]]:
    """Return the dates that the page lists, and what is said of each."""
    return [(line["day_words"], line["state_words"]) for line in response.context["dates"]]


# Its dates


def test_the_next_ten_dates_then_all_of_them_by_pages(client):
    path = make_event(rule=DAILY).path_of_page

    first = client.get(path)
    assert (len(listed(first)), first.context["all_dates_url"]) == (10, f"{path}?page=1#dates")
    pages = [client.get(f"{path}?page={page}") for page in ("1", "2", "3", "4", "-1", "²", "")]
    assert [len(listed(page)) for page in pages] == [40, 40, 10, 10, 40, 40, 40]
    assert pages[1].context["dates_title"] == "Toutes les dates à venir (90)"
    assert [pages[1].context[name] for name in ("previous_url", "page_words", "next_url")] == [
        f"{path}?page=1#dates", "Page 2 sur 3", f"{path}?page=3#dates",
    ]  # fmt: skip
    assert len(pages[0].content) < 60_000


def test_one_date_is_not_listed(client):
    html = client.get(make_event().path_of_page).content.decode()
    assert 'id="dates"' not in html


def test_the_date_that_the_address_asks_for(client):
    event = make_event(
        rule=Rule(Frequency.WEEKLY, count=4),
        exceptions=[
            {"kind": "cancelled", "original_day": date(2026, 3, 17), "note": "C'est férié."},
            {"kind": "moved", "original_day": date(2026, 3, 24), "new_day": date(2026, 3, 26)},
        ],
    )
    path = event.path_of_page

    def shown(query: str) -> tuple[str, list[str]]:
        context = client.get(f"{path}?{query}").context
        return context["when_words"], [one.text for one in context["notices"]]

    assert shown("") == ("mardi 10 mars 2026 de 14 h à 16 h", [])
    assert shown("date=2026-03-31") == ("mardi 31 mars 2026 de 14 h à 16 h", [])
    assert shown("date=2026-03-17") == ("mardi 17 mars 2026 de 14 h à 16 h", ["Cette date est annulée. C'est férié."])
    moved = ("jeudi 26 mars 2026 de 14 h à 16 h", ["C'était prévu le mardi 24 mars 2026 à 14 h."])
    assert shown("date=2026-03-24") == shown("date=2026-03-26") == moved
    assert shown("date=2026-03-11") == (
        "mardi 10 mars 2026 de 14 h à 16 h",
        ["Rien n'est prévu le mercredi 11 mars 2026 : voici la prochaine date."],
    )
    assert "n'est pas une date" in shown("date=32/13/2026")[1][0]
    for far in ("0001-01-01", "9999-12-31", "1900-01-01", "%00"):
        assert client.get(f"{path}?date={far}").status_code == 200


def test_cancelled_dates_are_struck_with_a_word(client):
    event = make_event(
        rule=Rule(Frequency.WEEKLY, count=3), exceptions=[{"kind": "cancelled", "original_day": date(2026, 3, 17)}]
    )
    html = client.get(event.path_of_page).content.decode()
    (struck,) = re.findall(r"<del>.*?</del>\s*<span[^>]*>.*?</span>", html, re.DOTALL)
    assert " ".join(re.sub(r"<[^>]+>", "", struck).split()) == "mardi 17 mars 2026, 14 h à 16 h Annulé"


def test_what_was_moved_says_from_when(client):
    event = make_event(
        rule=Rule(Frequency.WEEKLY, count=3),
        exceptions=[
            {"kind": "moved", "original_day": date(2026, 3, 17), "new_day": date(2026, 3, 19)},
            {"kind": "moved", "original_day": date(2026, 3, 24), "new_start_time": time(17)},
        ],
    )
    assert listed(client.get(event.path_of_page)) == [
        ("mardi 10 mars 2026", ""),
        ("jeudi 19 mars 2026", "Déplacé, au lieu du mardi 17 mars 2026"),
        ("mardi 24 mars 2026", "Déplacé, au lieu de 14 h"),
    ]


def test_what_is_over_lists_what_was(client, clock):
    event = make_event(rule=Rule(Frequency.WEEKLY, count=3))
    clock.move_to(datetime(2026, 5, 1, tzinfo=UTC))
    response = client.get(event.path_of_page)
    assert response.context["dates_title"] == "Dates passées"
    assert [words for words, _ in listed(response)] == [
        "mardi 24 mars 2026", "mardi 17 mars 2026", "mardi 10 mars 2026",
    ]  # fmt: skip
    assert "Ajouter à mon agenda" not in response.content.decode()


@pytest.mark.parametrize(
    ("moment", "is_today", "leaf"),
    [
        (datetime(2026, 3, 9, 22, 59, tzinfo=UTC), False, 10),
        (datetime(2026, 3, 9, 23, 0, tzinfo=UTC), True, 10),
        (datetime(2026, 3, 11, 12, 0, tzinfo=UTC), True, 11),
        (datetime(2026, 3, 12, 23, 0, tzinfo=UTC), False, 10),
    ],
)
def test_the_leaf_is_lit_on_its_days_on_the_clock_of_paris(client, clock, moment, is_today, leaf):
    event = make_event(all_day=True, last_day=date(2026, 3, 12))
    clock.move_to(moment)
    context = client.get(event.path_of_page).context
    assert (context["is_today"], context["leaf"]["day"]) == (is_today, leaf)


# What stands beside it


def test_other_events_of_the_same_place_three_at_most(client):
    here = make_place()
    event = make_event(location=here)
    make_event(title="Tous les jours", location=here, rule=DAILY)
    make_event(title="Demain", location=here, first_day=date(2026, 3, 4))
    make_event(title="Hier", location=here, first_day=date(2026, 3, 2))
    make_event(title="Ailleurs", location=make_place(), first_day=date(2026, 3, 4))
    make_event(title="Annulé", location=here, first_day=date(2026, 3, 4), status="cancelled")
    make_event(title="Brouillon", location=here, first_day=date(2026, 3, 4), publish_at=None)
    make_event(title="Privé", location=here, first_day=date(2026, 3, 4)).view_restrictions.create(
        restriction_type="login"
    )
    make_event(title="En avril", location=here, first_day=date(2026, 4, 1))
    make_event(title="En mai", location=here, first_day=date(2026, 5, 1))
    assert [one["title"] for one in client.get(event.path_of_page).context["nearby"]] == [
        "Demain", "Tous les jours", "En avril",
    ]  # fmt: skip
    assert client.get(make_event(address="Lille").path_of_page).context["nearby"] == []


def test_what_went_before_and_what_goes_on(client):
    before = make_event(slug="avant", rule=Rule(Frequency.WEEKLY, until=date(2026, 4, 1)))
    after = make_event(slug="apres", rule=Rule(Frequency.WEEKLY), first_day=date(2026, 4, 7), start_time=time(15))
    hidden = make_event(slug="brouillon", first_day=date(2026, 4, 7), publish_at=None)
    EventPage.objects.filter(pk__in=[after.pk, hidden.pk]).update(follows=before.pk)

    assert client.get(before.path_of_page).context["after"] == [
        {"words": "À partir du mardi 7 avril 2026, à 15 h", "url": "/agenda/apres/"}
    ]
    assert client.get(after.path_of_page).context["before"] == {
        "words": "Avant le mardi 7 avril 2026", "url": "/agenda/avant/",
    }  # fmt: skip
    before.unpublish()
    assert client.get(after.path_of_page).context["before"] is None


def test_phone_mail_public_and_price(client):
    event = make_event(phone="04 76 00 11 22", email="bonjour@exemple.fr", publics=["seniors", "jeunes"], price="5 €")
    html = client.get(event.path_of_page).content.decode()
    assert 'href="tel:+33476001122"' in html
    assert 'href="mailto:bonjour@exemple.fr"' in html
    assert client.get(event.path_of_page).context["audiences"] == ["Seniors", "Jeunes"]
    assert "<dd>5 €</dd>" in re.sub(r"</?span[^>]*>", "", html)


def test_what_is_called_off_invites_nobody(client):
    fields = {
        "location": make_place(),
        "online_url": "https://visio.example/",
        "registration_url": "https://a.example/",
    }
    for status in ("cancelled", "postponed"):
        context = client.get(make_event(status=status, **fields).path_of_page).context
        assert (context["registration"], context["can_join"], context["can_go"]) == (None, False, False)
    context = client.get(make_event(status="online", **fields).path_of_page).context
    assert (context["registration"].host, context["can_join"], context["can_go"]) == ("a.example", True, False)


# For machines


def test_search_engines_are_told_of_what_is_public_only(client, admin_client):
    event = make_event(
        title="Un </script> & deux", slug="a", location=make_place(), organisers=[make_partner(name="Eux")]
    )
    (told,) = data_of(client.get(event.path_of_page).content.decode())
    assert (told["name"], told["url"], told["organizer"]) == (
        "Un </script> & deux", "http://testserver/agenda/a/", [{"@type": "Organization", "name": "Eux"}],
    )  # fmt: skip
    event.save_revision()
    preview = admin_client.get(f"/admin/pages/{event.pk}/view_draft/").content.decode()
    assert ("mardi" in preview, data_of(preview)) == (True, [])


def test_the_picture_is_shared(client):
    image = Image.objects.create(title="Une table", file=get_test_image_file(size=(1600, 900)))
    event = make_event(share_image=image, location=make_place(name="Médiathèque"), introduction="On y vient.")
    html = client.get(event.path_of_page).content.decode()
    told = dict(re.findall(r'<meta property="(og:[^"]+)" content="([^"]*)"', html))
    assert re.fullmatch(r"http://testserver/media/images/.+\.jpg", told.pop("og:image"))
    assert told == {
        "og:type": "website",
        "og:site_name": "Emmaüs Connect",
        "og:locale": "fr_FR",
        "og:url": f"http://testserver{event.path_of_page}",
        "og:title": f"{event.title}, mardi 10 mars 2026 de 14 h à 16 h",
        "og:description": "Médiathèque, 3 rue du Test, 38000 Grenoble. On y vient.",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "Une table",
    }
    (data,) = data_of(html)
    assert data["image"].endswith(".jpg")


def test_a_picture_that_was_lost_is_no_fault(client):
    image = Image.objects.create(title="Perdue", file=get_test_image_file())
    event = make_event(share_image=image)
    image.file.storage.delete(image.file.name)
    html = client.get(event.path_of_page).content.decode()
    assert 'og:image" content="http://testserver/static/img/partage' in html
    assert "image" not in data_of(html)[0]


def test_one_date_as_a_file(client):
    event = make_event(
        rule=Rule(Frequency.WEEKLY, count=3),
        exceptions=[{"kind": "moved", "original_day": date(2026, 3, 17), "new_day": date(2026, 3, 19)}],
    )
    address = client.get(f"{event.path_of_page}?date=2026-03-17").context["to_the_date"].file
    (entry,) = Calendar.from_ical(client.get(address).content).walk("VEVENT")
    assert (entry.decoded("DTSTART").isoformat(), "RRULE" in entry, "RECURRENCE-ID" in entry) == (
        "2026-03-19T14:00:00+01:00", False, False,
    )  # fmt: skip
    assert str(entry["UID"]).partition("@")[0] != str(event.uid)
    assert client.get(f"/flux/evenements/{event.pk}.ics?date=2026-03-18").status_code == 404


def test_queries_and_weight_are_the_same_for_one_date_and_for_a_hundred(client):
    place, counts, weights = make_place(), [], []
    make_event(location=place, rule=DAILY)
    image = Image.objects.create(title="Une table", file=get_test_image_file())
    for dates in (1, 3, 100):
        event = make_event(
            location=place,
            share_image=image,
            organisers=[make_partner() for _ in range(dates % 7)],
            first_day=date(2026, 3, 12),
            rule=Rule(Frequency.DAILY, count=dates),
        )
        client.get(event.path_of_page)
        for query in ("", "?date=2026-03-12", "?page=1"):
            with CaptureQueriesContext(connection) as seen:
                response = client.get(event.path_of_page + query)
            counts.append((query, len(seen)))
            weights.append(len(response.content))
    assert counts == [("", 10), ("?date=2026-03-12", 10), ("?page=1", 11)] * 3
    assert max(weights) < 60_000
