"""What each page shows, and in how many queries."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction, Site

from booking.tests.factories import make_activity, make_location, make_organisation, make_session
from events.tests.factories import make_event
from home.tests.factories import (
    NOW,
    make_content,
    make_home,
    make_news,
    make_news_index,
    make_partners,
)
from locations.choices import OrganisationKind

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def fill(rows: int) -> None:
    make_home()
    make_partners()
    make_content(title="Histoire", slug="histoire", body=[("prose", "<p>Depuis 2013.</p>")])
    activity, place, host = make_activity(), make_location(), make_organisation()
    for n in range(rows):
        make_organisation(kind=list(OrganisationKind)[n % 5], town="Paris")
        make_news(partner=host)
        make_event(first_day=date(2026, 3, 10) + timedelta(days=n), location=place, organisers=[host])
        make_session(activity=activity, location=place, host=host, start=NOW + timedelta(days=1, hours=n))


QUERIES = {
    "/": 12,
    "/histoire/": 10,
    "/actualites/": 11,
    "/actualites/derniere/": 12,
    "/partenaires/": 9,
    "/recherche/?q=nouvelle": 6,
    "/plan-du-site/": 4,
    "/integration/": 1,
    "/flux/actualites.atom": 3,
}


@pytest.mark.once
@pytest.mark.parametrize("rows", [1, 30])
def test_a_page_asks_as_much_of_the_database_with_one_row_as_with_thirty(client, rows):
    fill(rows)
    make_news(title="Dernière", slug="derniere")
    asked = {}
    for path in QUERIES:
        client.get(path)  # sites and content types are kept afterwards
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        asked[path] = len(queries)

    assert asked == QUERIES


def test_the_front_page_asks_first_where_one_is(client):
    make_home()

    html = client.get("/").content.decode()

    assert html.count("<h1") == 1
    assert html.index('name="q"') < html.index("<h2")
    assert html.count("Accessibilité : non conforme") == 1


def test_the_front_page_says_what_comes_next_and_how_many_places_are_left(client):
    make_home()
    make_session(activity=make_activity(name="Mes démarches"), capacity=2, start=NOW + timedelta(hours=4))
    make_session(activity=make_activity(name="Hier"), start=NOW - timedelta(days=1))

    context = client.get("/").context

    assert [(row.title, row.day_words, row.time_words, row.places_words) for row in context["sessions"]] == [
        ("Mes démarches", "aujourd'hui", "14 h", "2 places")
    ]
    assert context["all_today"] is True


def test_a_weekly_event_takes_one_line_of_the_front_page(client):
    from core.recurrence.rule import Frequency, Rule

    make_home()
    make_event(title="Chaque semaine", rule=Rule(Frequency.WEEKLY), first_day=date(2026, 3, 3))
    make_event(title="Une fois", first_day=date(2026, 5, 1))

    assert [entry.title for entry in client.get("/").context["entries"]] == ["Chaque semaine", "Une fois"]


def test_news_come_latest_first_by_pages(client):
    for day in range(1, 16):
        make_news(published_on=date(2026, 1, day), title=f"Le {day}", slug=f"le-{day}")

    def titles(query):
        return [page.title for page in client.get(f"/actualites/{query}").context["news"]]

    assert titles("") == [f"Le {day}" for day in range(15, 3, -1)]
    assert titles("?page=2") == ["Le 3", "Le 2", "Le 1"]
    assert titles("?page=99") == ["Le 3", "Le 2", "Le 1"]
    assert titles("?page=abc") == [f"Le {day}" for day in range(15, 3, -1)]


@pytest.mark.parametrize(
    ("precision", "iso", "words"),
    [("day", "2013-11-01", "1er novembre 2013"), ("month", "2013-11", "novembre 2013"), ("year", "2013", "2013")],
)
def test_a_date_is_told_as_far_as_it_is_known(client, precision, iso, words):
    page = make_news(published_on=date(2013, 11, 1), precision=precision)

    for address in (page.url, "/actualites/"):
        assert f'datetime="{iso}">{words}</time>' in client.get(address).content.decode()


def test_no_news_yet(client):
    make_news_index()

    assert "Pas encore d'actualités" in client.get("/actualites/").content.decode()


def hide(page):
    page.live = False
    page.save()


def close(page):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


@pytest.mark.parametrize("put_away", [hide, close])
def test_drafts_and_private_pages_are_nowhere(client, put_away):
    make_news(title="Visible", slug="visible", introduction="Bonjour lumière")
    put_away(make_news(title="Cachée", slug="cachee", introduction="Bonjour lumière"))

    assert [page.title for page in client.get("/").context["news"]] == ["Visible"]
    assert [page.title for page in client.get("/actualites/").context["news"]] == ["Visible"]
    assert [page.title for page in client.get("/recherche/?q=lumiere").context["found"].pages] == ["Visible"]
    assert "Cachée" not in client.get("/flux/actualites.atom").content.decode()
    assert "/cachee/" not in client.get("/sitemap.xml").content.decode()
    assert "cachee" not in client.get("/plan-du-site/").content.decode()


def test_partners_stand_under_their_kind(client):
    make_partners()
    make_organisation(name="Plaine Commune", kind=OrganisationKind.AUTHORITY)
    make_organisation(name="IFAC", kind=OrganisationKind.ASSOCIATION)
    make_organisation(name="Ville de Lille", kind=OrganisationKind.AUTHORITY)
    make_organisation(name="Interne", kind=OrganisationKind.ASSOCIATION, in_directory=False)

    groups = client.get("/partenaires/").context["groups"]

    assert [(words, [partner.name for partner in partners]) for words, partners in groups] == [
        ("Collectivités", ["Plaine Commune", "Ville de Lille"]),
        ("Associations", ["IFAC"]),
    ]


def test_a_page_opened_in_the_admin_previews(admin_client):
    page = make_content(body=[("prose", "<p>Essai</p>")])

    assert admin_client.get(f"/admin/pages/{page.pk}/edit/").status_code == 200


def test_every_page_says_where_it_is(client):
    news = make_news(title="Lille ouvre", slug="lille-ouvre")

    assert news.crumbs == [{"words": "Accueil", "url": "/"}, {"words": "Actualités", "url": "/actualites/"}]
    assert '<link rel="canonical" href="http://testserver/actualites/lille-ouvre/">' in (
        client.get("/actualites/lille-ouvre/").content.decode()
    )


def test_search_engines_are_told_of_live_public_pages_and_shown_places(client):
    make_news(slug="lille-ouvre")
    make_location(slug="mediatheque-des-lilas")
    make_location(slug="fermee", live=False)
    # Whatever name the request came under.
    Site.objects.update(hostname="exemple.fr")
    call_command("migrate", verbosity=0)

    xml = client.get("/sitemap.xml", HTTP_HOST="127.0.0.1").content.decode()

    assert [part.split("</loc>")[0] for part in xml.split("<loc>")[1:]] == [
        "http://testserver/",
        "http://testserver/actualites/",
        "http://testserver/actualites/lille-ouvre/",
        "http://testserver/donnees/",
        "http://testserver/integration/",
        "http://testserver/points-accueil/mediatheque-des-lilas/",
    ]


def test_robots_stay_out_of_bookings(client):
    text = client.get("/robots.txt").content.decode()

    assert "Disallow: /rendez-vous/reservation/\n" in text
    assert text.endswith("Sitemap: http://testserver/sitemap.xml\n")


def test_the_style_guide_is_for_those_who_build(client, settings):
    assert client.get("/styleguide/").status_code == 404
    settings.DEMO = True
    assert client.get("/styleguide/").status_code == 200


def test_no_page_of_ours_sets_a_cookie(client):
    make_news(slug="lille-ouvre")

    for path in ["/", "/actualites/", "/actualites/lille-ouvre/", "/recherche/?q=x", "/plan-du-site/", "/sitemap.xml"]:
        assert client.get(path).cookies == {}, path
