"""The agenda in the admin, by the roles that the site gives: who sees and edits what, in how many queries."""

import re
from datetime import date
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from core.models import User
from core.recurrence.rule import Frequency, Rule
from events.models import EventPage
from events.tests.factories import NOW, make_event, make_partner, make_place
from events.tests.staff_screens import (
    LIST,
    MONTH,
    TO_COMPLETE,
    make_calendar,
    make_partners_date,
    month_of,
    titles,
    wants,
)
from home.services.roles import COMMUNICATION, FACILITATORS, WRITERS, ensure_roles

pytestmark = pytest.mark.django_db

RULE = Rule(Frequency.WEEKLY, count=3)
VIEWS = [LIST, MONTH, TO_COMPLETE]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("equipe", password="une phrase assez longue"))
    return client


def in_group(name: str, group: str) -> Client:
    ensure_roles()
    user = User.objects.create_user(name, password="une phrase assez longue")
    user.groups.add(Group.objects.get(name=group))
    browser = Client()
    browser.force_login(user)
    return browser


def editors_in(response: Any) -> set[str]:
    """Return the events that lead to their editor."""
    found = re.findall(r"/admin/pages/(\d+)/edit/", response.content.decode())
    return set(EventPage.objects.filter(pk__in=found).values_list("title", flat=True))


def test_who_sees_and_edits_what(staff):
    make_event(title="De l'équipe")
    plume = in_group("plume", WRITERS)
    make_event(title="De la plume", publish_at=None, owner=User.objects.get(username="plume"))
    communication, facilitator = in_group("com", COMMUNICATION), in_group("mediation", FACILITATORS)
    both = {"De l'équipe", "De la plume"}
    address = f"{reverse(MONTH)}?mois=2026-03"
    for browser, seen, edited in ((staff, both, both), (communication, both, both), (plume, both, {"De la plume"})):
        assert set(titles(browser.get(reverse(LIST)))) == seen
        lines = {line[1] for day in month_of(browser.get(address)).values() for line in day}
        assert (lines, editors_in(browser.get(address))) == (seen, edited)
        assert set(wants(browser.get(reverse(TO_COMPLETE)))) == edited
    for view in VIEWS:
        refused = facilitator.get(reverse(view))
        assert (refused.status_code, refused.url) == (302, reverse("wagtailadmin_home"))
        assert Client().get(reverse(view)).url.startswith(reverse("wagtailadmin_login"))


def test_the_menu_is_theirs_who_keep_pages(staff):
    communication, facilitator = in_group("com", COMMUNICATION), in_group("mediation", FACILITATORS)
    for browser, shown in ((staff, True), (communication, True), (facilitator, False)):
        html = browser.get(reverse("wagtailadmin_home")).content.decode()
        assert [reverse(view) in html for view in VIEWS] == [shown] * 3


# Review


def test_what_a_writer_proposes_is_reviewed_by_communications():
    writer, communication = in_group("plume", WRITERS), in_group("com", COMMUNICATION)
    event = make_event(title="Proposé", publish_at=None, owner=User.objects.get(username="plume"))
    address = reverse("wagtailadmin_pages:edit", args=[event.pk])
    assert b'name="action-publish"' not in writer.get(address).content
    event.get_workflow().start(event, User.objects.get(username="plume"))
    state = event.current_workflow_task_state
    approve = reverse("wagtailadmin_pages:workflow_action", args=[event.pk, "approve", state.pk])
    writer.post(approve, {"comment": ""})
    event.refresh_from_db()
    assert (event.live, event.occurrences.count()) == (False, 0)
    communication.post(approve, {"comment": "Relu."})
    event.refresh_from_db()
    assert (event.live, event.occurrences.count()) == (True, 1)


# Queries


def test_a_list_asks_the_database_as_much_for_six_events_as_for_two(django_assert_num_queries):
    communication = in_group("com", COMMUNICATION)

    def make(count: int) -> None:
        for number in range(count):
            place = make_place()
            make_event(rule=RULE, location=place, organisers=[make_partner()], exceptions=[
                {"kind": "cancelled", "original_day": date(2026, 3, 17)},
            ])  # fmt: skip
            make_event(
                publish_at=None, without_public_holidays=True, location=place, rule=Rule(Frequency.WEEKLY, count=3)
            )
            make_partners_date(make_calendar(address=f"https://{place.slug}.example/{number}.ics"), 12)

    make(1)
    addresses = {
        reverse(LIST): 23,
        f"{reverse(LIST)}?q=atelier": 24,
        f"{reverse(LIST)}?export=csv": 16,
        f"{reverse(MONTH)}?mois=2026-03": 19,
        reverse(TO_COMPLETE): 15,
    }
    for address in addresses:
        read(communication, address)  # what is asked for once a process
    for more in (0, 2):
        make(more)
        for address, queries in addresses.items():
            with django_assert_num_queries(queries):
                read(communication, address)


def read(browser: Client, address: str) -> None:
    response = browser.get(address)
    assert response.status_code == 200
    if response.streaming:
        b"".join(response.streaming_content)
