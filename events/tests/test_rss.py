"""The RSS feed of the next sessions."""

from datetime import timedelta

import pytest
import time_machine
from defusedxml import ElementTree
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.tests.factories import (
    NOW,
    TUESDAY,
    make_activity,
    make_booking,
    make_location,
    make_organisation,
    make_session,
)
from events.feeds import rss

pytestmark = pytest.mark.django_db

ADDRESS = "/flux/seances.rss"


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def told(client, address: str = ADDRESS) -> list[tuple[str | None, ...]]:
    """Return title, address and text of each entry, after looking at the whole."""
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/rss+xml; charset=utf-8")
    root = ElementTree.fromstring(answer.content)
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    return [tuple(item.findtext(name) for name in ("title", "link", "description")) for item in root.iter("item")]


def titles(client, query: str = "") -> list[str | None]:
    return [title for title, *_ in told(client, f"{ADDRESS}?{query}")]


def test_next_sessions_soonest_first_with_what_is_needed_to_choose(client) -> None:
    place = make_location(name="Médiathèque <Jean & Co>")
    later = make_session(start=TUESDAY + timedelta(days=1), location=place, note="Apportez \x01vos questions")
    first = make_session(location=place, activity=make_activity(name="Premiers clics", to_bring=""), capacity=3)
    make_booking(first)
    make_session(start=NOW - timedelta(hours=1))
    make_session(activity=make_activity(access="referral"))
    off = make_session(start=TUESDAY + timedelta(days=2), status="cancelled", location=place)
    where = "Médiathèque &lt;Jean &amp; Co&gt;, 12 rue des Lilas, 75012 Paris"
    assert told(client) == [
        (
            "Mardi 3 mars 2026 à 14 h – Premiers clics, Médiathèque <Jean & Co>",
            f"http://testserver/rendez-vous/{first.pk}/",
            f"{where}<br>Il reste 2 places.",
        ),
        (
            "Mercredi 4 mars 2026 à 14 h – Permanence Connectée, Médiathèque <Jean & Co>",
            f"http://testserver/rendez-vous/{later.pk}/",
            f"{where}<br>Il reste 8 places.<br>Apportez vos questions<br>À apporter : Votre téléphone",
        ),
        (
            "Annulé – Jeudi 5 mars 2026 à 14 h – Permanence Connectée, Médiathèque <Jean & Co>",
            f"http://testserver/rendez-vous/{off.pk}/",
            f"{where}<br>À apporter : Votre téléphone",
        ),
    ]
    (guid, *_others) = ElementTree.fromstring(client.get(ADDRESS).content).iter("guid")
    assert (guid.text, guid.get("isPermaLink")) == (f"urn:uuid:{first.uid}", "false")


def test_no_entry_has_a_date_that_a_portal_would_sort_by(client) -> None:
    make_session()
    root = ElementTree.fromstring(client.get(ADDRESS).content)
    assert [list(item.iter("pubDate")) for item in root.iter("item")] == [[]]
    assert root.findtext("channel/lastBuildDate") == "Mon, 02 Mar 2026 09:00:00 +0000"


def test_the_filters_of_the_calendars_and_a_partner_s_bookings_are_counted_as_its_own(client) -> None:
    bpi = make_session(host=make_organisation(slug="bpi"), activity=make_activity(name="À la BPI", kind="atelier"))
    make_session(activity=make_activity(name="Ailleurs"), location=make_location(departement="2A"))
    ((title, url, _),) = told(client, f"{ADDRESS}?partenaire=bpi")
    assert (str(title).split(" – ")[1][:10], url) == ("À la BPI, ", f"http://testserver/rendez-vous/{bpi.pk}/?via=bpi")
    assert len(titles(client, "partenaire=bpi&partenaire=autre")) == 1
    assert len(titles(client, "departement=2A")) == 1
    assert len(titles(client, "type=atelier")) == 1
    assert titles(client, "lieu=nulle-part") == []


def test_304_until_a_place_is_taken_or_a_session_begins_at_one_query(client) -> None:
    session = make_session()
    first = client.get(ADDRESS)
    assert client.get(ADDRESS).content == first.content
    known = {"If-None-Match": first["ETag"]}
    with CaptureQueriesContext(connection) as queries:
        assert client.get(ADDRESS, headers=known).status_code == 304
    assert len(queries) == 1
    make_booking(session)
    assert client.get(ADDRESS, headers=known).status_code == 200
    again = {"If-None-Match": client.get(ADDRESS)["ETag"]}
    with time_machine.travel(TUESDAY, tick=False):
        assert client.get(ADDRESS, headers=again).status_code == 200
        assert titles(client) == []


def test_it_costs_the_same_with_one_session_and_with_four_and_ends_somewhere(client, monkeypatch) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(ADDRESS)
        return len(queries)

    make_session()
    with_one = count()
    activity, place, host = make_activity(), make_location(), make_organisation()
    for number in range(3):
        make_session(activity=activity, location=place, host=host, start=TUESDAY + timedelta(hours=number))
    assert count() == with_one == 2
    assert len(titles(client)) == 4
    monkeypatch.setattr(rss, "NEXT", 2)
    assert len(titles(client)) == 2
