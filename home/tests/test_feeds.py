"""The Atom feed of news."""

from datetime import date

import pytest
from defusedxml import ElementTree

from home.tests.factories import make_home, make_news

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def entries(response):
    root = ElementTree.fromstring(response.content)
    return [
        (entry.findtext(f"{ATOM}title"), entry.find(f"{ATOM}link").get("href"), entry.findtext(f"{ATOM}published"))
        for entry in root.findall(f"{ATOM}entry")
    ]


def test_news_latest_first_with_public_addresses(client):
    make_news(title="Marseille s'engage", slug="marseille", published_on=date(2013, 11, 30))
    make_news(title='Lille "ouvre" <& ses portes> 👋', slug="lille", published_on=date(2014, 5, 22))

    response = client.get("/flux/actualites.atom", HTTP_HOST="127.0.0.1")

    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert entries(response) == [
        ('Lille "ouvre" <& ses portes> 👋', "http://testserver/actualites/lille/", "2014-05-22T12:00:00+00:00"),
        ("Marseille s'engage", "http://testserver/actualites/marseille/", "2013-11-30T12:00:00+00:00"),
    ]


def test_an_entry_keeps_its_identifier_when_its_address_changes(client):
    page = make_news(slug="avant")

    def identifier():
        return ElementTree.fromstring(client.get("/flux/actualites.atom").content).find(f"{ATOM}entry/{ATOM}id").text

    before = identifier()
    page.slug = "apres"
    page.save_revision().publish()

    assert identifier() == before


def test_it_answers_304_until_something_is_published(client):
    make_home()
    make_news()
    first = client.get("/flux/actualites.atom")

    again = client.get("/flux/actualites.atom", HTTP_IF_NONE_MATCH=first.headers["ETag"])
    since = client.get("/flux/actualites.atom", HTTP_IF_MODIFIED_SINCE=first.headers["Last-Modified"])
    make_news()
    later = client.get("/flux/actualites.atom", HTTP_IF_NONE_MATCH=first.headers["ETag"])

    assert (first.status_code, again.status_code, since.status_code, later.status_code) == (200, 304, 304, 200)
    assert client.get("/flux/actualites.atom").content == later.content
    assert first.cookies == {}


def test_no_news_is_a_feed_all_the_same(client):
    make_home()

    response = client.get("/flux/actualites.atom")

    assert (response.status_code, entries(response)) == (200, [])


def test_unpublishing_moves_the_tag(client):
    make_news()
    page = make_news()
    first = client.get("/flux/actualites.atom")
    page.unpublish()

    assert client.get("/flux/actualites.atom", HTTP_IF_NONE_MATCH=first.headers["ETag"]).status_code == 200
