from datetime import UTC, datetime
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from django.db import connection
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from events.agenda.filters import read_filters
from events.agenda.subscribe import subscription
from events.tests.factories import make_partner, make_place

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)


def followed(query: str) -> dict[str, str]:
    """Return what the panel of this address says."""
    return subscription(read_filters(QueryDict(query), now=NOW))


def test_the_addresses_are_those_of_exactly_this_filter():
    make_place(slug="ici", name="Médiathèque")
    panel = followed("lieu=ici&type=atelier&type=forum&public=seniors")

    assert panel["feed_url"] == ("http://testserver/flux/tout.ics?lieu=ici&type=atelier&type=forum&public=seniors")
    assert panel["phone_url"] == panel["feed_url"].replace("http://", "webcal://")
    assert parse_qs(urlsplit(panel["google_url"]).query) == {"cid": [panel["phone_url"]]}
    assert dict(parse_qsl(urlsplit(panel["outlook_url"]).query)) == {
        "url": panel["feed_url"],
        "name": "Agenda – Emmaüs Connect (Médiathèque, atelier, forum, seniors)",
    }
    assert urlsplit(panel["outlook_at_work_url"]).netloc == "outlook.office.com"
    assert panel["atom_url"] == panel["feed_url"].replace("tout.ics", "agenda.atom")
    assert panel["here_url"] == ("http://testserver/agenda/?lieu=ici&type=atelier&type=forum&public=seniors#abonner")


def test_one_question_is_one_address_however_it_is_asked():
    make_place(slug="ici")
    assert followed("type=forum&lieu=ici&type=atelier") == followed("lieu=ici&type=atelier&type=forum&type=forum")


def test_days_and_layout_are_no_part_of_what_is_followed():
    asked = "type=forum&du=2026-03-01&au=2026-03-31&quand=ce-week-end&vue=mois&mois=2026-03&page=2"
    assert followed(asked) == followed("type=forum")
    assert followed("periode=passe&annee=2014") == followed("")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "Tout l'agenda"),
        ("type=atelier", "L'agenda : atelier"),
        ("departement=38", "L'agenda : Isère"),
        ("lieu=ici&partenaire=eux&type=forum", "L'agenda : Médiathèque, Les Voisins, forum"),
        ("public=familles-etou-enfants", "L'agenda : familles et enfants"),
        ("lieu=nulle-part", "L'agenda : nulle-part"),
    ],
)
def test_it_says_what_the_calendar_will_hold(query, words):
    make_place(slug="ici", name="Médiathèque")
    make_partner(slug="eux", name="Les Voisins")
    assert followed(query)["words"] == words


def test_nothing_is_asked_twice():
    make_place(slug="ici", name="Médiathèque")
    filters = read_filters(QueryDict("lieu=ici&type=forum"), now=NOW)
    with CaptureQueriesContext(connection) as seen:
        subscription(filters, asked=[])
    assert len(seen) == 0


def test_the_panel_is_complete_without_javascript():
    html = render_to_string("events/agenda/_subscribe.html", {"subscription": followed("type=atelier")})
    for address in ("phone_url", "google_url", "outlook_url", "outlook_at_work_url", "feed_url", "atom_url"):
        assert f'"{followed("type=atelier")[address].replace("&", "&amp;")}"' in html
    assert html.count("how__picture") == 3
    assert html.count('class="qr"') == 1
    assert len(html.encode()) < 12_000
