"""The poster that a partner pins up: what it says, and that it is one sheet."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.models import Booking
from booking.tests.factories import (
    NOW,
    TUESDAY,
    make_activity,
    make_location,
    make_organisation,
    make_series,
    make_session,
)
from booking.tests.test_reservation_browser import boxes
from core.qr import qr_svg

ADDRESS = "/integration/affiche/moulin/"
DAY = timedelta(days=1)


@pytest.fixture
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def lines(answer) -> list[tuple[str, ...]]:
    assert answer.status_code == 200
    return [(row.day_words, row.time_words, row.title, row.place_name) for row in answer.context["rows"]]


@pytest.mark.django_db
@pytest.mark.usefixtures("monday")
def test_it_says_the_next_sessions_that_anyone_may_book(client, settings) -> None:
    settings.HELP_PHONE = "+33180059880"
    moulin = make_organisation(slug="moulin", name="Bibliothèque du Moulin")
    here, there = make_location(name="Médiathèque"), make_location(name="Annexe", town="Grenoble")
    make_session(host=moulin, location=here, start=TUESDAY + DAY, activity=make_activity(name="Premiers clics"))
    make_session(host=moulin, location=there)
    make_session(host=moulin, activity=make_activity(access="referral"))
    make_session(host=moulin, status="cancelled")
    make_session(host=moulin, start=NOW - DAY)
    make_session(host=moulin, location=make_location(live=False))
    make_session()
    answer = client.get(ADDRESS)
    assert lines(answer) == [
        ("mardi 3 mars", "14 h", "Permanence Connectée", "Annexe"),
        ("mercredi 4 mars", "14 h", "Premiers clics", "Médiathèque"),
    ]
    page = re.sub(r"<[^>]+>", "", answer.content.decode()).replace("\xa0", " ")
    assert "dates connues le 2 mars 2026" in page
    assert "01 80 05 98 80" in page
    assert qr_svg("http://testserver/rendez-vous/?partenaire=moulin&via=moulin") in answer.content.decode()
    moulin.phone = "+33639980001"
    moulin.save()
    assert client.get(ADDRESS).context["phone"] == "06 39 98 00 01"


@pytest.mark.django_db
@pytest.mark.usefixtures("monday")
def test_one_place_is_said_once_and_the_code_leads_to_what_was_chosen(client) -> None:
    moulin = make_organisation(slug="moulin")
    here = make_location(name="Médiathèque", slug="mediatheque")
    make_session(host=moulin, location=here)
    make_session(host=moulin, start=TUESDAY + DAY, location=make_location(name="Annexe", slug="annexe"))
    answer = client.get(f"{ADDRESS}?lieu=mediatheque&type=permanence&format=a3&partenaire=autre")
    assert lines(answer) == [("mardi 3 mars", "14 h", "Permanence Connectée", "")]
    assert (answer.context["place"], answer.context["paper"]) == (here, "a3")
    assert answer.context["places"] == [("annexe", "Annexe"), ("mediatheque", "Médiathèque")]
    assert answer.context["list_url"].split("?")[1] == "lieu=mediatheque&partenaire=moulin&type=permanence&via=moulin"
    call = make_session(host=moulin, location=here, activity=make_activity(mode="telephone"))
    assert client.get(f"{ADDRESS}?lieu=mediatheque").context["place"] is None
    assert call.activity.get_mode_display() in [row[3] for row in lines(client.get(ADDRESS))]


@pytest.mark.django_db
@pytest.mark.usefixtures("monday")
def test_a_course_stands_once_and_what_is_unknown_is_said(client) -> None:
    moulin = make_organisation(slug="moulin")
    course = make_series(host=moulin, scope="course")
    for week in range(3):
        make_session(host=moulin, series=course, activity=course.activity, start=TUESDAY + 7 * week * DAY)
    assert [row[0] for row in lines(client.get(ADDRESS))] == ["mardi 3 mars"]
    unknown = client.get(f"{ADDRESS}?lieu=nulle-part&format=a0")
    assert (lines(unknown), unknown.context["paper"]) == ([], "a4")
    assert unknown.context["remarks"] == ["Nous ne connaissons pas «\u00a0nulle-part\u00a0»."]
    assert client.get("/integration/affiche/inconnu/").status_code == 404
    assert client.post(ADDRESS).status_code == 405


@pytest.mark.django_db
@pytest.mark.usefixtures("monday")
def test_it_costs_the_same_with_one_session_and_with_four(client) -> None:
    moulin = make_organisation(slug="moulin")

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(ADDRESS)
        return len(queries)

    make_session(host=moulin)
    with_one = count()
    for number in range(3):
        make_session(host=moulin, start=TUESDAY + timedelta(hours=number))
    assert count() == with_one == 3


@pytest.mark.django_db
@pytest.mark.usefixtures("monday")
def test_what_is_booked_by_its_code_is_counted_as_the_partner_s(client) -> None:
    moulin = make_organisation(slug="moulin")
    make_session(host=moulin)
    led_to = client.get(ADDRESS).context["list_url"].removeprefix("http://testserver")
    ((row,),) = [day.rows for day in client.get(led_to).context["days"]]
    person = {"first_name": "Amina", "phone": "06 39 98 00 01", "party_size": "1"}
    assert client.post(row.url, {**person, "idempotency_key": "a" * 32}).status_code == 303
    assert Booking.objects.get().via == moulin


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("monday")
def test_it_is_one_sheet_whatever_it_holds_and_reads_on_a_telephone(open_page, axe) -> None:
    moulin = make_organisation(slug="moulin", name="Bibliothèque intercommunale du " + "Moulin de la Galette " * 8)
    for number in range(20):
        make_session(
            host=moulin, start=NOW + (number + 1) * DAY,
            location=make_location(name=f"Médiathèque {number} " + "des Trois Rivières " * 8),
            activity=make_activity(name=f"Atelier {number} " + "prendre en main son téléphone " * 4),
        )  # fmt: skip
    page = open_page(ADDRESS)
    assert boxes(page.pdf(prefer_css_page_size=True)) == [(210, 297)]
    page.select_option("#affiche-format", "a3")
    page.get_by_role("button", name="Voir cette feuille").click()
    page.wait_for_selector(".pinned--a3")
    assert boxes(page.pdf(prefer_css_page_size=True)) == [(297, 420)]
    small = open_page(ADDRESS, width=320, colours="dark")
    assert small.evaluate("document.documentElement.scrollWidth") == 320
    assert axe(small) == []
