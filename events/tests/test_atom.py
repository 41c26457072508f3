"""The Atom feed of events newly announced."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from defusedxml import ElementTree
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.recurrence.rule import Frequency, Rule
from events.feeds import atom
from events.tests.factories import NOW, make_agenda, make_event, make_place, publish

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
ADDRESS = "/flux/agenda.atom"


def told(client, address: str = ADDRESS) -> list[tuple[str, ...]]:
    """Return title, address and text of each entry."""
    root = ElementTree.fromstring(client.get(address).content)
    return [
        (entry.findtext(f"{ATOM}title"), entry.find(f"{ATOM}link").get("href"), entry.findtext(f"{ATOM}summary"))
        for entry in root.findall(f"{ATOM}entry")
    ]


def moments(client) -> list[tuple[str, str]]:
    root = ElementTree.fromstring(client.get(ADDRESS).content)
    return [
        (entry.findtext(f"{ATOM}published"), entry.findtext(f"{ATOM}updated")) for entry in root.findall(f"{ATOM}entry")
    ]


def test_latest_announced_first_whenever_they_take_place(client):
    make_event(
        title='Forum "d\'avril" <& nous> 👋', slug="forum", first_day=date(2026, 4, 1),
        location=make_place(name="Médiathèque"), introduction="On y vient.",
    )  # fmt: skip
    make_event(
        title="Atelier", slug="atelier", address="Lille", rule=Rule(Frequency.WEEKLY, until=date(2026, 6, 30)),
        publish_at=NOW + timedelta(hours=1),
    )  # fmt: skip

    assert told(client) == [
        (
            "Atelier",
            "http://testserver/agenda/atelier/",
            "Mardi 10 mars 2026 de 14 h à 16 h, puis tous les mardis à 14 h, jusqu'au mardi 30 juin 2026\nLille",
        ),
        (
            'Forum "d\'avril" <& nous> 👋',
            "http://testserver/agenda/forum/",
            "Mercredi 1er avril 2026 de 14 h à 16 h\nMédiathèque, 3 rue du Test, 38000 Grenoble\nOn y vient.",
        ),
    ]
    assert client.get(ADDRESS).headers["Content-Type"] == "application/atom+xml; charset=utf-8"


def test_a_change_moves_what_is_updated_and_not_what_was_announced(client):
    event = make_event(title="Avant", slug="avant")
    event.title, event.slug, event.status = "Après", "apres", "cancelled"
    publish(event, at=NOW + timedelta(days=2))

    ((title, address, text),) = told(client)
    assert (title, address) == ("Après", "http://testserver/agenda/apres/")
    assert text == "Annulé : Cet événement n'aura pas lieu.\nMardi 10 mars 2026 de 14 h à 16 h"
    assert moments(client) == [("2026-03-03T09:00:00+00:00", "2026-03-05T09:00:00+00:00")]
    root = ElementTree.fromstring(client.get(ADDRESS).content)
    assert root.findtext(f"{ATOM}entry/{ATOM}id") == f"urn:uuid:{event.uid}"
    assert root.findtext(f"{ATOM}updated") == "2026-03-05T09:00:00+00:00"


def test_drafts_private_events_and_history_are_no_news(client):
    make_event(title="Brouillon", publish_at=None)
    make_event(title="Il y a longtemps", first_day=date(2014, 5, 22))
    private = make_event(title="Privé")
    private.view_restrictions.create(restriction_type="login")
    make_event(title="Depuis hier", first_day=date(2026, 3, 2), last_day=date(2026, 3, 4), all_day=True)

    assert [title for title, *_ in told(client)] == ["Depuis hier"]


def test_the_same_filters_as_the_calendars(client):
    make_event(title="Ici", location=make_place(slug="ici", name="Médiathèque"), kind="forum")
    make_event(title="Ailleurs", location=make_place(departement="2A"))

    assert [title for title, *_ in told(client, f"{ADDRESS}?lieu=ici&du=2027-01-01")] == ["Ici"]
    assert [title for title, *_ in told(client, f"{ADDRESS}?departement=2A")] == ["Ailleurs"]
    assert told(client, f"{ADDRESS}?type=nulle-part") == []
    root = ElementTree.fromstring(client.get(f"{ADDRESS}?type=forum&lieu=ici").content)
    assert root.findtext(f"{ATOM}title") == "Nouveaux événements – Agenda – Emmaüs Connect (Médiathèque, forum)"
    assert [link.get("href") for link in root.findall(f"{ATOM}link")] == [
        "http://testserver/agenda/?lieu=ici&type=forum",
        "http://testserver/flux/agenda.atom?lieu=ici&type=forum",
    ]


def test_304_within_one_query_until_something_is_published_or_withdrawn(client):
    event = make_event()
    first = client.get(ADDRESS)
    with CaptureQueriesContext(connection) as seen:
        again = client.get(ADDRESS, HTTP_IF_NONE_MATCH=first.headers["ETag"])
    assert len(seen) == 1
    since = client.get(ADDRESS, HTTP_IF_MODIFIED_SINCE=first.headers["Last-Modified"])

    assert (again.status_code, since.status_code) == (304, 304)
    assert client.get(ADDRESS).content == first.content
    assert first.cookies == {}

    publish(event, at=NOW + timedelta(days=1))
    second = client.get(ADDRESS, HTTP_IF_NONE_MATCH=first.headers["ETag"])
    event.unpublish()
    third = client.get(ADDRESS, HTTP_IF_NONE_MATCH=second.headers["ETag"])
    assert (second.status_code, third.status_code) == (200, 200)
    assert told(client) == []


def test_the_clock_moves_nothing(client):
    make_agenda()
    make_event()
    with time_machine.travel(datetime(2031, 1, 1, tzinfo=NOW.tzinfo), tick=False):
        later = client.get(ADDRESS)
    with time_machine.travel(NOW, tick=False):
        now = client.get(ADDRESS)
    assert (later.content, later.headers["ETag"]) == (now.content, now.headers["ETag"])


def test_so_many_at_most_in_two_queries(client, monkeypatch):
    monkeypatch.setattr(atom, "LATEST", 4)
    counts = []
    for more in (1, 2, 2):
        for _ in range(more):
            make_event(location=make_place(), rule=Rule(Frequency.DAILY, count=2))
        client.get(ADDRESS)  # the paths of sites are read once
        with CaptureQueriesContext(connection) as seen:
            client.get(ADDRESS)
        queries = len(seen)
        counts.append((len(told(client)), queries))
    assert counts == [(1, 2), (3, 2), (4, 2)]
